"""`Identifier`: a stretch of text that may point at a person, and how sure its finder was."""

from collections.abc import Iterable
from dataclasses import dataclass, field

STANDS_ALONE = 0.6
"""From this score a draft is rejected; the output filter wants precision."""
WORTH_REMOVING = 0.3
"""From this score private text loses it before training; the de-identifier wants recall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A span of a text. The words hide from `repr`: they may be private.

    `score` adds up evidence and is cut at 1; it is no probability.
    """

    entity: str
    start: int
    end: int
    text: str = field(repr=False)
    score: float

    def holds(self, other: "Identifier") -> bool:
        """Whether `other` lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


def without_overlaps(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """In order of the text; of two that overlap the better score wins, then the longer."""
    kept: list[Identifier] = []
    for item in sorted(found, key=lambda item: (-item.score, item.start - item.end)):
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return tuple(sorted(kept, key=lambda item: item.start))
