import math

import pytest

from generator.config import read_train_config
from knowledge.errors import CallerMistake

GOOD = """
corpus: corpus/
base: embedded
privacy: {epsilon: 8.0, delta: null, patients: 2000, clipping_norm: 1.0, sampling_rate: 0.1,
          steps: 100}
training: {method: lora, lora_rank: 16, learning_rate: 0.001}
runtime: {physical_batch: 8, seed: 0}
"""


def written(folder, text):
    path = folder / "train.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_documented_example_is_read(tmp_path):
    config = read_train_config(written(tmp_path, GOOD))
    assert config.privacy.epsilon == 8.0
    assert config.privacy.delta is None
    assert config.privacy.patients == 2000
    assert config.training.window_tokens == 512


def test_paths_are_relative_to_the_file(tmp_path):
    (tmp_path / "mine").mkdir()
    text = GOOD.replace("base: embedded", "base: mine")
    config = read_train_config(written(tmp_path, text))
    assert config.corpus == tmp_path / "corpus"
    assert config.base == str((tmp_path / "mine").resolve())


def test_a_hub_id_is_left_as_it_is(tmp_path):
    config = read_train_config(written(tmp_path, GOOD.replace("embedded", "owner/model")))
    assert config.base == "owner/model"


@pytest.mark.parametrize("infinite", ["inf", ".inf", "'inf'"])
def test_an_infinite_epsilon_may_be_written_in_either_way(tmp_path, infinite):
    config = read_train_config(
        written(tmp_path, GOOD.replace("epsilon: 8.0", f"epsilon: {infinite}"))
    )
    assert math.isinf(config.privacy.epsilon)


def test_a_number_that_yaml_takes_for_text_is_read(tmp_path):
    config = read_train_config(written(tmp_path, GOOD.replace("0.001}", "1e-3}")))
    assert config.training.learning_rate == 0.001


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("epsilon: 8.0", "epsilon: 0", "privacy.epsilon"),
        ("epsilon: 8.0", "epsilon: -1", "privacy.epsilon"),
        ("epsilon: 8.0", "epsilon: .nan", "privacy.epsilon"),
        ("epsilon: 8.0", "epsilon: yes", "privacy.epsilon"),
        ("epsilon: 8.0", "epsilon: much", "privacy.epsilon"),
        ("epsilon: 8.0,", "", "privacy.epsilon"),
        ("sampling_rate: 0.1", "sampling_rate: 0", "privacy.sampling_rate"),
        ("sampling_rate: 0.1", "sampling_rate: 1.5", "privacy.sampling_rate"),
        ("sampling_rate: 0.1", "sampling_rate: .nan", "privacy.sampling_rate"),
        ("steps: 100", "steps: 0", "privacy.steps"),
        ("steps: 100", "steps: 1.5", "privacy.steps"),
        ("delta: null", "delta: 1", "privacy.delta"),
        ("patients: 2000", "patients: 0", "privacy.patients"),
        ("clipping_norm: 1.0", "clipping_norm: .inf", "privacy.clipping_norm"),
        ("method: lora", "method: magic", "training.method"),
        ("lora_rank: 16", "lora_rank: 0", "training.lora_rank"),
        ("physical_batch: 8", "physical_batch: 0", "runtime.physical_batch"),
        ("seed: 0", "seed: -1", "runtime.seed"),
        ("seed: 0", "precision: float16", "runtime.precision"),
        ("runtime:", "speed:", "speed"),
        ("clipping_norm", "clip_norm", "privacy.clip_norm"),
        ("corpus: corpus/", "", "corpus"),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_names_it(tmp_path, before, after, named):
    assert before in GOOD
    with pytest.raises(CallerMistake, match=named) as refusal:
        read_train_config(written(tmp_path, GOOD.replace(before, after)))
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[1, 2]", "a: [", "\x00", "just words"])
def test_a_file_that_is_no_mapping_is_refused_in_one_line(tmp_path, text):
    with pytest.raises(CallerMistake) as refusal:
        read_train_config(written(tmp_path, text))
    assert "\n" not in str(refusal.value)


def test_a_missing_file_and_foreign_bytes_are_the_callers_mistakes(tmp_path):
    with pytest.raises(CallerMistake, match="none.yaml"):
        read_train_config(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(CallerMistake, match="bytes.yaml"):
        read_train_config(tmp_path / "bytes.yaml")
