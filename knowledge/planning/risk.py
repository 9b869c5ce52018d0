"""The symptoms that a level of risk forces on a patient, and those it forbids."""

from collections.abc import Iterable, Mapping

from knowledge.planning.place import Place

RISK_SYMPTOMS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "none": (frozenset(), frozenset({"death_suicide_thoughts", "suicide_attempt_history"})),
    "low": (
        frozenset({"death_suicide_thoughts"}),
        frozenset({"suicide_plan_intent", "suicide_attempt_history"}),
    ),
    "moderate": (
        frozenset({"death_suicide_thoughts", "suicide_attempt_history"}),
        frozenset({"suicide_plan_intent"}),
    ),
    "high": (frozenset({"suicide_plan_intent"}), frozenset()),
}
"""Risk level -> symptoms that are present, and absent.

Source: the triage of the C-SSRS screener in our own words: thoughts alone; an attempt in the past;
a plan or intent.
"""


def impose_risk(places: Iterable[Place]) -> None:
    """Forces on every place that has a risk level what goes with it."""
    for place in places:
        if place.labels["risk_level"]:
            present, absent = RISK_SYMPTOMS[place.labels["risk_level"]]
            place.present |= present
            place.absent |= absent
