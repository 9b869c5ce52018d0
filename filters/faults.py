"""`Fault`: one thing that a text filter found wrong; and the verdict on what its checks found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from filters.verdict import Filter, Verdict

EVIDENCE_LETTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with the text; `span` quotes it where a quotation helps."""

    reason: str
    span: str = field(default="", repr=False)


def verdict_on(found: Sequence[Sequence[Fault]], *, by: Filter) -> Verdict:
    """Passed where no check found a fault; `score` is the share of checks without one.

    Args:
        found: the faults of each check.
    """
    faults = [fault for some in found for fault in some]
    return Verdict.by(
        by,
        not faults,
        score=sum(not some for some in found) / len(found),
        reason="; ".join(dict.fromkeys(fault.reason for fault in faults)),
        evidence=tuple(fault.span[:EVIDENCE_LETTERS] for fault in faults if fault.span),
    )
