"""`Task`: something to learn from sessions, with its labelled examples from a body of them.

An example is a session (what both say) or a turn; its label stands in the session's or turn's
labels, or in the plan of a synthetic session (condition, severity). Knows no classifier.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.session import Session, Speaker

Level = Literal["session", "turn"]
MOST_CLASSES = 40
FEWEST_PATIENTS = 2
PLANNED = ("condition", "severity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text, whose it is, and its label; None where nobody gave one.

    `sides` are its turns by who says them: the patient's and the therapist's, or one turn alone.
    """

    text: str = field(repr=False)
    sides: tuple[tuple[str, ...], ...] = field(repr=False)
    patient: str = field(repr=False)
    label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`name` of a label at a level. `speaker` is who says the labelled turns, None for sessions."""

    name: str
    level: Level
    classes: tuple[str, ...]
    speaker: str | None = None

    @property
    def title(self) -> str:
        return f"{self.name} of a {self.level}"


def tasks_of(sessions: Sequence[Session]) -> tuple[tuple[Task, ...], tuple[str, ...]]:
    """The tasks that these sessions' labels allow, and in words why others are left out.

    A class needs two patients: one to learn from and another to be tested on.
    """
    tasks, skipped = [], []
    for level, name in _names(sessions):
        examples = examples_of(sessions, name=name, level=level)
        task, reason = _task(name, level, examples, _speaker(sessions, name, level))
        tasks += [task] if task else []
        skipped += [reason] if reason else []
    if not tasks and not skipped:
        skipped.append("no session or turn has a label")
    return tuple(tasks), tuple(skipped)


def _names(sessions: Sequence[Session]) -> list[tuple[Level, str]]:
    session_names = sorted({name for item in sessions for name in item.labels})
    if any(item.profile for item in sessions):
        session_names = sorted({*session_names, *PLANNED})
    turn_names = sorted({name for item in sessions for turn in item.turns for name in turn.labels})
    found: list[tuple[Level, str]] = [("session", name) for name in session_names]
    return [*found, *(("turn", name) for name in turn_names)]


def _speaker(sessions: Sequence[Session], name: str, level: Level) -> str | None:
    """Whose turns have the label; None where both do."""
    if level == "session":
        return None
    found = {t.speaker.value for item in sessions for t in item.turns if name in t.labels}
    return found.pop() if len(found) == 1 else None


def _task(
    name: str, level: Level, examples: Sequence[Example], speaker: str | None
) -> tuple[Task | None, str | None]:
    patients: dict[str, set[str]] = {}
    for item in examples:
        if item.label is not None:
            patients.setdefault(item.label, set()).add(item.patient)
    known = sorted(label for label, who in patients.items() if len(who) >= FEWEST_PATIENTS)
    where = f"{name} of a {level}"
    rare = len(patients) - len(known)
    if len(known) > MOST_CLASSES:
        return None, f"{where}: {len(known)} different labels, allowed are up to {MOST_CLASSES}"
    if len(known) < 2:
        reason = f"{where}: {len(known)} class with two patients or more, two are needed"
        return None, reason + (f"; {rare} with a single patient" if rare else "")
    left_out = f"{where}: {rare} class(es) of a single patient left out" if rare else None
    return Task(name=name, level=level, classes=tuple(known), speaker=speaker), left_out


def examples_of(
    sessions: Sequence[Session], *, name: str, level: Level, speaker: str | None = None
) -> list[Example]:
    """Every text that could be an example, labelled or not."""
    if level == "session":
        return [
            Example(
                text=_whole(item),
                sides=(tuple(item.texts(Speaker.PATIENT)), tuple(item.texts(Speaker.THERAPIST))),
                patient=item.patient_id,
                label=_label(item, name),
            )
            for item in sessions
        ]
    return [
        Example(
            text=turn.text,
            sides=((turn.text,),),
            patient=item.patient_id,
            label=turn.labels.get(name),
        )
        for item in sessions
        for turn in item.turns
        if speaker is None or turn.speaker.value == speaker
    ]


def _whole(session: Session) -> str:
    return "\n".join(turn.text for turn in session.turns)


_OF_PLAN: dict[str, Callable[[Session], str | None]] = {
    "condition": lambda item: item.profile.condition if item.profile else None,
    "severity": lambda item: item.profile.severity if item.profile else None,
}


def _label(session: Session, name: str) -> str | None:
    given = session.labels.get(name)
    return given or (_OF_PLAN[name](session) if name in _OF_PLAN else None)
