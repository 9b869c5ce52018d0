"""`SentenceWatch`: has a sentence written again that falls apart while a draft is written.

The embedded model now and then loses its thread within a sentence ("I'd got my my hands tin in a
the bath"), makes a word up, or says what it has said. What falls apart surprises the model itself:
it knows its sentences well, and where it leaves them every word is a guess. So each sentence is
read as soon as it ends, and written again from its beginning, then from the beginning of its turn,
before anything answers it. So is a therapist's turn that goes past what a patient has just said of
wishing to die. What still stands after a few tries is left to the filters. Reads generated text and
the generating model's own probabilities, nothing private.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

from filters.lexicon import Lexicon
from filters.risk import answers_risk, risk_cue
from filters.style import says_again
from generator.base.speech import HESITATIONS
from generator.engine import Piece
from knowledge.session import Speaker
from prompts.transcript import LABEL, parse_transcript

MOST_SURPRISE = 2.0
"""Nats, as `surprise_of` counts. Of 170 of the base's less likely sentences that were read, 19 of
the 28 that fall apart are above it and 19 of the other 142."""
OPENING_WORDS = 2
"""How a sentence begins is a choice, not a mistake."""
MOST_TRIES = 4
"""Of one sentence; half of them from its own beginning, half from that of its turn."""
MOST_TRIES_OF_A_DRAFT = 24

_END = re.compile(r"[.?!…][\"'’)]*(?=\s)|\n")
_NO_WORD = re.compile(r"[^\w'’]+")


@dataclass(slots=True, kw_only=True)
class SentenceWatch:
    """A `generator.engine.Watch` of one draft. `lexicon`: the words that the writer can know."""

    lexicon: Lexicon = field(repr=False)
    start: int
    """Characters of the draft that stood before: the length of the request's prefix."""
    _read: int = field(init=False)
    """Characters of the draft that have been read."""
    _turn: int = field(init=False)
    """Where the words of the turn under way begin."""
    _label: int = field(init=False)
    """Where its label begins."""
    _failed: int = -1
    """Where the sentence, or the label of the turn, begins that is being written again."""
    _tries: int = 0
    _tries_of_draft: int = 0

    @classmethod
    def of_prefix(cls, prefix: str, lexicon: Lexicon | None) -> "SentenceWatch | None":
        """Of a draft that begins with the prefix; none where nobody can tell what is a word."""
        return None if lexicon is None else cls(lexicon=lexicon, start=len(prefix))

    def __post_init__(self) -> None:
        self._read = self._turn = self._label = self.start

    def keep(self, draft: str, pieces: Sequence[Piece], *, finished: bool) -> int | None:
        while (end := _end_of_sentence(draft, self._read, finished=finished)) is not None:
            label = LABEL.match(draft, self._read, end)
            if label and self._may_try(self._label) and _passes_risk_over(draft[: label.start()]):
                return self._cut_turn()
            if label:
                self._label, self._read = label.start(), label.end()
                self._turn = self._read
            elif self._may_try(self._read) and self._falls_apart(draft, end, pieces):
                return self._cut_sentence()
            else:
                self._read = end
        return None

    def _may_try(self, start: int) -> bool:
        tries = self._tries if start == self._failed else 0
        return tries < MOST_TRIES and self._tries_of_draft < MOST_TRIES_OF_A_DRAFT

    def _falls_apart(self, draft: str, end: int, pieces: Sequence[Piece]) -> bool:
        sentence = draft[self._read : end]
        if not sentence.strip():
            return False
        earlier = parse_transcript(draft[: self._read])
        if self.lexicon.unknown_in(sentence) or says_again(sentence, earlier):
            return True
        spoken = _within(pieces, self._read - self.start, end - self.start)
        return surprise_of(spoken) > MOST_SURPRISE

    def _cut_sentence(self) -> int:
        """From where to write again."""
        self._count_try(self._read)
        if self._tries > MOST_TRIES // 2:
            self._read = self._turn
        return self._read

    def _cut_turn(self) -> int:
        """The same, its label included: what it was to be about may change."""
        self._count_try(self._label)
        self._read = self._turn = self._label
        return self._label

    def _count_try(self, start: int) -> None:
        if self._failed != start:
            self._failed, self._tries = start, 0
        self._tries += 1
        self._tries_of_draft += 1


def _passes_risk_over(draft: str) -> bool:
    """Whether the last turn is a therapist's that takes up nothing of a risk told before it."""
    turns = parse_transcript(draft)[-2:]
    if [turn.speaker for turn in turns] != [Speaker.PATIENT, Speaker.THERAPIST]:
        return False
    told, answered = turns
    return bool(risk_cue(told.text)) and not answers_risk(answered.text)


def surprise_of(pieces: Iterable[Piece]) -> float:
    """How far a sentence leaves what the model knows: the surprise of its words in nats, but for
    the first two, hesitations and repeats, summed and divided by the root of their number."""
    words = list(_words(pieces))[OPENING_WORDS:]
    return sum(surprise for _, surprise in words) / sqrt(max(1, len(words)))


def _words(pieces: Iterable[Piece]) -> Iterator[tuple[str, float]]:
    """Words and their surprise; what is only hesitated is none."""
    whole: list[Piece] = []
    for piece in pieces:
        if whole and not piece.text[:1].isspace():
            last = whole.pop()
            whole.append(Piece(last.text + piece.text, last.surprise + piece.surprise))
        else:
            whole.append(piece)
    before = ""
    for piece in whole:
        word = _NO_WORD.sub("", piece.text.lower())
        if word and word != before and word not in HESITATIONS:
            before = word
            yield word, piece.surprise


def _within(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    """Those that begin between two characters of what the pieces are together."""
    at = 0
    for piece in pieces:
        if start <= at < end:
            yield piece
        at += len(piece.text)


def _end_of_sentence(draft: str, start: int, *, finished: bool) -> int | None:
    found = _END.search(draft, start)
    if found:
        return found.end()
    return len(draft) if finished and start < len(draft) else None
