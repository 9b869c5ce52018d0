import json
import math

import pytest

from generator.accounting import DpSgd, Gaussian, epsilon
from generator.checkpoint import find_base, folder_sha256, read_checkpoint, write_checkpoint
from generator.guarantee import build_guarantee, parse_guarantee, public_only, unknown_source
from generator.source import Source
from knowledge.errors import CallerMistake, GateRefused

TRAINING = DpSgd(noise_multiplier=1.5, sampling_rate=0.2, steps=30)
COUNTS = Gaussian(noise_multiplier=4.0)
CONTRACT = {
    *("epsilon", "delta", "unit", "adjacency", "patients", "sampling_rate", "noise_multiplier"),
    *("steps", "clipping_norm", "sampler", "accountant", "kind", "training_epsilon"),
    *("weights_sha256", "base_sha256", "ledger_head", "events"),
}


def written(folder, *, training=TRAINING, beside=(), base="embedded"):
    write_checkpoint(
        folder,
        base=base,
        weights="adapter",
        save_weights=lambda place: (place / "adapter_model.safetensors").write_bytes(b"weights"),
        guarantee_of=lambda sha256: build_guarantee(
            training=training,
            beside=beside,
            delta=1e-5,
            patients=100,
            clipping_norm=1.0,
            weights_sha256=sha256,
            base_sha256="b" * 64,
            ledger_head="c" * 64,
        ),
    )
    return folder


def changed(folder, **fields):
    path = folder / "guarantee.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))
    return folder


def test_what_a_checkpoint_was_tuned_from_is_its_own_base(tmp_path):
    embedded, other = (
        Source(checkpoint=written(tmp_path / name, base=base)).base()
        for name, base in (("a", "embedded"), ("b", "an/instructed-model"))
    )
    assert (embedded, other) == (Source(), Source(model="an/instructed-model"))


def test_a_checkpoint_reads_back_with_the_guarantee_of_the_contract(tmp_path):
    folder = written(tmp_path / "c", beside=(COUNTS,))
    checkpoint = read_checkpoint(folder)
    assert checkpoint.guarantee.events == (TRAINING, COUNTS)
    data = json.loads((folder / "guarantee.json").read_text())
    assert set(data) == CONTRACT
    assert (data["unit"], data["adjacency"], data["sampler"]) == (
        "patient",
        "add-remove",
        "poisson",
    )
    assert data["epsilon"] == epsilon((TRAINING, COUNTS), 1e-5)
    assert data["training_epsilon"] == epsilon((TRAINING,), 1e-5) < data["epsilon"]
    assert data["events"][0] == {
        "mechanism": "dp-sgd",
        "noise_multiplier": 1.5,
        "sampling_rate": 0.2,
        "steps": 30,
        "delta": 1e-5,
    }
    assert parse_guarantee((folder / "guarantee.json").read_bytes()) == checkpoint.guarantee


def test_an_infinite_epsilon_is_written_as_a_word(tmp_path):
    noiseless = DpSgd(noise_multiplier=0.0, sampling_rate=0.2, steps=3)
    folder = written(tmp_path / "c", training=noiseless)
    data = json.loads((folder / "guarantee.json").read_text())
    assert (data["epsilon"], data["training_epsilon"], data["kind"]) == ("inf", "inf", "non-dp")
    assert read_checkpoint(folder).guarantee.epsilon == math.inf


@pytest.mark.parametrize("guarantee", [public_only(), unknown_source()])
def test_guarantees_without_training_read_back_too(guarantee):
    assert parse_guarantee(json.dumps(guarantee.as_json()).encode()) == guarantee


def test_what_is_missing_is_the_callers_mistake(tmp_path):
    with pytest.raises(CallerMistake, match="does not exist"):
        read_checkpoint(tmp_path / "none")
    for name in ("guarantee.json", "base.json"):
        folder = written(tmp_path / name)
        (folder / name).unlink()
        with pytest.raises(CallerMistake, match=name):
            read_checkpoint(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"epsilon": 1}'])
def test_an_unreadable_guarantee_is_refused_in_one_line(tmp_path, content):
    folder = written(tmp_path / "c")
    (folder / "guarantee.json").write_bytes(content)
    with pytest.raises(CallerMistake, match=r"guarantee\.json: ") as refusal:
        read_checkpoint(folder)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", ["adapter_model.safetensors", "added.safetensors"])
def test_other_weights_than_the_guarantees_are_refused(tmp_path, name):
    folder = written(tmp_path / "c")
    (folder / "adapter" / name).write_bytes(b"other")
    with pytest.raises(GateRefused, match="weights"):
        read_checkpoint(folder)


@pytest.mark.parametrize(
    "fields",
    [
        {"epsilon": 0.5},
        {"epsilon": 50.0},
        {"epsilon": "inf"},
        {"training_epsilon": 0.5},
        {"steps": 10},
        {"noise_multiplier": 3.0},
        {"sampling_rate": 0.1},
        {"delta": 1e-4},
        {"kind": "non-dp"},
        {"kind": "public-only"},
        {"events": []},
        {"base_sha256": "d" * 64},
        {"weights_sha256": "d" * 64},
    ],
)
def test_a_guarantee_that_does_not_follow_from_its_events_is_refused(tmp_path, fields):
    with pytest.raises(GateRefused):
        read_checkpoint(changed(written(tmp_path / "c"), **fields))


@pytest.mark.parametrize("field", [{"unit": "session"}, {"sampler": "shuffle"}, {"more": 1}])
def test_another_unit_sampler_or_field_is_refused(tmp_path, field):
    with pytest.raises(CallerMistake, match=next(iter(field))):
        read_checkpoint(changed(written(tmp_path / "c"), **field))


def test_a_failed_write_leaves_nothing(tmp_path):
    def fail(place):
        raise GateRefused("no")

    with pytest.raises(GateRefused):
        write_checkpoint(
            tmp_path / "c", base="b", weights="adapter", save_weights=fail, guarantee_of=fail
        )
    assert list(tmp_path.iterdir()) == []


def test_a_folders_hash_depends_on_names_and_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"1")
    first = folder_sha256(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    second = folder_sha256(tmp_path)
    (tmp_path / "b").write_bytes(b"2")
    assert len({first, second, folder_sha256(tmp_path)}) == 3


@pytest.mark.parametrize("base", ["no-such-folder", "./none", "/none", "a/b/c", ""])
def test_a_base_that_is_nowhere_is_refused(base):
    with pytest.raises(CallerMistake, match="base"):
        find_base(base)
