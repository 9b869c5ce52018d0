"""Filters that pass whatever they see, in the names of those a test does not need."""

from dataclasses import dataclass

from filters.gate import REQUIRED
from filters.verdict import Filter, PrivacyClass, Verdict
from knowledge.session import Session


@dataclass(frozen=True)
class Approval:
    """Passes every session under the name of some filter."""

    name: str
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        return Verdict(filter=self.name, privacy_class=self.privacy_class, passed=True)


def with_approvals(*filters: Filter, without: str = "") -> tuple[Filter, ...]:
    """These filters, and an approval for every other one that a release requires."""
    named = {item.name for item in filters} | {without}
    missing = (name for name, needed in REQUIRED.items() if needed and name not in named)
    return (*filters, *map(Approval, missing))
