"""`Wanted`: what is asked of one presentation; `NoPresentation` says why it cannot be had."""

from dataclasses import dataclass

from knowledge.profile import Severity


class NoPresentation(Exception):
    """The conditions cannot be shown together under the asked circumstances; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a presentation must have. The first condition is the one that severity is about.

    `specifiers` hold, those in `without` do not. Negative controls stand alone, without severity.
    """

    conditions: tuple[str, ...]
    severity: Severity | None
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    specifiers: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
