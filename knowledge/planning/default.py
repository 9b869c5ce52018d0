"""What a dimension follows that a request leaves open: verified figures, else a stated default."""

from collections.abc import Mapping

from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec
from knowledge.dimension import NO_CULTURE

# Choices of this project, not findings.
DEFAULTS: Mapping[str, Mapping[str, float]] = {
    "gender": {"woman": 0.5, "man": 0.5},
    "age": {"18-29": 0.25, "30-44": 0.25, "45-59": 0.25, "60-79": 0.25},
    "onset_age": {"": 1.0},
    "severity": {"mild": 0.25, "moderate": 0.5, "severe": 0.25},
    "risk_level": {"": 1.0},
    "modality": {"intake": 0.2, "cbt": 0.2, "mi": 0.2, "psychodynamic": 0.2, "supportive": 0.2},
    "register": {"transcript_edited": 1.0},
    "culture": {NO_CULTURE: 1.0},
    "stance": {"cooperative": 1.0},
    "style": {"plain": 1.0},
    "therapist_skill": {"usual": 1.0},
    "arc": {"stable": 1.0},
}
"""Dimension -> shares, in the order in which the dimensions are dealt out."""


def usual_shares(
    name: str, condition: str, spec: CohortSpec, knowledge: KnowledgeBase
) -> Mapping[str, float]:
    """Shares of a dimension that the request does not name, in patients of a condition."""
    figures = usable_figures(condition, spec, knowledge)
    if name == "severity" and {"share_moderate", "share_severe"} <= set(figures):
        moderate, severe = figures["share_moderate"], figures["share_severe"]
        return {"mild": 1 - moderate - severe, "moderate": moderate, "severe": severe}
    return DEFAULTS[name]


def usable_figures(
    condition: str, spec: CohortSpec, knowledge: KnowledgeBase
) -> Mapping[str, float]:
    """The figures that a sampler may use: those read in their source, or all if so asked."""
    disorder = knowledge.disorders.get(condition)
    return {
        item.name: item.value
        for item in (disorder.epidemiology if disorder else ())
        if isinstance(item.value, float) and (item.verified or spec.unverified_rates)
    }
