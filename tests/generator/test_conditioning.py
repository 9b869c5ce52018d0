"""A training window of a private session: its own words in the header, nothing of others."""

import numpy as np
import pytest
from transformers import AutoTokenizer

from filters.recogniser import FOUND, Mention
from generator.checkpoint import find_base
from generator.conditioning import EARLIER, conditioned
from knowledge.session import Session, Speaker, Turn

WORDS = ("I lie there till three.", "Yeah.", "No, nothing like that.", "It's all a bit grey.")
SESSION = Session(
    session_id="s1",
    patient_id="p1",
    labels={"condition": "mdd"},
    turns=tuple(
        turn
        for number, words in enumerate(WORDS)
        for turn in (
            Turn(speaker=Speaker.THERAPIST, text=f"Question {number}?"),
            Turn(speaker=Speaker.PATIENT, text=words),
        )
    ),
)


class Reader:
    """Finds what this test put there."""

    def recognise_all(self, sessions):
        found = (
            ("sleep_onset", "present", 0),
            ("self_harm", "denied", 2),
            ("low_mood", "present", 3),
        )
        return tuple(
            tuple(
                Mention(
                    symptom=name, status=status, span=WORDS[at], turn_index=2 * at + 1, score=0.9
                )
                for name, status, at in found
            )
            for _ in sessions
        )


class Reading:
    """Finds the same in every session."""

    def __init__(self, mentions):
        self.mentions = mentions

    def recognise_all(self, sessions):
        return tuple(self.mentions for _ in sessions)


class From:
    """A generator that always draws this start, and this share of one."""

    def __init__(self, start, share=0.0):
        self.start, self.share = start, share

    def integers(self, high):
        return self.start % high

    def random(self):
        return self.share


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(find_base("embedded"))


@pytest.fixture(scope="module")
def session(tokenizer):
    return conditioned([SESSION], tokenizer, recogniser=Reader())[0]


def _parts(window, tokenizer):
    given, learned = window.tokens[: window.num_given], window.tokens[window.num_given :]
    return tokenizer.decode(list(given)), tokenizer.decode(list(learned))


def test_a_window_from_the_start_lists_and_marks_what_the_session_says(session, tokenizer):
    given, learned = _parts(session.draw(512, rng=From(0)), tokenizer)
    assert "sleep_onset = I lie there till three.\nlow_mood = It's all a bit grey." in given
    assert "denies: self_harm\nplan: sleep_onset, low_mood, self_harm" in given
    assert "condition: mdd" in given
    assert "Therapist (sleep_onset): Question 0?\nPatient (sleep_onset): I lie" in learned
    assert "Patient: Yeah." in learned
    assert "Patient (self_harm): No, nothing like that." in learned
    assert learned.endswith("Patient (low_mood): It's all a bit grey.\n<|end|>")


def test_a_window_from_the_middle_says_so_and_names_only_what_is_in_it(session, tokenizer):
    given, learned = _parts(session.draw(512, rng=From(6)), tokenizer)
    assert EARLIER in given
    assert "low_mood =" in given
    assert "sleep_onset" not in given
    assert learned.startswith("Therapist (low_mood): Question 3?")


@pytest.mark.parametrize("size", range(90, 260, 10))
def test_a_header_asks_for_nothing_that_its_window_leaves_out(session, tokenizer, size):
    given, learned = _parts(session.draw(size, rng=From(0)), tokenizer)
    asked = [line.partition(" = ")[2] for line in given.splitlines() if " = " in line]
    assert all(text in learned for text in asked)
    assert ("self_harm" in given) == ("Patient (self_harm)" in learned)


@pytest.mark.parametrize(("score", "is_named"), [(FOUND, True), (FOUND - 0.01, False)])
def test_what_is_only_suspected_is_not_in_the_header(tokenizer, score, is_named):
    mention = Mention(symptom="low_mood", status="present", span="", turn_index=7, score=score)
    (session,) = conditioned([SESSION], tokenizer, recogniser=Reading((mention,)))
    given, _ = _parts(session.draw(512, rng=From(0)), tokenizer)
    assert ("low_mood" in given) == is_named


def test_a_window_never_exceeds_its_length_and_keeps_half_for_the_turns(session):
    for size in (16, 40, 64):
        for seed in range(20):
            window = session.draw(size, rng=np.random.default_rng(seed))
            assert len(window.tokens) <= size
            assert len(window.tokens) > window.num_given


@pytest.mark.parametrize("size", [64, 128, 2048])
def test_covering_windows_hold_every_turn_once_and_in_order(session, tokenizer, size):
    windows = session.cover(size)
    said = "".join(_parts(window, tokenizer)[1] for window in windows)
    places = [said.find(turn.text) for turn in session.session.turns]
    assert all(len(window.tokens) <= size for window in windows)
    assert -1 not in places and places == sorted(places)
    assert said.count("Question 3?") == 1
    assert said.count("<|end|>") == 1


@pytest.mark.parametrize(("share", "is_named_alone"), [(0.29, True), (0.31, False)])
def test_a_share_of_the_headers_names_symptoms_without_their_words(
    tokenizer, share, is_named_alone
):
    (session,) = conditioned([SESSION], tokenizer, recogniser=Reader(), own_words=0.3)
    given, learned = _parts(session.draw(512, rng=From(0, share)), tokenizer)
    assert ("says:\nsleep_onset\nlow_mood\ndenies: self_harm" in given) == is_named_alone
    assert ("sleep_onset = I lie" in given) != is_named_alone
    assert "Patient (sleep_onset): I lie there till three." in learned


def test_covering_windows_have_their_words(tokenizer):
    (session,) = conditioned([SESSION], tokenizer, recogniser=Reader(), own_words=1.0)
    assert "sleep_onset = I lie" in _parts(session.cover(512)[0], tokenizer)[0]


def test_private_words_do_not_show_in_a_repr(session):
    assert "grey" not in repr(session)
    assert "grey" not in repr(session.draw(64, rng=From(0)))
