"""`IdentifierFilter`: no name, address, number or link of anybody in a session."""

from dataclasses import dataclass

from filters.pii.dialogue import find_in_turns
from filters.pii.identifier import STANDS_ALONE
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session


@dataclass(slots=True, kw_only=True)
class IdentifierFilter:
    """Fails a session in which any turn holds an identifier, or several turns together do.

    `score` is their number.
    """

    min_score: float = STANDS_ALONE
    name: str = "identifiers"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        found = [
            item
            for items in find_in_turns(session.turns, min_score=self.min_score)
            for item in items
        ]
        kinds = dict.fromkeys(item.entity for item in found)
        return Verdict.by(
            self,
            not found,
            score=float(len(found)),
            reason=f"identifiers: {', '.join(kinds)}" if found else "",
            evidence=tuple(item.text for item in found),
        )
