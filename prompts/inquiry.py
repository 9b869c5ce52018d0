"""Which areas a therapist would ask about next who knows only what has been told."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from knowledge.base import load_knowledge
from prompts.areas import area_of

FIT_POWER = 6
"""How much more a record counts that fits all that was told than one that fits most of it."""


def near_areas(told: Collection[str], vain: Collection[str]) -> Mapping[str, float]:
    """Areas of what goes with the told, by how much is left in the records that fit best.

    What was asked about in vain is not asked about again.
    """
    knowledge, said = load_knowledge(), set(told)
    near: defaultdict[str, float] = defaultdict(float)
    for name in sorted(knowledge.disorders):
        symptoms = knowledge.supporting_symptoms(name)
        fit = len(said & symptoms) / len(said) if said else 0.0
        for symptom in sorted(symptoms - said):
            area = area_of(symptom)
            if fit > 0.5 and area and area not in vain:
                near[area] += fit**FIT_POWER
    return near
