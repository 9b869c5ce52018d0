"""How much of their checklists sessions show: over all, by kind of session, by therapist skill.

A session weighs as many items as its kind is checked for. Who judged them is `adherence`'s matter.
"""

from collections.abc import Callable, Mapping, Sequence

from evaluation.adherence import Adherence
from evaluation.bootstrap import measure_ratio
from evaluation.measurement import Measurement
from evaluation.report import Table
from prompts.plan import session_plans

SHOWN = "checklist items shown"
Judged = Sequence[Adherence]


def measure_checklists(judged: Judged) -> tuple[Measurement, ...]:
    """Shares of the items of all sessions, then of each kind and skill that comes up."""
    found = [
        _share(SHOWN, judged),
        *(
            _share(f"{SHOWN}, {name}", members)
            for group_of in (_kind, _skill)
            for name, members in _groups(judged, group_of).items()
        ),
    ]
    return tuple(item for item in found if item is not None)


def checklist_table(judged: Judged, others: Mapping[str, Judged]) -> Table:
    """Every item of every kind that comes up in the run: share of its sessions that show it."""
    columns = {"run": _by_item(judged)} | {name: _by_item(found) for name, found in others.items()}
    return Table(
        name="checklist",
        title="What sessions show of what their kind is checked for",
        columns=("kind", "phase", "sessions", *columns),
        rows=tuple(
            (
                _plain(kind),
                _plain(phase),
                len(columns["run"][kind, phase]),
                *(_mean(column.get((kind, phase), ())) for column in columns.values()),
            )
            for kind, plan in session_plans().items()
            for phase in plan.needs
            if (kind, phase) in columns["run"]
        ),
    )


def _by_item(judged: Judged) -> dict[tuple[str, str], list[bool]]:
    found: dict[tuple[str, str], list[bool]] = {}
    for session in judged:
        for item in session.items:
            found.setdefault((session.kind, item.phase), []).append(item.is_shown)
    return found


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _share(name: str, judged: Judged) -> Measurement | None:
    by_patient = _groups(judged, lambda item: item.session.patient_id).values()
    return measure_ratio(
        name,
        [sum(item.num_shown for item in own) for own in by_patient],
        [sum(len(item.items) for item in own) for own in by_patient],
    )


def _groups(judged: Judged, group_of: Callable[[Adherence], str | None]) -> dict[str, Judged]:
    names = sorted({name for item in judged if (name := group_of(item)) is not None})
    return {name: [item for item in judged if group_of(item) == name] for name in names}


def _kind(judged: Adherence) -> str:
    return _plain(judged.kind)


def _skill(judged: Adherence) -> str | None:
    profile = judged.session.profile
    skill = profile and profile.session.therapist_skill
    return f"therapist skill {skill}" if skill else None


def _plain(name: str) -> str:
    return name.replace("_", " ")
