"""What the machine computes fast. Knows no model and no data."""

from knowledge.hardware import processor_computes_bfloat16


def computes_bfloat16() -> bool:
    """Whether the GPU multiplies in bfloat16 itself, or the processor where there is none."""
    import torch

    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return processor_computes_bfloat16()
