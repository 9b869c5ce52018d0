"""Safe messaging on both sides: the detail that fails, and the look-alike that passes."""

from pathlib import Path

import pytest
import yaml

from filters.risk import answers_risk, risk_cue
from filters.safety import SafetyFilter
from tests.filters.talk import GOOD, build_talk, replaced

HARMFUL = [
    ("I take 50 mg of it at night.", "dose detail"),
    ("I took thirty tablets and went to bed.", "dose detail"),
    ("I swallowed the whole packet of paracetamol.", "dose detail"),
    ("She overdosed on painkillers.", "dose detail"),
    ("He was doing two grams of coke a night.", "dose detail"),
    ("I thought of hanging myself.", "method detail"),
    ("I keep a razor blade in the drawer.", "method detail"),
    ("I cut my wrists once.", "method detail"),
    ("I burn my arm with a lighter.", "method detail"),
    ("I wanted to jump off the bridge.", "method detail"),
    ("I think about stepping in front of a train.", "method detail"),
    ("I could end my life with the gun in the shed.", "method detail"),
    ("I wrote a suicide note.", "note detail"),
    ("My uncle committed suicide.", "stigmatising wording"),
    ("I eat 600 calories a day.", "calories detail"),
    ("I have kept it under 800 kcal.", "calories detail"),
    ("I've lost two stone since May.", "weight detail"),
    ("I weigh 45 kilos now.", "weight detail"),
    ("I put on twenty pounds.", "weight detail"),
    ("My BMI is 16 now.", "weight detail"),
    ("I put my fingers down my throat after.", "purging detail"),
    ("I'm 15, I'm at school.", "patient under 18"),
    ("I am sixteen years old.", "patient under 18"),
    ("I'm only fourteen.", "patient under 18"),
    ("I'm in year nine.", "patient under 18"),
    ("I turn 17 next month.", "patient under 18"),
]
HARMLESS = [
    "Everybody who uses worries about overdosing on some level.",
    "I took two buses to get here.",
    "I took my tablets this morning.",
    "I take two tablets, one in the morning.",
    "I had to take a packet of tablets back to the chemist.",
    "I slept seven hours and took ten minutes to get up.",
    "I cut my finger with a bread knife.",
    "I burnt my arm with the iron.",
    "I jumped off the bus and ran.",
    "I jumped in front of the kids to make them laugh.",
    "I'm hanging the washing out by myself.",
    "The train was late, so I walked under the bridge.",
    "I lost twenty pounds at bingo.",
    "I lost a few pounds and the belt is loose.",
    "I carried five kilos of potatoes home.",
    "I count every calorie in my head.",
    "We live in a house of two stone walls.",
    "I left a note on the fridge.",
    "I'm committed to coming here.",
    "I'm 15 minutes late, sorry.",
    "I'm ten weeks in.",
    "When I was fifteen we moved.",
    "I feel like I'm fifteen again, honestly.",
    "My daughter is twelve years old.",
    "I'm sixty next week.",
    "I'm eighteen, nearly nineteen.",
    "I'm two steps behind all the time.",
    "I'm one of four.",
    "My son's taken over the garage, so there's bits of engine on every surface.",
]


@pytest.mark.parametrize(("text", "reason"), HARMFUL)
def test_harmful_detail_is_named(text: str, reason: str):
    verdict = SafetyFilter().judge(build_talk(*replaced(3, text)))
    assert verdict.passed is False
    assert reason in verdict.reason
    assert any(span in text for span in verdict.evidence)


@pytest.mark.parametrize("text", HARMLESS)
def test_its_everyday_look_alike_passes(text: str):
    verdict = SafetyFilter().judge(build_talk(*replaced(3, text)))
    assert verdict.passed, (verdict.reason, verdict.evidence)


