"""Texts with a known copy in them: fictional patients, MTS-Dialog, and stretches planted in both.

The `NUM_CHOSEN_ON` dialogues among which the span's limits were once chosen are left out. How they
were chosen has no script; the patients of that choice were drawn with another seed.
"""

import csv
import os
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from generator.base.examples import composed_examples
from generator.base.material import base_material
from generator.clinic import SEED as CLINIC_SEED
from generator.clinic import clinic_sessions
from knowledge.base import load_knowledge
from knowledge.session import Session, Speaker, Turn
from prompts.transcript import parse_transcript

ROOT = Path(__file__).resolve().parents[1]
CORPORA = Path(os.environ.get("SOTTOVOCE_CORPORA", ROOT.parent / "shared" / "corpora"))
PAIRS = {
    "French": "MTS-Dialog-Augmented-TrainingSet-1-En-FR-EN-2402-Pairs.csv",
    "Spanish": "MTS-Dialog-Augmented-TrainingSet-2-EN-ES-EN-2402-Pairs.csv",
}
COPIED_WORDS = (10, 25, 50, 100)
NUM_PAIRS = 150
SEED = 17
LONG_WORDS, NUM_CHOSEN_ON = 110, 230
HOST_WORDS = 60
HELD_OUT_SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogues:
    """Dialogues by id, and their back-translations by language; `inside` are the private ones."""

    originals: Mapping[str, Session] = field(repr=False)
    translated: Mapping[str, Mapping[str, Session]] = field(repr=False)
    inside: tuple[str, ...]
    outside: tuple[str, ...]

    def private(self) -> list[Session]:
        return [self.originals[name] for name in self.inside]

    def strangers(self, *, at_least_words: int = 0) -> list[Session]:
        sessions = [self.originals[name] for name in self.outside]
        return [item for item in sessions if num_words(item) >= at_least_words]


def read_dialogues(corpora: Path) -> Dialogues | None:
    """None where the files are absent."""
    paths = {language: corpora / "mts-dialog" / name for language, name in PAIRS.items()}
    if not all(path.is_file() for path in paths.values()):
        return None
    originals: dict[str, Session] = {}
    translated: dict[str, dict[str, Session]] = {}
    for language, path in paths.items():
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        originals |= {row["ID"]: _dialogue(row) for row in rows if "=" not in row["ID"]}
        found = {row["ID"].split()[-1]: _dialogue(row) for row in rows if "=" in row["ID"]}
        translated[language] = found
    ids = _reported(sorted(set(originals).intersection(*translated.values())), originals)
    return Dialogues(
        originals=originals,
        translated=translated,
        inside=tuple(ids[:NUM_PAIRS]),
        outside=tuple(ids[NUM_PAIRS : 2 * NUM_PAIRS]),
    )


def _reported(ids: Sequence[str], originals: Mapping[str, Session]) -> list[str]:
    long = [name for name in ids if num_words(originals[name]) >= LONG_WORDS]
    random.Random(SEED).shuffle(long)
    rest = sorted(set(ids) - set(long[:NUM_CHOSEN_ON]))
    random.Random(SEED).shuffle(rest)
    return rest


def _dialogue(row: Mapping[str, str]) -> Session:
    lines = (line.partition(":") for line in row["dialogue"].splitlines())
    turns = tuple(
        Turn(speaker=_speaker(who), text=text.strip()) for who, _, text in lines if text.strip()
    )
    return Session(session_id=row["ID"], patient_id=row["ID"], turns=turns)


def _speaker(label: str) -> Speaker:
    return Speaker.THERAPIST if label.strip().lower() == "doctor" else Speaker.PATIENT


def num_words(session: Session) -> int:
    return sum(len(turn.text.split()) for turn in session.turns)


def patients_of(patients: int) -> list[Session]:
    """Of the clinic that ships with the project."""
    return list(clinic_sessions(patients=patients))


def other_patients(num_sessions: int) -> list[Session]:
    """Of the same clinic, in no corpus and in no training."""
    seed = HELD_OUT_SEED + CLINIC_SEED
    return list(islice(clinic_sessions(patients=num_sessions, seed=seed), num_sessions))


def composed(count: int) -> Iterable[Session]:
    """Public sessions, apart from those that `public_grams` reads."""
    stream = composed_examples(
        seed=SEED, start=0, material=base_material(), knowledge=load_knowledge()
    )
    for number, item in enumerate(islice(stream, count)):
        turns = parse_transcript(item.transcript)
        yield Session(session_id=f"public{number}", patient_id=f"public{number}", turns=turns)


def planted(
    host: Session, private: Sequence[Session], num_words: int, rng: random.Random
) -> Session:
    """The host with a stretch of one private session as a patient's turn in its middle."""
    words: list[str] = []
    while len(words) < num_words:
        words = " ".join(turn.text for turn in rng.choice(private).turns).split()
    start = rng.randrange(len(words) - num_words + 1)
    turn = Turn(speaker=Speaker.PATIENT, text=" ".join(words[start : start + num_words]))
    middle = len(host.turns) // 2
    return replace(host, turns=(*host.turns[:middle], turn, *host.turns[middle:]))


def all_planted(
    hosts: Sequence[Session], private: Sequence[Session]
) -> Mapping[str, Sequence[Session]]:
    """For each length a copy in every host."""
    rng = random.Random(SEED)
    return {
        f"{size} words": [planted(host, private, size, rng) for host in hosts]
        for size in COPIED_WORDS
    }
