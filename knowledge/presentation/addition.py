"""Addition: the symptoms that a patient in the making has beyond what a rule needs.

As many as the severity asks for, and what commonly goes with the condition.
"""

from collections.abc import Iterable

from knowledge.presentation.draft import Draft
from knowledge.presentation.exclusion import others_can_be_ruled_out

LEAST_PRESENT, MOST_PRESENT = 5, 9
MOST_TYPICAL = 2


def reach_severity(draft: Draft) -> None:
    """Adds symptoms that severity counts, up to a number drawn within its bounds."""
    if not draft.counted:
        return
    enough = draft.rng.randint(*draft.bounds)
    for symptom in draft.shuffled(draft.counted):
        if draft.count() >= enough:
            return
        if not draft.known.get(symptom) and draft.can_add(symptom):
            draft.add(symptom)


def add_more(draft: Draft) -> None:
    """Up to two typical symptoms, and rule symptoms until the number drawn is reached."""
    target = draft.rng.randint(LEAST_PRESENT, MOST_PRESENT)
    first = draft.records[0]
    typical = draft.shuffled(first.typical)
    _add_until(typical[: draft.rng.randint(0, MOST_TYPICAL)], MOST_PRESENT, draft)
    if not draft.primary_disorder:
        return
    rule = draft.shuffled(sorted(draft.knowledge.supporting_symptoms(first.id)))
    _add_until(rule, target, draft)
    _add_until([*typical, *rule], LEAST_PRESENT, draft)


def _add_until(symptoms: Iterable[str], most: int, draft: Draft) -> None:
    for symptom in symptoms:
        if len(draft.present) >= most:
            return
        if draft.known.get(symptom) or not draft.can_add(symptom):
            continue
        before = dict(draft.known)
        draft.add(symptom)
        if not others_can_be_ruled_out(symptom, draft):
            draft.present.pop()
            draft.known = before
