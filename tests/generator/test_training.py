import functools
import itertools
import json
import math
import warnings
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from scipy.stats import chi2
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    AutoModelForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from generator.accounting import DpSgd
from generator.checkpoint import read_checkpoint, served_folder, verified_base
from generator.config import parse_config
from generator.corpus import import_table, read_corpus
from generator.ledger import read_ledger
from generator.optimizer import PatientOptimizer
from generator.resume import ResumeFolder
from generator.sampling import Window, draw_patients, draw_window, secret_generator
from generator.training import _fit, per_patient_module, private_step, window_losses
from generator.training import train as train_conditioned
from generator.weights import load_base
from knowledge.errors import CallerMistake, GateRefused
from knowledge.session import Session, Speaker, Turn
from prompts.transcript import render_transcript


@dataclass(frozen=True)
class Row:
    """A session as plain tokens: its windows are random stretches without a header."""

    tokens: tuple[int, ...]

    def draw(self, num_tokens, *, rng):
        start = int(rng.integers(max(0, len(self.tokens) - num_tokens) + 1))
        return Window(tokens=self.tokens[start : start + num_tokens])


def plain(sessions, tokenizer):
    """Transcripts alone, so that these tests need no recogniser."""
    return [Row(tuple(tokenizer(render_transcript(s.turns))["input_ids"])) for s in sessions]


train = functools.partial(train_conditioned, prepare=plain)
CHAT = "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}"
NUM_PATIENTS = 8


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=256, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(["public"], trainer)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, chat_template=CHAT)
    wrapped.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=256,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=64,
        tie_word_embeddings=True,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def corpus_of(folder, patients):
    lines = [
        {
            "session_id": f"s{patient}.{number}",
            "patient_id": f"p{patient}",
            "turns": [
                {"speaker": "therapist", "text": f"hello {number}"},
                {"speaker": "patient", "text": f"I am number {patient} and sleep badly"},
            ],
        }
        for patient in patients
        for number in range(2)
    ]
    path = folder / "sessions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def corpus(tmp_path):
    table = corpus_of(tmp_path, range(NUM_PATIENTS))
    import_table([table], tmp_path / "corpus", budget=None, declared_patients=NUM_PATIENTS)
    return tmp_path / "corpus"


def configured(corpus, base, *, epsilon="inf", steps=3, method="lora", **privacy):
    return parse_config(
        {
            "corpus": str(corpus),
            "base": str(base),
            "privacy": {"epsilon": epsilon, "sampling_rate": 0.5, "steps": steps, **privacy},
            "training": {"method": method, "lora_rank": 2, "window_tokens": 24},
            "runtime": {"physical_batch": 3},
        }
    )


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


@pytest.mark.parametrize("method", ["lora", "full"])
def test_per_patient_gradients_equal_a_one_by_one_loop(base, method):
    model, _ = adapted(base, method=method)
    expected = gradients_one_by_one(model, WINDOWS)
    hooked = per_patient_module(model)
    with warnings.catch_warnings(action="ignore"):
        window_losses(hooked, WINDOWS).sum().backward()
    for index, parameter in enumerate(trainable(model)):
        assert parameter.grad_sample.shape == (len(WINDOWS), *parameter.shape)
        slow = torch.stack([gradients[index] for gradients in expected])
        assert torch.allclose(parameter.grad_sample, slow, atol=1e-6)


@pytest.mark.parametrize("physical_batch", [1, 2, 5, 100])
def test_a_step_is_the_sum_of_clipped_gradients_over_the_expected_batch(base, physical_batch):
    model, _ = adapted(base)
    gradients = gradients_one_by_one(model, WINDOWS)
    norms = [math.sqrt(sum(float(g.pow(2).sum()) for g in one)) for one in gradients]
    clip = float(np.median(norms))  # some are clipped, some are not
    before = [parameter.detach().clone() for parameter in trainable(model)]
    optimizer = optimizer_of(trainable(model), clip=clip, batch=7.5)
    private_step(per_patient_module(model), optimizer, WINDOWS, physical_batch=physical_batch)
    for index, parameter in enumerate(trainable(model)):
        total = sum(
            one[index] * min(1.0, clip / norm) for one, norm in zip(gradients, norms, strict=True)
        )
        assert torch.allclose(before[index] - parameter, total / 7.5, atol=1e-6)
    assert optimizer.num_steps == 1


def test_one_patient_moves_the_sum_by_at_most_the_clipping_norm(base):
    moved = []
    for windows in (WINDOWS, WINDOWS[:-1]):
        model, _ = adapted(base)
        torch.manual_seed(1)
        with torch.no_grad():
            for parameter in trainable(model):
                parameter.copy_(torch.randn_like(parameter))
        before = torch.cat([p.detach().flatten().clone() for p in trainable(model)])
        optimizer = optimizer_of(trainable(model), clip=0.01, batch=2.0)
        private_step(per_patient_module(model), optimizer, windows, physical_batch=2)
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
    private_step(per_patient_module(model), optimizer, WINDOWS, physical_batch=1)
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


