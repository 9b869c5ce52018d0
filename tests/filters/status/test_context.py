"""What resolve means in a talk: a plan to die only where somebody has spoken of dying."""

import pytest

from filters.mention import CERTAIN, Mention
from filters.recogniser import SymptomRecogniser
from filters.status.context import LEAST_TURNS, heard_in_talk
from knowledge.session import Session, Speaker, Turn

FILLER = (
    "What brings you in today?", "Work, mostly.",
    "How has the week been?", "Busy.",
    "What would you like to look at?", "I'm not sure.",
)  # fmt: skip
ASKED, RESOLVE = "What do you make of that?", "I know when and I know how I'll do it."


def _session(*texts):
    speakers = (Speaker.THERAPIST, Speaker.PATIENT)
    turns = tuple(Turn(speaker=speakers[place % 2], text=text) for place, text in enumerate(texts))
    return Session(session_id="s", patient_id="p", turns=turns)


def _plan(session, said=RESOLVE, **changes):
    place = next(row for row, turn in enumerate(session.turns) if said in turn.text)
    told = {"symptom": "suicide_plan_intent", "status": "present", "score": 0.8, **changes}
    return Mention(span=said, turn_index=place, **told)


def _is_heard(session, said=RESOLVE, **changes):
    return bool(list(heard_in_talk([_plan(session, said, **changes)], session)))


def test_resolve_in_a_talk_of_other_things_is_no_plan_to_die():
    assert not _is_heard(_session(*FILLER, ASKED, RESOLVE))


@pytest.mark.parametrize(
    "question",
    [
        "Have you had thoughts of ending your life?",
        "Do you think about not being alive?",
        "Have there been days when you wanted to hurt yourself?",
        "Is it ever that you don’t want to wake up?",
        "How safe do you feel today?",
        "Does life feel worth going on with?",
    ],
)
def test_resolve_after_a_question_of_dying_is_one(question):
    assert _is_heard(_session(*FILLER, question, RESOLVE))
    assert _is_heard(_session(*FILLER[:4], question, "Yes.", ASKED, RESOLVE))


def test_so_it_is_after_the_patients_own_words_and_where_the_therapist_takes_it_so():
    assert _is_heard(_session(*FILLER, ASKED, "I don't want to live.", "Go on.", RESOLVE))
    answer = "Are you telling me you mean to kill yourself?"
    assert _is_heard(_session(*FILLER, ASKED, RESOLVE, answer, "Yes."))
    assert not _is_heard(_session(*FILLER, ASKED, RESOLVE, "I see.", "I don't want to live."))


@pytest.mark.parametrize(
    "said",
    [
        "I've been saving up my tablets.",
        "I've written the letters.",
        "I can't promise you I'll still be here on Monday.",
        "I bought the rope.",
    ],
)
def test_a_means_or_a_farewell_in_the_same_turn_is_enough(said):
    assert _is_heard(_session(*FILLER, ASKED, said), said)


def test_a_quotation_without_its_talk_stands_for_itself():
    assert _is_heard(_session(ASKED, RESOLVE))
    assert LEAST_TURNS > 2


def test_all_else_is_left_as_it_was_read():
    session = _session(*FILLER, ASKED, RESOLVE)
    assert _is_heard(session, status="denied")
    assert _is_heard(session, score=CERTAIN), "a line of the bank is known"
    assert _is_heard(session, symptom="hopelessness")


def test_the_recogniser_reads_plans_in_their_talk():
    said = "I've got it all worked out, and I've picked the day."
    recogniser = SymptomRecogniser(knows_bank=False)
    plain = _session(*FILLER, ASKED, said)
    asked = _session(*FILLER, "Have you thought of ending your life?", said)
    heard = [
        {m.symptom for m in mentions if m.status == "present"}
        for mentions in recogniser.recognise_all([plain, asked])
    ]
    assert ["suicide_plan_intent" in names for names in heard] == [False, True]
