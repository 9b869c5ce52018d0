"""The weights that training changes: an adapter over a frozen base, or the whole model.

Loads and saves; knows no data and no privacy.
"""

from pathlib import Path

import torch
from torch import nn
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

from generator.checkpoint import Weights
from generator.config import TrainConfig
from knowledge.errors import CallerMistake, GateRefused

ADAPTED_LAYERS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


def load_base(base: Path, config: TrainConfig) -> tuple[nn.Module, PreTrainedTokenizerBase]:
    """The base in 32-bit precision with the parameters to train, and its tokenizer."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
        model = AutoModelForCausalLM.from_pretrained(
            base, use_safetensors=True, dtype=torch.float32
        )
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        raise CallerMistake(f"base {config.base}: not a loadable causal model ({reason})") from None
    if config.training.method == "lora":
        model = _with_adapter(model, config)
    return model.to(torch.device(device)), tokenizer  # pyright: ignore[reportArgumentType]


def _with_adapter(model: nn.Module, config: TrainConfig) -> nn.Module:
    from peft import LoraConfig, get_peft_model

    adapter = LoraConfig(
        r=config.training.lora_rank,
        lora_alpha=config.training.lora_rank,
        lora_dropout=0.0,
        target_modules=list(ADAPTED_LAYERS),
        task_type="CAUSAL_LM",
    )
    with torch.random.fork_rng():
        torch.manual_seed(config.runtime.seed)
        adapted = get_peft_model(model, adapter)  # pyright: ignore[reportArgumentType]
    # PEFT would write the base's folder on this machine into the adapter.
    adapted.peft_config["default"].base_model_name_or_path = config.base
    return adapted


def weights_kind(config: TrainConfig) -> Weights:
    """The name of the folder that the trained weights are saved in."""
    return "adapter" if config.training.method == "lora" else "model"


def save_weights(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, folder: Path, config: TrainConfig
) -> None:
    """Saves and reads back: an adapter saved under other names loads without a word, untrained."""
    from safetensors import safe_open

    if config.training.method == "full":
        model.save_pretrained(folder)  # pyright: ignore[reportCallIssue]
        tokenizer.save_pretrained(folder)
        return
    model.save_pretrained(folder, save_embedding_layers=False)  # pyright: ignore
    (folder / "README.md").unlink(missing_ok=True)
    trained = {name: item for name, item in model.named_parameters() if item.requires_grad}
    with safe_open(folder / "adapter_model.safetensors", framework="pt") as saved:
        stored_names = set(saved.keys())
        for name, item in trained.items():
            stored = name.replace(".default.", ".")
            if stored not in stored_names or not torch.equal(saved.get_tensor(stored), item.cpu()):
                raise GateRefused(f"the saved adapter does not hold the trained {stored}")
