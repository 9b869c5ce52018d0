"""Possibility: whether there can be a patient at all who has what is wanted. Tried, not proved."""

import functools
import random

from knowledge.base import KnowledgeBase
from knowledge.presentation.drawing import draw_presentation
from knowledge.presentation.wanted import NoPresentation, Wanted

PROBES = 3


@functools.lru_cache(maxsize=50_000)
def is_possible(
    wanted: Wanted,
    knowledge: KnowledgeBase,
    *,
    age: int | None = None,
    onset_age: int | None = None,
) -> bool:
    """Whether one of a few draws succeeds; the same answer each time."""
    for probe in range(PROBES):
        rng = random.Random(f"{knowledge.version} {probe}")
        try:
            draw_presentation(wanted, rng, knowledge, age=age, onset_age=onset_age)
        except NoPresentation:
            continue
        return True
    return False


def pair_refusal(first: str, second: str, knowledge: KnowledgeBase) -> str | None:
    """Why two conditions cannot both be found in one patient; None if they can."""
    if first in knowledge.controls:
        return f"{first} with {second}: a negative control has no diagnosis beside it"
    for winner, loser in ((first, second), (second, first)):
        if loser in knowledge.precedence.get(winner, ()):
            return f"{first} with {second}: where {winner} is met, {loser} is not coded"
    reason = ""
    for severity in ("moderate", "mild", "severe"):
        wanted = Wanted(conditions=(first, second), severity=severity)
        try:
            draw_presentation(wanted, random.Random(f"{first} {second}"), knowledge)
        except NoPresentation as error:
            reason = reason or str(error)
        else:
            return None
    return f"{first} with {second}: no patient can meet both rules ({reason})"
