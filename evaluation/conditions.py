"""Which condition a session tells of, by the symptoms found in it and nothing else.

Every disorder expects some symptoms more than others do (the counts below are set by hand: what its
rule needs, what counts for it, what is common with it); the one under which the found symptoms are
likeliest comes first. Symptoms alone cannot tell disorders apart that differ in duration or order.
"""

import math
from collections.abc import Mapping, Sequence

from evaluation.bootstrap import measure_ratio
from evaluation.fidelity import Parts, Reading, by_patient
from evaluation.measurement import Goal, Measurement
from evaluation.report import Line, Series
from knowledge.base import KnowledgeBase

NEEDED, COUNTED, TYPICAL, OTHER, AGAINST = 0.8, 0.45, 0.25, 0.03, 0.005
RANKS = (1, 3)
GOALS = {1: Goal(direction="at least", limit=0.6), 3: Goal(direction="at least", limit=0.85)}


class ConditionReader:
    """Ranks the disorders of a knowledge base by a set of symptoms."""

    def __init__(self, knowledge: KnowledgeBase, symptoms: frozenset[str]) -> None:
        self._knowledge = knowledge
        # Of each symptom what its absence and what its presence says.
        self._expected = {
            name: {
                symptom: (math.log(1 - chance), math.log(chance))
                for symptom, chance in self._chances(name, symptoms).items()
            }
            for name in sorted(knowledge.disorders)
        }

    def _chances(self, name: str, symptoms: frozenset[str]) -> Mapping[str, float]:
        disorder = self._knowledge.disorders[name]
        chances = dict.fromkeys(symptoms, OTHER)
        levels = (
            (disorder.must_not, AGAINST),
            (disorder.typical, TYPICAL),
            (self._knowledge.supporting_symptoms(name), COUNTED),
            (self._knowledge.core_symptoms(name), NEEDED),
        )
        for group, chance in levels:
            chances.update({symptom: chance for symptom in group if symptom in symptoms})
        return chances

    def rank(self, told: frozenset[str]) -> tuple[str, ...]:
        """All disorders, the likeliest first."""
        scores = {name: self._score(logs, told) for name, logs in self._expected.items()}
        return tuple(sorted(scores, key=lambda name: (-scores[name], name)))

    def _score(self, logs: Mapping[str, tuple[float, float]], told: frozenset[str]) -> float:
        # Rounded once: a set's order must not decide between disorders that expect the same.
        return math.fsum(pair[symptom in told] for symptom, pair in logs.items())


def measure_recovery(
    readings: Sequence[Reading], reader: ConditionReader, knowledge: KnowledgeBase
) -> tuple[Measurement, ...]:
    """Share of sessions whose planned disorder is the first, or among the first three.

    Sessions of negative controls have no disorder to recover and are left out; comorbid ones are
    told on their own.
    """
    asked = [item for item in readings if _disorder(item, knowledge)]
    order = {item.session.session_id: reader.rank(item.told) for item in asked}

    def is_among(first: int) -> Parts:
        return lambda item: (
            float(item.profile.condition in order[item.session.session_id][:first]),
            1.0,
        )

    groups = {
        "": [item for item in asked if not item.profile.comorbid],
        ", comorbid": [item for item in asked if item.profile.comorbid],
    }
    found = [
        measure_ratio(
            f"condition among the first {rank}{suffix}" if rank > 1 else f"condition first{suffix}",
            *by_patient(group, is_among(rank)),
            goal=None if suffix else GOALS[rank],
        )
        for suffix, group in groups.items()
        for rank in RANKS
    ]
    return tuple(item for item in found if item is not None)


def _disorder(item: Reading, knowledge: KnowledgeBase) -> bool:
    return item.profile.condition in knowledge.disorders


def confusion_series(
    readings: Sequence[Reading], reader: ConditionReader, knowledge: KnowledgeBase
) -> Series:
    """How many sessions of each planned disorder (row) look most like which (column)."""
    pairs = [
        (item.profile.condition or "", reader.rank(item.told)[0])
        for item in readings
        if _disorder(item, knowledge)
    ]
    planned = sorted({row for row, _ in pairs})
    columns = [*planned, *sorted({column for _, column in pairs} - set(planned))]
    lines = tuple(
        Line(name=row, y=tuple(float(pairs.count((row, column))) for column in columns))
        for row in planned
    )
    return Series(
        name="condition_confusion", title="Planned condition and the one that is told",
        shape="matrix", x_label="likeliest by symptoms", y_label="planned", x=tuple(columns),
        lines=lines, note="sessions",
    )  # fmt: skip
