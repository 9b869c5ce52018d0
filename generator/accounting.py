"""What a mechanism on private data costs, in (epsilon, delta).

Privacy unit: the patient. Adjacency: add or remove one patient, all sessions together.
Two independent accountants (Opacus PRV, dp-accounting PLD) must agree; the larger is claimed.
Knows nothing of data, models or ledgers.
"""

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from knowledge.errors import CallerMistake, GateRefused

ACCOUNTANT = "prv and pld, the larger"
SET_UNION = "set-union"
LARGEST_DELTA = 1e-5
LARGEST_DISAGREEMENT = 0.02
# PRV reports an upper bound that lies this much above its estimate; smaller costs more time.
LARGEST_PRV_ERROR = 0.01
SMALLEST_PRV_ERROR = 0.001
SOLVED_WITHIN = 1e-3
SMALLEST_NOISE, FIRST_NOISE_TRIED, LARGEST_NOISE = 0.05, 2.0, 1e4
LEAST_DELTA, LEAST_NOISE, MOST_STEPS = 1e-30, 0.2, 100_000
"""Beyond these the accountants take gigabytes and hours, which no file of a stranger may ask for,
and no epsilon there is a promise (noise .2, 100 steps at a rate of .1: 272)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DpSgd:
    """`steps` noisy sums of clipped per-patient gradients, each over a Poisson sample.

    `noise_multiplier` is the noise's standard deviation over the clipping norm; 0 means no
    noise and so no guarantee.
    """

    noise_multiplier: float
    sampling_rate: float
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaussian:
    """One noisy release (a count table, a histogram); noise over its L2 sensitivity a patient."""

    noise_multiplier: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUnion:
    """Items that nobody listed beforehand, told if their noisy weight passes a threshold.

    `noise_multiplier` is the noise over the L2 norm of one patient's weights. `threshold_delta` is
    the chance that an item of one patient alone is told; it comes out of the total's delta.
    """

    noise_multiplier: float
    threshold_delta: float


Mechanism = DpSgd | Gaussian | SetUnion


def default_delta(patients: int | None) -> float:
    """min(1e-5, n^-1.1) for the public number n; 1e-5 while none is declared."""
    return LARGEST_DELTA if patients is None else min(LARGEST_DELTA, patients**-1.1)


@lru_cache(maxsize=64)
def epsilon(events: tuple[Mechanism, ...], delta: float) -> float:
    """The total epsilon of all `events` together at `delta`; infinity if one has no noise.

    Guarantees:
        (epsilon, delta)-DP for the patient as unit under add-or-remove-one adjacency, if every
        DpSgd sampled each patient independently with its rate. The larger of two accountants.

    Raises:
        CallerMistake: delta is not between 0 and 1, or a mechanism is not valid.
        GateRefused: the accountants differ by more than 2 % (beyond PRV's stated error), or a
            mechanism is beyond what they can account for.
    """
    if not 0 < delta < 1:
        raise CallerMistake(f"delta {delta}: allowed is a number between 0 and 1")
    settings = [_setting(event) for event in events]
    if not settings:
        return 0.0
    told = [event.threshold_delta for event in events if isinstance(event, SetUnion)]
    delta -= sum(told)
    if delta <= 0 or any(noise == 0 for noise, _, _ in settings):
        return math.inf
    for noise, _, steps in settings:
        if noise < LEAST_NOISE or steps > MOST_STEPS or delta < LEAST_DELTA:
            raise GateRefused(
                f"noise multiplier {noise:g}, {steps} steps, delta {delta:g}: accounted for are "
                f"noise from {LEAST_NOISE:g}, up to {MOST_STEPS} steps, delta from {LEAST_DELTA:g}"
            )
    by_pld = _pld_epsilon(settings, delta)
    prv_error = min(LARGEST_PRV_ERROR, max(SMALLEST_PRV_ERROR, by_pld / 200))
    by_prv = _prv_epsilon(settings, delta, error=prv_error)
    larger = max(by_pld, by_prv)
    tolerated = LARGEST_DISAGREEMENT * larger + prv_error
    if not (math.isfinite(larger) and abs(by_pld - by_prv) <= tolerated):
        raise GateRefused(
            f"the accountants disagree (PLD {by_pld:.4g}, PRV {by_prv:.4g}); "
            "choose a larger noise, another sampling rate or fewer steps"
        )
    # Without the patient nothing of theirs is told at all; with them, nothing but for this chance.
    return larger - sum(math.log1p(-chance) for chance in told)


def solve_noise(
    *,
    target_epsilon: float,
    delta: float,
    sampling_rate: float,
    steps: int,
    beside: tuple[Mechanism, ...] = (),
) -> float:
    """The smallest noise multiplier whose total with `beside` stays within `target_epsilon`.

    Guarantees:
        `epsilon((DpSgd(...), *beside), delta) <= target_epsilon` (patient, add or remove one).

    Raises:
        CallerMistake: the target is not above 0.
        GateRefused: no noise multiplier up to 1e4 reaches the target.
    """
    if not target_epsilon > 0:
        raise CallerMistake(f"epsilon {target_epsilon}: allowed is a number above 0, or inf")
    if math.isinf(target_epsilon):
        return 0.0
    rest = [_setting(event) for event in beside]
    error = min(LARGEST_PRV_ERROR, max(SMALLEST_PRV_ERROR, target_epsilon / 200))

    @cache
    def cost(noise: float) -> float:
        return _prv_epsilon([(noise, sampling_rate, steps), *rest], delta, error=error)

    noise = _smallest_noise(cost, target_epsilon)
    while epsilon((_dp_sgd(noise, sampling_rate, steps), *beside), delta) > target_epsilon:
        noise *= 1.002
    return noise


def mechanism_json(mechanism: Mechanism, *, delta: float) -> dict[str, str | float | int]:
    """The event of the guarantee contract; `delta` is the one its total is claimed at."""
    noise, rate, steps = _setting(mechanism)
    names = {DpSgd: "dp-sgd", Gaussian: "gaussian", SetUnion: SET_UNION}
    event = {
        "mechanism": names[type(mechanism)],
        "noise_multiplier": noise,
        "sampling_rate": rate,
        "steps": steps,
        "delta": delta,
    }
    if isinstance(mechanism, SetUnion):
        event["threshold_delta"] = mechanism.threshold_delta
    return event


def mechanism_from_json(data: Mapping[str, Any]) -> Mechanism:
    """Reads an event back. Raises CallerMistake naming an unknown mechanism or a bad number."""
    try:
        noise, rate = float(data["noise_multiplier"]), float(data["sampling_rate"])
        steps, name = int(data["steps"]), data["mechanism"]
    except (KeyError, TypeError, ValueError) as error:
        raise CallerMistake(f"event {error}: missing or not a number") from None
    if name == "dp-sgd":
        mechanism: Mechanism = _dp_sgd(noise, rate, steps)
    elif name == "gaussian" and rate == 1.0 and steps == 1:
        mechanism = Gaussian(noise_multiplier=noise)
    elif name == SET_UNION and rate == 1.0 and steps == 1:
        mechanism = SetUnion(noise_multiplier=noise, threshold_delta=_threshold_delta(data))
    else:
        allowed = "dp-sgd, gaussian (once) and set-union (once)"
        raise CallerMistake(f"event mechanism {name}: allowed are {allowed}")
    _setting(mechanism)
    return mechanism


def _threshold_delta(data: Mapping[str, Any]) -> float:
    try:
        return float(data["threshold_delta"])
    except (KeyError, TypeError, ValueError) as error:
        raise CallerMistake(f"event {error}: missing or not a number") from None


def _dp_sgd(noise: float, sampling_rate: float, steps: int) -> DpSgd:
    return DpSgd(noise_multiplier=noise, sampling_rate=sampling_rate, steps=steps)


def _setting(mechanism: Mechanism) -> tuple[float, float, int]:
    """(noise multiplier, sampling rate, steps) of a mechanism, checked."""
    if isinstance(mechanism, Gaussian | SetUnion):
        noise, rate, steps = mechanism.noise_multiplier, 1.0, 1
    else:
        noise, rate, steps = mechanism.noise_multiplier, mechanism.sampling_rate, mechanism.steps
    if not (noise >= 0 and math.isfinite(noise)):
        raise CallerMistake(f"noise_multiplier {noise}: allowed is a finite number from 0")
    if not 0 < rate <= 1:
        raise CallerMistake(f"sampling_rate {rate}: allowed is above 0 up to 1")
    if steps < 1:
        raise CallerMistake(f"steps {steps}: allowed is a whole number from 1")
    if isinstance(mechanism, SetUnion) and not 0 < mechanism.threshold_delta < 1:
        chance = mechanism.threshold_delta
        raise CallerMistake(f"threshold_delta {chance}: allowed is a number between 0 and 1")
    return noise, rate, steps


def _smallest_noise(cost: Callable[[float], float], target: float) -> float:
    """A noise within a few parts in a thousand of the smallest that costs at most `target`."""
    from scipy.optimize import brentq

    low = high = FIRST_NOISE_TRIED
    while cost(high) > target:
        low, high = high, 2 * high
        if high > LARGEST_NOISE:
            raise GateRefused(f"no noise multiplier up to {LARGEST_NOISE:g} reaches it")
    while low > SMALLEST_NOISE and cost(low) <= target:
        low, high = low / 2, low
    if low == high or cost(low) <= target:
        return low

    def excess(log_noise: float) -> float:
        return math.log(cost(math.exp(log_noise)) / target)

    root = brentq(excess, math.log(low), math.log(high), xtol=SOLVED_WITHIN)
    # On the safe side of the root.
    return math.exp(float(root) + SOLVED_WITHIN)  # pyright: ignore[reportArgumentType]


def _prv_epsilon(
    settings: Sequence[tuple[float, float, int]], delta: float, *, error: float
) -> float:
    from opacus.accountants import PRVAccountant

    accountant = PRVAccountant()
    accountant.history = list(settings)
    # Its warnings concern a coarse first guess of the domain; a tiny noise overflows to inf, which
    # `epsilon` refuses.
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(accountant.get_epsilon(delta=delta, eps_error=error))


def _pld_epsilon(settings: Sequence[tuple[float, float, int]], delta: float) -> float:
    from dp_accounting import GaussianDpEvent, PoissonSampledDpEvent
    from dp_accounting.pld import PLDAccountant

    accountant = PLDAccountant()
    for noise, rate, steps in settings:
        accountant.compose(PoissonSampledDpEvent(rate, GaussianDpEvent(noise)), steps)
    return float(accountant.get_epsilon(delta))
