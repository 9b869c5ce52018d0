"""Telephone numbers that nobody asked for, said in pieces: "oh seven seven", "Mm", "double nine".

Pieces stand at the seams of one speaker's turns, so that they read as one number; what the other
reads back belongs to it. Numbers that begin with a nought, or beside a word for telephoning, count;
years, amounts and what is counted aloud do not.
"""

import re
from collections.abc import Iterator, Sequence

from filters.pii.identifier import Identifier
from filters.pii.listening import goes_on_at
from filters.pii.signs import DIGITS, Run, runs
from filters.pii.spoken import FEWEST_FIGURES, is_counted
from knowledge.session import Turn

FEWEST_IN_A_PIECE = 2
LONGEST_NUMBER = 16
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEADS_IN = re.compile(r"(?i)(?:\W|\b(?:then|and|um+|uh|er+m?|so|it['’]s|hang on|wait)\b)*")
_TAIL = re.compile(r"[\s.,…–—-]*")
_DIALS = re.compile(
    r"(?i)\b(?:number|phone|mobile|landline|call|ring|text|reach|helpline|contact|line)\b"
)
Piece = tuple[int, Run]


def find_pieces(turns: Sequence[Turn]) -> Iterator[tuple[int, Identifier]]:
    """Each piece in its turn, by the place of that turn."""
    continued: set[int] = set()
    for place in range(len(turns)):
        chain = [] if place in continued else list(_chain(turns, place))
        if len(chain) > 1 and _is_number(chain, turns):
            continued.update(place for place, _ in chain)
            yield from ((at, run.found(turns[at].text, "PHONE_NUMBER")) for at, run in chain)
            yield from _read_back(turns, chain)


def _chain(turns: Sequence[Turn], place: int) -> Iterator[Piece]:
    """The pieces from one turn on, as long as each ends its turn and the next begins with one."""
    run = _at_end(turns[place].text)
    while run is not None:
        yield place, run
        following = goes_on_at(turns, place) if _ends(run, turns[place].text) else None
        if following is None:
            return
        place, run = following, _at_start(turns[following].text)


def _at_end(text: str) -> Run | None:
    found = [run for run in runs(text, DIGITS) if _ends(run, text)]
    return found[0] if found and len(found[0].signs) >= FEWEST_IN_A_PIECE else None


def _ends(run: Run, text: str) -> bool:
    return _TAIL.fullmatch(text, run.end) is not None


def _at_start(text: str) -> Run | None:
    lead = _LEADS_IN.match(text)
    run = next(runs(text, DIGITS), None)
    begins = run is not None and lead is not None and lead.end() >= run.start
    return run if run and begins and len(run.signs) >= FEWEST_IN_A_PIECE else None


def _is_number(chain: Sequence[Piece], turns: Sequence[Turn]) -> bool:
    signs = "".join(run.signs for _, run in chain)
    years = sum(_YEAR.fullmatch(run.signs) is not None for _, run in chain)
    first = chain[0][0]
    before = " ".join(turn.text for turn in turns[max(0, first - 1) : first + 1])
    dialled = signs.startswith("0") or _DIALS.search(before) is not None
    long_enough = FEWEST_FIGURES <= len(signs) <= LONGEST_NUMBER or _is_repeated(chain)
    return dialled and long_enough and years < len(chain) - 1 and not is_counted(signs)


def _is_repeated(chain: Sequence[Piece]) -> bool:
    """ "07700", "Sorry?", "07700 900 552": begun anew."""
    return any(
        later.signs.startswith(run.signs) and len(later.signs) >= FEWEST_FIGURES
        for (_, run), (_, later) in zip(chain, chain[1:], strict=False)
    )


def _read_back(turns: Sequence[Turn], chain: Sequence[Piece]) -> Iterator[tuple[int, Identifier]]:
    for (one, _), (other, _) in zip(chain, chain[1:], strict=False):
        for place in range(one + 1, other):
            for run in runs(turns[place].text, DIGITS):
                if len(run.signs) >= FEWEST_IN_A_PIECE:
                    yield place, run.found(turns[place].text, "PHONE_NUMBER")
