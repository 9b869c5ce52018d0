"""`Measurement`: a number with its 95 % interval, its sample size, its unit and what was aimed at.

Knows nothing of what was measured.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scipy.special import betaincinv

from knowledge.errors import CallerMistake

ERROR_RATE = 0.05
"""Every interval of the room misses its true value in at most this share of repetitions."""

Direction = Literal["at least", "at most"]
Standing = Literal["met", "missed", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Where a value ought to lie, in the unit of its measurement.

    `margin` is how far from where it belongs a value may come out by chance that its interval does
    not cover.
    """

    direction: Direction
    limit: float
    margin: float = 0.0

    def standing(self, low: float, high: float) -> Standing:
        """Met or missed only if the whole interval says so, by more than the margin."""
        under, over = self.limit - self.margin, self.limit + self.margin
        inside, outside = high <= under, low > over
        if self.direction == "at least":
            inside, outside = low >= over, high < under
        return "met" if inside else "missed" if outside else "open"

    def __str__(self) -> str:
        margin = f" ± {self.margin:.2g}" if self.margin else ""
        return f"{self.direction} {self.limit:.4g}{margin}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """`value` with the 95 % interval from `low` to `high`, out of `n` independent observations.

    A one-sided bound is its own value and has an infinite other end, so that a goal it can only
    refute never counts as met.

    Raises:
        CallerMistake: the value lies outside its interval, something is not a number, or n < 1.
    """

    name: str
    value: float
    low: float
    high: float
    n: int
    unit: str
    goal: Goal | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            interval = f"{self.low} to {self.high}"
            raise CallerMistake(f"{self.name} {self.value}: allowed is a value within {interval}")
        if self.n < 1:
            raise CallerMistake(f"{self.name} n {self.n}: allowed is a whole number from 1")

    @property
    def standing(self) -> Standing | None:
        """How the interval stands to the goal; None without a goal."""
        return self.goal and self.goal.standing(self.low, self.high)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; an infinite end is the string "inf"."""
        data = asdict(self) | {"standing": self.standing}
        return {
            name: str(value) if isinstance(value, float) and math.isinf(value) else value
            for name, value in data.items()
        }

    def line(self) -> str:
        """One line for a terminal, for example `auc 0.61 [0.57, 0.65] share, n = 1,000`."""
        interval = f"[{self.low:.4g}, {self.high:.4g}]"
        if math.isinf(self.low) and math.isinf(self.high):
            interval = "[no interval]"
        text = f"{self.name} {self.value:.4g} {interval} {self.unit}"
        text += f", n = {self.n:,}"
        if self.goal:
            text += f"; goal {self.goal}: {self.standing}"
        return text


def measure_share(name: str, *, count: int, n: int, goal: Goal | None = None) -> Measurement:
    """`count` of `n` as a share with its exact interval (see `clopper_pearson`)."""
    low, high = clopper_pearson(count, n)
    return Measurement(name=name, value=count / n, low=low, high=high, n=n, unit="share", goal=goal)


def measure_share_gap(name: str, first: tuple[int, int], second: tuple[int, int]) -> Measurement:
    """The share of the first (count, n) less that of the second, of other people.

    Each end lies as far from the difference as the two exact intervals' ends lie from their
    shares, in squares: so it has a width where both shares are 0 or 1, too.

    Raises:
        CallerMistake: as `clopper_pearson` does.

    Source: Newcombe, Interval estimation for the difference between independent proportions
    (Statistics in Medicine, 1998), its method 10 with exact intervals for Wilson's.
    """
    (low_a, high_a), (low_b, high_b) = clopper_pearson(*first), clopper_pearson(*second)
    a, b = first[0] / first[1], second[0] / second[1]
    return Measurement(
        name=name, value=a - b, n=min(first[1], second[1]), unit="share",
        low=a - b - math.hypot(a - low_a, high_b - b),
        high=a - b + math.hypot(high_a - a, b - low_b),
    )  # fmt: skip


def clopper_pearson(count: int, n: int) -> tuple[float, float]:
    """The exact 95 % interval of a probability after `count` successes in `n` fair repetitions.

    Raises:
        CallerMistake: n is below 1, or count is not between 0 and n.

    Source: Clopper and Pearson, Biometrika 26 (1934): quantiles of two beta distributions.
    """
    if n < 1 or not 0 <= count <= n:
        raise CallerMistake(f"count {count} of {n}: allowed is 0 to n, of at least 1")
    side = ERROR_RATE / 2
    low = 0.0 if count == 0 else betaincinv(count, n - count + 1, side)
    high = 1.0 if count == n else betaincinv(count + 1, n - count, 1 - side)
    return float(low), float(high)
