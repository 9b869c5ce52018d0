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
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+[\"'”’)]*|$)")
_CLAUSE_BREAK = re.compile(r",\s+(?=(?:but|and|though|although|so)\s)", re.I)
_CONTRAST = re.compile(
    # not "anything but", "can't help but", "no choice but"
    r"(?<!anything)(?<!nothing)(?<!everything)(?<!everyone)(?<!nobody)(?<! all)(?<!help)(?<!choice)"
    r",?\s+(?=(?:but|yet(?! to\b)|whereas) )"
    r"|,\s+(?=(?:though|although|while|only|instead|just) )"
    r"|;\s+|\s+[–—-]+\s+|,\s+(?=it['’]s (?:more |the |my |just |staying |that )|now I\b)",
    re.I,
)
"""Where a sentence turns: what stands on one side is often denied on the other."""
_FILLER = re.compile(r"\b(?:um+|uh+|er+|erm+|mm+|hm+)\b(?:,?\s+|,|(?=[.!?]|$))", re.I)
_REPEAT = re.compile(r"\b(\w+),? (?=\1\b)", re.I)
LONG_SENTENCE_WORDS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A verbatim span of a turn, with what was said around it and the therapist's last words.

    `sentence` is the start of the sentence that a side of a contrast was cut from, else None.
    """

    turn_index: int
    start: int
    text: str = field(repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    asked: str = field(default="", repr=False)
    sentence: int | None = None

    @property
    def end(self) -> int:
        """Where it ends in its turn."""
        return self.start + len(self.text)

    @property
    def is_whole_turn(self) -> bool:
        """Whether nothing else is said in the turn."""
        return not (self.before.strip() or self.after.strip())

    @property
    def sentence_before(self) -> str:
        """The sentence before it, empty at the start of a turn."""
        spans = _sentences(self.before)
        return self.before[slice(*spans[-1])] if spans else ""

    @property
    def sentence_after(self) -> str:
        """The sentence after it, or what is left of its own."""
        spans = _sentences(self.after)
        return self.after[slice(*spans[0])] if spans else ""

    @property
    def is_of_sentences(self) -> bool:
        """Whether it begins where a sentence does and ends where one does."""
        before, text = self.before.rstrip(), self.text.rstrip("\"'”’)")
        return before[-1:] in ("", *".!?") and (text[-1:] in tuple(".!?") or not self.after.strip())


def clauses_of(session: Session) -> tuple[Clause, ...]:
    """Every clause of every patient turn, in order."""
    found: list[Clause] = []
    asked = ""
    for index, turn in enumerate(session.turns):
        if turn.speaker is Speaker.THERAPIST:
            asked = turn.text
            continue
        sides = dict(_sides(turn.text))
        for start, end in sorted({*_spans(turn.text), *sides}):
            found.append(
                Clause(
                    turn_index=index,
                    start=start,
                    text=turn.text[start:end],
                    before=turn.text[:start],
                    after=turn.text[end:],
                    asked=asked,
                    sentence=sides.get((start, end)),
                )
            )
    return tuple(found)


def _sentences(text: str) -> list[tuple[int, int]]:
    spans = [_trimmed(text, *match.span()) for match in _SENTENCE.finditer(text)]
    return [(start, end) for start, end in spans if end > start]


def _sides(text: str) -> Iterator[tuple[tuple[int, int], int]]:
    """The sides of every contrast, each with the start of its sentence."""
    for start, end in _sentences(text):
        sides = list(_parts(text, start, end, _CONTRAST))
        yield from ((side, start) for side in sides)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    sentences = _sentences(text)
    for start, end in sentences:
        if len(text[start:end].split()) >= MIN_WORDS:
            yield start, end
        if len(text[start:end].split()) > LONG_SENTENCE_WORDS:
            yield from _parts(text, start, end, _CLAUSE_BREAK)
    for (start, _), (_, end) in zip(sentences, sentences[1:], strict=False):
        yield start, end
    if sentences and len(text.split()) <= MAX_WORDS_OF_A_WHOLE_TURN:
        yield sentences[0][0], sentences[-1][1]


def _parts(text: str, start: int, end: int, cut: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    cuts = [start, *(m.end() for m in cut.finditer(text, start, end)), end]
    for first, last in zip(cuts, cuts[1:], strict=False):
        if last - first < end - start and len(text[first:last].split()) > MIN_WORDS:
            yield _trimmed(text, first, last)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    span = text[start:end]
    return start + len(span) - len(span.lstrip()), end - len(span) + len(span.rstrip())


def without_hesitation(text: str) -> str:
    """The same words without fillers and immediate repeats; for reading, never for quoting.

    Where a sentence ends stays: what is denied in one is not denied in the next.
    """
    return _REPEAT.sub("", _FILLER.sub("", text)).strip().lstrip(".,! ") or text
