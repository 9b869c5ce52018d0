"""`Clause`: the stretches of a patient's turns that are looked at one by one.

Whole short turns, sentences, and pairs of neighbouring sentences, each a verbatim span of its turn.
Knows nothing of what they mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.session import Session, Speaker

MAX_WORDS_OF_A_WHOLE_TURN = 40
MIN_WORDS = 2
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+[\"'”’)]*|$)")
_CLAUSE_BREAK = re.compile(r",\s+(?=(?:but|and|though|although|so)\s)", re.I)
_FILLER = re.compile(r"\b(?:um+|uh+|er+|erm+|mm+|hm+)\b[,.]?\s*", re.I)
_REPEAT = re.compile(r"\b(\w+),? (?=\1\b)", re.I)
LONG_SENTENCE_WORDS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A verbatim span of a turn, what was said before it, and the therapist's last words."""

    turn_index: int
    start: int
    text: str = field(repr=False)
    before: str = field(default="", repr=False)
    asked: str = field(default="", repr=False)


def clauses_of(session: Session) -> tuple[Clause, ...]:
    """Every clause of every patient turn, in order."""
    found: list[Clause] = []
    asked = ""
    for index, turn in enumerate(session.turns):
        if turn.speaker is Speaker.THERAPIST:
            asked = turn.text
            continue
        found.extend(
            Clause(
                turn_index=index,
                start=start,
                text=turn.text[start:end],
                before=turn.text[:start],
                asked=asked,
            )
            for start, end in sorted(set(_spans(turn.text)))
        )
    return tuple(found)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    sentences = [_trimmed(text, *match.span()) for match in _SENTENCE.finditer(text)]
    sentences = [(start, end) for start, end in sentences if end > start]
    for start, end in sentences:
        if len(text[start:end].split()) >= MIN_WORDS:
            yield start, end
        if len(text[start:end].split()) > LONG_SENTENCE_WORDS:
            yield from _parts(text, start, end)
    for (start, _), (_, end) in zip(sentences, sentences[1:], strict=False):
        yield start, end
    if sentences and len(text.split()) <= MAX_WORDS_OF_A_WHOLE_TURN:
        yield sentences[0][0], sentences[-1][1]


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [start, *(m.end() for m in _CLAUSE_BREAK.finditer(text, start, end)), end]
    for first, last in zip(cuts, cuts[1:], strict=False):
        if last - first < end - start and len(text[first:last].split()) > MIN_WORDS:
            yield _trimmed(text, first, last)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    span = text[start:end]
    return start + len(span) - len(span.lstrip()), end - len(span) + len(span.rstrip())


def without_hesitation(text: str) -> str:
    """The same words without fillers and immediate repeats; for embedding, never for quoting."""
    return _REPEAT.sub("", _FILLER.sub("", text)).strip() or text
