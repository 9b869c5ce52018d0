"""Long stretches without support fail; words that many say are free."""

import pytest

from filters.support import SupportFilter, word_grams
from filters.verdict import PrivacyClass
from tests.filters.talk import GOOD, build_talk, replaced

KNOWN = frozenset(word_grams(GOOD, 3))
FILTER = SupportFilter(known=KNOWN, num_words=3, max_unsupported_words=8)


@pytest.mark.parametrize(("num_words", "passed"), [(2, True), (8, True), (9, False)])
def test_a_stretch_beyond_the_limit_fails_and_is_quoted(num_words, passed):
    own = " ".join(f"word{number}" for number in range(num_words))
    verdict = FILTER.judge(build_talk(*replaced(5, own)))
    assert verdict.privacy_class is PrivacyClass.CHARGED
    assert (verdict.passed, verdict.evidence) == (passed, () if passed else (own,))


def test_a_known_sequence_in_between_breaks_a_stretch():
    own = [f"word{number}" for number in range(10)]
    text = " ".join([*own[:5], "sort of I get by on", *own[5:]])
    verdict = FILTER.judge(build_talk(*replaced(5, text)))
    assert verdict.passed is True
    assert verdict.score == 7  # five words and the two that lead to a known sequence


def test_what_is_known_altogether_has_no_stretch():
    assert FILTER.judge(build_talk(*GOOD)).score == 0
