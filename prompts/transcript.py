"""Session <-> transcript, the only parser; used for training and for generation alike.

A transcript is plain text, one turn a line, `Therapist: ...` or `Patient: ...`. Any chat model can
write it and a person can read it. This module knows no model and no profile.
"""

import re
from collections.abc import Mapping, Sequence

from knowledge.session import Speaker, Turn

_LABELS = {Speaker.THERAPIST: "Therapist", Speaker.PATIENT: "Patient"}
_SPEAKERS = {
    "therapist": Speaker.THERAPIST,
    "counsellor": Speaker.THERAPIST,
    "counselor": Speaker.THERAPIST,
    "clinician": Speaker.THERAPIST,
    "patient": Speaker.PATIENT,
    "client": Speaker.PATIENT,
}
# Large chat models like to set labels in bold; the words are what counts.
# A word in brackets behind the label is the mark of the control form (`render_transcript`).
_TURN = re.compile(r"^\s*[*_]*([A-Za-z]+)(?: \([a-z0-9_]+\))?[*_]*\s*:[*_]*\s*(.*)$")
LABEL = re.compile(rf"\s*(?:{'|'.join(_LABELS.values())})(?: \([a-z0-9_]+\))?:")
"""What `label_of` writes, with the line end before it and the colon behind it."""


def label_of(speaker: Speaker, mark: str | None = None) -> str:
    """What stands before the colon of a turn."""
    return _LABELS[speaker] if mark is None else f"{_LABELS[speaker]} ({mark})"


def render_turn(turn: Turn, mark: str | None = None) -> str:
    """One line, without its line end; line breaks inside the text become spaces."""
    return f"{label_of(turn.speaker, mark)}: {' '.join(turn.text.split())}"


def render_transcript(turns: Sequence[Turn], marks: Mapping[int, str] | None = None) -> str:
    """All turns, each with its line end.

    Args:
        turns: the conversation.
        marks: turn position -> the planned symptom that the turn takes up, or the cue it answers.
            A small model that writes them keeps its place in the header; the parser drops them.
    """
    found = marks or {}
    return "".join(render_turn(turn, found.get(i)) + "\n" for i, turn in enumerate(turns))


def without_label(line: str) -> str:
    """What stands behind a speaker's label, if there is one."""
    match = _TURN.match(line)
    return match[2].strip() if match and match[1].lower() in _SPEAKERS else line


def parse_transcript(text: str) -> tuple[Turn, ...]:
    """The turns of what a model wrote; none where words stand before the first label. Never raises.

    Consecutive turns of one speaker stay apart, because role order is what the structure filter
    judges.
    """
    turns: list[Turn] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _TURN.match(line)
        speaker = _SPEAKERS.get(match[1].lower()) if match else None
        if match and speaker:
            turns.append(Turn(speaker=speaker, text=match[2].strip()))
        elif turns:
            last = turns.pop()
            turns.append(Turn(speaker=last.speaker, text=f"{last.text} {line.strip()}".strip()))
        else:
            return ()
    return tuple(turns)
