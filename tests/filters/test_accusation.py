"""The fewer the words, the plainer they must be before they accuse anybody of a symptom."""

import pytest

from filters.accusation import STRICT, STRICT_OF_FEW_WORDS, says_enough, score_needed
from filters.clauses import Clause


@pytest.mark.parametrize(
    ("text", "sentence", "enough"),
    [
        ("Lovely.", None, False),
        ("Small stuff.", None, False),
        ("I hear voices.", None, True),
        ("but I do hear the voices at night", 0, False),
        ("I do hear the voices at night.", None, True),
    ],
)
def test_a_word_or_two_or_half_a_sentence_says_too_little(text, sentence, enough):
    assert says_enough(Clause(turn_index=1, start=0, text=text, sentence=sentence)) is enough


def test_up_to_five_words_need_a_higher_score_than_more():
    assert score_needed("They go quiet.") == score_needed("They all go quiet now.")
    assert score_needed("They all go quiet now.") == STRICT_OF_FEW_WORDS > STRICT
    assert score_needed("They all go quiet by now.") == STRICT
