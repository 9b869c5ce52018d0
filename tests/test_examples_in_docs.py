"""Every YAML file that the documents show is read as it stands there."""

import re
from pathlib import Path

import pytest

from generator.augmenting.deficit import Deficit
from generator.augmenting.label_mapping import plan_labels, read_mapping
from generator.config import PrivacyConfig, RuntimeConfig, TrainingConfig, read_train_config
from generator.gate_config import GateConfig, read_gate
from generator.thresholds import default_thresholds
from knowledge.base import load_knowledge
from knowledge.cohort import CohortSpec, read_spec
from knowledge.planner import plan
from knowledge.planning.kin import kin_of_planned
from knowledge.profile_file import read_profile

ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = load_knowledge()


def example(name: str, folder: Path) -> Path:
    """The block of `docs/files.md` whose first line names the file, as a file."""
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "files.md").read_text(), re.DOTALL)
    (text,) = (block for block in blocks if block.startswith(f"# {name}"))
    file = folder / name
    file.write_text(text)
    return file


def test_the_cohort_has_a_third_that_cannot_fall_asleep_and_nobody_like_them(tmp_path):
    spec = read_spec(example("cohort.yaml", tmp_path))
    planned = plan(spec, KNOWLEDGE)
    symptoms = [item.profile.symptoms.get("sleep_onset") for item in planned]
    assert sum(item is not None and item.state == "present" for item in symptoms) == 66
    assert not list(kin_of_planned(spec, planned, KNOWLEDGE))


def test_the_request_in_the_readme_is_planned(tmp_path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = (found for found in re.findall(r"```yaml\n(n: .*?)```", text, re.DOTALL))
    file = tmp_path / "cohort.yaml"
    file.write_text(block)
    assert len(plan(read_spec(file), KNOWLEDGE)) == 200


def test_every_key_of_a_request_and_of_a_training_run_is_explained():
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    keys = {field.alias or name for name, field in CohortSpec.model_fields.items()}
    for section in (PrivacyConfig, TrainingConfig, RuntimeConfig):
        keys |= set(section.model_fields)
    assert [name for name in sorted(keys) if not re.search(rf"[`.]{name}`", text)] == []


def test_the_gate_shows_the_defaults(tmp_path):
    shown = read_gate(example("gate.yaml", tmp_path)).filters.model_dump(exclude_none=True)
    defaults = default_thresholds()
    assert {name: dict(values) for name, values in shown.items() if values} == {
        name: values for name, values in defaults.items() if name not in ("public_text", "judge")
    }
    assert GateConfig().public_text is None


def test_the_training_run_is_read(tmp_path):
    config = read_train_config(example("train.yaml", tmp_path))
    assert config.corpus == tmp_path / "corpus"
    assert config.privacy.patients is None


def test_the_labels_are_planned(tmp_path):
    labels = ("sad", "other", "crisis")
    mapping = read_mapping(example("labels.yaml", tmp_path), labels)
    scarce = [Deficit(label=label, present=2, wanted=5, added=3) for label in labels]
    plans, left = plan_labels(scarce, mapping, KNOWLEDGE)
    assert [(item.label, item.condition) for item in plans] == [("sad", "mdd"), ("crisis", "mdd")]
    assert left == ("other",)


def test_the_profile_is_read(tmp_path):
    profile = read_profile(example("profile.yaml", tmp_path))
    assert profile.symptoms["low_mood"].state == "present"


@pytest.mark.parametrize("document", sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name)
def test_documents_link_to_what_is_there(document):
    for target in re.findall(r"\]\(([^)#:]+\.(?:md|csv))", document.read_text(encoding="utf-8")):
        assert (document.parent / target).is_file(), target
