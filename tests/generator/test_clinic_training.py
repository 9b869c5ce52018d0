"""Real base, real Opacus, real vLLM: what was learned in training is there when it is served.

A known failure of DP-SGD with LoRA trains without a complaint and saves weights that are useless
(Opacus issue 820), so the check reloads the checkpoint and asks the serving engine itself.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file

from generator.checkpoint import find_base, served_folder
from generator.clinic import clinic_sessions
from generator.conditioning import conditioned
from generator.config import parse_config
from generator.corpus_import import import_table
from generator.engine import Sampling
from generator.training import train

ROOT = Path(__file__).resolve().parents[2]
CLINIC = ROOT / "examples" / "clinic" / "sessions.jsonl"
PATIENTS = 12
WINDOW = 256


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    lines = CLINIC.read_text(encoding="utf-8").splitlines()
    some = [line for line in lines if int(json.loads(line)["patient_id"][1:]) < PATIENTS]
    (folder / "some.jsonl").write_text("\n".join(some) + "\n", encoding="utf-8")
    import_table([folder / "some.jsonl"], folder / "corpus", declared_patients=PATIENTS)
    config = parse_config(
        {
            "corpus": str(folder / "corpus"),
            "base": "embedded",
            "privacy": {"epsilon": "inf", "sampling_rate": 0.5, "steps": 10},
            "training": {"learning_rate": 0.003, "lora_rank": 8, "window_tokens": WINDOW},
            "runtime": {"physical_batch": 8},
        }
    )
    train(config, folder / "checkpoint")
    return folder / "checkpoint"


def _served_log_probability(folder, windows):
    """In a process of its own: two engines do not share one."""
    from generator.engines.vllm import VllmEngine

    engine = VllmEngine(folder, prompt_form="control", sampling=Sampling())
    return engine.mean_log_probability(windows)


def test_the_served_checkpoint_beats_its_base_on_patients_it_never_saw(trained):
    from transformers import AutoTokenizer

    base = find_base("embedded")
    tokenizer = AutoTokenizer.from_pretrained(base)
    unseen = list(clinic_sessions(patients=8, seed=99))
    rng = np.random.default_rng(0)
    windows = [s.draw(WINDOW, rng=rng) for s in conditioned(unseen, tokenizer)]
    served, _ = served_folder(trained)
    scores = []
    for folder in (base, served):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            scores.append(pool.submit(_served_log_probability, folder, windows).result())
    assert scores[1] > scores[0] + 0.1


def test_the_adapter_differs_from_its_initial_values(trained):
    adapter = load_file(trained / "adapter" / "adapter_model.safetensors")
    # LoRA starts with B = 0, so a trained adapter has no B left at zero.
    assert all(bool(tensor.any()) for name, tensor in adapter.items() if "lora_B" in name)
