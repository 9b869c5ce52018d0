"""`Assignment`: every dimension of a request dealt out to its patients, and what cannot be had.

Named dimensions get whole-number quotas (largest remainder) that are spread so that every margin is
exact; dimensions left out of `exact` are drawn independently. What the records rule out together
becomes a reason and a change to the nearest feasible request; no share is quietly changed.
Knows which diagnoses and symptoms a patient must have, not how they present.
"""

import functools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec, spec_json
from knowledge.presentation import NoPresentation, Wanted, draw_presentation
from knowledge.profile import Severity
from knowledge.quota import largest_remainder, spread

# Choices of this project for what a request leaves open, not findings.
DEFAULTS: Mapping[str, Mapping[str, float]] = {
    "severity": {"mild": 0.25, "moderate": 0.5, "severe": 0.25},
    "age": {"18-29": 0.25, "30-44": 0.25, "45-59": 0.25, "60-79": 0.25},
    "gender": {"woman": 0.5, "man": 0.5},
    "modality": {"intake": 0.2, "cbt": 0.2, "mi": 0.2, "psychodynamic": 0.2, "supportive": 0.2},
    "register": {"transcript_edited": 1.0},
}
PROBES = 3
NOBODY = ""


@dataclass(slots=True, kw_only=True)
class Place:
    """A patient in the making: a label for every dimension, and what is forced on the symptoms."""

    labels: dict[str, str] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    background: dict[str, bool] = field(default_factory=dict)

    @property
    def diagnoses(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.labels["condition"], self.labels["comorbid"])))

    @property
    def wanted(self) -> Wanted:
        severity = cast(Severity, self.labels["severity"])
        return Wanted(
            diagnoses=self.diagnoses, severity=severity, present=self.present, absent=self.absent
        )


