"""Part of the way from the base: the weights lie on the line, the guarantee is the same."""

import json
from dataclasses import replace

import pytest
import torch
from transformers import AutoModelForCausalLM

from generator.checkpoint import read_checkpoint, served_folder
from generator.corpus_import import import_table
from generator.interpolation import interpolate
from generator.training import train
from tests.generator.conftest import Row, configured

METHODS = ("lora", "full")


@pytest.fixture(scope="module", params=METHODS)
def trained(request, base, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    turns = [{"speaker": "therapist", "text": "Hello."}, {"speaker": "patient", "text": "No."}]
    sessions = [{"session_id": f"s{n}", "patient_id": f"p{n}", "turns": turns} for n in range(4)]
    (folder / "some.jsonl").write_text("".join(json.dumps(item) + "\n" for item in sessions))
    import_table([folder / "some.jsonl"], folder / "corpus", declared_patients=4)
    train(
        configured(folder / "corpus", base, epsilon=8.0, method=request.param),
        folder / "trained",
        prepare=lambda sessions, _: [Row(tuple(range(30))) for _ in sessions],
    )
    return folder / "trained"


def _weights(folder):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return {name: item.detach() for name, item in model.named_parameters()}


def test_every_weight_is_the_share_of_its_way_from_the_base(trained, base, tmp_path):
    interpolate(trained, tmp_path / "some", share=0.25)
    start, end = _weights(base), _weights(served_folder(trained)[0])
    part = _weights(served_folder(tmp_path / "some")[0])
    assert any(not torch.equal(start[name], end[name]) for name in start)
    for name, found in part.items():
        wanted = torch.lerp(start[name], end[name], 0.25)
        assert torch.allclose(found, wanted, atol=1e-7), name


def test_the_guarantee_is_that_of_the_training_for_other_weights(trained, tmp_path):
    guarantee = interpolate(trained, tmp_path / "some", share=0.5)
    before, after = read_checkpoint(trained), read_checkpoint(tmp_path / "some")
    assert after.guarantee == guarantee
    assert guarantee.weights_sha256 != before.guarantee.weights_sha256
    assert replace(guarantee, weights_sha256=before.guarantee.weights_sha256) == before.guarantee
    assert (before.share, after.share) == (1.0, 0.5)
    assert "base + 0.5 of what was trained" in (tmp_path / "some" / "README.md").read_text()


def test_half_of_a_half_is_a_quarter(trained, tmp_path):
    interpolate(trained, tmp_path / "half", share=0.5)
    interpolate(tmp_path / "half", tmp_path / "twice", share=0.5)
    interpolate(trained, tmp_path / "once", share=0.25)
    twice, once = (tmp_path / name for name in ("twice", "once"))
    assert read_checkpoint(twice).share == read_checkpoint(once).share == 0.25
    found, wanted = (_weights(served_folder(folder)[0]) for folder in (twice, once))
    for name, weight in found.items():
        assert torch.allclose(weight, wanted[name], atol=1e-7), name


@pytest.mark.parametrize("share", ["0", "1", "-0.5", "1.5", "nan"])
def test_a_share_that_is_no_part_is_refused(run, trained, tmp_path, share):
    code, out, err = run("interpolate", trained, "--share", share, "-o", tmp_path / "some")
    assert (code, out) == (2, "") and "between 0 and 1" in err and err.count("\n") == 1
    assert not (tmp_path / "some").exists()


def test_nothing_else_is_written_over(run, trained, tmp_path):
    (tmp_path / "diary").mkdir()
    interpolate(trained, tmp_path / "old", share=0.5)
    half = read_checkpoint(tmp_path / "old").guarantee
    for out, more in ((tmp_path / "diary", ["--overwrite"]), (tmp_path / "old", [])):
        code, _, err = run("interpolate", trained, "--share", "0.25", "-o", out, *more)
        assert code == 2 and str(out) in err
    weights = trained / read_checkpoint(trained).weights
    for out in (trained, weights, weights / "part"):
        code, _, err = run("interpolate", trained, "--share", "0.5", "-o", out, "--overwrite")
        assert code == 2 and "the checkpoint itself" in err
    assert read_checkpoint(tmp_path / "old").guarantee == half
    code, out, _ = run(
        "interpolate", trained, "--share", "0.25", "-o", tmp_path / "old", "--overwrite"
    )
    assert code == 0 and "unit patient" in out
    assert read_checkpoint(tmp_path / "old").share == 0.25


def test_weights_that_are_not_the_guarantees_are_not_gone_on_with(run, trained, tmp_path):
    interpolate(trained, tmp_path / "edited", share=0.5)
    edited = tmp_path / "edited"
    next((edited / read_checkpoint(edited).weights).glob("*.safetensors")).write_bytes(b"other")
    code, _, err = run("interpolate", edited, "--share", "0.5", "-o", tmp_path / "some")
    assert code == 3 and "not those of its guarantee" in err
