"""`Refusal`: what of a request cannot be had, and how the request would have to change.

No share is quietly changed: whatever is not possible becomes a reason here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Refusal:
    """`nearest` is the request as plain data, changed so that the reasons fall away."""

    nearest: dict[str, Any]
    reasons: list[str] = field(default_factory=list)

    def add(self, reasons: Iterable[str], dimension: str, rest: Mapping[str, float]) -> None:
        """Notes why a dimension cannot be had, and leaves only `rest` of it in the nearest request.

        Where nothing is left, the dimension is no longer named.
        """
        self.reasons += reasons
        self.nearest[dimension] = dict(rest)
        if not rest:
            del self.nearest[dimension]
            if "exact" in self.nearest:
                kept = [name for name in self.nearest["exact"] if name != dimension]
                self.nearest["exact"] = kept
