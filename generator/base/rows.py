"""Composed sessions as rows of tokens, and the loss over them.

Legend: B rows, L tokens.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import PreTrainedTokenizerBase

from generator.base.examples import Example

BUCKETS = (512, 768, 1024, 1280, 1536, 1792, 2048)
DICTATED_WEIGHT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Token ids with the weight of each in the loss: 0 where it is given, more where dictated."""

    tokens: list[int]
    weights: list[int]


def row_of(item: Example, tokenizer: PreTrainedTokenizerBase) -> Row:
    """Header and transcript; the header is given and never learned."""
    header = tokenizer.apply_chat_template(
        [{"role": "user", "content": item.header}], tokenize=False, add_generation_prompt=True
    )
    head = tokenizer(str(header))["input_ids"]
    body = tokenizer(item.transcript, return_offsets_mapping=True)
    weights = [_weight(end, item) for _, end in body["offset_mapping"]]
    return Row(
        tokens=head + body["input_ids"] + [tokenizer.eos_token_id],
        weights=[0] * len(head) + weights + [1],
    )


def _weight(end: int, item: Example) -> int:
    """Of a token that ends at this character of the transcript."""
    if any(first < end <= last for first, last in item.given):
        return 0
    dictated = any(first < end <= last for first, last in item.dictated)
    return DICTATED_WEIGHT if dictated else 1


def micro_batches(
    examples: Iterator[Example], tokenizer: PreTrainedTokenizerBase, *, size: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """(input_ids, weights), both (B, L) of one bucket's length; B * L is about `size` tokens."""
    waiting: dict[int, list[Row]] = defaultdict(list)
    for item in examples:
        row = row_of(item, tokenizer)
        length = next((size for size in BUCKETS if len(row.tokens) <= size), None)
        if length is None:
            continue
        waiting[length].append(row)
        if len(waiting[length]) == size // length:
            yield padded(waiting.pop(length), length)


def padded(rows: Sequence[Row], length: int) -> tuple[Tensor, Tensor]:
    """(input_ids, weights), both (B, L); what pads has no weight."""
    ids = torch.zeros(len(rows), length, dtype=torch.int16)
    weights = torch.zeros(len(rows), length, dtype=torch.uint8)
    for place, row in enumerate(rows):
        ids[place, : len(row.tokens)] = torch.tensor(row.tokens)
        weights[place, : len(row.weights)] = torch.tensor(row.weights)
    return ids, weights


class Loss(nn.Module):
    """Next-token cross entropy in nats: (weighted mean, mean over dictated tokens alone)."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        ids, weights = ids.long(), weights[:, 1:].float()
        logits = self.model(input_ids=ids).logits[:, :-1].float()
        labels = ids[:, 1:]
        losses = nn.functional.cross_entropy(
            logits.flatten(0, 1), labels.flatten(), reduction="none"
        ).view_as(labels)
        dictated = (weights > 1).float()
        return (
            (losses * weights).sum() / weights.sum(),
            (losses * dictated).sum().detach() / dictated.sum().clamp(min=1),
        )