# --- the sampler


def follows_the_law(draws, num_patients, rate, *, error=6.0):
    """Bernoulli(rate) per patient, independent: means, batch-size variance, and pairs."""
    drawn = np.zeros((len(draws), num_patients))
    for step, indices in enumerate(draws):
        assert len(set(indices)) == len(indices)
        drawn[step, list(indices)] = 1
    steps = len(draws)
    per_patient = np.abs(drawn.mean(axis=0) - rate) / math.sqrt(rate * (1 - rate) / steps)
    sizes = drawn.sum(axis=1)
    variance = num_patients * rate * (1 - rate)
    size_variance = abs(sizes.var() / variance - 1) / math.sqrt(2 / steps)
    repeats = (drawn[1:] * drawn[:-1]).mean()
    repeat_error = abs(repeats - rate**2) / math.sqrt(rate**2 / (steps * num_patients))
    return max(per_patient.max(), size_variance, repeat_error) < error


def poisson_draws(num_patients=40, rate=0.2, steps=3000):
    return [draw_patients(num_patients, rate, rng=secret_generator()) for _ in range(steps)]


def test_every_patient_is_drawn_independently_with_the_same_rate():
    assert follows_the_law(poisson_draws(), 40, 0.2)


def test_the_law_rejects_fixed_batches_shuffled_epochs_and_other_rates():
    rng = np.random.default_rng(0)
    fixed = [tuple(rng.choice(40, size=8, replace=False)) for _ in range(3000)]
    shuffled = [tuple(part) for _ in range(600) for part in rng.permutation(40).reshape(5, 8)]
    assert not follows_the_law(fixed, 40, 0.2)
    assert not follows_the_law(shuffled, 40, 0.2)
    assert not follows_the_law(poisson_draws(rate=0.25), 40, 0.2)


def test_a_rate_of_one_draws_everybody_and_a_tiny_rate_mostly_nobody():
    assert draw_patients(5, 1.0, rng=secret_generator()) == (0, 1, 2, 3, 4)
    assert sum(len(draw_patients(5, 1e-9, rng=secret_generator())) for _ in range(100)) == 0


def test_a_drawn_patient_counts_once_with_one_window_of_one_session():
    sessions = [Row(tuple(range(10))), Row(tuple(range(100, 103)))]
    seen = {draw_window(sessions, 4, rng=secret_generator()).tokens for _ in range(2000)}
    starts = {tuple(range(start, start + 4)) for start in range(7)}
    assert seen == starts | {(100, 101, 102)}


# --- whole runs


def test_a_run_writes_a_checkpoint_that_verifies_and_serves_trained_weights(corpus, base, tmp_path):
    lines = []
    config = configured(corpus, base, epsilon=8.0, steps=3)
    guarantee = train(config, tmp_path / "out", progress=lines.append)
    assert guarantee.kind == "dp"
    assert 7.0 < guarantee.epsilon <= 8.0
    assert (guarantee.steps, guarantee.patients) == (3, NUM_PATIENTS)
    assert lines == ["step 1 of 3", "step 2 of 3", "step 3 of 3"]
    checkpoint = read_checkpoint(tmp_path / "out")
    assert checkpoint.guarantee == guarantee
    assert verified_base(checkpoint) == base
    ledger = read_ledger(read_corpus(corpus).ledger)
    assert ledger.contains(guarantee.ledger_head)
    assert ledger.spent() == guarantee.epsilon
    assert not (tmp_path / "out.resume").exists()
    ids = torch.arange(12)[None]
    folder, form = served_folder(tmp_path / "out")
    served = AutoModelForCausalLM.from_pretrained(folder)
    untrained = AutoModelForCausalLM.from_pretrained(base)
    assert form == "chat"
    assert not torch.allclose(served(ids).logits, untrained(ids).logits, atol=1e-5)


def test_a_run_without_noise_says_so_everywhere(corpus, base, tmp_path):
    guarantee = train(configured(corpus, base, method="full"), tmp_path / "out")
    written = json.loads((tmp_path / "out" / "guarantee.json").read_text())
    assert (guarantee.kind, written["epsilon"], written["noise_multiplier"]) == ("non-dp", "inf", 0)
    assert "WITHOUT" in (tmp_path / "out" / "README.md").read_text()
    assert read_checkpoint(tmp_path / "out").weights == "model"
    assert read_ledger(read_corpus(corpus).ledger).spent() == math.inf


def test_training_without_noise_lowers_the_loss(corpus, base, tmp_path):
    config = configured(corpus, base, steps=15, method="full")
    config = config.model_copy(
        update={"training": config.training.model_copy(update={"learning_rate": 0.03})}
    )
    train(config, tmp_path / "out")
    folder, _ = served_folder(tmp_path / "out")
    _, tokenizer = load_base(base, config)
    turn = Turn(speaker=Speaker.PATIENT, text="I am number 3 and sleep badly")
    (row,) = plain([Session(session_id="s", patient_id="p", turns=(turn,))], tokenizer)
    window = Window(tokens=row.tokens[-30:])
    before = AutoModelForCausalLM.from_pretrained(base)
    after = AutoModelForCausalLM.from_pretrained(folder)
    with torch.no_grad():
        assert window_losses(after, [window]) < window_losses(before, [window]) - 0.1


