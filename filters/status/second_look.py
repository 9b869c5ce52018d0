"""What rules call present, looked at again by the learned reader.

Rules that call a mention somebody else's, past, denied or a what-if are seldom wrong; that no rule
speaks says less. So where none did, the reader may name another status if it is sure enough. A turn
is read in overlapping stretches; of those that tell one symptom the clearest is looked at, and what
it says goes for all that overlap it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from filters.answers import question_in
from filters.clauses import Clause
from filters.mention import CERTAIN, Mention
from filters.status.learned import Passage, StatusReader
from knowledge.status_line import STATUSES, Status

Read = tuple[Clause, Mention]
Place = tuple[int, str]
"""A turn of a session and a symptom."""
SURE, SURE_OF_DENIAL = 0.7, 0.95
"""Probability that it is not present from which another status is taken. A denial has to be surer:
complaints are full of noes, and rules know how one denies. Chosen on the first three tables of hard
cases and on lines that were held out, of which 11 in 625 are taken for what they are not."""
PRESENT, PAST = STATUSES.index("present"), STATUSES.index("past")


def looked_at_again(
    sessions: Sequence[Sequence[Read]],
    reader: StatusReader,
    *,
    lifetime: Collection[str] = (),
    places: Sequence[Collection[Place]] | None = None,
) -> list[list[Read]]:
    """The mentions of every session in their order, some with another status.

    Args:
        lifetime: symptoms that count whenever they were, so that none of them is past.
        places: those of each session that are looked at; without, all.
    """
    clearest = [_clearest(reads) for reads in sessions]
    if places is not None:
        clearest = [
            {place: read for place, read in found.items() if place in wanted}
            for found, wanted in zip(clearest, places, strict=True)
        ]
    reads = [read for found in clearest for read in found.values()]
    row_NS = reader.read([_passage(*read) for read in reads])
    named = iter([_sure_status(*pair, lifetime) for pair in zip(row_NS, reads, strict=True)])
    status_of = [{place: next(named) for place in found} for found in clearest]
    return [
        [_renamed(read, found, names) for read in reads]
        for reads, found, names in zip(sessions, clearest, status_of, strict=True)
    ]


def counting_places(
    reads: Sequence[Read], named: Collection[str], *, at_least: float
) -> set[Place]:
    """Where a mention of any status reaches a score, or answers a question, or is looked for."""
    return {
        (clause.turn_index, mention.symptom)
        for clause, mention in reads
        if mention.score >= at_least or mention.was_asked or mention.symptom in named
    }


def _clearest(reads: Sequence[Read]) -> dict[Place, Read]:
    found: dict[Place, Read] = {}
    for clause, mention in reads:
        place = (clause.turn_index, mention.symptom)
        is_clearer = place not in found or mention.score > found[place][1].score
        if _is_doubted(mention) and is_clearer:
            found[place] = (clause, mention)
    return found


def _is_doubted(mention: Mention) -> bool:
    return mention.status == "present" and mention.score < CERTAIN


def _sure_status(
    probability_S: NDArray[np.float32], read: Read, lifetime: Collection[str]
) -> Status:
    """The likeliest of the others where present is unlikely enough."""
    other_S = probability_S.copy()
    other_S[PRESENT] = 0.0
    if read[1].symptom in lifetime:
        other_S[PAST] = 0.0
    likeliest: Status = STATUSES[int(other_S.argmax())]
    bound = SURE_OF_DENIAL if likeliest == "denied" else SURE
    return likeliest if other_S.sum() >= bound else STATUSES[PRESENT]


def _renamed(read: Read, clearest: dict[Place, Read], status_of: Mapping[Place, str]) -> Read:
    clause, mention = read
    place = (clause.turn_index, mention.symptom)
    if not _is_doubted(mention) or place not in clearest:
        return read
    looked_at, _ = clearest[place]
    overlaps = clause.start < looked_at.end and looked_at.start < clause.end
    return (clause, replace(mention, status=status_of[place])) if overlaps else read


def _passage(clause: Clause, mention: Mention) -> Passage:
    return Passage(
        symptom=mention.symptom,
        said=clause.text,
        asked=question_in(clause.asked),
        before=clause.sentence_before,
        after=clause.sentence_after,
    )
