"""Each voice is told what it may know, and nothing of the other's."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from knowledge.dimension import MODALITIES
from knowledge.profile import Encounter, Patient, Profile, Symptom
from knowledge.session import Evidence, Speaker
from prompts.acts import Act
from prompts.areas import areas
from prompts.cue import ANSWER, BRIEF, STORY, Cue, act_of_words, manner_of_answer
from prompts.plan import session_plans
from prompts.voices import ChatVoices, ControlVoices, directions

PROFILE = Profile(
    symptoms=MappingProxyType(
        {
            "low_mood": Symptom(state="present"),
            "self_harm": Symptom(state="present", expression="withheld"),
        }
    ),
    condition="mdd",
    severity="moderate",
    patient=Patient(age=47, gender="woman"),
    session=Encounter(modality="ipt", number=3, turns=20, stance="guarded"),
)
EVIDENCE = (Evidence(passage_id="x", symptom="low_mood", text="Grey, all of it."),)
OPENING = Cue(speaker=Speaker.THERAPIST, word="opening")
TELLING = Cue(speaker=Speaker.PATIENT, word="low_mood")
SECRETS = ("mdd", "low_mood", "Grey", "47", "woman", "guarded", "moderate", "self_harm")


def _control():
    return ControlVoices(PROFILE, EVIDENCE, ())


def _chat():
    return ChatVoices(PROFILE, EVIDENCE, (), labels={"self_harm": "hurting oneself"})


def _text(ask):
    return "\n".join(message["content"] for message in ask.messages) + ask.prefix


def test_the_therapist_is_told_nothing_of_the_patient_in_either_form():
    for voices in (_control(), _chat()):
        voices.hear(OPENING, "How are you?")
        voices.hear(TELLING, "Not so good.")
        text = _text(voices.ask(Cue(speaker=Speaker.THERAPIST, word="open_question")))
        assert not [secret for secret in SECRETS if secret in text]
        assert "Not so good." in text


def test_from_the_second_session_on_the_therapist_knows_the_life_it_has_heard_of():
    patient = Patient(work="the bakery", relative="my niece")
    for number, known in ((1, False), (2, True)):
        profile = replace(PROFILE, patient=patient, session=Encounter(number=number))
        control = ControlVoices(profile, EVIDENCE, ())
        chat = ChatVoices(profile, EVIDENCE, (), labels={})
        for voices in (control, chat):
            text = _text(voices.ask(OPENING))
            assert ("my niece" in text and "the bakery" in text) is known


def test_the_patient_is_told_the_plan_and_what_to_say_now():
    assert "Grey, all of it." in _text(_control().ask(TELLING))
    chat = _chat()
    chat.hear(OPENING, "How are you?")
    ask = chat.ask(TELLING)
    assert ask.messages[-1]["role"] == "user"
    assert ask.messages[-1]["content"].startswith("How are you?")
    assert "Grey, all of it." in ask.messages[-1]["content"]
    assert "hurting oneself" in ask.messages[0]["content"]


def test_a_voice_sees_its_own_cues_and_of_the_other_the_words_alone():
    voices = _control()
    voices.hear(OPENING, "How are you?")
    voices.hear(TELLING, "Not so good.")
    therapist = voices.ask(Cue(speaker=Speaker.THERAPIST, word="sleep"))
    assert therapist.prefix == (
        "Therapist (opening): How are you?\nPatient: Not so good.\nTherapist (sleep):"
    )
    patient = voices.ask(Cue(speaker=Speaker.PATIENT, word=BRIEF))
    assert patient.prefix == (
        "Therapist: How are you?\nPatient (low_mood): Not so good.\nPatient (brief):"
    )
    assert patient.stop == ("\n",)


@pytest.mark.parametrize("label", ["Patient:", "**Patient:**", "Client:", "Patient (mood):"])
def test_a_label_that_a_chat_model_adds_is_dropped(label):
    assert _chat().words_of(f"{label} Well,\n I don't know.") == "Well, I don't know."


def test_what_only_looks_like_a_label_is_kept():
    assert _chat().words_of("Honestly: no.") == "Honestly: no."


def test_everyday_talk_is_not_called_a_part_of_the_session():
    told = _chat().ask(Cue(speaker=Speaker.THERAPIST, word="telly_and_books")).messages[-1]
    assert "everyday: telly and books" in told["content"]


def test_chat_messages_alternate_for_every_template():
    voices = _chat()
    for number in range(6):
        cue = OPENING if number % 2 == 0 else TELLING
        roles = [message["role"] for message in voices.ask(cue).messages]
        assert roles[:2] == ["system", "user"] and roles[-1] == "user"
        assert all(one != two for one, two in zip(roles, roles[1:], strict=False)), roles
        voices.hear(cue, f"turn {number}")


def test_there_is_a_direction_for_every_act_area_and_manner():
    assert {*Act, *areas(), BRIEF, ANSWER, STORY, "tell", "deny", "everyday", "phase"} <= set(
        directions()
    )


def test_a_plan_exists_for_every_modality_and_opens_and_closes():
    assert set(session_plans()) == set(MODALITIES)
    for plan in session_plans().values():
        assert plan.at("start") == ("opening",) and plan.at("end") == ("closing",)
        assert set(plan.needs) <= set(plan.phases)


def test_the_form_of_a_turn_says_what_it_does():
    assert act_of_words("What happened then?") is Act.OPEN_QUESTION
    assert act_of_words("Tell me about the parcel.") is Act.OPEN_QUESTION
    assert act_of_words("Did you get to the end?") is Act.CLOSED_QUESTION
    assert act_of_words("So it picks a small piece.") is Act.SIMPLE_REFLECTION
    assert [manner_of_answer("Yeah."), manner_of_answer("word " * 10), manner_of_answer("a " * 50)]
    assert manner_of_answer("Yeah, a bit.") == BRIEF and manner_of_answer("w " * 40) == STORY
