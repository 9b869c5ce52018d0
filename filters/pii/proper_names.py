"""Names of people, places and organisations in a text, with the evidence for each.

Cuts a text into runs of capitals and takes the reading with most evidence. Knows no list of real
patients; what one patient's other sessions hold comes in as `Known`, from that patient alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from filters.pii.candidate import DOUBTFUL, Candidate
from filters.pii.cues import PERSON, PLACE
from filters.pii.everyday import PHRASES, SAYINGS, identifies_nobody
from filters.pii.gazetteers import fold
from filters.pii.identifier import STANDS_ALONE, Identifier
from filters.pii.known import HEARD, NOBODY, Known
from filters.pii.lexicon import is_everyday, is_nobody
from filters.pii.lower_case import find_lower_case, is_joined
from filters.pii.organisations import as_organisation
from filters.pii.people import as_person
from filters.pii.places import as_place, is_large
from filters.pii.word_names import WORDS_TOO
from filters.pii.words import Word, runs_of_capitals, split_words

_READINGS = (as_person, as_place, as_organisation)


def find_names(text: str, *, known: Known = NOBODY) -> Iterator[Identifier]:
    """Every name with its evidence, however weak."""
    words = split_words(text)
    cased = any(word.is_capital and len(word.text) > 1 for word in words)
    phrases = [match.span() for match in (PHRASES if cased else SAYINGS).finditer(text)]
    for run in runs_of_capitals(words, text) if cased else _unusual_runs(words, text):
        for part in _split_at_nobody(run, phrases=phrases):
            best = _best_reading(
                Candidate(text=text, words=part, run_length=len(run), cased=cased, known=known)
            )
            if best:
                yield best
    yield from find_lower_case(words, text)
    if cased and known.people:
        yield from _heard_in_lower_case(words, known=known)


def _best_reading(candidate: Candidate) -> Identifier | None:
    readings = [found for read in _READINGS if (found := read(candidate)) and found.score > 0]
    if not readings:
        return None
    best = max(readings, key=lambda found: found.score)
    if best.entity == PLACE and is_large(fold(best.text)):
        return replace(best, score=min(best.score, STANDS_ALONE - DOUBTFUL))
    return best


def _split_at_nobody(
    run: Sequence[Word], *, phrases: Sequence[tuple[int, int]]
) -> Iterator[tuple[Word, ...]]:
    """The run without words that identify nobody, which also end a name: "Sertraline", "Monday"."""
    part: list[Word] = []
    for word in run:
        if is_nobody(word) or any(start <= word.start < end for start, end in phrases):
            if part:
                yield tuple(part)
            part = []
        else:
            part.append(word)
    if part:
        yield tuple(part)


def _unusual_runs(words: Sequence[Word], text: str) -> Iterator[tuple[Word, ...]]:
    """In a text without capitals: stretches of words that no everyday list has."""
    run: list[Word] = []
    for word in words:
        plain = _is_usual(word, text)
        if run and (plain or text[run[-1].end : word.start] != " "):
            yield from _unless_words(run)
            run = []
        if not plain:
            run.append(replace(word, begins=True))
    yield from _unless_words(run)


def _is_usual(word: Word, text: str) -> bool:
    everyday = is_everyday(fold(word.text)) or identifies_nobody(word.text)
    return len(word.text) < 3 or everyday or is_joined(word, text)


def _unless_words(run: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """A "heather" or "nick" by itself is left to who looks for names in lower case."""
    if run and not (len(run) == 1 and fold(run[0].text) in WORDS_TOO):
        yield tuple(run)


def _heard_in_lower_case(words: Sequence[Word], *, known: Known) -> Iterator[Identifier]:
    for word in words:
        folded = fold(word.text)
        if not word.is_capital and folded in known.people and not is_everyday(folded):
            yield Identifier(
                entity=PERSON, start=word.start, end=word.end, text=word.text, score=HEARD
            )
