"""Starts a new edition of the base model from the weights of the one before it.

The new edition may have another tokenizer and more layers. Vectors of new tokens begin as the mean
of those of the old tokens that spell them; added layers begin as doing nothing.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import AutoTokenizer, LlamaForCausalLM, PreTrainedTokenizerFast

EMBEDDINGS = ("model.embed_tokens.weight", "lm_head.weight")
SILENT = ("self_attn.o_proj.weight", "mlp.down_proj.weight")
"""A layer whose outputs are these at zero adds nothing to what passes through it."""


def warm_start(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Fills `model` in place from a model folder of the same width.

    Raises:
        RuntimeError: if a matrix has another width.
    """
    old = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    spelled = _spellings(tokenizer, AutoTokenizer.from_pretrained(folder))
    state = model.state_dict()
    for name in state:
        if name in EMBEDDINGS:
            state[name] = _respelled(old[name], spelled)
        elif name in old:
            state[name] = old[name]
        elif name.endswith(SILENT):
            state[name] = torch.zeros_like(state[name])
    model.load_state_dict(state)


def _spellings(new: PreTrainedTokenizerFast, old: PreTrainedTokenizerFast) -> list[list[int]]:
    """For each new token the old tokens that spell it."""
    known = old.get_vocab()
    spelled = []
    for index in range(len(new)):
        token = str(new.convert_ids_to_tokens(index))
        text = new.convert_tokens_to_string([token])
        spelled.append([known[token]] if token in known else old(text)["input_ids"] or [0])
    return spelled


def _respelled(matrix_VD: Tensor, spelled: list[list[int]]) -> Tensor:
    return torch.stack([matrix_VD[ids].mean(dim=0) for ids in spelled])
