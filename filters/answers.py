"""What a short answer says of the question before it: yes, no, or neither.

Rules over words, tested on tables. A question back ("Wouldn't you?", "Why would I?") answers too.
Knows nothing of what was asked.
"""

import re
from typing import Literal

from filters.answer_phrases import (
    NO,
    OF_COURSE,
    OF_COURSE_NOT,
    OF_TROUBLE,
    OF_WELL_BEING,
    YES,
    YES_AT_THE_END,
)

Answer = Literal["yes", "no"]

MOST_WORDS = 12
"""A longer turn speaks for itself."""
_ANSWERED_BACK = re.compile(r"\?\s*(?=\w)")
_QUESTION = re.compile(r"[^.!?]+\?")


def answer_to(turn: str) -> Answer | None:
    """How the turn as a whole answers what was asked; None where it answers something else."""
    if OF_COURSE.search(turn):
        return "yes"
    if OF_COURSE_NOT.search(turn):
        return "no"
    # "Do you mean, do I shout? All day long." answers after the question back.
    said = _ANSWERED_BACK.split(turn)[-1]
    if NO.search(said):
        return "no"
    return "yes" if YES.search(said) or YES_AT_THE_END.search(said) else None


def is_short(turn: str) -> bool:
    """Whether it is so short that the question has to say what it is about."""
    return len(turn.split()) <= MOST_WORDS


def question_in(turn: str) -> str:
    """The last question of a therapist's turn; the whole turn if it asks none."""
    return next((match.group() for match in reversed(list(_QUESTION.finditer(turn)))), turn).strip()


def asks_of_well_being(question: str) -> bool:
    """Whether a yes would be good news: "Are you still sleeping through the night?"."""
    return bool(OF_WELL_BEING.search(question) and not OF_TROUBLE.search(question))
