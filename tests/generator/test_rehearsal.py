"""Public sessions beside private steps: their gradient is the plain one, and it comes last."""

import pytest
import torch
from transformers import AutoTokenizer

from generator.base.rows import Loss, padded, row_of
from generator.checkpoint import find_base
from generator.config import EMBEDDED
from generator.corpus import read_corpus
from generator.ledger import read_ledger
from generator.rehearsal import Rehearsal
from generator.sampling import Window
from generator.step import per_patient_module, private_step
from generator.training import train
from generator.weights import load_base
from knowledge.errors import CallerMistake
from tests.generator.conftest import configured
from tests.generator.test_optimizer import optimizer_of, trainable
from tests.generator.test_training import corpus, plain  # noqa: F401  (a fixture)

WINDOWS = [[Window(tokens=(7, 8, 9, 10, 11))], [Window(tokens=(30, 20, 10))]]


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(find_base(EMBEDDED))


def embedded():
    folder = find_base(EMBEDDED)
    model, _ = load_base(folder, configured("corpus", EMBEDDED))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:  # zero at the start, which would hide half of the gradients
                parameter.normal_(std=0.02, generator=torch.Generator().manual_seed(1))
    return model.train()


def rehearsal(tokenizer, *, clipping_norm=1e6, sessions=2, steps_before=0):
    return Rehearsal(
        tokenizer,
        num_sessions=sessions,
        clipping_norm=clipping_norm,
        steps_before=steps_before,
    )


def norm(tensors):
    return float(torch.stack([tensor.norm() for tensor in tensors]).norm())


def test_the_gradient_is_that_of_the_composed_sessions_and_touches_nothing_else(
    tokenizer, monkeypatch
):
    model = embedded()
    parameters = trainable(model)
    rows = []
    monkeypatch.setattr(
        "generator.rehearsal.row_of", lambda *args: rows.append(row_of(*args)) or rows[-1]
    )
    hooked = per_patient_module(model)
    private_step(hooked, optimizer_of(parameters), WINDOWS, physical_batch=2)
    found = rehearsal(tokenizer).gradient(hooked, parameters)
    assert len(rows) == 2
    assert not any(parameter.grad.any() for parameter in parameters if parameter.grad is not None)
    assert all(getattr(parameter, "grad_sample", None) is None for parameter in parameters)
    assert hooked.hooks_enabled
    hooked.to_standard_module()
    ids, weights = padded(rows, max(len(row.tokens) for row in rows))
    expected = torch.autograd.grad(Loss(model)(ids, weights)[0], parameters)
    assert norm(expected) > 0
    assert norm([a - b for a, b in zip(found, expected, strict=True)]) < 1e-4 * norm(expected)
    clipped = rehearsal(tokenizer, clipping_norm=0.01)
    assert norm(clipped.gradient(per_patient_module(model), parameters)) == pytest.approx(0.01)


def test_no_session_comes_twice_and_a_continued_run_goes_on_with_the_next(tokenizer):
    model = per_patient_module(embedded())
    parameters = trainable(model)[:1]
    whole, rest = rehearsal(tokenizer, sessions=1), rehearsal(tokenizer, sessions=1, steps_before=1)
    first, second = (whole.gradient(model, parameters)[0] for _ in range(2))
    assert not torch.allclose(first, second)
    assert torch.equal(rest.gradient(model, parameters)[0], second)


def test_it_is_added_once_a_step_after_clipping_and_scaling():
    model = torch.nn.Linear(3, 1, bias=False)
    (weight,) = model.parameters()
    optimizer = optimizer_of(
        [weight], clip=0.5, batch=4.0, beside=lambda parameters: [torch.full((1, 3), 2.0)]
    )
    before = weight.detach().clone()
    for is_last in (False, True):
        weight.grad_sample = torch.tensor([[[3.0, 0.0, 0.0]]])  # pyright: ignore
        optimizer.signal_skip_step(not is_last)
        optimizer.step()
        optimizer.zero_grad()
    # Two patients of norm .5 over an expected four, and the public gradient once.
    assert torch.allclose(before - weight, torch.tensor([[2 * 0.5 / 4 + 2.0, 2.0, 2.0]]))
    assert optimizer.num_steps == 1


def test_it_is_trained_with_and_changes_no_guarantee(corpus, tmp_path):  # noqa: F811
    config = configured(corpus, EMBEDDED, epsilon=8.0, steps=2)
    found = {}
    for sessions in (0, 1):
        training = config.training.model_copy(update={"rehearsal": sessions})
        out = tmp_path / f"rehearsal-{sessions}"
        found[sessions] = train(
            config.model_copy(update={"training": training}), out, prepare=plain
        )
    assert found[1].epsilon == found[0].epsilon
    assert found[1].weights_sha256 != found[0].weights_sha256


def test_another_base_is_refused_before_anything_is_charged(corpus, base, tmp_path):  # noqa: F811
    config = configured(corpus, base, epsilon=8.0)
    training = config.training.model_copy(update={"rehearsal": 4})
    with pytest.raises(CallerMistake, match=r"training\.rehearsal 4: .* allowed is 0"):
        train(config.model_copy(update={"training": training}), tmp_path / "out", prepare=plain)
    assert read_ledger(read_corpus(corpus).ledger).spent() == 0
