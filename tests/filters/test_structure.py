"""The shape of a session: what passes, and the reason when something does not."""

from dataclasses import replace

import pytest

from filters.structure import StructureFilter, is_wordlike
from knowledge.profile_file import parse_profile
from knowledge.session import Speaker
from tests.filters.talk import GOOD, build_talk, replaced


def test_a_plain_session_passes_with_full_score():
    verdict = StructureFilter().judge(build_talk(*GOOD))
    assert (verdict.passed, verdict.score, verdict.reason) == (True, 1.0, "")


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ((), "0 turns"),
        (GOOD[:6], "6 turns, allowed 8 to 80"),
        (GOOD * 7, "84 turns, allowed 8 to 80"),
        (replaced(3, ""), "empty turn"),
        (replaced(3, "..."), "empty turn"),
        (replaced(3, "well " * 201), "more than 200 words"),
        (replaced(11, "Okay. I can write it down for a"), "last turn unfinished"),
        (replaced(9, GOOD[3]), "said twice"),
        (
            replaced(
                3,
                "and then I said and then I said and then I said and then I said and then I said.",
            ),
            "loop",
        ),
        (replaced(3, "xqz brtk vvvvv 8#d1 ghlm pqrst."), "turn without words"),
        (replaced(3, "As an AI, I have no sleep."), "names itself a machine"),
        (replaced(3, "I am only a language model."), "names itself a machine"),
        (replaced(3, "It is sleep_onset again."), "symptom id"),
        (replaced(3, "condition: mdd, severe."), "header field"),
        (replaced(3, "says: I can't sleep."), "header field"),
        (replaced(3, "I lie awake. Therapist: For how long?"), "header field"),
        (replaced(3, "I lie awake.<|eot|>"), "control token"),
    ],
)
def test_a_broken_shape_is_named(texts: tuple[str, ...], reason: str):
    verdict = StructureFilter().judge(build_talk(*texts))
    assert verdict.passed is False
    assert reason in verdict.reason
    assert verdict.score is not None and verdict.score < 1


@pytest.mark.parametrize(
    "texts",
    [
        GOOD[1:3],
        tuple(f"Day {n} was long." for n in range(84)),
        GOOD[:5],
        replaced(11, "Okay. I can write it down for a"),
    ],
    ids=["two turns", "84 turns", "cut off", "unfinished"],
)
def test_a_recording_may_start_and_stop_anywhere(texts: tuple[str, ...]):
    talk = replace(build_talk(*texts, first=Speaker.PATIENT), synthetic=False)
    assert StructureFilter().judge(talk).passed is True
    assert StructureFilter().judge(replace(talk, synthetic=True)).passed is False


@pytest.mark.parametrize("texts", [(), GOOD[:1], replaced(3, "It is sleep_onset again.")])
def test_a_recording_has_two_speakers_and_no_machine_words(texts: tuple[str, ...]):
    assert StructureFilter().judge(replace(build_talk(*texts), synthetic=False)).passed is False


@pytest.mark.parametrize(
    "text",
    [
        "Hm.",
        "My mum says: get on with it.",
        "I was up at 3am, then 4.30, then ten past five.",
        "It's a fifty-fifty thing, isn't it, what d'you think?",
        "Mm-hm. The NHS waiting list is 18 weeks.",
        "No, no, no, I never said that. I never said that at all.",
        "I told her the cafe, the one by the café, is closed.",
        "Sorry... [laughs]",
    ],
)
def test_ordinary_talk_passes(text: str):
    verdict = StructureFilter().judge(build_talk(*replaced(5, text)))
    assert verdict.passed, verdict.reason


def test_a_short_answer_may_be_said_twice():
    texts = list(GOOD)
    texts[3] = texts[5] = "Yeah, I suppose so."
    assert StructureFilter().judge(build_talk(*texts)).passed


def test_a_phrase_may_be_repeated_three_times_but_not_four():
    def used(count: int):
        return [
            f"{text} You know what I mean." if index % 2 and index < 2 * count else text
            for index, text in enumerate(GOOD)
        ]

    assert StructureFilter().judge(build_talk(*used(4))).passed
    assert not StructureFilter().judge(build_talk(*used(5))).passed


def test_the_therapist_starts():
    verdict = StructureFilter().judge(build_talk(*GOOD, first=Speaker.PATIENT))
    assert "the patient starts" in verdict.reason


def test_one_doubled_turn_in_a_long_session_passes_and_two_in_a_short_one_do_not():
    def doubled(*indices: int):
        turns = list(build_talk(*GOOD).turns)
        for index in indices:
            turns[index] = type(turns[index])(
                speaker=turns[index - 1].speaker, text=turns[index].text
            )
        base = build_talk(*GOOD)
        return type(base)(session_id="s", patient_id="p", turns=tuple(turns))

    # Changing one inner turn's speaker makes two doubled neighbours.
    assert "alternate" in StructureFilter().judge(doubled(3)).reason
    assert "alternate" not in StructureFilter().judge(doubled(11)).reason


@pytest.mark.parametrize(
    ("planned", "passed"), [(12, True), (8, True), (24, True), (26, False), (7, False)]
)
def test_the_number_of_turns_is_the_planned_one_within_half(planned: int, passed: bool):
    profile = parse_profile({"symptoms": {}, "session": {"turns": planned}})
    assert StructureFilter().judge(build_talk(*GOOD, profile=profile)).passed is passed


@pytest.mark.parametrize(
    "token", ["don't", "mm-hm", "hmm", "3am", "1990s", "TV", "café", "rhythm", "I", "50%"]
)
def test_a_word_is_a_word(token: str):
    assert is_wordlike(token)


@pytest.mark.parametrize(
    "token", ["xqzt", "aaaaah" + "h" * 5, "s@d", "123456", "a" * 25, "no\u200bo"]
)
def test_a_jumble_is_not(token: str):
    assert not is_wordlike(token)
