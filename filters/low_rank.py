"""LoRA: what training adds to the linear layers of the sentence model, of low rank.

Source: Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models".
"""

import math
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

RANK, SCALE, DROPOUT = 16, 2.0, 0.1


class LoraLinear(nn.Module):
    """A linear layer and what is added to it, through a bottleneck of `RANK`."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer, self.dropout = layer, nn.Dropout(DROPOUT)
        down_RI = torch.randn(RANK, layer.in_features) / math.sqrt(layer.in_features)
        self.down_RI = nn.Parameter(down_RI)
        self.up_OR = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        added = functional.linear(functional.linear(self.dropout(x), self.down_RI), self.up_OR)
        return self.layer(x) + SCALE * added


def add_lora(transformer: nn.Module) -> Iterator[tuple[str, LoraLinear]]:
    """Freezes a transformer and adds to every linear layer of its encoder; the layers by name."""
    transformer.requires_grad_(False)
    encoder = transformer.get_submodule("encoder")
    for parent, module in list(encoder.named_modules(prefix="encoder")):
        for name, layer in list(module.named_children()):
            if isinstance(layer, nn.Linear):
                added = LoraLinear(layer)
                setattr(module, name, added)
                yield f"{parent}.{name}", added
            elif isinstance(layer, nn.Dropout):
                layer.p = DROPOUT


def additions(layers: Mapping[str, LoraLinear]) -> dict[str, Tensor]:
    """As `knowledge.embedding` reads them, the scale folded in."""
    tensors: dict[str, Tensor] = {}
    for name, layer in layers.items():
        tensors[f"{name}.A"] = layer.down_RI.detach().to(torch.bfloat16)
        tensors[f"{name}.B"] = (SCALE * layer.up_OR.detach()).to(torch.bfloat16)
    return tensors


def restore(layers: Mapping[str, LoraLinear], kept: Mapping[str, Tensor]) -> None:
    """Takes back what `additions` kept. Raises RuntimeError where the ranks differ."""
    with torch.no_grad():
        for name, layer in layers.items():
            layer.down_RI.copy_(kept[f"{name}.A"])
            layer.up_OR.copy_(kept[f"{name}.B"] / SCALE)


def averaged(first: Mapping[str, Tensor], second: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The additions whose sum is the mean of two trainings', of twice the rank.

    Two trainings on other lines in another order err apart; their mean reads better than either
    (Wortsman et al. 2022, "Model soups").

    Raises:
        ValueError: the two are of different models.
    """
    if first.keys() != second.keys():
        raise ValueError("the two trainings added to different layers")
    return {
        name: torch.cat([first[name], second[name]], 0).contiguous()
        if name.endswith(".A")
        else (torch.cat([first[name], second[name]], 1) / 2).contiguous()
        for name in first
    }
