"""`Verdict` and `Filter`: how one filter judges one session."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from knowledge.session import Session


class PrivacyClass(StrEnum):
    """What a filter may have read, and so what it costs.

    PUBLIC: public text and differentially private artefacts only; free by post-processing.
    CHARGED: a mechanism on private data that stands in the ledger.
    RAW: private text itself; a release selected by it has epsilon = infinity.
    """

    PUBLIC = "public"
    CHARGED = "charged"
    RAW = "raw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`passed` is None where the filter does not apply (no profile, no checkpoint).

    `evidence` quotes spans of the generated session only, never private text.
    """

    filter: str
    privacy_class: PrivacyClass
    passed: bool | None
    score: float | None = None
    reason: str = ""
    evidence: tuple[str, ...] = ()

    @classmethod
    def by(
        cls,
        author: "Filter",
        passed: bool | None,
        *,
        score: float | None = None,
        reason: str = "",
        evidence: tuple[str, ...] = (),
    ) -> "Verdict":
        """One that bears the name and the privacy class of the filter that gives it."""
        return cls(
            filter=author.name,
            privacy_class=author.privacy_class,
            passed=passed,
            score=score,
            reason=reason,
            evidence=evidence,
        )


class Filter(Protocol):
    """Judges one session. A bad draft is a verdict with a reason, never an exception."""

    name: str
    privacy_class: PrivacyClass

    def judge(self, session: Session) -> Verdict: ...
