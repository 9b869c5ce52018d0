"""`Assignment`: every dimension of a request dealt out to its patients, and what cannot be had.

Dimensions are dealt in turn. Where a dimension goes with the diagnosis (a structural zero, a
verified odds ratio) the table of diagnosis by value is raked to the requested margin and rounded to
whole numbers that keep it; within equal diagnoses the labels are spread evenly over all that is
known. Dimensions left out of `exact` are drawn independently from the same raked shares. What the
records rule out together becomes a reason and a change to the nearest feasible request; no share is
quietly changed. Knows which conditions and symptoms a patient must have, not how they present.
"""

import functools
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np

from knowledge.base import KnowledgeBase
from knowledge.cohort import NO_CULTURE, CohortSpec, band, onset_band, spec_json
from knowledge.presentation.drawing import draw_presentation
from knowledge.presentation.wanted import NoPresentation, Wanted
from knowledge.profile import Severity
from knowledge.quota import largest_remainder, spread
from knowledge.table import nearest_columns, rake, round_within

# Choices of this project for what a request leaves open, not findings.
DEFAULTS: Mapping[str, Mapping[str, float]] = {
    "gender": {"woman": 0.5, "man": 0.5},
    "age": {"18-29": 0.25, "30-44": 0.25, "45-59": 0.25, "60-79": 0.25},
    "onset_age": {"": 1.0},
    "severity": {"mild": 0.25, "moderate": 0.5, "severe": 0.25},
    "risk_level": {"": 1.0},
    "modality": {"intake": 0.2, "cbt": 0.2, "mi": 0.2, "psychodynamic": 0.2, "supportive": 0.2},
    "register": {"transcript_edited": 1.0},
    "culture": {NO_CULTURE: 1.0},
    "stance": {"cooperative": 1.0},
    "style": {"plain": 1.0},
    "therapist_skill": {"usual": 1.0},
    "arc": {"stable": 1.0},
}
RISKS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "none": (frozenset(), frozenset({"death_suicide_thoughts", "suicide_attempt_history"})),
    "low": (
        frozenset({"death_suicide_thoughts"}),
        frozenset({"suicide_plan_intent", "suicide_attempt_history"}),
    ),
    "moderate": (
        frozenset({"death_suicide_thoughts", "suicide_attempt_history"}),
        frozenset({"suicide_plan_intent"}),
    ),
    "high": (frozenset({"suicide_plan_intent"}), frozenset()),
}
"""Risk level -> symptoms that are present, and absent.

Source: the triage of the C-SSRS screener in our own words: thoughts alone; an attempt in the past;
a plan or intent.
"""
PROBES = 3
NOBODY = ""
CHILDBEARING = (18, 50)
"""Ages between which a birth is planned; a choice of this project."""


@dataclass(slots=True, kw_only=True)
class Place:
    """A patient in the making: a label for every dimension, and what is forced on the symptoms."""

    labels: dict[str, str] = field(default_factory=dict)
    specifiers: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    background: dict[str, bool] = field(default_factory=dict)

    @property
    def conditions(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.labels["condition"], self.labels.get("comorbid", ""))))

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            conditions=self.conditions,
            severity=cast(Severity | None, self.labels.get("severity") or None),
            present=self.present,
            absent=self.absent,
            specifiers=self.specifiers,
            without=self.without,
        )


