"""A second reader may only reject, and only by words that the patient said."""

import json
from dataclasses import replace
from types import MappingProxyType

import pytest

from filters.gate import Gate, accepted
from filters.judge import MOST_QUOTE_LETTERS, Answer, JudgeFilter, Question
from filters.memorization import MemorizationFilter, MinHashSessions
from filters.structure import StructureFilter
from filters.verdict import PrivacyClass
from knowledge.base import load_knowledge
from knowledge.profile import Profile, Symptom
from tests.filters.talk import GOOD, build_talk, replaced

SLEEP = "It takes me hours to drop off"
SHOP = "What I have to get done at the shop"


class Scripted:
    """Answers from a function of the question, and keeps what it was asked."""

    def __init__(self, answer):
        self._answer, self.asked = answer, []

    def answer_all(self, questions):
        self.asked += questions
        return [self._answer(question) for question in questions]


def says(**findings):
    """Every question gets these findings: symptom -> (status, quote)."""
    text = json.dumps({n: {"quote": q, "status": s} for n, (s, q) in findings.items()})
    return Scripted(lambda question: Answer(text=text))


def planned(*heard, **others):
    symptoms = {name: Symptom(state="present") for name in heard}
    return Profile(symptoms=MappingProxyType(symptoms | others), condition="gad")


def session(*heard, texts=GOOD, session_id="s1"):
    return build_talk(*texts, profile=planned(*heard), session_id=session_id)


def judged(reader, talk, **thresholds):
    return JudgeFilter(reader=reader, **thresholds).judge(talk)


def test_symptoms_that_are_present_in_the_patients_own_words_pass():
    reader = says(sleep_onset=("present", SLEEP), worry_excess=("present", SHOP))
    verdict = judged(reader, session("sleep_onset", "worry_excess"))
    assert (verdict.passed, verdict.score) == (True, 1.0)
    assert verdict.evidence == (f"sleep_onset: {SLEEP}", f"worry_excess: {SHOP}")
    assert (verdict.filter, verdict.privacy_class) == ("judge", PrivacyClass.PUBLIC)
    assert "2 of 2" in verdict.reason


@pytest.mark.parametrize(
    "status", ["denied", "not_mentioned", "other_person", "hypothetical", "past"]
)
def test_a_symptom_that_is_not_present_is_named_with_what_was_read(status):
    reader = says(sleep_onset=("present", SLEEP), worry_excess=(status, SHOP))
    verdict = judged(reader, session("sleep_onset", "worry_excess"))
    assert (verdict.passed, verdict.score) == (False, 0.5)
    assert f"worry_excess ({status.replace('_', ' ')})" in verdict.reason
    assert "sleep_onset" not in verdict.reason
    assert verdict.evidence == (f"sleep_onset: {SLEEP}",)


@pytest.mark.parametrize(("threshold", "passed"), [(0.5, True), (0.51, False)])
def test_the_share_that_is_enough_is_a_threshold(threshold, passed):
    reader = says(sleep_onset=("present", SLEEP), worry_excess=("denied", ""))
    verdict = judged(reader, session("sleep_onset", "worry_excess"), min_recall=threshold)
    assert verdict.passed is passed


QUOTES = {
    "as it stands": (SLEEP, True),
    "other case and punctuation": ("it takes me HOURS, to drop off!", True),
    "typographic marks around it": ("“It takes me hours to drop off.”", True),
    "a whole short turn": ("Not really.", True),
    "two words of a longer turn": ("takes me", False),
    "half a word": ("takes me hours to drop of", False),
    "nothing": ("", False),
    "marks alone": ("...", False),
    "other words": ("It takes me hours to fall asleep", False),
    "with a gap": ("I suppose ... hours to drop off", False),
    "the therapist's words": ("the nights are long before sleep comes", False),
    "over the end of a turn": ("hours to drop off Mm yeah", False),
}


@pytest.mark.parametrize(("quote", "counts"), QUOTES.values(), ids=QUOTES.keys())
def test_only_words_that_a_patient_turn_holds_are_an_answer(quote, counts):
    talk = session("sleep_onset", texts=replaced(11, "Not really."))
    verdict = judged(says(sleep_onset=("present", quote)), talk)
    assert verdict.passed is counts
    assert ("quoted words are not the patient's" in verdict.reason) is not counts


def test_what_happened_once_in_a_life_may_be_told_as_past():
    talk = session("suicide_attempt_history")
    verdict = judged(says(suicide_attempt_history=("past", SLEEP)), talk)
    assert verdict.passed


