"""`Rehearsal`: public sessions read beside every private step, so that the base keeps what it can.

Windows of private text are short and noise garbles; whole public sessions, composed as for
pretraining, hold the model to fluent talk of full length. Their gradient is clipped as that of one
patient and added after the noise. It depends on the weights so far and on public text alone, so the
guarantee is the same with or without it.

Source: rehearsal, Robins 1995 (Connection Science 7); public gradients beside private ones, Amid et
al. 2022 (arXiv 2112.00193).
"""

from collections.abc import Sequence
from itertools import islice

import torch
from torch import Tensor, nn
from transformers import PreTrainedTokenizerBase

from generator.base.examples import composed_examples
from generator.base.material import base_material
from generator.base.rows import BUCKETS, Loss, Row, padded, row_of
from generator.step import expected_hook_warnings, without_rows
from knowledge.base import load_knowledge

READ_TOGETHER = 4
SEED = 20261127
"""Of the sessions: other ones than pretraining composed."""


class Rehearsal:
    """Gives a gradient of newly composed sessions each time it is asked; no session comes twice."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        *,
        num_sessions: int,
        clipping_norm: float,
        precision: torch.dtype = torch.float32,
        steps_before: int = 0,
    ) -> None:
        """`steps_before` were taken by a run that is gone on with."""
        self._tokenizer, self._precision = tokenizer, precision
        self._num_sessions, self._clipping_norm = num_sessions, clipping_norm
        self._examples = composed_examples(
            seed=SEED,
            start=steps_before * num_sessions,
            material=base_material(),
            knowledge=load_knowledge(),
        )

    def gradient(self, model: nn.Module, parameters: Sequence[nn.Parameter]) -> list[Tensor]:
        """Of the mean loss of the next sessions, one tensor a parameter, `clipping_norm` at most.

        Leaves the gradients of the private step as they are.
        """
        rows = self._next_rows()
        total = [torch.zeros_like(parameter) for parameter in parameters]
        for start in range(0, len(rows), READ_TOGETHER):
            some = rows[start : start + READ_TOGETHER]
            with without_rows(model), expected_hook_warnings():
                loss = self._loss(model, some) * (len(some) / len(rows))
                gradients = torch.autograd.grad(loss, parameters)
            for so_far, more in zip(total, gradients, strict=True):
                so_far += more
        norm = torch.linalg.vector_norm(torch.stack([t.norm() for t in total]))
        scale = (self._clipping_norm / norm.clamp(min=1e-12)).clamp(max=1.0)
        return [tensor * scale for tensor in total]

    def _next_rows(self) -> list[Row]:
        """By length; one longer than the base's context is left out, as in pretraining."""
        examples = islice(self._examples, self._num_sessions)
        rows = (row_of(example, self._tokenizer) for example in examples)
        short = (row for row in rows if len(row.tokens) <= BUCKETS[-1])
        return sorted(short, key=lambda row: len(row.tokens))

    def _loss(self, model: nn.Module, rows: Sequence[Row]) -> Tensor:
        device = next(model.parameters()).device
        ids, weights = padded(rows, max(len(row.tokens) for row in rows))
        with torch.autocast(
            device.type, self._precision, enabled=self._precision is not torch.float32
        ):
            return Loss(model)(ids.to(device), weights.to(device))[0]
