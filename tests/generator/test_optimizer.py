"""A private step: clipped gradients, noise of the right size, and no step past the plan."""

import math
import warnings

import numpy as np
import pytest
import torch
from scipy.stats import chi2
from transformers import AutoConfig, AutoModelForCausalLM

from generator.accounting import DpSgd
from generator.checkpoint import find_base
from generator.optimizer import PatientOptimizer
from generator.resume import ResumeFolder
from generator.sampling import Window
from generator.step import per_patient_module, private_step, window_losses
from generator.training import _fit
from generator.weights import ADAPTED_LAYERS, load_base
from knowledge.errors import GateRefused
from tests.generator.conftest import Row, configured


def adapted(base, *, method="lora"):
    model, tokenizer = load_base(base, configured("corpus", base, method=method))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_B" in name:  # zero at the start, which would hide half of the gradients
                parameter.normal_(std=0.1)
    return model.train(), tokenizer


def trainable(model):
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def optimizer_of(parameters, *, noise=0.0, clip=1.0, batch=1.0, planned=10**6, **more):
    """Plain gradient descent with rate 1: the change of a parameter is its private gradient."""
    return PatientOptimizer(
        torch.optim.SGD(parameters, lr=1.0),
        noise_multiplier=noise,
        clipping_norm=clip,
        expected_batch=batch,
        planned_steps=planned,
        **more,
    )


ROWS = ((1, 2, 3, 4, 5, 6, 7), (9, 8, 7), (50, 60, 70, 80, 90), (5, 5), (100, 3, 100, 3))
WINDOWS = [Window(tokens=row) for row in ROWS]
EACH = [[window] for window in WINDOWS]
TINY = {
    "vocab_size": 256,
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 8,
    "max_position_embeddings": 64,
    "pad_token_id": 0,
}


def gradients_one_by_one(model, windows):
    """The slow oracle: one window, one backward pass, no hooks."""
    gradients = []
    for window in windows:
        model.zero_grad()
        ids = torch.tensor([window.tokens])
        logits = model(input_ids=ids).logits[0, :-1]
        torch.nn.functional.cross_entropy(logits, ids[0, 1:]).backward()
        gradients.append([parameter.grad.clone() for parameter in trainable(model)])
    model.zero_grad(set_to_none=True)
    return gradients


def assert_hooks_equal_the_loop(model):
    expected = gradients_one_by_one(model, WINDOWS)
    hooked = per_patient_module(model)
    with warnings.catch_warnings(action="ignore"):
        window_losses(hooked, WINDOWS).sum().backward()
    for index, parameter in enumerate(trainable(model)):
        assert parameter.grad_sample.shape == (len(WINDOWS), *parameter.shape)
        slow = torch.stack([gradients[index] for gradients in expected])
        assert slow.any()
        error = (parameter.grad_sample - slow).flatten(start_dim=1).norm(dim=1)
        assert error.max() <= 1e-4 * slow.flatten(start_dim=1).norm(dim=1).max()


def layers_trained(model):
    return {
        type(layer).__name__
        for layer in model.modules()
        if any(parameter.requires_grad for parameter in layer.parameters(recurse=False))
    }


def test_per_patient_gradients_of_every_adapted_layer_equal_a_one_by_one_loop(base):
    model, _ = adapted(base)
    names = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    assert {name.split(".")[-4] for name in names} == set(ADAPTED_LAYERS)
    assert layers_trained(model) == {"Linear"}
    assert_hooks_equal_the_loop(model)


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("kind", ["Llama", "Qwen2", "Qwen3", "Mistral", "Gemma"])
def test_per_patient_gradients_of_a_whole_model_equal_a_one_by_one_loop(kind, tied):
    config = AutoConfig.for_model(kind.lower(), **TINY, tie_word_embeddings=tied)
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config).train()
    assert (model.get_input_embeddings().weight is model.get_output_embeddings().weight) is tied
    embedding = "GemmaTextScaledWordEmbedding" if kind == "Gemma" else "Embedding"
    assert layers_trained(model) == {embedding, "Linear", f"{kind}RMSNorm"}
    assert_hooks_equal_the_loop(model)


def test_per_patient_gradients_of_the_whole_embedded_model_equal_a_one_by_one_loop():
    folder = find_base("embedded")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).train()
    assert layers_trained(model) == {"Embedding", "Linear", "LlamaRMSNorm"}
    assert_hooks_equal_the_loop(model)


