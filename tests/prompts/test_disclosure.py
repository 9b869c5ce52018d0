"""Disclosure follows what the therapist does; the stance sets its pace."""

import pytest

from knowledge.dimension import STANCES, STYLES
from prompts.acts import CODES, Act
from prompts.disclosure import STYLE_PACE, TEMPERS, at_the_door

EXPLORING = (Act.EXPLORE, Act.SIMPLE_REFLECTION, Act.OPEN_QUESTION, Act.COMPLEX_REFLECTION) * 3
CLERICAL = (Act.CLOSED_QUESTION, Act.STRUCTURE, Act.INFORMATION, Act.CLOSED_QUESTION) * 3


def _trace(acts, *, stance="cooperative", style="plain", turns=24):
    state = at_the_door(stance=stance, style=style, turns=turns)
    trace = [state.openness]
    for act in acts:
        state = state.after(act)
        trace.append(state.openness)
    return trace


@pytest.mark.parametrize("stance", STANCES)
def test_disclosure_rises_with_exploration_and_stays_flat_without(stance):
    explored, clerical = _trace(EXPLORING, stance=stance), _trace(CLERICAL, stance=stance)
    assert explored == sorted(explored) and explored[-1] > explored[0] + 0.3
    assert set(clerical) == {clerical[0]}


@pytest.mark.parametrize("stance", STANCES)
def test_a_session_of_exploring_reaches_what_is_hardest_to_say_and_half_of_one_may_not(stance):
    state = at_the_door(stance=stance, style="plain", turns=24)
    for act in EXPLORING:
        state = state.after(act)
    assert state.allows(3)
    assert not at_the_door(stance=stance, style="plain", turns=24).allows(3)


@pytest.mark.parametrize("act", [Act.CONFRONTATION, Act.ADVICE])
def test_confronting_and_advising_close_what_was_open(act):
    state = at_the_door(stance="cooperative", style="plain", turns=24)
    opened = state.after(Act.EXPLORE).after(Act.COMPLEX_REFLECTION)
    assert opened.after(act).openness < opened.openness
    assert opened.after(act).after(act).after(act).openness >= 0


def test_a_guarded_patient_opens_later_than_a_cooperative_one():
    def turns_until_tier(stance):
        trace = _trace(EXPLORING, stance=stance)
        return next(place for place, value in enumerate(trace) if value >= 0.6)

    assert turns_until_tier("guarded") > turns_until_tier("ambivalent")
    assert turns_until_tier("ambivalent") > turns_until_tier("cooperative")


def test_a_long_session_opens_more_slowly_per_turn_than_a_short_one():
    assert _trace(EXPLORING[:4], turns=60)[-1] < _trace(EXPLORING[:4], turns=20)[-1]


def test_every_act_stance_and_style_has_its_figures():
    assert set(CODES) == set(Act)
    assert set(TEMPERS) == set(STANCES)
    assert set(STYLE_PACE) == set(STYLES)
