"""Which of several mentions of one symptom in one turn stands, where they contradict each other.

A turn is read whole, by sentences and by the sides of a contrast, so the same words are read more
than once. The closer look wins: the side of a "but" over its sentence (and what comes after the
"but" over what comes before, unless that is much clearer), and a sentence that tells of somebody
else, the past or a what-if over a wider stretch that hides it. What is certain stands against all
that overlaps it. Knows nothing of words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from filters.clauses import Clause
from filters.mention import CERTAIN, Mention

Read = tuple[Clause, Mention]
CLEARER = 0.1
"""Of two scores; less of a difference lets the place decide."""
_NOT_ONES_OWN = ("other_person", "past", "hypothetical")


def settled(found: Sequence[Read]) -> Iterator[Mention]:
    """The mentions of one session that no closer one contradicts, in order."""
    groups: dict[tuple[int, str], list[Read]] = defaultdict(list)
    for clause, mention in found:
        groups[clause.turn_index, mention.symptom].append((clause, mention))
    for clause, mention in found:
        same = groups[clause.turn_index, mention.symptom]
        if not any(_overrules(other, (clause, mention)) for other in same):
            yield mention


def _overrules(closer: Read, wider: Read) -> bool:
    (inner, said), (outer, over) = closer, wider
    if said.status == over.status or inner is outer:
        return False
    if CERTAIN in (over.score, said.score):
        return said.score == CERTAIN and inner.start < outer.end and outer.start < inner.end
    if inner.sentence is not None and outer.sentence == inner.sentence:
        is_later = inner.start > outer.start
        return said.score >= over.score + (-CLEARER if is_later else CLEARER)
    within = outer.start <= inner.start and inner.end <= outer.end
    if inner.sentence is not None and outer.sentence is None:
        return within and said.score >= over.score - CLEARER
    is_anothers_or_gone = said.status in _NOT_ONES_OWN and over.status == "present"
    return within and inner.is_of_sentences and is_anothers_or_gone
