"""Names already recognised in one patient's sessions, so that they are recognised there again.

Comes from that patient's text alone and is never kept. Knows no sentence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from filters.pii.cues import ORGANISATION, PERSON, PLACE
from filters.pii.gazetteers import fold
from filters.pii.identifier import STANDS_ALONE, Identifier
from filters.pii.lexicon import is_doubtful, is_everyday

HEARD = 0.5
"""What it adds that the same name was recognised elsewhere in the patient's sessions."""
_NAME_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Folded: every single word of people's names, places and organisations as a whole."""

    people: frozenset[str] = field(default=frozenset(), repr=False)
    places: frozenset[str] = field(default=frozenset(), repr=False)
    organisations: frozenset[str] = field(default=frozenset(), repr=False)

    def __or__(self, other: "Known") -> "Known":
        return Known(
            people=self.people | other.people,
            places=self.places | other.places,
            organisations=self.organisations | other.organisations,
        )

    def words(self) -> frozenset[str]:
        """Every single word of the names."""
        names = (*self.people, *self.places, *self.organisations)
        return frozenset(word for name in names for word in name.split())


NOBODY = Known()


def known_names(found: Iterable[Identifier]) -> Known:
    """What `found` teaches. An everyday word is remembered only where a cue made a name of it."""
    names: dict[str, set[str]] = {PERSON: set(), PLACE: set(), ORGANISATION: set()}
    for item in found:
        words = [fold(word) for word in _NAME_WORD.findall(item.text)]
        if item.entity == PERSON:
            sure = item.score >= STANDS_ALONE
            names[PERSON].update(
                word for word in words if not is_everyday(word) or (sure and is_doubtful(word))
            )
        elif item.entity in names:
            names[item.entity].add(" ".join(words))
    return Known(
        people=frozenset(names[PERSON]),
        places=frozenset(names[PLACE]),
        organisations=frozenset(names[ORGANISATION]),
    )
