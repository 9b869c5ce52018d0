"""`PatientOptimizer`: Opacus' optimizer, made to keep the promises of the guarantee.

It clips per patient, adds the noise, counts its own steps and refuses one past the plan. It knows
nothing of text, sampling or files. Opacus expects one row of per-sample gradient per patient.
"""

from collections.abc import Callable, Sequence

import torch
from opacus.optimizers import DPOptimizer
from torch import Tensor, nn

from generator.sampling import secret_generator
from knowledge.errors import GateRefused


class StepCount:
    """The steps that an optimizer took of those that were planned."""

    planned_steps: int
    num_steps: int
    _count_step: Callable[[int], None]

    def count_one(self) -> None:
        """Puts the next step on record. Raises GateRefused: the planned number is used up."""
        if self.num_steps >= self.planned_steps:
            raise GateRefused(f"step {self.num_steps + 1}: {self.planned_steps} steps were planned")
        self.num_steps += 1
        self._count_step(self.num_steps)


class PatientOptimizer(StepCount, DPOptimizer):
    """A DPOptimizer whose samples are patients.

    Guarantees:
        Every step is the Gaussian mechanism on a sum to which each patient adds at most
        `clipping_norm` in L2 norm; a patient whose gradient is not finite adds nothing. The sum
        is divided by the expected batch, never by the drawn one.

    Args:
        expected_batch: sampling rate times the public number of patients.
        num_steps: steps counted before (a resumed run).
        count_step: called with the new count before a step's noise is drawn, so that a step is
            on record before anything can depend on it.
        beside: a gradient of public text, one tensor a parameter, added after the noise.
    """

    def __init__(
        self,
        optimizer: torch.optim.Optimizer,
        *,
        noise_multiplier: float,
        clipping_norm: float,
        expected_batch: float,
        planned_steps: int,
        num_steps: int = 0,
        count_step: Callable[[int], None] = lambda num_steps: None,
        beside: Callable[[Sequence[nn.Parameter]], Sequence[Tensor]] | None = None,
    ) -> None:
        super().__init__(
            optimizer,
            noise_multiplier=noise_multiplier,
            max_grad_norm=clipping_norm,
            # Opacus types it as a whole number but only divides by it.
            expected_batch_size=expected_batch,  # pyright: ignore[reportArgumentType]
        )
        self.planned_steps = planned_steps
        self.num_steps = num_steps
        self._count_step, self._beside = count_step, beside

    def pre_step(self, closure: Callable[[], float] | None = None) -> float | None:
        """Clips, sums and noises; at the end of a step the public gradient is added."""
        is_whole = super().pre_step(closure)
        if is_whole and self._beside is not None:
            for parameter, public in zip(self.params, self._beside(self.params), strict=True):
                parameter.grad = public if parameter.grad is None else parameter.grad + public
        return is_whole

    def clip_and_accumulate(self) -> None:
        """Silences patients whose gradient is not finite, then clips and sums, in 32 bits."""
        for parameter in self.params:
            rows: torch.Tensor = parameter.grad_sample  # pyright: ignore[reportAttributeAccessIssue]
            parameter.grad_sample = rows.float()  # pyright: ignore[reportAttributeAccessIssue]
        self._silence_patients_that_are_not_finite()
        super().clip_and_accumulate()

    def accept_empty_draw(self) -> None:
        """Prepares a step in which no patient was drawn: a sum of nothing, still to be noised."""
        for parameter in self.params:
            empty = parameter.new_zeros((0, *parameter.shape))
            parameter.grad_sample = empty  # pyright: ignore[reportAttributeAccessIssue]

    def add_noise(self) -> None:
        """Counts the step, then adds N(0, (noise_multiplier * clipping_norm)^2) to every number.

        The noise is drawn from 256 bits of the operating system's entropy, fresh at every step,
        by NumPy's PCG64DXSM: PyTorch's CPU generator keeps only 32 bits of its seed, few enough
        to try them all. It is not hardened against attacks on floating-point rounding.

        Raises:
            GateRefused: the planned number of steps is used up.
        """
        self.count_one()
        deviation = self.noise_multiplier * self.max_grad_norm
        rng = secret_generator()
        for parameter in self.params:
            total: torch.Tensor = parameter.summed_grad  # pyright: ignore[reportAttributeAccessIssue]
            if deviation > 0:
                noise = torch.from_numpy(rng.normal(0.0, deviation, size=tuple(total.shape)))
                total = total + noise.to(dtype=total.dtype, device=total.device)
            parameter.grad = total.view_as(parameter)

    def _silence_patients_that_are_not_finite(self) -> None:
        gradients = self.grad_samples
        if len(gradients[0]) == 0:
            return
        squares = [gradient.flatten(start_dim=1).pow(2).sum(dim=1) for gradient in gradients]
        broken = ~torch.isfinite(torch.stack(squares).sum(dim=0))
        if broken.any():
            for gradient in gradients:
                gradient[broken] = 0.0
