"""`Place`: a patient in the making, as a cohort sees one: labels, and what its symptoms must be."""

from dataclasses import dataclass, field
from typing import cast

from knowledge.base import KnowledgeBase
from knowledge.dimension import band
from knowledge.presentation.wanted import Wanted
from knowledge.profile import Severity

NOBODY = ""
"""The label of a place without a second diagnosis."""
CHILDBEARING = (18, 50)
"""Ages between which a birth is planned; a choice of this project."""


@dataclass(slots=True, kw_only=True)
class Place:
    """A label for every dimension dealt out so far, and what is forced on the symptoms."""

    labels: dict[str, str] = field(default_factory=dict)
    specifiers: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    background: dict[str, bool] = field(default_factory=dict)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The first diagnosis, and the second where there is one."""
        return tuple(filter(None, (self.labels["condition"], self.labels.get("comorbid", NOBODY))))

    @property
    def wanted(self) -> Wanted:
        """What its presentation must have."""
        return Wanted(
            conditions=self.conditions,
            severity=cast(Severity | None, self.labels.get("severity") or None),
            present=self.present,
            absent=self.absent,
            specifiers=self.specifiers,
            without=self.without,
        )

    def gave_birth(self, knowledge: KnowledgeBase) -> bool:
        """Whether one of the conditions is only of people who gave birth."""
        return any(knowledge.condition(name).birth_parent for name in self.conditions)

    def ages(self, knowledge: KnowledgeBase) -> tuple[int, int]:
        """Youngest and oldest in years within its band; who gave birth is not past CHILDBEARING."""
        low, high = band(self.labels["age"])
        return (low, min(high, CHILDBEARING[1])) if self.gave_birth(knowledge) else (low, high)

    def cell(self) -> tuple[tuple[str, str], ...]:
        """All that is known of it; labels are spread evenly within equal cells."""
        forced = (
            ("present", ",".join(sorted(self.present))),
            ("specifiers", ",".join(sorted(self.specifiers))),
        )
        return (*self.labels.items(), *forced)