@dataclass(slots=True)
class Assignment:
    """Deals out every dimension in turn and notes what cannot be had."""

    spec: CohortSpec
    knowledge: KnowledgeBase
    reasons: list[str] = field(default_factory=list)
    nearest: dict[str, Any] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    rng: random.Random = field(default_factory=random.Random)

    def run(self) -> "Assignment":
        self.rng = random.Random(f"cohort {self.spec.seed}")
        self.places = [Place() for _ in range(self.spec.n)]
        self.nearest = spec_json(self.spec)
        self._deal("condition", "conditions", self.spec.condition_counts())
        self._deal_comorbid()
        for name, default in DEFAULTS.items():
            self._deal(name, name, None, default)
        if not self.reasons:
            for symptom in sorted(self.spec.symptoms):
                self._deal_symptom(symptom, self.spec.symptoms[symptom])
        for name in sorted(self.spec.background):
            self._deal_background(name, self.spec.background[name])
        self.rng.shuffle(self.places)
        return self

    def _labels(
        self, places: Sequence[Place], shares: Mapping[str, float], *, exact: bool
    ) -> list[str]:
        if not exact:
            names = sorted(shares)
            return self.rng.choices(names, [shares[name] for name in names], k=len(places))
        counts = largest_remainder(shares, len(places))
        return spread([cell(place) for place in places], counts, self.rng)

    def _deal(
        self,
        label: str,
        dimension: str,
        counts: Mapping[str, int] | None,
        default: Mapping[str, float] | None = None,
    ) -> None:
        named = self.spec.dimension(dimension)
        shares = counts or named or default or {}
        exact = self.spec.is_exact(dimension) or not named
        drawn = self._labels(self.places, shares, exact=exact)
        for place, value in zip(self.places, drawn, strict=True):
            place.labels[label] = value

    def _deal_comorbid(self) -> None:
        for place in self.places:
            place.labels["comorbid"] = NOBODY
        for first in sorted(self.spec.conditions):
            pairs = {
                key.split("+")[1]: share
                for key, share in self.spec.comorbid.items()
                if key.split("+")[0] == first and share > 0
            }
            if pairs and self._pairs_are_possible(first, pairs):
                places = [place for place in self.places if place.labels["condition"] == first]
                shares = {**pairs, NOBODY: max(0.0, 1 - sum(pairs.values()))}
                exact = self.spec.is_exact("comorbid")
                drawn = self._labels(places, shares, exact=exact)
                for place, second in zip(places, drawn, strict=True):
                    place.labels["comorbid"] = second

    def _pairs_are_possible(self, first: str, pairs: Mapping[str, float]) -> bool:
        before = len(self.reasons)
        for second in sorted(pairs):
            reason = pair_refusal(first, second, self.knowledge)
            if reason:
                self._refuse(reason, lambda key=f"{first}+{second}": self._drop_pair(key))
        total = sum(pairs.values())
        if total > 1.0005:
            reason = f"comorbid shares of {first} add up to {total:g}: at most one second diagnosis"
            self._refuse(reason, lambda: self._scale_pairs(first, total))
        return len(self.reasons) == before

    def _refuse(self, reason: str, mend: Callable[[], None]) -> None:
        self.reasons.append(reason)
        mend()

    def _drop_pair(self, key: str) -> None:
        rest = {name: value for name, value in self.nearest["comorbid"].items() if name != key}
        self.nearest["comorbid"] = rest
        if not rest:
            del self.nearest["comorbid"]
            if "exact" in self.nearest:
                kept = [name for name in self.nearest["exact"] if name != "comorbid"]
                self.nearest["exact"] = kept

    def _scale_pairs(self, first: str, total: float) -> None:
        pairs = self.nearest.get("comorbid", {})
        for key in pairs:
            if key.split("+")[0] == first:
                pairs[key] = int(pairs[key] / total * 1e6) / 1e6

    def _deal_symptom(self, symptom: str, share: float) -> None:
        """Exact: the asked number have it, the others do not; who must or cannot is respected."""
        can = [
            self._possible(replace(p.wanted, present=p.present | {symptom})) for p in self.places
        ]
        need = [
            not self._possible(replace(p.wanted, absent=p.absent | {symptom})) for p in self.places
        ]
        asked = largest_remainder({"yes": share, "no": 1 - share}, self.spec.n)["yes"]
        if not self.spec.is_exact("symptoms"):
            asked = sum(self.rng.random() < share for _ in self.places)
            asked = min(max(asked, sum(need)), sum(can))
        if not sum(need) <= asked <= sum(can):
            self._refuse_symptom(symptom, asked, low=sum(need), high=sum(can))
            return
        free = [
            p for p, able, must in zip(self.places, can, need, strict=True) if able and not must
        ]
        extra = asked - sum(need)
        answers = spread([cell(p) for p in free], {"yes": extra, "no": len(free) - extra}, self.rng)
        chosen = {id(p) for p, answer in zip(free, answers, strict=True) if answer == "yes"}
        for place, must in zip(self.places, need, strict=True):
            if must or id(place) in chosen:
                place.present |= {symptom}
            else:
                place.absent |= {symptom}

    def _refuse_symptom(self, symptom: str, asked: int, *, low: int, high: int) -> None:
        n = self.spec.n
        self.reasons.append(
            f"symptoms.{symptom}: asked of {asked} of {n} patients, possible {low} to {high}"
        )
        self.nearest["symptoms"][symptom] = min(max(asked, low), high) / n

    def _possible(self, wanted: Wanted) -> bool:
        return _is_possible(wanted, self.knowledge.version, _Held(self.knowledge))

    def _deal_background(self, name: str, share: float) -> None:
        shares = {"yes": share, "no": 1 - share}
        drawn = self._labels(self.places, shares, exact=self.spec.is_exact("background"))
        for place, answer in zip(self.places, drawn, strict=True):
            place.background[name] = answer == "yes"


class _Held:
    """Carries the records past a cache that goes by their version."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=50_000)
def _is_possible(wanted: Wanted, version: str, held: _Held) -> bool:
    for probe in range(PROBES):
        try:
            draw_presentation(wanted, random.Random(f"{version} {probe}"), held.knowledge)
        except NoPresentation:
            continue
        return True
    return False


def cell(place: Place) -> tuple[tuple[str, str], ...]:
    forced = (("present", ",".join(sorted(place.present))),)
    return (*place.labels.items(), *forced)


def pair_refusal(first: str, second: str, knowledge: KnowledgeBase) -> str | None:
    """Why two disorders cannot both be diagnosed in one patient; None if they can."""
    for winner, loser in ((first, second), (second, first)):
        if loser in knowledge.precedence.get(winner, ()):
            return f"{first} with {second}: where {winner} is met, {loser} is not coded"
    wanted = Wanted(diagnoses=(first, second), severity="moderate")
    try:
        draw_presentation(wanted, random.Random(f"{first} {second}"), knowledge)
    except NoPresentation as error:
        return f"{first} with {second}: no patient can meet both rules ({error})"
    return None
