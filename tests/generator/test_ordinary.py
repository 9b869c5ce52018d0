"""Ordinary training: the plain gradient, counted steps, a public part, and no promise."""

import json

import pytest
import torch

from generator.checkpoint import read_checkpoint
from generator.ordinary import OrdinaryOptimizer, ordinary_step
from knowledge.errors import GateRefused
from tests.generator.conftest import configured
from tests.generator.test_optimizer import EACH, WINDOWS, adapted, gradients_one_by_one, trainable
from tests.generator.test_training import (  # noqa: F401  (corpus is a fixture)
    Killed,
    corpus,
    killed_after,
    train,
)


def descent(parameters, **more):
    """Plain gradient descent with rate 1: the change of a parameter is its gradient."""
    plan = {"expected_batch": 2.0, "planned_steps": 10} | more
    return OrdinaryOptimizer(torch.optim.SGD(parameters, lr=1.0), **plan)


@pytest.mark.parametrize("physical_batch", [1, 3, 8])
def test_a_step_is_the_sum_of_all_gradients_over_the_expected_batch(base, physical_batch):
    model, _ = adapted(base)
    parameters = trainable(model)
    before = [parameter.detach().clone() for parameter in parameters]
    oracle = gradients_one_by_one(model, WINDOWS)
    model.zero_grad()
    ordinary_step(model, descent(parameters), EACH, physical_batch=physical_batch)
    for place, (old, new) in enumerate(zip(before, parameters, strict=True)):
        total = torch.stack([gradients[place] for gradients in oracle]).sum(dim=0)
        assert torch.allclose(old - new, total / 2.0, atol=1e-5)
        assert new.grad is None


def test_a_patient_with_several_windows_gives_all_of_them(base):
    together, apart = adapted(base)[0], adapted(base)[0]
    apart.load_state_dict(together.state_dict())
    ordinary_step(together, descent(trainable(together)), [WINDOWS], physical_batch=2)
    ordinary_step(apart, descent(trainable(apart)), EACH, physical_batch=2)
    for one, other in zip(trainable(together), trainable(apart), strict=True):
        assert torch.allclose(one, other, atol=1e-6)


def test_with_nobody_drawn_the_public_part_is_all_there_is(base):
    model, _ = adapted(base)
    parameters = trainable(model)
    before = [parameter.detach().clone() for parameter in parameters]
    beside = [torch.full_like(parameter, 0.5) for parameter in parameters]
    optimizer = descent(parameters, beside=lambda parameters: beside)
    ordinary_step(model, optimizer, [], physical_batch=2)
    assert optimizer.num_steps == 1
    for old, new in zip(before, parameters, strict=True):
        assert torch.allclose(old - new, torch.full_like(old, 0.5))


def test_no_step_past_the_plan(base):
    model, _ = adapted(base)
    optimizer = descent(trainable(model), planned_steps=1)
    ordinary_step(model, optimizer, EACH, physical_batch=2)
    with pytest.raises(GateRefused, match="1 steps were planned"):
        ordinary_step(model, optimizer, EACH, physical_batch=2)


@pytest.mark.parametrize("method", ["lora", "full"])
def test_a_run_is_continued_and_says_that_it_guarantees_nothing(corpus, base, tmp_path, method):  # noqa: F811
    config = configured(corpus, base, steps=14, method=method, clipping_norm="inf")
    out = tmp_path / "out"
    with pytest.raises(Killed):
        train(config, out, progress=killed_after(12))
    lines = []
    guarantee = train(config, out, progress=lines.append)
    assert lines[1:] == ["step 13 of 14", "step 14 of 14"]
    written = json.loads((out / "guarantee.json").read_text())
    assert (written["kind"], written["epsilon"], written["clipping_norm"]) == (
        "non-dp",
        "inf",
        None,
    )
    assert read_checkpoint(out).guarantee == guarantee
    card = (out / "README.md").read_text()
    assert "WITHOUT" in card and "gradients not clipped" in card
