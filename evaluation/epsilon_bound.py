"""`EpsilonBound`: what one training run cost at least, by the guesses about it that came true.

A guarantee that the guesses refute is exceeded. Unit: the patient. Adjacency: add or remove one
patient. A bound of 0 says that this attack found nothing, not that there is nothing.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluation.measurement import ERROR_RATE, Goal, Measurement
from evaluation.onerun import dp_p_value, refutes_trade_off
from evaluation.scores import Guesses
from evaluation.tradeoff import GaussianTradeOff, TradeOff
from knowledge.errors import CallerMistake

EPSILON_STEP = 1e-4
LARGEST_EPSILON = 64.0


class OneRunTest(Protocol):
    """A test of "the run was (epsilon, delta)-DP", for every epsilon at one delta."""

    @property
    def name(self) -> str: ...
    @property
    def delta(self) -> float: ...
    def refutes(self, guesses: Guesses, *, epsilon: float, error_rate: float) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DpTest:
    """Any mechanism that is (epsilon, delta)-DP, by `dp_p_value`."""

    delta: float
    name: str = "any mechanism"

    def refutes(self, guesses: Guesses, *, epsilon: float, error_rate: float) -> bool:
        return dp_p_value(guesses, epsilon=epsilon, delta=self.delta) <= error_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffTest:
    """Mechanisms of one family, by `refutes_trade_off`.

    `curve(epsilon)` is the family's member that costs epsilon at `delta`; a larger epsilon must
    have the higher curve. The bound means: if the mechanism is of this family, it costs more.
    """

    name: str
    delta: float
    curve: Callable[[float], TradeOff]

    def refutes(self, guesses: Guesses, *, epsilon: float, error_rate: float) -> bool:
        return refutes_trade_off(guesses, self.curve(epsilon), error_rate=error_rate)


def gaussian_test(delta: float) -> TradeOffTest:
    """The family of Gaussian mechanisms, one for every epsilon at `delta`."""
    return TradeOffTest(
        name="Gaussian mechanism",
        delta=delta,
        curve=lambda epsilon: GaussianTradeOff.of_epsilon(epsilon, delta),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EpsilonBound:
    """With 95 % confidence the run cost more than `epsilon` at the test's delta.

    `guesses` are those that gave the bound, out of `num_tried` numbers of guesses.
    Unit: the patient. Adjacency: add or remove one patient.
    """

    epsilon: float
    guesses: Guesses
    num_tried: int
    test: OneRunTest

    def measurement(self, *, goal: Goal | None = None) -> Measurement:
        return Measurement(
            name=f"epsilon lower bound, {self.test.name}, delta {self.test.delta:.2g}",
            value=self.epsilon, low=self.epsilon, high=math.inf,
            n=self.guesses.num_canaries, unit="epsilon per patient (add or remove one)", goal=goal,
        )  # fmt: skip


def bound_epsilon(
    tried: Sequence[Guesses], test: OneRunTest, *, error_rate: float = ERROR_RATE
) -> EpsilonBound:
    """The largest epsilon that the test refutes by any of the guesses, at confidence 95 %.

    `tried` holds the results of every number of guesses that was looked at, about the same
    canaries; each is tested at error_rate / len(tried) (Bonferroni), so the best may be taken.
    Leaving a poor one out after the fact makes the bound invalid. It is rounded down by at most
    1e-4.

    Guarantees: exceeds the true epsilon of the run (patient, add or remove one) in at most
    `error_rate` of runs, if the canaries' coins were fair and independent and guesses drew on the
    released model alone.

    Raises:
        CallerMistake: nothing was tried, or the guesses are about different numbers of canaries.
    """
    if len({guesses.num_canaries for guesses in tried}) != 1:
        raise CallerMistake("tried: allowed are guesses about the same canaries, at least one")
    best, epsilon = tried[0], 0.0
    for guesses in tried:
        found = _largest_refuted(guesses, test, error_rate / len(tried), above=epsilon)
        if found > epsilon:
            best, epsilon = guesses, found
    return EpsilonBound(epsilon=epsilon, guesses=best, num_tried=len(tried), test=test)


def _largest_refuted(
    guesses: Guesses, test: OneRunTest, error_rate: float, *, above: float
) -> float:
    """The largest refuted epsilon; `above` if none beyond it is."""

    def refuted(epsilon: float) -> bool:
        return test.refutes(guesses, epsilon=epsilon, error_rate=error_rate)

    if not refuted(above):
        return above
    low, high = above, max(1.0, 2 * above)
    while refuted(high):
        low, high = high, 2 * high
        if high > LARGEST_EPSILON:
            return low
    while high - low > EPSILON_STEP:
        middle = (low + high) / 2
        low, high = (middle, high) if refuted(middle) else (low, middle)
    return low
