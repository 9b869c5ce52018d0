"""`Fit`: how well a value of a dimension goes with what is known of a patient; 0 where it cannot.

Zeros are structural (a man who gave birth, an onset after the age), other weights verified odds.
"""

from dataclasses import dataclass, replace
from typing import cast

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec
from knowledge.dimension import band, onset_band
from knowledge.planning.default import usable_figures
from knowledge.planning.place import CHILDBEARING, Place
from knowledge.planning.possibility import is_possible
from knowledge.planning.risk import RISK_SYMPTOMS
from knowledge.profile import SEVERITIES, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """By the records, and by the figures of them that the request allows."""

    spec: CohortSpec
    knowledge: KnowledgeBase

    def weight(self, dimension: str, place: Place, value: str) -> float:
        """0 or more; 1 where the dimension has nothing to do with the diagnosis."""
        if dimension == "gender":
            return self._of_gender(place, value)
        if dimension == "age":
            return self._of_age(place, value)
        if dimension == "onset_age":
            return self._of_onset(place, value)
        if dimension == "severity":
            wanted = replace(place.wanted, severity=cast(Severity, value))
            return float(is_possible(wanted, self.knowledge))
        return self._of_risk(place, value) if dimension == "risk_level" else 1.0

    def _of_gender(self, place: Place, gender: str) -> float:
        if gender != "man":
            return 1.0
        if place.gave_birth(self.knowledge):
            return 0.0
        figures = usable_figures(place.labels["condition"], self.spec, self.knowledge)
        return figures.get("odds_ratio_men", 1.0)

    def _of_age(self, place: Place, text: str) -> float:
        if not place.gave_birth(self.knowledge):
            return 1.0
        low, high = band(text)
        return float(low <= CHILDBEARING[1] and high >= CHILDBEARING[0])

    def _of_onset(self, place: Place, text: str) -> float:
        """An onset after the oldest age of the band is no onset; nor one too late for the rule."""
        if not text:
            return 1.0
        first, _ = onset_band(text)
        _, oldest = place.ages(self.knowledge)
        return float(first <= oldest and self._can_show(place, oldest, first))

    def _can_show(self, place: Place, age: int, onset: int) -> bool:
        """In some severity, as that is dealt out later and a rule may go by what it settles."""
        return any(
            is_possible(replace(place.wanted, severity=s), self.knowledge, age=age, onset_age=onset)
            for s in (None, *SEVERITIES)
        )

    def _of_risk(self, place: Place, level: str) -> float:
        if not level:
            return 1.0
        present, absent = RISK_SYMPTOMS[level]
        wanted = place.wanted
        forced = replace(wanted, present=wanted.present | present, absent=wanted.absent | absent)
        return float(not forced.present & forced.absent and is_possible(forced, self.knowledge))
