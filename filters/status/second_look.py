"""What no rule settles, looked at again by the learned reader.

Rules that call a mention somebody else's, past, denied or a what-if are seldom wrong; that no rule
speaks says less. So where none did, the reader may name another status if it is sure enough, and
where a denial was only inferred from likelihoods, it may take it back. A turn is read in
overlapping stretches; of those that tell one symptom the clearest is looked at, and what it says
goes for all that overlap it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from filters.answers import question_in
from filters.clauses import Clause
from filters.contradiction import Read
from filters.mention import CERTAIN, Mention
from filters.status.learned import Passage, StatusReader
from knowledge.status_line import STATUSES, Status

Place = tuple[int, str]
"""A turn of a session and a symptom."""
Doubt = tuple[Place, Status]
"""Mentions of one place that no rule settles: those taken for present, those taken for denied."""
SURE, SURE_OF_DENIAL, SURE_OF_PRESENT = 0.7, 0.95, 0.8
"""Probability that it is not present from which another status is taken. A denial has to be surer:
complaints are full of noes, and rules know how one denies. Chosen on the first three tables of hard
cases and on lines that were held out, of which 11 in 625 are taken for what they are not. An
inferred denial is taken back from the third, chosen on status lines that were not learned from."""
PRESENT, DENIED, PAST = map(STATUSES.index, ("present", "denied", "past"))


def looked_at_again(
    sessions: Sequence[Sequence[Read]],
    reader: StatusReader,
    *,
    lifetime: Collection[str],
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
            {doubt: read for doubt, read in found.items() if doubt[0] in wanted}
            for found, wanted in zip(clearest, places, strict=True)
        ]
    reads = [read for found in clearest for read in found.values()]
    row_NS = reader.read([_passage(*read) for read in reads])
    named: list[Status] = [
        _sure_status(*pair, lifetime) for pair in zip(row_NS, reads, strict=True)
    ]
    following = iter(named)
    # Each takes as many of what follows as it has doubts.
    status_of = [dict(zip(found, following, strict=False)) for found in clearest]
    again = [
        [_renamed(read, found, names) for read in reads]
        for reads, found, names in zip(sessions, clearest, status_of, strict=True)
    ]
    return [[read for read in reads if _stands(read[1])] for reads in again]


def counting_places(
    reads: Sequence[Read], named: Collection[str], *, at_least: float
) -> set[Place]:
    """Where a mention of any status reaches a score, or answers a question, or is looked for."""
    return {
        (clause.turn_index, mention.symptom)
        for clause, mention in reads
        if mention.symptom in named
        or (not mention.is_faint and (mention.score >= at_least or mention.was_asked))
    }


def _doubt(clause: Clause, mention: Mention) -> Doubt | None:
    """What the reader is asked about, None where a rule or a known line has settled it."""
    is_taken_for_present = mention.status == "present" and mention.score < CERTAIN
    if is_taken_for_present or mention.score_if_told is not None:
        return (clause.turn_index, mention.symptom), mention.status
    return None


def _clearest(reads: Sequence[Read]) -> dict[Doubt, Read]:
    found: dict[Doubt, Read] = {}
    for read in reads:
        doubt = _doubt(*read)
        if doubt and (doubt not in found or _clearness(read[1]) > _clearness(found[doubt][1])):
            found[doubt] = read
    return found


def _clearness(mention: Mention) -> tuple[bool, float]:
    """What is faint is never clearer than what is told."""
    return not mention.is_faint, mention.score


def _stands(mention: Mention) -> bool:
    """What is faint and was not disowned is no mention."""
    return not (mention.is_faint and mention.status == "present")


def _sure_status(
    probability_S: NDArray[np.float32], read: Read, lifetime: Collection[str]
) -> Status:
    """The likeliest of the others if the reader is sure enough that it is not as it was taken."""
    taken_for = STATUSES.index(read[1].status)
    other_S = probability_S.copy()
    other_S[taken_for] = 0.0
    if read[1].symptom in lifetime:
        other_S[PAST] = 0.0
    likeliest = int(other_S.argmax())
    if taken_for == DENIED:
        is_sure = other_S[likeliest] >= (SURE_OF_PRESENT if likeliest == PRESENT else SURE)
    else:
        is_sure = other_S.sum() >= (SURE_OF_DENIAL if likeliest == DENIED else SURE)
    return STATUSES[likeliest if is_sure else taken_for]


def _renamed(read: Read, clearest: Mapping[Doubt, Read], status_of: Mapping[Doubt, Status]) -> Read:
    clause, mention = read
    doubt = _doubt(*read)
    if doubt is None or doubt not in clearest:
        return read
    looked_at, _ = clearest[doubt]
    if not (clause.start < looked_at.end and looked_at.start < clause.end):
        return read
    return clause, _as_read(mention, status_of[doubt])


def _as_read(mention: Mention, status: Status) -> Mention:
    if status == "present" and mention.score_if_told is not None:
        return replace(mention, status=status, score=mention.score_if_told)
    return replace(mention, status=status)


def _passage(clause: Clause, mention: Mention) -> Passage:
    return Passage(
        symptom=mention.symptom,
        said=clause.text,
        asked=question_in(clause.asked),
        before=clause.sentence_before,
        after=clause.sentence_after,
    )
