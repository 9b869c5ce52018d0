"""What was said, turn by turn, as Markdown: every word as written, evidence underlined.

Escapes keep Markdown from reading the words. Evidence is a span with a number; a span that stands
in no turn of the patient's, or crosses turns, is left unmarked.
"""

import re
from collections.abc import Iterator, Sequence

from knowledge.session import Session, Speaker

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$])")
_Mark = tuple[int, int, int]  # where the words begin and end in their turn, number


def dialogue(session: Session, evidence: Sequence[tuple[int, str]], *, name: str) -> Iterator[str]:
    """A paragraph a turn; the patient is called `name`."""
    marks = _marks(session, evidence)
    for index, turn in enumerate(session.turns):
        speaker = name if turn.speaker is Speaker.PATIENT else "Therapist"
        yield f"**{escaped(speaker)}:** {_marked(turn.text, marks.get(index, []))}"


def _marks(session: Session, evidence: Sequence[tuple[int, str]]) -> dict[int, list[_Mark]]:
    """By turn; words that were said twice are marked where they were said first."""
    found: dict[int, list[_Mark]] = {}
    for number, span in evidence:
        for index, turn in enumerate(session.turns):
            start = turn.text.find(span) if turn.speaker is Speaker.PATIENT else -1
            if start >= 0:
                found.setdefault(index, []).append((start, start + len(span), number))
                break
    return found


def _marked(text: str, marks: Sequence[_Mark]) -> str:
    """The words, escaped; overlapping marks become one with several numbers."""
    parts, at = [], 0
    for start, end, rows in _merged(marks):
        numbers = ", ".join(map(str, sorted(rows)))
        told = f"<ins>{escaped(text[start:end])}</ins><sup>{numbers}</sup>"
        parts += [escaped(text[at:start]), told]
        at = end
    return "".join([*parts, escaped(text[at:])])


def _merged(marks: Sequence[_Mark]) -> list[tuple[int, int, set[int]]]:
    merged: list[tuple[int, int, set[int]]] = []
    for start, end, row in sorted(marks):
        if merged and start < merged[-1][1]:
            first, last, rows = merged[-1]
            merged[-1] = (first, max(last, end), rows | {row})
        else:
            merged.append((start, end, {row}))
    return merged


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text.replace("&", "&amp;")).replace("\n", "<br>")
