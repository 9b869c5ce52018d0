"""Bases of other architectures: tiny random models go through training, saving and real vLLM."""

import json
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from generator.checkpoint import find_base, read_checkpoint, served_folder
from generator.clinic import clinic_sessions
from generator.conditioning import unconditioned
from generator.corpus_import import import_table
from generator.engine import Request, Sampling
from generator.step import per_patient_module, window_losses
from generator.training import train
from knowledge.session_file import session_json
from tests.generator.conftest import configured
from tests.generator.test_optimizer import WINDOWS, adapted, gradients_one_by_one, trainable

pytestmark = pytest.mark.long

PATIENTS = 6
WINDOW_TOKENS = 48
NEW_TOKENS = 5
TINY = {
    "vocab_size": 6144,  # of the embedded tokenizer
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 32,
    "max_position_embeddings": 512,
    "bos_token_id": None,
    "eos_token_id": 3,
    "pad_token_id": 0,
}
MODEL_TYPES = {
    "llama": {},
    "mistral": {},
    "qwen2": {},
    "qwen3": {},
    "gemma": {},
    "gemma2": {"query_pre_attn_scalar": 32},
    "gemma3_text": {"query_pre_attn_scalar": 32},
}
SERVED = ("llama", "mistral", "qwen3", "gemma3_text")
LEARNING_RATES = {"lora": 0.2, "full": 0.02}


def saved(folder, model_type, *, tied):
    """A random model with the embedded tokenizer, far enough from uniform to be told apart."""
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(
        AutoConfig.for_model(
            model_type, **TINY, **MODEL_TYPES[model_type], tie_word_embeddings=tied
        )
    )
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.add_(torch.randn_like(parameter), alpha=0.2)
            else:
                parameter.mul_(10.0 if "embed" in name or "lm_head" in name else 3.0)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(find_base("embedded")).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("method", ["lora", "full"])
@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("model_type", MODEL_TYPES)
def test_gradients_a_patient_equal_a_one_by_one_loop(tmp_path, model_type, tied, method):
    model, _ = adapted(saved(tmp_path, model_type, tied=tied), method=method)
    slow = gradients_one_by_one(model, WINDOWS)
    hooked = per_patient_module(model)
    with warnings.catch_warnings(action="ignore"):
        window_losses(hooked, WINDOWS).sum().backward()
    for index, parameter in enumerate(trainable(model)):
        expected = torch.stack([gradients[index] for gradients in slow])
        scale = float(expected.abs().max())
        assert scale > 0
        assert torch.allclose(parameter.grad_sample, expected, rtol=1e-3, atol=1e-4 * scale)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    sessions = clinic_sessions(patients=PATIENTS, seed=3)
    lines = [json.dumps(session_json(session)) for session in sessions]
    (folder / "sessions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    import_table([folder / "sessions.jsonl"], folder / "corpus", declared_patients=PATIENTS)
    return folder / "corpus"


@pytest.fixture(scope="module")
def windows():
    tokenizer = AutoTokenizer.from_pretrained(find_base("embedded"))
    unseen = unconditioned(list(clinic_sessions(patients=4, seed=9)), tokenizer)
    rng = np.random.default_rng(0)
    return [session.draw(WINDOW_TOKENS, rng=rng) for session in unseen]


def own_log_probabilities(folder, windows):
    """As transformers computes them: the mean of every window, shape [windows]."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.inference_mode():
        return -window_losses(model, windows).numpy()


def served_by_vllm(folder, windows):
    """In a process of its own: two engines do not share one. `control` is served in 32 bits."""
    from generator.engines.vllm import VllmEngine

    engine = VllmEngine(folder, prompt_form="control", sampling=Sampling(max_tokens=NEW_TOKENS))
    message = {"role": "user", "content": "How have you been sleeping?"}
    request = Request(request_id="r", messages=(message,), seed=1)
    (completion,) = engine.complete([request])
    return engine.mean_log_probability(windows), completion.num_tokens


@pytest.mark.parametrize("method", ["lora", "full"])
@pytest.mark.parametrize("model_type", SERVED)
def test_a_base_is_trained_privately_saved_and_served(
    corpus, windows, tmp_path, model_type, method
):
    base = saved(tmp_path / "base", model_type, tied=model_type in ("qwen3", "gemma3_text"))
    config = configured(corpus, base, epsilon=8.0, steps=2, method=method)
    training = config.training.model_copy(
        update={"learning_rate": LEARNING_RATES[method], "window_tokens": WINDOW_TOKENS}
    )
    config = config.model_copy(update={"training": training})
    guarantee = train(config, tmp_path / "out", prepare=unconditioned)
    assert guarantee.kind == "dp"
    assert 7.0 < guarantee.epsilon <= 8.0
    assert read_checkpoint(tmp_path / "out").guarantee == guarantee
    folder, form = served_folder(tmp_path / "out")
    assert form == "chat"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        served, num_tokens = pool.submit(served_by_vllm, folder, windows).result()
    trained = own_log_probabilities(folder, windows)
    untrained = own_log_probabilities(base, windows)
    learned = [len(window.tokens) - max(1, window.num_given) for window in windows]
    assert served == pytest.approx(np.average(trained, weights=learned), abs=0.002)
    assert np.abs(trained - untrained).max() > 0.05
    assert 1 <= num_tokens <= NEW_TOKENS
