"""Words outside are counted for both speakers."""

import pytest

from benchmarks.word_list import measure_outside, outside
from evaluation.speech import read_speech
from filters.lexicon import Lexicon
from tests.evaluation.talk import session

SMALL = Lexicon(words=frozenset({"worry", "hope", "plan", "cat", "and"}))


def test_words_outside_are_counted_per_thousand_of_both_speakers():
    speech = read_speech(
        [
            session("a", "T: worry zzyk", "P: plan plan"),
            session("b", "T: cat", "P: hope, hope and qqrt qqrt 12"),
        ]
    )
    found = measure_outside(speech, SMALL)
    assert found.value == pytest.approx(1000 * 3 / 10)


def test_words_outside_are_listed_with_their_counts():
    assert outside(["Qqrt, worry.", "[sighs] qqrt"], SMALL) == {"qqrt": 2}
