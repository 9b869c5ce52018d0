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
ASKED, RESOLVE = "What do you make of that?", "I'll do it on Friday."


def _session(*texts, speakers=(Speaker.THERAPIST, Speaker.PATIENT)):
    turns = tuple(Turn(speaker=speakers[n % 2], text=text) for n, text in enumerate(texts))
    return Session(session_id="s", patient_id="p", turns=turns)


def _is_heard(session, said=RESOLVE, **changes):
    place = next(row for row, turn in enumerate(session.turns) if said in turn.text)
    told = {"symptom": "suicide_plan_intent", "status": "present", "score": 0.8, **changes}
    plan = Mention(span=said, turn_index=place, **told)
    return bool(list(heard_in_talk([plan], session)))


def test_resolve_in_a_talk_of_other_things_is_no_plan_to_die():
    assert not _is_heard(_session(*FILLER, ASKED, RESOLVE))


@pytest.mark.parametrize(
    "line",
    [
        "How do you feel about being here today?",
        "You're afraid of being around smokers?",
        "Is it the cost of living?",
        "And if you wake up at three?",
        "You take it all in?",
        "So you ended things with him.",
        "You wish you hadn't started drinking?",
        "Would it be easier if you set a date?",
        "Does the anxiety disappear?",
        "Dead tired?",
        "Dying for a cigarette?",
        "You cut yourself off?",
        "You don't want to live with your parents.",
        "You won't be here next week?",
    ],
)
def test_common_talk_speaks_of_no_dying(line):
    assert not _is_heard(_session(*FILLER, line, RESOLVE))
    assert not _is_heard(_session(*FILLER[:5], line, ASKED, RESOLVE)), "said by the patient"


@pytest.mark.parametrize(
    "question",
    [
        "Have you had thoughts of ending your life?",
        "Do you think about not being alive?",
        "Do you want to live?",
        "Have there been days when you wanted to hurt yourself?",
        "Is it ever that you don’t want to wake up?",
        "How safe do you feel today?",
        "Does life feel worth going on with?",
        "Have you got as far as making a plan?",
        "Have you thought about acting on those thoughts?",
        "Any dark thoughts?",
    ],
)
def test_resolve_after_a_question_of_dying_is_one(question):
    assert _is_heard(_session(*FILLER, question, RESOLVE))
    assert _is_heard(_session(*FILLER[:4], question, "Yes.", ASKED, RESOLVE))


@pytest.mark.parametrize(
    "said",
    [
        "I don't want to live.",
        "I want it all to be over.",
        "dont want to be here anymore",
        "I can't go on.",
        "They'd be fine if I wasn't here.",
        "I've thought of topping myself.",
        "There's no other way out.",
    ],
)
def test_so_it_is_after_the_patients_own_words(said):
    assert _is_heard(_session(*FILLER, ASKED, said, "Go on.", RESOLVE))


def test_what_is_said_soon_after_tells_what_was_meant():
    plan = (*FILLER, ASKED, RESOLVE)
    assert _is_heard(_session(*plan, "Are you telling me you mean to kill yourself?", "Yes."))
    assert _is_heard(_session(*plan, "I see.", "I don't want to live."))
    assert _is_heard(_session(*plan, "Mm.", "I mean it.", "Are you suicidal?"))
    late = ("Mm.", "Yes.", "And then?", "Then no more.", "Hm.", "Yes.", "Are you suicidal?")
    assert not _is_heard(_session(*plan, *late))


@pytest.mark.parametrize(
    "said",
    [
        "I've been saving up my tablets.",
        "I've written the letters.",
        "I can't promise you I'll still be here on Monday.",
        "I bought the rope.",
        "I've found a home for the dog.",
    ],
)
def test_a_means_or_a_farewell_in_the_same_turn_or_just_before_is_enough(said):
    assert _is_heard(_session(*FILLER, ASKED, said), said)
    assert _is_heard(_session(*FILLER, ASKED, said, "Tell me about that.", RESOLVE))
    assert not _is_heard(_session(ASKED, said, *FILLER, ASKED, RESOLVE)), "long before is not"


def test_a_quotation_without_its_talk_stands_for_itself():
    shortest = _session(*FILLER, ASKED, RESOLVE)
    assert len(shortest.turns) == LEAST_TURNS and not _is_heard(shortest)
    assert _is_heard(_session(*FILLER[1:], ASKED, RESOLVE))
    assert _is_heard(_session(*FILLER, ASKED, RESOLVE, speakers=(Speaker.PATIENT,) * 2))


def test_all_else_is_left_as_it_was_read():
    session = _session(*FILLER, ASKED, RESOLVE)
    assert _is_heard(session, status="denied")
    assert _is_heard(session, score=CERTAIN), "a line of the bank is known"
    assert _is_heard(session, was_asked=True), "a short answer to a question about a plan"
    assert _is_heard(session, symptom="hopelessness")


def test_the_recogniser_reads_plans_in_their_talk():
    said = "I've got it all worked out, and I've picked the day."
    recogniser = SymptomRecogniser(knows_bank=False)
    talks = [
        _session(ASKED, said),
        _session(*FILLER, ASKED, said),
        _session(*FILLER, "Have you thought of ending your life?", said),
    ]
    heard = [
        {m.symptom for m in mentions if m.status == "present"}
        for mentions in recogniser.recognise_all(talks)
    ]
    assert ["suicide_plan_intent" in names for names in heard] == [True, False, True]
