"""The records: they load, hold together, and are refused when they do not."""

import shutil

import pytest
import yaml

from knowledge.base import load_knowledge, read_knowledge
from knowledge.errors import CallerMistake
from knowledge.records import RECORDS, SHARED_FILES

KNOWLEDGE = load_knowledge()


@pytest.fixture
def records(tmp_path):
    for name in SHARED_FILES:
        shutil.copy(RECORDS / name, tmp_path)
    for folder in ("disorders", "controls"):
        shutil.copytree(RECORDS / folder, tmp_path / folder)
    return tmp_path


def change(path, edit):
    data = yaml.safe_load(path.read_text())
    edit(data)
    path.write_text(yaml.safe_dump(data))


def test_every_symptom_of_the_vocabulary_is_there():
    assert len(KNOWLEDGE.symptoms) == 193
    assert set(KNOWLEDGE.disorders) >= {"mdd", "gad", "ptsd", "bipolar1", "schizophrenia"}


def test_the_same_records_have_the_same_version(records):
    assert read_knowledge(records).version == KNOWLEDGE.version
    (records / "idioms.yaml").open("a").write("# more\n")
    assert read_knowledge(records).version != KNOWLEDGE.version


def test_implications_are_closed_over():
    assert set(KNOWLEDGE.wider["command_voices"]) == {"voices", "hallucinations"}
    assert KNOWLEDGE.wider["paranoia"] == ()


@pytest.mark.parametrize("disorder", KNOWLEDGE.disorders.values(), ids=lambda d: d.id)
def test_nothing_is_both_needed_and_forbidden(disorder):
    assert not KNOWLEDGE.supporting_symptoms(disorder.id) & set(disorder.must_not)
    assert not KNOWLEDGE.supporting_symptoms(disorder.id) & set(disorder.typical) - {
        "irritable_mood"
    }


@pytest.mark.parametrize("disorder", KNOWLEDGE.disorders.values(), ids=lambda d: d.id)
def test_a_figure_said_to_be_read_cites_a_source_said_to_be_read(disorder):
    for row in (*disorder.epidemiology, *disorder.comorbidity, disorder.severity):
        assert not row.verified or KNOWLEDGE.sources[row.source].found


@pytest.mark.parametrize(
    ("file", "edit", "said"),
    [
        ("disorders/gad.yaml", lambda d: d.update(rule="worrry"), "worrry"),
        ("disorders/gad.yaml", lambda d: d.update(rule={"ref": "no_block"}), "no_block"),
        ("disorders/gad.yaml", lambda d: d["epidemiology"][0].update(source="smith"), "smith"),
        ("disorders/gad.yaml", lambda d: d["epidemiology"][0].pop("verified"), "verified"),
        ("disorders/gad.yaml", lambda d: d.pop("severity"), "severity"),
        ("disorders/gad.yaml", lambda d: d["severity"]["counts"].pop("mild"), "map mild"),
        ("disorders/gad.yaml", lambda d: d.update(colour="blue"), "colour"),
        ("disorders/gad.yaml", lambda d: d.update(id="dag"), "dag"),
        ("disorders/gad.yaml", lambda d: d["must_not"].append("nonsense"), "nonsense"),
        ("symptoms.yaml", lambda d: d["low_mood"].update(implies=["gloom"]), "gloom"),
        (
            "symptoms.yaml",
            lambda d: d["hallucinations"].update(implies=["voices"]),
            "implies itself",
        ),
        ("symptoms.yaml", lambda d: d["low_mood"].update(hpo="716"), "hpo"),
        ("blocks.yaml", lambda d: d["blocks"].update(mde={"ref": "mde"}), "refers to itself"),
        ("blocks.yaml", lambda d: d["precedence"].append({"met": "mdd", "drop": ["x9"]}), "x9"),
    ],
)
def test_records_that_do_not_hold_together_are_refused(records, file, edit, said):
    change(records / file, edit)
    with pytest.raises(CallerMistake, match=said):
        read_knowledge(records)


def test_a_broken_file_is_refused_in_one_line(records):
    (records / "idioms.yaml").write_text("a: [1,\nb: }")
    with pytest.raises(CallerMistake, match="idioms.yaml") as caught:
        read_knowledge(records)
    assert "\n" not in str(caught.value)
