"""What is said over and over is found, and what people do repeat is not."""

from dataclasses import replace

import pytest

from filters.loops import loop_in, runs_thrice
from filters.style import StyleFilter
from tests.evaluation.talk import session


@pytest.mark.parametrize(
    "words, is_loop",
    [
        ("a b c d " * 3, True),
        ("well then a b c d e a b c d e a b c d e and so", True),
        ("a b c d " * 2, False),
        ("a b c d a b c d x a b c d", False),
        ("no " * 11, False),
        ("no " * 12, True),
        ("a b c " * 3, False),
        ("", False),
    ],
)
def test_four_words_three_times_running_are_a_loop(words, is_loop):
    assert runs_thrice(words.split()) is is_loop


def test_a_turn_of_four_words_said_three_times_by_one_speaker_is_a_loop():
    said = "P: It is like that."
    assert loop_in(session("a", "T: Yes?", said, "T: And?", said, "T: So?", "P: it is, like that"))
    assert loop_in(session("b", "T: It is like that.", said, "T: So?", said)) is None
    assert loop_in(session("c", "P: I don't know.", "P: I don't know.", "P: I don't know.")) is None


def test_a_written_session_that_loops_fails_the_style_filter():
    said = "P: It is like that."
    looped = replace(session("a", "T: Yes?", said, "T: And?", said, "T: So?", said), synthetic=True)
    verdict = StyleFilter().judge(looped)
    assert not verdict.passed and "over and over" in verdict.reason
