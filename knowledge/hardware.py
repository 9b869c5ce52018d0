"""What the processor computes fast. Knows no model and no data."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import dtype


def processor_computes_bfloat16() -> bool:
    """Whether it multiplies in bfloat16 itself; one that emulates it is 20 times slower."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def reading_type() -> "dtype":
    """The shortest type in which the processor is fast: enough to read with, not to learn in."""
    import torch

    return torch.bfloat16 if processor_computes_bfloat16() else torch.float32