FINDING = {"quote": SLEEP, "status": "present"}
GARBAGE = {
    "no JSON": "They sleep badly.",
    "nothing": "",
    "cut": '{"sleep_onset": {"quote": "It takes',
    "a list": json.dumps([FINDING]),
    "another status": json.dumps({"sleep_onset": {**FINDING, "status": "maybe"}}),
    "no quote": json.dumps({"sleep_onset": {"status": "present"}}),
    "one symptom too few": "{}",
    "one symptom too many": json.dumps({"sleep_onset": FINDING, "fatigue": FINDING}),
    "one field too many": json.dumps({"sleep_onset": {**FINDING, "why": "x"}}),
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE.keys())
@pytest.mark.parametrize(("strict", "passed"), [(True, False), (False, None)])
def test_garbage_is_no_judgement_and_a_threshold_says_whether_that_rejects(text, strict, passed):
    reader = Scripted(lambda question: Answer(text=text))
    verdict = judged(reader, session("sleep_onset"), reject_unjudged=strict)
    assert (verdict.passed, verdict.score) == (passed, None)
    assert verdict.reason == "not judged: its answer is not of the form that was asked for"


def test_a_reader_that_is_down_is_named_and_rejects_unless_told_otherwise():
    reader = Scripted(lambda question: Answer(missing="no answer within 300 s"))
    verdict = judged(reader, session("sleep_onset"))
    assert (verdict.passed, verdict.reason) == (False, "not judged: no answer within 300 s")


def test_what_was_not_planned_to_be_heard_is_not_asked_for():
    reader = says(sleep_onset=("present", SLEEP))
    profile = planned(
        "sleep_onset",
        fatigue=Symptom(state="absent"),
        low_mood=Symptom(state="present", expression="withheld"),
        muscle_tension=Symptom(state="unknown"),
    )
    assert judged(reader, build_talk(*GOOD, profile=profile)).passed
    label = load_knowledge().symptoms["sleep_onset"].label
    assert [dict(question.labels) for question in reader.asked] == [{"sleep_onset": label}]


@pytest.mark.parametrize("profile", [None, planned()])
def test_without_a_plan_nothing_is_asked(profile):
    reader = says()
    assert judged(reader, build_talk(*GOOD, profile=profile)).passed is None
    assert reader.asked == []


def test_a_session_that_may_be_a_real_persons_is_shown_to_nobody():
    reader = says(sleep_onset=("present", SLEEP))
    verdict = judged(reader, replace(session("sleep_onset"), synthetic=False))
    assert (verdict.passed, reader.asked) == (False, [])
    assert "not marked synthetic" in verdict.reason


def test_answers_go_to_the_sessions_they_are_about():
    def answer(question):
        told = "seven" in question.turns[3].text
        return Answer(text=json.dumps({"sleep_onset": {**FINDING, "quote": "seven hours of it"}}
                                      if told else {"sleep_onset": FINDING}))  # fmt: skip

    talks = [
        session("sleep_onset", session_id="a"),
        build_talk(*GOOD, session_id="b"),
        session("sleep_onset", texts=replaced(3, "Seven hours of it, seven!"), session_id="c"),
    ]
    verdicts = JudgeFilter(reader=Scripted(answer)).judge_all(talks)
    assert [verdict.passed for verdict in verdicts] == [True, None, True]
    assert verdicts[2].evidence == ("sleep_onset: seven hours of it",)


def test_the_form_of_an_answer_is_closed_and_bounded():
    form = Question(turns=(), labels={"sleep_onset": "trouble falling asleep"}).schema()
    finding = form["properties"]["sleep_onset"]
    assert form["required"] == ["sleep_onset"] and form["additionalProperties"] is False
    assert finding["required"] == ["quote", "status"] and finding["additionalProperties"] is False
    assert finding["properties"]["quote"]["maxLength"] == MOST_QUOTE_LETTERS
    assert set(finding["properties"]["status"]["enum"]) == {
        "present", "denied", "not_mentioned", "other_person", "hypothetical", "past",
    }  # fmt: skip


def _gate(reader, *beside):
    return Gate([JudgeFilter(reader=reader, after="structure"), StructureFilter(), *beside])


def test_what_another_filter_rejects_is_neither_read_nor_rescued():
    reader = says(sleep_onset=("present", SLEEP))
    short = build_talk(*GOOD[:4], profile=planned("sleep_onset"))
    rows = _gate(reader).judge_all([short, session("sleep_onset")])
    assert [[v.filter for v in row] for row in rows] == [["structure", "judge"]] * 2
    assert [[v.passed for v in row] for row in rows] == [[False, None], [True, True]]
    assert "not asked" in rows[0][1].reason
    assert len(reader.asked) == 1


def test_without_the_filter_it_comes_after_it_is_no_judge_at_all():
    reader = says(sleep_onset=("present", SLEEP))
    row = Gate([JudgeFilter(reader=reader), StructureFilter()]).judge(session("sleep_onset"))
    assert [v.passed for v in row] == [True, None]
    assert reader.asked == []


def test_what_it_rejects_is_rejected_and_not_remembered_as_accepted():
    verdicts = iter([("denied", SLEEP), ("present", SLEEP), ("present", SLEEP)])

    def answer(question):
        status, quote = next(verdicts)
        return Answer(text=json.dumps({"sleep_onset": {"quote": quote, "status": status}}))

    gate = _gate(Scripted(answer), MemorizationFilter(accepted=MinHashSessions()))
    talks = [session("sleep_onset", session_id=name) for name in "abc"]
    assert [accepted(row) for row in gate.judge_all(talks)] == [False, True, False]