@dataclass(slots=True)
class Assignment:
    """Deals out every dimension in turn and notes what cannot be had.

    `expected`: (dimension, condition, value) -> number of patients before rounding.
    """

    spec: CohortSpec
    knowledge: KnowledgeBase
    reasons: list[str] = field(default_factory=list)
    nearest: dict[str, Any] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    expected: dict[tuple[str, str, str], float] = field(default_factory=dict)
    rng: random.Random = field(default_factory=random.Random)

    def run(self) -> "Assignment":
        self.rng = random.Random(f"cohort {self.spec.seed}")
        self.places = [Place() for _ in range(self.spec.n)]
        self.nearest = spec_json(self.spec)
        counts = self.spec.condition_counts()
        exact = self.spec.is_exact("conditions")
        self._put("condition", self.places, counts or self.spec.conditions, exact=exact)
        self._deal_comorbid()
        self._deal_specifiers()
        for name in DEFAULTS:
            if not self.reasons:
                self._deal_dimension(name)
        for symptom in sorted(self.spec.symptoms):
            if not self.reasons:
                self._deal_symptom(symptom, self.spec.dimension("symptoms")[symptom])
        for name in sorted(self.spec.background):
            shares = _yes_or_no(self.spec.background[name])
            answers = self._labels(self.places, shares, exact=self.spec.is_exact("background"))
            for place, answer in zip(self.places, answers, strict=True):
                place.background[name] = answer == "yes"
        self.rng.shuffle(self.places)
        return self

    # Dealing labels.

    def _labels(
        self, places: Sequence[Place], shares: Mapping[str, float], *, exact: bool
    ) -> list[str]:
        if not exact:
            names = sorted(shares)
            return self.rng.choices(names, [shares[name] for name in names], k=len(places))
        counts = largest_remainder(shares, len(places))
        return spread([cell(place) for place in places], counts, self.rng)

    def _put(
        self,
        label: str,
        places: Sequence[Place],
        shares: Mapping[str, float],
        *,
        exact: bool,
        expected: Mapping[str, float] | None = None,
    ) -> None:
        for place, value in zip(places, self._labels(places, shares, exact=exact), strict=True):
            place.labels[label] = value
        self._expect(label, places, expected or shares)

    def _expect(self, label: str, places: Sequence[Place], shares: Mapping[str, float]) -> None:
        """Notes how many patients of each condition a value should have, before rounding."""
        total = sum(shares.values()) or 1.0
        if label == "condition":
            for value, share in shares.items():
                self._add_expected((label, value, value), len(places) * share / total)
            return
        for condition, count in Counter(p.labels["condition"] for p in places).items():
            for value, share in shares.items():
                self._add_expected((label, condition, value), count * share / total)

    def _add_expected(self, cell: tuple[str, str, str], patients: float) -> None:
        self.expected[cell] = self.expected.get(cell, 0.0) + patients

    def _deal_dimension(self, name: str) -> None:
        named = self.spec.dimension(name)
        shares = named or DEFAULTS[name]
        for place in self.places:
            place.labels[name] = ""
        groups = self._groups(name, shares)
        if named and _go_together(groups):
            self._deal_raked(name, shares, groups)
        elif named:
            self._put(name, self._concerned(name), shares, exact=self.spec.is_exact(name))
        else:
            for key in sorted(groups):
                own = dict(zip(sorted(shares), key, strict=True))
                self._put(name, groups[key], own if any(key) else shares, exact=True)
        if name == "risk_level" and not self.reasons:
            self._impose_risk()

    def _concerned(self, name: str) -> list[Place]:
        """Whom a dimension is about: negative controls have no severity, onset or risk level."""
        if name not in ("severity", "risk_level", "onset_age"):
            return self.places
        return [p for p in self.places if p.labels["condition"] in self.knowledge.disorders]

    def _groups(
        self, name: str, shares: Mapping[str, float]
    ) -> dict[tuple[float, ...], list[Place]]:
        """Places by how well each value goes with them: weights, or what an unnamed one follows."""
        named = bool(self.spec.dimension(name))
        known: dict[Any, tuple[float, ...]] = {}
        groups: dict[tuple[float, ...], list[Place]] = {}
        for place in self._concerned(name):
            same = (place.wanted, place.labels.get("age"))
            if same not in known:
                usual = dict.fromkeys(shares, 1.0) if named else self._usual(name, place, shares)
                known[same] = tuple(
                    usual[value] * self._weight(name, place, value) for value in sorted(shares)
                )
            groups.setdefault(known[same], []).append(place)
        return groups

    def _usual(self, name: str, place: Place, shares: Mapping[str, float]) -> Mapping[str, float]:
        """What an unnamed dimension follows: verified figures of the disorder, else the default."""
        figures = self._verified(place.labels["condition"])
        if name == "severity" and {"share_moderate", "share_severe"} <= set(figures):
            moderate, severe = figures["share_moderate"], figures["share_severe"]
            return {"mild": 1 - moderate - severe, "moderate": moderate, "severe": severe}
        return shares

    def _verified(self, condition: str) -> Mapping[str, float]:
        """The figures that a sampler may use: those read in their source, or all if so asked."""
        disorder = self.knowledge.disorders.get(condition)
        return {
            item.name: item.value
            for item in (disorder.epidemiology if disorder else ())
            if isinstance(item.value, float) and (item.verified or self.spec.unverified_rates)
        }

    def _deal_raked(
        self,
        name: str,
        shares: Mapping[str, float],
        groups: Mapping[tuple[float, ...], list[Place]],
    ) -> None:
        values, keys = sorted(shares), sorted(groups)
        seed_GV = np.array(keys)
        row_G = np.array([len(groups[key]) for key in keys])
        for key in keys:
            if not any(key):
                self._refuse_group(name, values, groups[key][0])
                return
        counts = largest_remainder(shares, int(row_G.sum()))
        column_V = np.array([counts[value] for value in values])
        table_GV = rake(seed_GV, row_G, column_V)
        if table_GV is None:
            possible_V = nearest_columns(seed_GV, row_G, column_V)
            self._refuse_margin(name, dict(zip(values, map(int, possible_V), strict=True)), counts)
            return
        exact = self.spec.is_exact(name)
        dealt_GV = round_within(table_GV, row_G, column_V) if exact else table_GV
        for key, row_V, raked_V in zip(keys, dealt_GV, table_GV, strict=True):
            cells = dict(zip(values, row_V.tolist(), strict=True))
            raked = dict(zip(values, raked_V.tolist(), strict=True))
            self._put(name, groups[key], cells, exact=exact, expected=raked)

    def _refuse_group(self, name: str, values: Sequence[str], place: Place) -> None:
        who = " with ".join(place.conditions)
        aged = f" aged {place.labels['age']}" if name == "onset_age" else ""
        self.reasons.append(f"{name}: none of {', '.join(values)} is possible for {who}{aged}")
        self._keep(name, {})

    def _refuse_margin(
        self, name: str, possible: Mapping[str, int], asked: Mapping[str, int]
    ) -> None:
        total = sum(possible.values())
        for value, count in possible.items():
            if asked[value] != count:
                word = "at most" if count < asked[value] else "at least"
                self.reasons.append(
                    f"{name}.{value}: asked of {asked[value]} of {total} patients, possible {word} "
                    f"{count} beside what else is asked"
                )
        self.nearest[name] = {value: n / total for value, n in possible.items() if n}

    # What goes with what.

    def _weight(self, name: str, place: Place, value: str) -> float:
        """How well a value goes with what is known of a place; 0 where it cannot."""
        if name == "gender":
            return self._gender_weight(place, value)
        if name == "age":
            return self._age_weight(place, value)
        if name == "onset_age":
            return self._onset_weight(place, value)
        if name == "severity":
            return float(self._possible(replace(place.wanted, severity=cast(Severity, value))))
        return self._risk_weight(place, value) if name == "risk_level" else 1.0

    def _gender_weight(self, place: Place, gender: str) -> float:
        records = [self.knowledge.condition(name) for name in place.conditions]
        if gender == "man" and any(record.birth_parent for record in records):
            return 0.0
        odds = self._verified(place.labels["condition"]).get("odds_ratio_men", 1.0)
        return odds if gender == "man" else 1.0

    def _age_weight(self, place: Place, text: str) -> float:
        if any(self.knowledge.condition(name).birth_parent for name in place.conditions):
            low, high = band(text)
            return float(low <= CHILDBEARING[1] and high >= CHILDBEARING[0])
        return 1.0

    def _onset_weight(self, place: Place, text: str) -> float:
        """An onset after the oldest age of the band is no onset; nor one too late for the rule."""
        if not text:
            return 1.0
        first, _ = onset_band(text)
        oldest = band(place.labels["age"])[1]
        return float(first <= oldest and self._possible(place.wanted, age=oldest, onset_age=first))

    def _risk_weight(self, place: Place, level: str) -> float:
        if not level:
            return 1.0
        present, absent = RISKS[level]
        wanted = place.wanted
        forced = replace(wanted, present=wanted.present | present, absent=wanted.absent | absent)
        return float(not forced.present & forced.absent and self._possible(forced))

    def _impose_risk(self) -> None:
        """A risk level forces symptoms."""
        for place in self.places:
            if place.labels["risk_level"]:
                present, absent = RISKS[place.labels["risk_level"]]
                place.present |= present
                place.absent |= absent

    # Second diagnoses and specifiers.

    def _deal_comorbid(self) -> None:
        for place in self.places:
            place.labels["comorbid"] = NOBODY
        for first in sorted(self.spec.conditions):
            pairs = _of_first(self.spec.dimension("comorbid"), first)
            if pairs and self._pairs_are_possible(first, pairs):
                places = [place for place in self.places if place.labels["condition"] == first]
                shares = {**pairs, NOBODY: max(0.0, 1 - sum(pairs.values()))}
                self._put("comorbid", places, shares, exact=self.spec.is_exact("comorbid"))

    def _pairs_are_possible(self, first: str, pairs: Mapping[str, float]) -> bool:
        before = len(self.reasons)
        for second in sorted(pairs):
            reason = pair_refusal(first, second, self.knowledge)
            if reason:
                self.reasons.append(reason)
                rest = self.nearest["comorbid"]
                self._keep("comorbid", {k: v for k, v in rest.items() if k != f"{first}+{second}"})
        total = sum(pairs.values())
        if total > 1.0005:
            self.reasons.append(
                f"comorbid shares of {first} add up to {total:g}: at most one second diagnosis"
            )
            for key in self.nearest.get("comorbid", {}):
                if key.split("+")[0] == first:
                    share = pairs[key.split("+")[1]]
                    self.nearest["comorbid"][key] = int(share / total * 1e6) / 1e6
        return len(self.reasons) == before

    def _keep(self, dimension: str, rest: Mapping[str, float]) -> None:
        """Leaves `rest` of a dimension in the nearest request, or takes its name out."""
        self.nearest[dimension] = dict(rest)
        if not rest:
            del self.nearest[dimension]
            if "exact" in self.nearest:
                kept = [name for name in self.nearest["exact"] if name != dimension]
                self.nearest["exact"] = kept

    def _deal_specifiers(self) -> None:
        for key, share in sorted(self.spec.dimension("specifiers").items()):
            condition, specifier = key.split("+")
            if not self._specifier_is_possible(key, share):
                continue
            places = [p for p in self.places if p.labels["condition"] == condition]
            exact = self.spec.is_exact("specifiers")
            answers = self._labels(places, _yes_or_no(share), exact=exact)
            for place, answer in zip(places, answers, strict=True):
                if answer == "yes":
                    place.specifiers |= {specifier}
                else:
                    place.without |= {specifier}

    def _specifier_is_possible(self, key: str, share: float) -> bool:
        """Whether some can have it and, where not all are asked to, some can be without."""
        condition, specifier = key.split("+")
        one = frozenset({specifier})
        with_it = Wanted(conditions=(condition,), severity="moderate", specifiers=one)
        without = Wanted(conditions=(condition,), severity="moderate", without=one)
        rest = self.nearest["specifiers"]
        if share > 0 and not self._possible(with_it):
            self.reasons.append(f"specifiers.{key}: no patient can have it and no other diagnosis")
            self._keep("specifiers", {k: v for k, v in rest.items() if k != key})
            return False
        if share < 1 and not self._possible(without):
            self.reasons.append(f"specifiers.{key}: no patient can be without it")
            self._keep("specifiers", {**rest, key: 1.0})
            return False
        return True

    # Symptoms.

    def _deal_symptom(self, symptom: str, share: float) -> None:
        """Exact: the asked number have it, the others do not; who must or cannot is respected."""
        can = [
            self._possible(replace(p.wanted, present=p.present | {symptom})) for p in self.places
        ]
        need = [
            not self._possible(replace(p.wanted, absent=p.absent | {symptom})) for p in self.places
        ]
        asked = largest_remainder(_yes_or_no(share), self.spec.n)["yes"]
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

    def _possible(
        self, wanted: Wanted, *, age: int | None = None, onset_age: int | None = None
    ) -> bool:
        return _is_possible(wanted, age, onset_age, self.knowledge)


