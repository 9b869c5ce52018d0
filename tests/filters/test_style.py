"""How people talk and how textbooks and machines do: both sides of every check."""

import csv
import os
from dataclasses import replace
from pathlib import Path

import pytest

from filters.gate import FILTERS
from filters.lexicon import Lexicon
from filters.recital import recitals
from filters.structure import words_of
from filters.style import StyleFilter, doubled_words
from knowledge.session import Session, Speaker, Turn
from tests.filters.talk import GOOD, build_talk, replaced

ROOT = Path(__file__).resolve().parents[2]
CORPORA = Path(os.environ.get("SOTTOVOCE_CORPORA", ROOT.parent / "shared" / "corpora"))
ANNOMI = CORPORA / "annomi" / "annomi.csv"

RECITED_BY_ANYBODY = [
    "You meet criteria for major depressive disorder.",
    "So that's five of the nine symptoms.",
    "That fulfils criterion A.",
    "According to the DSM-5 this is a mood disorder.",
    "The diagnostic criteria ask for two weeks.",
    "It causes clinically significant distress.",
    "You describe low mood, loss of interest, poor sleep, fatigue and guilt.",
    "I have insomnia, fatigue, poor concentration, irritability and muscle tension.",
    "That's four or more of the following.",
    "I feel sad most of the day, nearly every day.",
    "Does it fit the criteria for a manic episode?",
]
RECITED_BY_PATIENTS = [
    "As someone with major depressive disorder, I find mornings hard.",
    "As a person living with PTSD, I avoid crowds.",
    "As an individual with generalized anxiety disorder I worry.",
    "Being someone who suffers from panic disorder is tiring.",
    "I have major depressive disorder, recurrent.",
    "My bipolar disorder, most recent episode, was in May.",
    "I am experiencing anhedonia.",
    "My suicidal ideation is worse at night.",
    "I present with low mood.",
    "I'm presenting with low mood.",
    "My functional impairment is considerable.",
    "I've been having hypersomnia since May.",
]
SAID = [
    "My GP said it might be depression.",
    "I've got PTSD, they told me at the clinic.",
    "They diagnosed me with bipolar when I was thirty.",
    "As a mum I can't stop.",
    "As someone with three kids I don't sleep.",
    "As someone with a bad back, stairs are out.",
    "I didn't meet the criteria for the loan.",
    "The criteria for the flat were mad.",
    "Those are the criteria a lender uses.",
    "He ticked two of the nine boxes on his own form.",
    "Two of the nine were late.",
    "I've no energy and no appetite and I can't sleep.",
    "The depression's worse in winter, I think.",
    "I had flashbacks and nightmares after the crash.",
    "It's most of the day, honestly.",
    "I feel guilty about all of it.",
    "My anxiety's through the roof.",
    "Is it depression, do you think, or am I lazy?",
    "One of the symptoms is the shaking, they said.",
    "Three of us at work have it.",
    "I was there for at least two weeks.",
]


def recited(text: str, speaker: Speaker) -> list[str]:
    return [span for _, span in recitals(Turn(speaker=speaker, text=text))]


@pytest.mark.parametrize("speaker", Speaker)
@pytest.mark.parametrize("text", RECITED_BY_ANYBODY)
def test_criteria_are_recited_by_either_speaker(text: str, speaker: Speaker):
    assert recited(text, speaker)


@pytest.mark.parametrize("text", RECITED_BY_PATIENTS)
def test_a_patient_does_not_speak_of_themselves_in_labels(text: str):
    assert recited(text, Speaker.PATIENT)


@pytest.mark.parametrize("speaker", Speaker)
@pytest.mark.parametrize("text", SAID)
def test_what_people_say_of_a_diagnosis_passes(text: str, speaker: Speaker):
    assert recited(text, speaker) == []


def test_a_recital_fails_a_session_and_is_quoted():
    verdict = StyleFilter().judge(build_talk(*replaced(3, RECITED_BY_PATIENTS[0])))
    assert (verdict.passed, verdict.reason) == (False, "labels themselves")
    assert verdict.evidence[0] in RECITED_BY_PATIENTS[0]


def test_a_plain_session_passes_with_full_score():
    verdict = StyleFilter().judge(build_talk(*GOOD))
    assert (verdict.passed, verdict.score, verdict.reason) == (True, 1.0, "")


ANSWERS = (
    "I went to the shop and came home again.",
    "Nothing much, the telly was on all evening long.",
    "My sister rang about the dog, it was nice enough.",
    "Work.",
    "We had that row on Sunday, over the car of all things.",
    "It was quiet after that, he slept in the other room.",
    "Then the boiler packed up and I sat there in my coat.",
    "Maybe.",
    "There was one good evening, we watched the rain from the porch with a tea.",
    "Could be the change of hours, they moved me to lates.",
    "Honestly, the kids keep me going more than they know.",
    "She said she'd noticed, which surprised me.",
    "Last week was better than the one before it.",
    "Ask me on Friday.",
)


def session_of(answers) -> Session:
    questions = [f"Day {number}, what was it like?" for number in range(len(answers))]
    turns = [text for pair in zip(questions, answers, strict=True) for text in pair]
    return build_talk(*turns)


