"""`interpolate`: a checkpoint part of the way from its base, base + share * (trained - base).

What privacy's noise garbles most is left behind first, so that a smaller share may write better
than the whole. No private record is read, and what is done to weights that are paid for costs
nothing more: the guarantee stays, with the hash of the new weights.

Source: weight-space interpolation, Wortsman et al. 2022 (arXiv 2109.01903).
"""

import shutil
from dataclasses import replace
from pathlib import Path

from generator.checkpoint import (
    Checkpoint,
    check_new_checkpoint,
    read_checkpoint,
    verified_base,
    write_checkpoint,
)
from generator.guarantee import Guarantee
from knowledge.errors import CallerMistake

ADAPTER_FILE = "adapter_model.safetensors"
OUTER_FACTOR = ".lora_B."
"""An adapter adds B A to a weight, so that a share of it is a share of B."""


def interpolate(checkpoint: Path, out: Path, *, share: float, overwrite: bool = False) -> Guarantee:
    """Writes a new checkpoint folder.

    Guarantees:
        What the checkpoint's own guarantee promises (unit patient, adjacency add or remove one
        patient). `share` has to be chosen without looking at private records: by what the gate
        accepts, say.

    Args:
        share: of what was trained, above 0 and below 1.

    Raises:
        CallerMistake: `share` is another number, `out` exists, or the checkpoint cannot be read.
        GateRefused: the checkpoint or its base is not what its guarantee says.
    """
    if not 0 < share < 1:
        raise CallerMistake(f"share {share:g}: allowed is a number between 0 and 1")
    if out.resolve().is_relative_to(checkpoint.resolve()):
        raise CallerMistake(f"output {out} is the checkpoint itself, or lies in it")
    check_new_checkpoint(out, overwrite=overwrite)
    trained = read_checkpoint(checkpoint)
    base = verified_base(trained)
    return write_checkpoint(
        out,
        base=trained.base,
        weights=trained.weights,
        share=share * trained.share,
        save_weights=lambda folder: _save(trained, base, folder, share),
        guarantee_of=lambda sha256: replace(trained.guarantee, weights_sha256=sha256),
        overwrite=overwrite,
    )


def _save(trained: Checkpoint, base: Path, folder: Path, share: float) -> None:
    shutil.copytree(trained.weights_folder, folder, dirs_exist_ok=True)
    if trained.weights == "adapter":
        _scale_adapter(folder / ADAPTER_FILE, share)
    else:
        _mix_models(base, folder, share)


def _scale_adapter(file: Path, share: float) -> None:
    from safetensors import safe_open
    from safetensors.torch import save_file

    with safe_open(file, framework="pt") as read:
        metadata = read.metadata()
        tensors = {name: read.get_tensor(name) for name in read.keys()}  # noqa: SIM118
    scaled = {
        name: tensor * share if OUTER_FACTOR in name else tensor for name, tensor in tensors.items()
    }
    save_file(scaled, file, metadata=metadata)


def _mix_models(base: Path, folder: Path, share: float) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    before, trained = (
        AutoModelForCausalLM.from_pretrained(place, use_safetensors=True, dtype=torch.float32)
        for place in (base, folder)
    )
    with torch.no_grad():
        for old, new in zip(before.parameters(), trained.parameters(), strict=True):
            new.copy_(torch.lerp(old, new, share))
    for file in folder.glob("*.safetensors*"):
        file.unlink()
    trained.save_pretrained(folder)