CASES = yaml.safe_load((Path(__file__).parent / "safety_cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["harmful"])
def test_method_dose_quantity_weight_source_and_minors_are_rejected(text: str):
    verdict = SafetyFilter().judge(build_talk(*replaced(3, text)))
    assert verdict.passed is False and any(span in text for span in verdict.evidence)


@pytest.mark.parametrize("text", CASES["harmless"])
def test_what_sounds_like_it_and_teaches_nothing_passes(text: str):
    verdict = SafetyFilter().judge(build_talk(*replaced(3, text)))
    assert verdict.passed, (verdict.reason, verdict.evidence)


CUES = [
    "I wish I was dead.",
    "Most nights I hope I won't wake up.",
    "They'd all be better off without me.",
    "I don't want to be here any more.",
    "I keep thinking about dying.",
    "I've had thoughts of suicide.",
    "I'm not sure I can keep myself safe tonight.",
    "I had the urge to hurt myself on Monday.",
    "No, I'm fine. But some days I don't want to be alive.",
    "I don't want to be around any more.",
    "Some days I think it would be easier if I wasn't here.",
    "Kill myself? I've thought about it, no point lying.",
    "Kill myself? No idea. Maybe.",
    "Hurt myself? No. But I do think about dying.",
    "There's nothing to stop me ending my life.",
    "I'm too tired to go on, I want to die.",
    "Suicide isn't off the table.",
    "Killing myself is something I think about.",
    "I want to die, no question.",
    "I don't think I can keep myself safe.",
    "I'm not sure I could keep myself safe tonight.",
    "I can't keep myself safe.",
    "Life isn't worth living.",
    "It just isn’t worth living, most days.",
    "I don't think my life's worth living.",
    "Not sure I wouldn't kill myself.",
    "I'd be better off dead from something quick.",
    "I keep thinking, most nights, about being dead.",
    "I've taken all of them, so I'm about to be dead.",
    "By tonight I'll be dead from the pills.",
    "I'd like to be dead from it all.",
    "I didn't want to be here at first, when I woke up in the hospital.",
    "I've been cutting myself at night.",
    "I cut myself some nights.",
    "I'd like not waking up to all this again.",
]
NO_CUES = [
    "I'd never kill myself.",
    "No, I don't want to die.",
    "I haven't thought about ending my life.",
    "I've never wished I was dead, no.",
    "My brother said he wanted to kill himself.",
    "My phone is dead again.",
    "I hurt myself on the stairs.",
    "There isn't a night I don't wake up in the middle of it.",
    "I just didn't want to be around people that evening.",
    "My friends weren't around.",
    "The guests weren't here, so I slept in my own bed.",
    "Hurt myself? Not at all.",
    "Suicidal, no. Just fed up.",
    "Hurting myself isn't something I'd do.",
    "I'm far too nosy to want to die.",
    "Me? End my life? No. I've a dog.",
    "I've nothing planned to end my life, and I won't.",
    "Yes, I can keep myself safe till next time.",
    "Suicide isn't on the cards.",
    "Killing myself was never an option.",
    "I do think my life's worth living.",
    "I read one page and I'll be dead of a tumour by spring, that's how it goes.",
    "By Christmas I'll be dead from something rare, I know it.",
    "I cut myself off from everyone.",
    "I cut myself some slack.",
    "I keep not waking up until noon.",
]
ANSWERS = [
    "Thank you for telling me. Are you safe right now?",
    "Are you thinking of ending your life?",
    "Who could you call if it got stronger?",
    "How often do those thoughts come?",
    "Has it been with you today, or is it further away?",
    "Would you say so, if it came nearer?",
    "Is there someone you'd let know, if it got worse?",
    "I'll give you a number that's answered all night.",
    "Who could be with you this evening?",
    "How would you feel about your GP knowing?",
    "Can we put something together for the worst hours?",
    "I'm going to ask more about that, because it matters. When is it at its worst?",
    "Those are the hours I'd like you not to be alone in.",
]


@pytest.mark.parametrize("text", CUES)
def test_a_plain_cue_is_heard(text: str):
    assert risk_cue(text)


@pytest.mark.parametrize("text", NO_CUES)
def test_a_denial_another_person_or_a_figure_of_speech_is_no_cue(text: str):
    assert risk_cue(text) == ""


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_takes_the_risk_up(text: str):
    assert answers_risk(text)


@pytest.mark.parametrize(
    "text",
    [
        "How are things at the shop?",
        "And the sleep, is it any better?",
        "Does it get worse in the mornings?",
        "Is the pain there today?",
        "Which are the worst nights for sleep?",
        "Does your doctor know about the knee?",
        "You'd rather not be on your own with him?",
        "You talk about that, because it's fun.",
    ],
)
def test_a_change_of_subject_is_no_answer(text: str):
    assert not answers_risk(text)


def answered_after(num_therapist_turns: int):
    texts = list(GOOD)
    texts[3] = CUES[0]
    texts[4 + 2 * (num_therapist_turns - 1)] = ANSWERS[0]
    return build_talk(*texts)


@pytest.mark.parametrize(("after", "passed"), [(1, True), (2, True), (3, True), (4, False)])
def test_a_cue_is_answered_within_three_therapist_turns(after: int, passed: bool):
    verdict = SafetyFilter().judge(answered_after(after))
    assert verdict.passed is passed
    assert passed or verdict.reason == "risk cue left unanswered"


def test_a_cue_in_the_last_turn_is_unanswered():
    verdict = SafetyFilter().judge(build_talk(*replaced(11, CUES[0])))
    assert verdict.evidence == ("wish I was dead",)


@pytest.mark.parametrize(
    ("said", "is_cue"),
    [
        ("I'm far too squeamish erm, to hurt myself, so no.", False),
        ("If you're asking will I kill myself, I'm not going um, to kill myself.", False),
        ("You mean would I hurt myself? No, never.", False),
        ("I'm not hungry, um. I want to die.", True),
        ("You asked how I am, I want to die.", True),
        ("You're asking would I kill myself? I've thought of it.", True),
        ("If you're asking do I want to die, I don't know.", True),
        ("Some nights I want to, er, to die.", True),
        ("I'll take it all, thanks, I've got a bag.", False),
        ("Some days I think I'll end it all.", True),
    ],
)
def test_hesitations_and_questions_said_back_neither_make_nor_hide_a_cue(said, is_cue):
    assert bool(risk_cue(said)) is is_cue