@pytest.mark.parametrize(("count", "passed"), [(0, True), (3, True), (4, False), (9, False)])
def test_a_stock_opener_is_one_that_starts_every_third_turn(count: int, passed: bool):
    long_turns = [text for text in ANSWERS if len(text.split()) > 3]
    whole = [text for text in ANSWERS if text not in long_turns] + long_turns
    session = session_of(
        [f"I guess that {t}" if i < count else t for i, t in enumerate(long_turns)] + whole[:3]
    )
    verdict = StyleFilter(max_six_openers_share=1.0).judge(session)
    assert verdict.passed is passed, verdict.reason
    assert passed or "stock opener" in verdict.reason


def test_six_openers_for_a_whole_session_are_too_few():
    few = [
        f"{['well', 'so', 'but', 'and', 'then'][i % 5]} it {text}" for i, text in enumerate(ANSWERS)
    ]
    assert "six openers" in StyleFilter(max_opener_share=1.0).judge(session_of(few)).reason
    assert "six openers" not in StyleFilter().judge(session_of(ANSWERS)).reason


@pytest.mark.parametrize(
    ("text", "doubled"),
    [
        ("I, I was late, the, the bus was late.", []),
        ("It was very very long, no no, really really long.", []),
        ("He had had enough, I know that that was it.", []),
        ("Over and over and over again.", []),
        ("I fell on on the the stairs.", ["on", "the"]),
        ("The stairs stairs were wet.", ["stairs"]),
        ("I want to go to go to bed.", ["to go", "go to"]),
    ],
)
def test_hesitation_and_emphasis_are_no_garble(text: str, doubled: list[str]):
    assert list(doubled_words(text)) == doubled


def test_a_few_stumbles_pass_and_many_do_not():
    assert StyleFilter().judge(build_talk(*replaced(5, "I I lay there, the the boiler on."))).passed
    stumbling = "I I lay there the the whole night and and it it was my my fault."
    assert not StyleFilter().judge(build_talk(*replaced(5, stumbling))).passed
    garbled = "The stairs stairs were in in the shop shop."
    assert "nobody stumbles" in StyleFilter().judge(build_talk(*replaced(5, garbled))).reason


def test_a_sentence_twice_in_one_turn_fails_and_a_short_answer_does_not():
    twice = "I can't sleep at night. Anyway. I can't sleep at night."
    assert not StyleFilter().judge(build_talk(*replaced(5, twice))).passed
    assert StyleFilter().judge(build_talk(*replaced(5, "I know. I do. I know."))).passed


def test_a_sentence_twice_with_other_hesitations_fails_as_well():
    twice = "Um, I can't sleep at at night. Anyway. I can't, er, sleep at night."
    assert not StyleFilter().judge(build_talk(*replaced(5, twice))).passed


def test_turns_of_one_length_are_no_talk():
    words = " ".join(ANSWERS).replace(".", "").split()
    even = [" ".join(words[start : start + 7]) + "." for start in range(0, 84, 7)]
    assert "of one length" in StyleFilter().judge(session_of(even)).reason
    assert "of one length" not in StyleFilter().judge(session_of(ANSWERS)).reason


def test_manner_is_asked_of_written_sessions_only():
    twice = "I can't sleep at night. Anyway. I can't sleep at night."
    recording = replace(build_talk(*replaced(5, twice)), synthetic=False)
    assert StyleFilter().judge(recording).passed
    labelled = replace(build_talk(*replaced(3, RECITED_BY_PATIENTS[0])), synthetic=False)
    assert not StyleFilter().judge(labelled).passed


@pytest.mark.skipif(not ANNOMI.is_file(), reason="AnnoMI is not at hand; set SOTTOVOCE_CORPORA")
@pytest.mark.parametrize("synthetic", [False, True], ids=["as recorded", "style as if written"])
def test_real_dialogues_pass(synthetic: bool):
    names = ("style",) if synthetic else ("structure", "style")
    sessions = [replace(session, synthetic=synthetic) for session in read_annomi(ANNOMI)]
    judges = [FILTERS[name]() for name in names]
    rejected = [s for s in sessions if any(j.judge(s).passed is False for j in judges)]
    assert len(rejected) <= 0.05 * len(sessions)


def read_annomi(path: Path) -> list[Session]:
    turns: dict[str, list[Turn]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            speaker = Speaker.THERAPIST if row["interlocutor"] == "therapist" else Speaker.PATIENT
            turns.setdefault(row["transcript_id"], []).append(
                Turn(speaker=speaker, text=row["utterance_text"])
            )
    return [
        Session(session_id=name, patient_id=name, turns=tuple(some)) for name, some in turns.items()
    ]


def test_a_word_that_is_none_is_a_fault_where_the_writers_words_are_known():
    lexicon = Lexicon(words=frozenset(word for text in GOOD for word in words_of(text)))
    garbled = build_talk(*replaced(5, "I lay worstat there."))
    assert StyleFilter().judge(garbled).passed
    assert "worstat" in str(StyleFilter(lexicon=lexicon).judge(garbled).evidence)
    assert StyleFilter(lexicon=lexicon).judge(build_talk(*GOOD)).passed
    assert StyleFilter(lexicon=lexicon, max_unknown_words=9).judge(garbled).passed