def test_a_given_header_is_read_and_never_learned(base):
    model, _ = adapted(base)
    window = Window(tokens=(1, 2, 3, 4, 5, 6), num_given=4)
    logits = model(input_ids=torch.tensor([window.tokens])).logits[0, 3:5].log_softmax(-1)
    by_hand = -(logits[0, 5] + logits[1, 6]) / 2
    assert torch.allclose(window_losses(model, [window]), by_hand, atol=1e-5)


@pytest.mark.parametrize("physical_batch", [1, 2, 5, 100])
def test_a_step_is_the_sum_of_clipped_gradients_over_the_expected_batch(base, physical_batch):
    model, _ = adapted(base)
    gradients = gradients_one_by_one(model, WINDOWS)
    norms = [math.sqrt(sum(float(g.pow(2).sum()) for g in one)) for one in gradients]
    clip = float(np.median(norms))  # some are clipped, some are not
    before = [parameter.detach().clone() for parameter in trainable(model)]
    optimizer = optimizer_of(trainable(model), clip=clip, batch=7.5)
    private_step(per_patient_module(model), optimizer, EACH, physical_batch=physical_batch)
    for index, parameter in enumerate(trainable(model)):
        total = sum(
            one[index] * min(1.0, clip / norm) for one, norm in zip(gradients, norms, strict=True)
        )
        assert torch.allclose(before[index] - parameter, total / 7.5, atol=1e-6)
    assert optimizer.num_steps == 1


@pytest.mark.parametrize("physical_batch", [1, 2, 100])
def test_all_windows_of_a_patient_are_summed_before_it_is_clipped_once(base, physical_batch):
    model, _ = adapted(base)
    drawn = [WINDOWS[:3], WINDOWS[3:4], WINDOWS[4:]]
    slow = iter(gradients_one_by_one(model, WINDOWS))
    sums = [
        [torch.stack(parts).sum(0) for parts in zip(*(next(slow) for _ in own), strict=True)]
        for own in drawn
    ]
    norms = [math.sqrt(sum(float(g.pow(2).sum()) for g in one)) for one in sums]
    clip = float(np.median(norms))
    before = [parameter.detach().clone() for parameter in trainable(model)]
    optimizer = optimizer_of(trainable(model), clip=clip)
    private_step(per_patient_module(model), optimizer, drawn, physical_batch=physical_batch)
    for index, parameter in enumerate(trainable(model)):
        total = sum(
            one[index] * min(1.0, clip / norm) for one, norm in zip(sums, norms, strict=True)
        )
        assert torch.allclose(before[index] - parameter, total, atol=1e-6)
    assert optimizer.num_steps == 1


@pytest.mark.parametrize("windows", [1, 3])
def test_products_in_lower_precision_leave_the_clipping_exact(base, windows):
    model, _ = adapted(base)
    one_by_one = gradients_one_by_one(model, WINDOWS[:windows])
    exact = [torch.stack(parts).sum(0) for parts in zip(*one_by_one, strict=True)]
    before = [parameter.detach().clone() for parameter in trainable(model)]
    clip = 0.01 * float(torch.cat([part.flatten() for part in exact]).norm())
    private_step(
        per_patient_module(model),
        optimizer_of(trainable(model), clip=clip),
        [WINDOWS[:windows]],
        physical_batch=2,
        precision=torch.bfloat16,
    )
    after = (b - p for b, p in zip(before, trainable(model), strict=True))
    moved = torch.cat([part.detach().flatten() for part in after])
    assert float(moved.norm()) == pytest.approx(clip, rel=1e-4)
    wanted = torch.cat([part.flatten() for part in exact])
    alike = float(torch.cosine_similarity(moved, wanted, dim=0))
    assert 0.98 < alike < 1 - 1e-6  # rounded otherwise than in 32 bits


def test_the_gradient_is_divided_by_the_declared_number_not_the_counted_one(base, tmp_path):
    model, _ = adapted(base)
    resume = ResumeFolder(folder=tmp_path / "resume")
    resume.start({})
    optimizer = _fit(
        model,
        [[Row((1, 2, 3, 4))] for _ in range(3)],
        configured("corpus", base),
        DpSgd(noise_multiplier=0.0, sampling_rate=0.5, steps=3),
        patients=1000,
        rehearsal=None,
        resume=resume,
        progress=lambda line: None,
    )
    assert isinstance(optimizer, PatientOptimizer)
    assert optimizer.expected_batch_size == 500.0


