"""What the processor computes fast. Knows no model and no data."""


def processor_computes_bfloat16() -> bool:
    """Whether it multiplies in bfloat16 itself; one that emulates it is 20 times slower."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))
