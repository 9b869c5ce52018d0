"""`Disclosure`: how much a patient is ready to say at this moment of a session.

Three tiers (1 easy, 2 with trust, 3 hard; the expression bank says which a symptom is). Openness
moves with what the therapist does, not with the clock: exploring, reflecting and affirming open
it, advice and confrontation close it. The patient's stance sets where it starts and how fast it
moves. Deterministic; knows no profile and no words.

Source: arXiv 2606.10051 and 2606.04389 (a patient who is merely prompted stays flat, or gives in
within a few turns). The constants are choices of this project.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from prompts.acts import CODES, Act

THRESHOLDS: Mapping[int, float] = MappingProxyType({1: 0.0, 2: 0.3, 3: 0.6})
"""Openness from which a tier is said."""
MOST_OPEN = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """`start`: openness on sitting down. `pace`: what a whole session of exploring would add."""

    start: float
    pace: float


TEMPERS: Mapping[str, Temper] = MappingProxyType(
    {
        "cooperative": Temper(start=0.3, pace=2.0),
        "pleasing": Temper(start=0.3, pace=1.6),
        "ambivalent": Temper(start=0.15, pace=1.6),
        "guarded": Temper(start=0.05, pace=1.4),
        "hostile": Temper(start=0.0, pace=1.2),
    }
)
STYLE_PACE: Mapping[str, float] = MappingProxyType(
    {"plain": 1.0, "verbose": 1.2, "tangent": 0.9, "upset": 1.1, "reserved": 0.8}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """`openness` 0 to 1; `step` is what one exploring turn adds."""

    openness: float
    step: float

    def after(self, act: Act) -> "Disclosure":
        """The state once the therapist has done this."""
        moved = self.openness + CODES[act].opens * self.step
        return replace(self, openness=min(MOST_OPEN, max(0.0, moved)))

    def allows(self, tier: int) -> bool:
        """Whether something of this tier may be said now."""
        return self.openness >= THRESHOLDS[tier]


def at_the_door(*, stance: str | None, style: str | None, turns: int) -> Disclosure:
    """The state before the first word.

    Args:
        stance: of `knowledge.dimension.STANCES`; None is cooperative.
        style: of `knowledge.dimension.STYLES`; None is plain.
        turns: planned turns of both speakers; a short session opens in fewer of them.
    """
    temper = TEMPERS[stance or "cooperative"]
    pace = temper.pace * STYLE_PACE[style or "plain"]
    return Disclosure(openness=temper.start, step=pace / max(1.0, turns / 2))
