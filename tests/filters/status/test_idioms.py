"""Figures of speech that tell no symptom, and the same words where they do."""

import pytest

from filters.status.idioms import untold_by
from knowledge.base import load_knowledge


@pytest.mark.parametrize(
    ("clause", "symptom"),
    [
        ("I could murder a curry.", "harm_to_others_thoughts"),
        ("I'm dying to hear how it went.", "death_suicide_thoughts"),
        ("That boiler will be the death of me.", "death_suicide_thoughts"),
        ("I was frozen stiff at the match.", "chills_heat"),
        ("My head's spinning with all these passwords.", "dizziness"),
        ("A little voice told me to buy the shoes.", "voices"),
        ("The car park is a nightmare.", "trauma_nightmares"),
        ("I nearly died of embarrassment.", "fear_dying"),
    ],
)
def test_an_idiom_tells_nothing(clause: str, symptom: str):
    assert symptom in untold_by(clause)


@pytest.mark.parametrize(
    ("clause", "symptom"),
    [
        ("I could murder that man.", "harm_to_others_thoughts"),
        ("I think about dying.", "death_suicide_thoughts"),
        ("I wake from a nightmare about the fire.", "trauma_nightmares"),
        ("I hear a voice when nobody's there.", "voices"),
        ("I'm starving myself.", "low_weight"),
        ("I feel sick in the mornings.", "nausea"),
    ],
)
def test_the_same_words_in_earnest_do(clause: str, symptom: str):
    assert symptom not in untold_by(clause)


def test_every_symptom_named_is_one():
    everything = untold_by(
        "I could murder a tea, I'm starving, my heart stopped, no sweat, it's a nightmare."
    )
    assert everything
    assert everything <= set(load_knowledge().symptoms)
