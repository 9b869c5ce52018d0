"""`Gate`: runs the filters on sessions, cheap ones first, and keeps every verdict.

Decides nothing that a filter did not say. Retrying, counting and dropping are the pipeline's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from filters.verdict import Filter, Verdict
from knowledge.session import Session


def _structure() -> Filter:
    from filters.structure import StructureFilter

    return StructureFilter()


def _style() -> Filter:
    from filters.style import StyleFilter

    return StyleFilter()


def _identifiers() -> Filter:
    from filters.identifiers import IdentifierFilter

    return IdentifierFilter()


def _safety() -> Filter:
    from filters.safety import SafetyFilter

    return SafetyFilter()


def _public_text() -> Filter:
    from filters.public_text import PublicTextFilter

    return PublicTextFilter()


def _memorization() -> Filter:
    from filters.memorization import MemorizationFilter

    return MemorizationFilter()


def _fidelity() -> Filter:
    from filters.fidelity import FidelityFilter

    return FidelityFilter()


FILTERS: Mapping[str, Callable[[], Filter]] = MappingProxyType(
    {
        "structure": _structure,
        "style": _style,
        "safety": _safety,
        "identifiers": _identifiers,
        "public_text": _public_text,
        "memorization": _memorization,
        "fidelity": _fidelity,
    }
)
"""Every filter by name, cheap ones first."""

REQUIRED: Mapping[str, bool] = MappingProxyType(
    {
        "structure": True,
        "style": True,
        "safety": True,
        "identifiers": True,
        "public_text": False,
        "memorization": False,
        "fidelity": True,
    }
)
"""Whether a filter that does not apply (`passed` None) keeps a session out of a release."""


@runtime_checkable
class BatchFilter(Protocol):
    """A filter that judges many sessions at less than the cost of one by one."""

    def judge_all(self, sessions: Sequence[Session]) -> tuple[Verdict, ...]: ...


@runtime_checkable
class RememberingFilter(Protocol):
    """A filter whose verdict depends on what the gate accepted before."""

    def remember(self, session: Session) -> None: ...


@runtime_checkable
class LateFilter(Protocol):
    """A filter too dear for what others reject: it reads what the one named in `after` passed and
    no other failed, and so can only reject. Of the rest it says `unasked`."""

    after: str

    def judge_all(self, sessions: Sequence[Session]) -> tuple[Verdict, ...]: ...

    def unasked(self) -> Verdict: ...


class Gate:
    """Filters in order. Every session gets a verdict of every filter, whatever the others said."""

    def __init__(self, filters: Iterable[Filter] | None = None) -> None:
        chosen = [build() for build in FILTERS.values()] if filters is None else list(filters)
        order = list(FILTERS)
        # A filter that the table does not name comes last.
        self.filters: tuple[Filter, ...] = tuple(
            sorted(chosen, key=lambda f: order.index(f.name) if f.name in order else len(order))
        )

    def judge(self, session: Session) -> tuple[Verdict, ...]:
        """One verdict a filter, in the gate's order."""
        return self.judge_all([session])[0]

    def judge_all(self, sessions: Sequence[Session]) -> tuple[tuple[Verdict, ...], ...]:
        """For each session in order what `judge` gives, however they are cut into batches.

        Filters that can judge a batch do so; those that remember what was accepted see one session
        after the other and are told of each that no filter failed.
        """
        columns = [self._column(item, sessions) for item in self.filters]
        for place, item in enumerate(self.filters):
            if isinstance(item, LateFilter):
                columns[place] = _late_column(item, sessions, columns)
        return tuple(
            self._row(session, [column[at] if column else None for column in columns])
            for at, session in enumerate(sessions)
        )

    def _column(self, item: Filter, sessions: Sequence[Session]) -> Sequence[Verdict] | None:
        if isinstance(item, RememberingFilter | LateFilter):
            return None
        if isinstance(item, BatchFilter):
            return item.judge_all(sessions)
        return [item.judge(session) for session in sessions]

    def _row(self, session: Session, judged: Sequence[Verdict | None]) -> tuple[Verdict, ...]:
        row = tuple(
            verdict or item.judge(session)
            for item, verdict in zip(self.filters, judged, strict=True)
        )
        if accepted(row):
            for item in self.filters:
                if isinstance(item, RememberingFilter):
                    item.remember(session)
        return row


def _late_column(
    item: LateFilter, sessions: Sequence[Session], columns: Sequence[Sequence[Verdict] | None]
) -> list[Verdict]:
    """What remembering filters will say is not known yet: a near-copy may be read in vain."""
    said = [[column[at] for column in columns if column] for at in range(len(sessions))]
    ready = [
        at
        for at, row in enumerate(said)
        if accepted(row) and any(v.filter == item.after and v.passed for v in row)
    ]
    judged = dict(zip(ready, item.judge_all([sessions[at] for at in ready]), strict=True))
    return [judged.get(at) or item.unasked() for at in range(len(sessions))]


def accepted(verdicts: Iterable[Verdict]) -> bool:
    """Whether no filter failed. One that does not apply fails nothing here."""
    return all(verdict.passed is not False for verdict in verdicts)


def releasable(verdicts: Iterable[Verdict]) -> bool:
    """Accepted, and every required filter did apply and passed."""
    said = {verdict.filter: verdict.passed for verdict in verdicts}
    required = (name for name, needed in REQUIRED.items() if needed)
    return all(said.get(name) is True for name in required) and False not in said.values()