def _yes_or_no(share: float) -> dict[str, float]:
    return {"yes": share, "no": 1 - share}


def _of_first(pairs: Mapping[str, float], first: str) -> dict[str, float]:
    """FIRST+SECOND -> share, as SECOND -> share for one first."""
    split = ((key.split("+"), share) for key, share in pairs.items() if share > 0)
    return {names[1]: share for names, share in split if names[0] == first}


def _go_together(groups: Mapping[tuple[float, ...], Sequence[Place]]) -> bool:
    """Whether some value goes better with some places than with others."""
    return any(len(set(key)) > 1 or 0.0 in key for key in groups)


@functools.lru_cache(maxsize=50_000)
def _is_possible(
    wanted: Wanted, age: int | None, onset_age: int | None, knowledge: KnowledgeBase
) -> bool:
    for probe in range(PROBES):
        rng = random.Random(f"{knowledge.version} {probe}")
        try:
            draw_presentation(wanted, rng, knowledge, age=age, onset_age=onset_age)
        except NoPresentation:
            continue
        return True
    return False


def cell(place: Place) -> tuple[tuple[str, str], ...]:
    forced = (
        ("present", ",".join(sorted(place.present))),
        ("specifiers", ",".join(sorted(place.specifiers))),
    )
    return (*place.labels.items(), *forced)


def pair_refusal(first: str, second: str, knowledge: KnowledgeBase) -> str | None:
    """Why two conditions cannot both be found in one patient; None if they can."""
    if first in knowledge.controls:
        return f"{first} with {second}: a negative control has no diagnosis beside it"
    for winner, loser in ((first, second), (second, first)):
        if loser in knowledge.precedence.get(winner, ()):
            return f"{first} with {second}: where {winner} is met, {loser} is not coded"
    reason = ""
    for severity in ("moderate", "mild", "severe"):
        wanted = Wanted(conditions=(first, second), severity=severity)
        try:
            draw_presentation(wanted, random.Random(f"{first} {second}"), knowledge)
        except NoPresentation as error:
            reason = reason or str(error)
        else:
            return None
    return f"{first} with {second}: no patient can meet both rules ({reason})"
