"""Does a blind reader find the planned condition in the patient's turns alone?

The reader does not get the questions. Accepted sessions passed a gate that asks the same
recogniser, so the figure before the gate stands beside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from benchmarks.drafts import Drafts, counts_by_condition, measure_acceptance
from evaluation.body import recognise
from evaluation.conditions import ConditionReader, confusion_series, measure_recovery
from evaluation.fidelity import Reading, read_plan
from evaluation.measurement import Measurement, measure_share
from evaluation.report import Cell, Figure, Section, Series, Table
from filters.recogniser import SymptomRecogniser
from knowledge.base import load_knowledge
from knowledge.session import Session, Speaker

ADJUSTMENT = "adjustment"
"""Meets no symptom count of its own: what tells it is a stressor and what it is not."""


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What the blind reader made of the drafts."""

    drafts: Drafts
    readings: dict[str, Reading]
    reader: ConditionReader

    @classmethod
    def of(
        cls, drafts: Drafts, recogniser: SymptomRecogniser, say: Callable[[str], None]
    ) -> "Recovery":
        knowledge, symptoms = load_knowledge(), frozenset(recogniser.symptoms)
        told = [patient_alone(item) for item in drafts.everything if item.profile]
        mentions = recognise(told, recogniser, lambda line: say(f"patients' turns alone: {line}"))
        return cls(
            drafts=drafts,
            readings={
                item.session_id: read_plan(
                    item, mentions[item.session_id], symptoms=symptoms, knowledge=knowledge
                )
                for item in told
            },
            reader=ConditionReader(knowledge, symptoms),
        )

    def _of(self, sessions: Sequence[Session]) -> list[Reading]:
        return [self.readings[s.session_id] for s in sessions if s.session_id in self.readings]

    @property
    def accepted(self) -> list[Reading]:
        return self._of(self.drafts.accepted)

    def measure(self) -> list[Measurement]:
        """Of accepted sessions, comorbid ones and adjustment disorder apart; then of all drafts."""
        adjustment = [item for item in self.accepted if item.profile.condition == ADJUSTMENT]
        before = self._of(self.drafts.everything)
        return [
            *self._recovered(self.accepted),
            *self._recovered(adjustment, suffix=", adjustment disorder"),
            *self._recovered(before, suffix=", before the gate"),
        ]

    def _recovered(self, readings: Sequence[Reading], *, suffix: str = "") -> list[Measurement]:
        found = measure_recovery(readings, self.reader, load_knowledge())
        return [
            replace(item, name=f"{item.name}{suffix}", goal=None)
            for item in found
            if not (suffix and "comorbid" in item.name)
        ]

    def matrix(self) -> Series:
        """Accepted sessions of each planned disorder by the one that they look most like."""
        return confusion_series(self.accepted, self.reader, load_knowledge())

    def table(self) -> Table:
        """Every condition: drafts, accepted, recovered, and what it is taken for."""
        counts = counts_by_condition(self.drafts)
        rows = tuple(self._row(name, *count) for name, count in counts.items())
        columns = ("condition", "drafts", "accepted", "share", "95 %", "first", "among three")
        known = load_knowledge().disorders
        num = len(known.keys() & counts.keys())
        return Table(
            name="by_condition",
            title=f"By condition ({num} of {len(known)} disorders)",
            columns=(*columns, "else taken for"),
            rows=rows,
        )

    def _row(self, name: str, drafted: int, accepted: int) -> tuple[Cell, ...]:
        share = measure_share(name, count=accepted, n=drafted)
        own = [item for item in self.accepted if item.profile.condition == name]
        orders = [self.reader.rank(item.told) for item in own]
        others = [order[0] for order in orders if order[0] != name]
        is_disorder = name in load_knowledge().disorders
        return (
            name,
            drafted,
            accepted,
            f"{share.value:.2f}",
            f"{share.low:.2f} to {share.high:.2f}",
            sum(order[0] == name for order in orders) if is_disorder else None,
            sum(name in order[:3] for order in orders) if is_disorder else None,
            ", ".join(f"{other} {others.count(other)}" for other in dict.fromkeys(others)),
        )


def patient_alone(session: Session) -> Session:
    """The same session without the therapist."""
    turns = tuple(turn for turn in session.turns if turn.speaker is Speaker.PATIENT)
    return replace(session, turns=turns)


def recovery_section(recovery: Recovery) -> Section:
    """Conditions found blind, and what the gate lets through."""
    figures = (*measure_acceptance(recovery.drafts), *recovery.measure())
    return Section(
        name="recovery",
        title="Acceptance, and the condition recovered from the patient's turns alone",
        figures=tuple(Figure(measurement=item) for item in figures),
        tables=(recovery.table(),),
        series=(recovery.matrix(),),
    )
