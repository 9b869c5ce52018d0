"""What the machine computes fast. Knows no model and no data."""


def computes_bfloat16() -> bool:
    """Whether it multiplies in bfloat16 itself; a processor that emulates it is 20 times slower."""
    import torch

    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported(including_emulation=False)
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))