def test_one_patient_moves_the_sum_by_at_most_the_clipping_norm(base):
    moved = []
    for drawn in (EACH, EACH[:-1]):
        model, _ = adapted(base)
        torch.manual_seed(1)
        with torch.no_grad():
            for parameter in trainable(model):
                parameter.copy_(torch.randn_like(parameter))
        before = torch.cat([p.detach().flatten().clone() for p in trainable(model)])
        optimizer = optimizer_of(trainable(model), clip=0.01, batch=2.0)
        private_step(per_patient_module(model), optimizer, drawn, physical_batch=2)
        after = torch.cat([p.detach().flatten() for p in trainable(model)])
        moved.append((before - after) * 2.0)
    difference = float((moved[0] - moved[1]).norm())
    assert 0.005 < difference <= 0.01 + 1e-5


def noise_of(noise, clip, *, numbers=20_000, steps=3):
    """The noise of steps in which nobody was drawn, as it reaches a parameter."""
    parameter = torch.nn.Parameter(torch.zeros(numbers))
    optimizer = optimizer_of([parameter], noise=noise, clip=clip, batch=4.0)
    seen = []
    for _ in range(steps):
        before = parameter.detach().clone()
        private_step(torch.nn.Identity(), optimizer, [], physical_batch=2)
        seen.append((before - parameter.detach()) * 4.0)
    return torch.stack(seen).double().numpy()


def is_noise_of(sample, deviation, *, error=1e-6):
    """A two-sided test of the variance: false for too little noise and for too much."""
    statistic = float((sample / deviation).__pow__(2).sum())
    return chi2.ppf(error / 2, sample.size) < statistic < chi2.ppf(1 - error / 2, sample.size)


def test_an_empty_draw_still_adds_the_right_noise():
    sample = noise_of(1.5, 0.2)
    assert is_noise_of(sample, 1.5 * 0.2)
    assert abs(sample.mean()) < 6 * 0.3 / math.sqrt(sample.size)


@pytest.mark.parametrize("factor", [0.0, 0.5, 0.95, 1.05, 2.0])
def test_the_noise_test_rejects_wrong_noise(factor):
    assert not is_noise_of(noise_of(1.5 * factor, 0.2), 1.5 * 0.2)


def test_noise_differs_between_steps_and_ignores_every_public_seed():
    samples = []
    for _ in range(2):
        torch.manual_seed(0)
        np.random.seed(0)
        samples.append(noise_of(1.0, 1.0, numbers=4, steps=2))
    flat = np.concatenate([sample.ravel() for sample in samples])
    assert len(set(flat.tolist())) == flat.size


def test_noise_is_added_once_however_the_draw_is_split(base):
    model, _ = adapted(base)
    numbers = sum(parameter.numel() for parameter in trainable(model))
    before = torch.cat([p.detach().flatten().clone() for p in trainable(model)])
    optimizer = optimizer_of(trainable(model), noise=1000.0, clip=1.0)
    private_step(per_patient_module(model), optimizer, EACH, physical_batch=1)
    after = torch.cat([p.detach().flatten() for p in trainable(model)])
    assert numbers > 1000
    assert is_noise_of((after - before).double().numpy(), 1000.0)


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf, 3e38])
def test_a_patient_whose_gradient_is_not_finite_adds_nothing(broken):
    parameter = torch.nn.Parameter(torch.zeros(3))
    optimizer = optimizer_of([parameter], clip=10.0)
    parameter.grad_sample = torch.tensor([[1.0, 2.0, 0.0], [broken, broken, 1.0]])
    optimizer.step()
    assert torch.allclose(parameter.detach(), torch.tensor([-1.0, -2.0, 0.0]), atol=1e-5)


def test_a_step_past_the_plan_is_refused_before_it_happens():
    parameter = torch.nn.Parameter(torch.zeros(3))
    counted = []
    optimizer = optimizer_of([parameter], noise=1.0, planned=2, count_step=counted.append)
    for _ in range(2):
        private_step(torch.nn.Identity(), optimizer, [], physical_batch=1)
    before = parameter.detach().clone()
    with pytest.raises(GateRefused, match="planned"):
        private_step(torch.nn.Identity(), optimizer, [], physical_batch=1)
    assert torch.equal(before, parameter.detach())
    assert counted == [1, 2]
