"""What the trainings of the sentence model share (`filters.adaptation`, `filters.status.training`).

Legend: N lines, C classes.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

BATCH, WARM_UP, SMOOTHING = 64, 60, 0.1
SORTED_TOGETHER = 40
"""Batches that are sorted by length in one go: little padding, yet another order each epoch."""

Epoch = tuple[Sequence[Any], Sequence[int], Sequence[list[int]]]
"""Rows of tokens, the class of each, and the batches of their places."""


def batches(lengths: Sequence[int], rng: random.Random) -> list[list[int]]:
    """Places of about one length together, in a random order."""
    order = rng.sample(range(len(lengths)), len(lengths))
    found: list[list[int]] = []
    for start in range(0, len(order), BATCH * SORTED_TOGETHER):
        near = sorted(order[start : start + BATCH * SORTED_TOGETHER], key=lengths.__getitem__)
        found += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    rng.shuffle(found)
    return found


def mean_losses(
    student: nn.Module, optimizer: torch.optim.Optimizer, epochs: Iterable[Epoch], *, steps: int
) -> Iterator[float]:
    """Trains and gives the mean loss of each epoch.

    Args:
        student: gives the logits of rows, shape [N, C].
        epochs: drawn one by one.
        steps: batches of all epochs together, at the end of which the rate is 0.
    """
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / steps)
    )
    for rows, targets, order in epochs:
        target_N, losses = torch.tensor(targets), []
        for batch in order:
            logit_NC = student([rows[i] for i in batch])
            loss = functional.cross_entropy(logit_NC, target_N[batch], label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        yield sum(losses) / len(losses)