class Killed(Exception):
    """Stands for a power cut."""


def killed_after(steps):
    calls = itertools.count(1)

    def progress(line):
        if next(calls) == steps:
            raise Killed

    return progress


def test_a_killed_run_continues_and_every_step_is_counted_once(corpus, base, tmp_path):
    config, out = configured(corpus, base, epsilon=20.0, steps=14), tmp_path / "out"
    with pytest.raises(Killed):
        train(config, out, progress=killed_after(12))  # saved at 10: two steps are lost
    spent = read_ledger(read_corpus(corpus).ledger).spent()
    lines = []
    guarantee = train(config, out, progress=lines.append)
    assert lines == ["step 13 of 14", "step 14 of 14"]
    assert guarantee.steps == 14
    assert read_ledger(read_corpus(corpus).ledger).spent() == spent == guarantee.epsilon


def test_a_given_header_is_read_and_never_learned(base):
    model, _ = adapted(base)
    window = Window(tokens=(1, 2, 3, 4, 5, 6), num_given=4)
    logits = model(input_ids=torch.tensor([window.tokens])).logits[0, 3:5].log_softmax(-1)
    by_hand = -(logits[0, 5] + logits[1, 6]) / 2
    assert torch.allclose(window_losses(model, [window]), by_hand, atol=1e-5)


def test_a_continued_run_starts_from_the_saved_weights(corpus, base, tmp_path):
    config, out = configured(corpus, base, steps=10), tmp_path / "out"
    with pytest.raises(Killed):
        train(config, out, progress=killed_after(10))
    saved = load_file(tmp_path / "out.resume" / "state.safetensors")
    assert train(config, out).steps == 10  # nothing left to do but to write the checkpoint
    adapter = load_file(out / "adapter" / "adapter_model.safetensors")
    parameters = [value for name, value in saved.items() if name.startswith("parameter.")]
    assert len(parameters) == len(adapter)
    fingerprints = sorted(float(value.double().sum()) for value in parameters)
    assert fingerprints == sorted(float(value.double().sum()) for value in adapter.values())
    assert all(value.any() for name, value in adapter.items() if "lora_B" in name)


def test_another_plan_cannot_continue_an_unfinished_run(corpus, base, tmp_path):
    with pytest.raises(Killed):
        train(configured(corpus, base), tmp_path / "out", progress=killed_after(1))
    with pytest.raises(CallerMistake, match="steps"):
        train(configured(corpus, base, steps=50), tmp_path / "out")


def test_a_run_beyond_the_budget_is_refused_and_leaves_nothing(base, tmp_path):
    table = corpus_of(tmp_path, range(3))
    import_table([table], tmp_path / "corpus", budget=1.0, declared_patients=3)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(GateRefused, match="budget"):
        train(configured(tmp_path / "corpus", base, epsilon=20.0), tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before


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
        resume=resume,
        progress=lambda line: None,
    )
    assert optimizer.expected_batch_size == 500.0


def test_the_number_of_patients_must_be_declared(base, tmp_path):
    import_table([corpus_of(tmp_path, range(3))], tmp_path / "corpus")
    with pytest.raises(CallerMistake, match=r"privacy\.patients"):
        train(configured(tmp_path / "corpus", base), tmp_path / "out")


def test_an_existing_output_is_refused_unless_it_is_a_checkpoint_to_replace(corpus, base, tmp_path):
    out = tmp_path / "out"
    first = train(configured(corpus, base, steps=1), out)
    with pytest.raises(CallerMistake, match="exists"):
        train(configured(corpus, base, steps=1), out)
    second = train(configured(corpus, base, steps=1), out, overwrite=True)
    assert second.ledger_head != first.ledger_head
    with pytest.raises(CallerMistake, match="no checkpoint"):
        train(configured(corpus, base, steps=1), corpus, overwrite=True)


def test_nothing_but_the_weights_changes_when_one_patient_is_removed(base, tmp_path):
    published = []
    for patients in (range(NUM_PATIENTS), range(NUM_PATIENTS - 1)):
        folder = tmp_path / str(len(patients))
        folder.mkdir()
        table = corpus_of(folder, patients)
        import_table([table], folder / "corpus", declared_patients=NUM_PATIENTS, budget=30.0)
        train(configured(folder / "corpus", base, epsilon=20.0), folder / "out")
        guarantee = json.loads((folder / "out" / "guarantee.json").read_text())
        del guarantee["weights_sha256"]
        others = [
            (folder / "out" / name).read_text()
            for name in ("base.json", "README.md", "adapter/adapter_config.json")
        ]
        published.append((guarantee, others))
    assert published[0] == published[1]
