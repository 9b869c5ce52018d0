"""Finds what may identify a person in a conversation, where one turn alone may not tell.

Adds to `detector`: replies to a question for a name or a number, and what two turns say together.
The answers of both the output filter and training.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from filters.pii.detector import find_identifiers
from filters.pii.identifier import Identifier, without_overlaps
from filters.pii.listening import goes_on_at, is_murmur
from filters.pii.pieces import find_pieces
from filters.pii.questions import Wanted, asked_for, left_open, stated
from filters.pii.replies import PARTLY, read_reply
from filters.pii.seams import find_across
from filters.pii.signs import CODE, SAID, runs
from knowledge.session import Turn

LONGEST_CHAIN = 8
"""Turns that one question may be answered in, murmurs and reading back included."""
FEWEST_FIGURES = 6
"""Figures of one number, over all its turns, that point at somebody."""
Found = tuple[Identifier, ...]


def find_in_turns(turns: Sequence[Turn], *, min_score: float) -> tuple[Found, ...]:
    """What may identify somebody, turn by turn, in order and without overlaps."""
    alone = [find_identifiers(turn.text, min_score=min_score) for turn in turns]
    return with_others(alone, find_between(turns, min_score=min_score))


def with_others(alone: Sequence[Found], others: Sequence[Found]) -> tuple[Found, ...]:
    """Two readings of the same turns in one."""
    return tuple(
        without_overlaps((*one, *other)) if other else one
        for one, other in zip(alone, others, strict=True)
    )


def find_between(turns: Sequence[Turn], *, min_score: float) -> tuple[Found, ...]:
    """What only a conversation shows, turn by turn; may overlap with what one turn shows."""
    found: list[list[Identifier]] = [[] for _ in turns]
    for place, turn in enumerate(turns):
        for wanted in asked_for(turn.text):
            _add(found, _answer(turns, place, wanted, by_other=True))
        for wanted in left_open(turn.text):
            _add(found, _answer(turns, place, wanted, by_other=False))
        for wanted, start in stated(turn.text):
            _add(found, _answer(turns, place, wanted, by_other=False, stated_from=start))
        following = goes_on_at(turns, place)
        if following is not None:
            for halves in find_across(turn.text, turns[following].text, min_score=min_score):
                _add(found, zip((place, following), halves, strict=True))
    _add(found, find_pieces(turns))
    return tuple(
        without_overlaps(item for item in items if item.score >= min_score) for items in found
    )


def _add(found: list[list[Identifier]], more: Iterator[tuple[int, Identifier]]) -> None:
    for place, item in more:
        found[place].append(item)


def _answer(
    turns: Sequence[Turn],
    asked: int,
    wanted: Wanted,
    *,
    by_other: bool,
    stated_from: int | None = None,
) -> Iterator[tuple[int, Identifier]]:
    """What was wanted, over the turns that hold something of it with murmurs between.

    Args:
        by_other: whether the one who speaks next must be another than who spoke at `asked`.
        stated_from: where the answer begins in that very turn, if it does.
    """
    found: list[tuple[int, Identifier]] = []
    if stated_from is not None:
        items = read_reply(turns[asked].text, wanted, first=True, start=stated_from)
        found.extend((asked, item) for item in items)
        if not found:
            return iter(())
    for place in range(asked + 1, min(asked + 1 + LONGEST_CHAIN, len(turns))):
        turn = turns[place]
        if is_murmur(turn.text):
            continue
        answers = found or by_other == (turn.speaker != turns[asked].speaker)
        items = read_reply(turn.text, wanted, first=not found) if answers else ()
        if not items:
            break
        found.extend((place, item) for item in items)
    return iter(_weighed(found))


def _weighed(found: Sequence[tuple[int, Identifier]]) -> list[tuple[int, Identifier]]:
    """Parts of a number count for what they say together."""
    signs = sum(len(run.signs) for _, item in found for run in runs(item.text, CODE))
    if signs < FEWEST_FIGURES:
        return list(found)
    return [
        (place, replace(item, score=SAID) if item.score == PARTLY else item)
        for place, item in found
    ]
