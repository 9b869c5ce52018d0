"""Finds what may identify a person in a text: one detector for the output filter and for training.

The two ask it with different thresholds. Not a proof of absence: an unusual name without a cue goes
unseen, so quote a recall, never "free of identifiers". Knows public word lists only.
"""

from filters.pii.addresses import find_addresses
from filters.pii.dates import find_dates
from filters.pii.handles import find_handles
from filters.pii.houses import find_houses
from filters.pii.identifier import STANDS_ALONE, Identifier, without_overlaps
from filters.pii.known import NOBODY, Known
from filters.pii.mail import find_said_mail
from filters.pii.patterns import find_shapes
from filters.pii.proper_names import find_names
from filters.pii.spoken import find_spoken

_SAID = (find_spoken, find_dates, find_said_mail, find_handles)


def find_identifiers(
    text: str, *, min_score: float = STANDS_ALONE, known: Known = NOBODY
) -> tuple[Identifier, ...]:
    """What may identify somebody in one turn, in order, without overlaps (higher scores win).

    An address swallows the names and numbers it consists of.

    Args:
        min_score: `STANDS_ALONE` rejects drafts, `WORTH_REMOVING` cleans private text.
        known: names recognised elsewhere in the same patient's sessions.
    """
    houses = (*find_addresses(text), *find_houses(text))
    addresses = [item for item in houses if item.score >= min_score]
    said = (finding for find in _SAID for finding in find(text))
    others = [
        item
        for item in (*find_shapes(text), *said, *find_names(text, known=known))
        if item.score >= min_score and not any(address.holds(item) for address in addresses)
    ]
    return without_overlaps((*addresses, *others))
