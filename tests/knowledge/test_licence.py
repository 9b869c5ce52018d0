"""Licence hygiene: no sentence of a diagnostic manual or of a rating scale stands in the records.

`SOTTOVOCE_LICENSED_TEXT` may name a plain-text file, held by somebody who owns a licence and never
committed; six words in a row that also stand there are then refused.
"""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("knowledge", "prompts", "generator/base", "examples")
OVERLAP = 6
LICENSED = "SOTTOVOCE_LICENSED_TEXT"

# Phrases by which a manual or a licensed scale is known; short, so quoting them is no copy.
GIVE_AWAY = (
    r"clinically significant distress",
    r"most of the day,? nearly every day",
    r"nearly every day",
    r"markedly diminished",
    r"not (?:better )?attributable to",
    r"better explained by another",
    r"physiological effects of a substance",
    r"diagnostic criteria",
    r"criterion [A-I]\b",
    r"specify (?:if|whether)",
    r"recurrent thoughts of death \(",
    r"excessive anxiety and worry \(",
    r"apprehensive expectation",
    r"frantic efforts to avoid",
    r"a distinct period of abnormally",
    r"abnormally and persistently",
    r"exposure to actual or threatened death",
    r"marked fear or anxiety about",
    r"recurrent unexpected panic attacks",
    r"often (?:fidgets with|loses things necessary)",
    r"restriction of energy intake relative",
    r"persistent deficits in social communication",
    r"i have been able to laugh and see the funny side",  # EPDS
    r"i feel tense or .wound up.",  # HADS
)
BANNED = re.compile("|".join(GIVE_AWAY), re.I)
# What may be quoted, because it is free: the names of the three public-domain scales.
AUTHORED = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".yaml", ".jsonl", ".md", ".jinja")
]


def words(text):
    return re.findall(r"[a-z0-9']+", text.lower())


def shingles(text):
    found = words(text)
    return {" ".join(found[i : i + OVERLAP]) for i in range(len(found) - OVERLAP + 1)}


@pytest.mark.parametrize("path", AUTHORED, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_give_away_phrase_of_a_manual_or_scale(path):
    found = BANNED.search(path.read_text(encoding="utf-8"))
    assert found is None, f"{path.name}: {found and found[0]!r}"


@pytest.mark.parametrize(
    "text",
    [
        "The symptoms cause clinically significant distress or impairment.",
        "Depressed mood most of the day, nearly every day.",
        "Frantic efforts to avoid real or imagined abandonment.",
    ],
)
def test_the_list_knows_a_manual_when_it_sees_one(text):
    assert BANNED.search(text)


def test_no_manual_is_named_in_what_patients_and_therapists_say():
    for folder in ("knowledge/expressions", "prompts/moves"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            assert not re.search(r"\bDSM|\bICD\b", path.read_text(encoding="utf-8")), path.name


def test_six_words_in_a_row_are_found(tmp_path):
    ours = "I lie there and count the hours until the alarm goes"
    theirs = "Somebody may count the hours until the alarm goes, and rest poorly."
    assert shingles(ours) & shingles(theirs)
    assert not shingles("I count sheep") & shingles(theirs)


@pytest.mark.skipif(LICENSED not in os.environ, reason=f"{LICENSED} names no licensed text")
def test_no_six_words_in_a_row_of_a_licensed_text():
    licensed = shingles(Path(os.environ[LICENSED]).read_text(encoding="utf-8"))
    for path in AUTHORED:
        shared = shingles(path.read_text(encoding="utf-8")) & licensed
        assert not shared, f"{path.name}: {sorted(shared)[:3]}"
