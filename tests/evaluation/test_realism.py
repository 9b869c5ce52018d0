import math

import pytest

from evaluation.realism import measure_shape, turn_length_series
from evaluation.speech import read_speech, sentences_of, words_of
from evaluation.vocabulary import measure_distinct, measure_types, words_for
from tests.evaluation.talk import session


def figures(*sessions):
    return {item.name: item.value for item in measure_shape(read_speech(sessions))}


@pytest.mark.parametrize(
    "text, words",
    [
        ("Don’t, I -- I can't.", ("don't", "i", "i", "can't")),
        ("Mm-hmm. [laughs loudly] Yes", ("mm", "hmm", "yes")),
        ("In 2019, at 9am?", ("in", "at", "am")),
        ("... [sighs]", ()),
        ("Está bien, naïve", ("está", "bien", "naïve")),
    ],
)
def test_words_are_letters_with_their_apostrophes(text, words):
    assert words_of(text) == words


def test_sentences_without_words_are_none():
    assert sentences_of("Yes. ... [laughs] What? ") == ("Yes.", "What?")


def test_the_shape_of_talk_is_counted_by_hand():
    found = figures(
        session("a", "T: How are you?", "P: Um, I I am fine.", "T: Good.", "P: Yes."),
        session("b", "P: [sighs]", "T: Tell me.", "P: I am so very tired of all this."),
    )
    assert found["client words a turn, mean"] == pytest.approx((5 + 1 + 8) / 3)
    assert found["client words a turn, spread"] == pytest.approx(2.867, abs=0.001)
    assert found["client turns of 3 words or fewer"] == pytest.approx(1 / 3)
    assert found["um and uh"] == pytest.approx(1000 / 14)
    assert found["immediate repeats"] == pytest.approx(1000 / 14)
    assert found["therapist's share of words"] == pytest.approx(6 / 20)
    assert found["turns a session"] == pytest.approx((4 + 2) / 2)
    assert found["client words a turn, 50% quantile"] == 5


def test_the_six_commonest_openers_are_found_among_turns_of_two_words():
    lines = [line for n in range(8) for line in ("T: Go on.", f"P: Opener{chr(97 + n)} word here")]
    again = [line for _ in range(4) for line in ("T: Go on.", "P: I suppose so")]
    found = figures(session("a", *lines, *again, "P: Yes"))
    assert found["six commonest client openers"] == pytest.approx((4 + 5) / 12)


def test_different_words_are_counted_at_the_number_asked_for():
    speech = read_speech([session(name, "P: one two three four") for name in "abcde"])
    assert words_for(speech, 50_000) == 16 and words_for(speech, 10) == 10
    few = measure_types(speech, at=2)
    assert few is not None and few.value == 2
    all_words = measure_types(speech)
    assert all_words is not None and all_words.value == 4 and "16 client words" in all_words.name
    assert measure_types(speech, at=21) is None


def test_one_patient_alone_has_no_interval_of_different_words():
    found = measure_types(read_speech([session("a", "P: one two three four five")]))
    assert found is not None and (found.low, found.high) == (-math.inf, math.inf)


def test_distinct_sequences_do_not_cross_turns():
    speech = read_speech([session("a", "P: a b", "P: a b"), session("b", "P: a b", "P: a b")])
    one, two = measure_distinct(speech, at=8)
    assert (one.value, two.value) == (2 / 8, 1 / 4)


def test_turn_lengths_are_shares_of_the_same_bins():
    speech = read_speech([session("a", "P: one", "P: one two three four", "P: " + "x " * 500)])
    series = turn_length_series(speech, {"reference": speech})
    assert sum(v or 0 for v in series.lines[0].y) == pytest.approx(1)
    assert series.lines[0].y == series.lines[1].y
    assert series.lines[1].of == "reference"


def test_sessions_without_a_client_have_no_figures_of_clients():
    found = figures(session("a", "T: Hello there."), session("b", "T: Hello."))
    assert "client words a turn, mean" not in found and found["therapist's share of words"] == 1
