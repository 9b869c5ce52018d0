"""A plan that names its object is heard as no other."""

import pytest

from filters.status.resolve import PLANNED, untold_by_resolve
from knowledge.expression import load_expressions
from knowledge.paraphrase import load_paraphrases


@pytest.mark.parametrize(
    "clause",
    [
        "I've made up my mind to call my brother on Sunday.",
        "This time I'm going to go through with it, the exam, I mean.",
        "I decided I'd finally do it, hand in my notice.",
        "I know when and how I'm going to tell her.",
        "I've got it all planned, the trip to the coast.",
        "I promised myself I'd go through with the divorce.",
        "I’m ready to go ahead with the operation.",
        "I've decided to stop drinking, tonight's the last.",
        "I've worked out how to do the budget.",
        "When I set my mind to something I do it.",
        "We've picked the day we're moving.",
    ],
)
def test_a_plan_to_do_something_else_tells_none_to_die(clause):
    assert untold_by_resolve(clause) == PLANNED


@pytest.mark.parametrize(
    "clause",
    [
        "I know how I'd do it and I've picked the day.",
        "I've decided to go through with it.",
        "I've made up my mind to end it.",
        "I decided to take the whole packet.",
        "I'm going to sort my will out and then I'll be gone.",
        "I've worked out how to get the tablets.",
        "I've decided to write the letters tonight.",
        "I promised myself I'd call my brother before I die.",
        "My plan is made and I'll carry it out.",
        "I've got it planned, the bridge.",
        "I'm ready to go.",
    ],
)
def test_a_plan_that_may_be_to_die_is_left_to_the_recogniser(clause):
    assert not untold_by_resolve(clause)


def test_no_line_of_the_bank_on_risk_is_taken_for_another_plan():
    bank, paraphrases = load_expressions(), load_paraphrases()
    of_risk = [name for name in bank.symptoms if "suicid" in name or name == "self_harm"]
    lines = [phrase.template for name in of_risk for phrase in bank.phrases[name]]
    lines += [line for name in of_risk for line in paraphrases[name].said]
    assert len(lines) > 500
    assert not [line for line in lines if untold_by_resolve(line)]
