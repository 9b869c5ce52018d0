"""Ordinary training: the gradient of the drawn patients as it is, without clip and without noise.

What `epsilon: inf` with `clipping_norm: inf` asks for. It guarantees nothing, and shows what a
corpus can teach at all. Clipped gradients without noise are `generator.step` with a noise of 0.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from generator.optimizer import StepCount
from generator.sampling import Window
from generator.step import backward


class OrdinaryOptimizer(StepCount):
    """A torch optimizer that counts its own steps and refuses one past the plan.

    The sum over patients is divided by the expected batch, as in a private step, so a learning
    rate means the same. Arguments are those of `generator.optimizer.PatientOptimizer`.
    """

    def __init__(
        self,
        optimizer: torch.optim.Optimizer,
        *,
        expected_batch: float,
        planned_steps: int,
        num_steps: int = 0,
        count_step: Callable[[int], None] = lambda num_steps: None,
        beside: Callable[[Sequence[nn.Parameter]], Sequence[Tensor]] | None = None,
    ) -> None:
        self._optimizer, self._expected_batch = optimizer, expected_batch
        self.planned_steps, self.num_steps = planned_steps, num_steps
        self._count_step, self._beside = count_step, beside
        self.params = [item for group in optimizer.param_groups for item in group["params"]]

    def step(self) -> None:
        """Takes the step of what was added up in `grad`, and leaves none behind.

        Raises:
            GateRefused: the planned number of steps is used up.
        """
        self.count_one()
        for parameter in self.params:
            total = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            parameter.grad = total / self._expected_batch
        if self._beside is not None:
            for parameter, public in zip(self.params, self._beside(self.params), strict=True):
                parameter.grad += public
        self._optimizer.step()
        self._optimizer.zero_grad()


def ordinary_step(
    model: nn.Module,
    optimizer: OrdinaryOptimizer,
    contributions: Sequence[Sequence[Window]],
    *,
    physical_batch: int,
    precision: torch.dtype = torch.float32,
) -> None:
    """One step on the windows of every drawn patient; with none drawn, on what is beside them."""
    windows = [window for own in contributions for window in own]
    for start in range(0, len(windows), physical_batch):
        backward(model, windows[start : start + physical_batch], precision)
    optimizer.step()
