"""Which words count as known, and which of a text are none."""

import pytest

from filters.lexicon import Lexicon, english_words, vocabulary_words

SMALL = Lexicon(words=frozenset({"worry", "hope", "plan", "must", "angry", "brother", "cat", "o"}))
ENGLISH = Lexicon(words=english_words())


@pytest.mark.parametrize(
    "word",
    ["worry", "worries", "worried", "hoping", "planned", "mustn't", "angriest", "brother's",
     "brother'll", "worrier", "hopes"],
)  # fmt: skip
def test_regular_forms_of_a_known_word_are_known(word):
    assert word in SMALL


@pytest.mark.parametrize(
    "word", ["worr", "hopp", "cats", "hopes'x", "brotherng", "xn't", "", "plannning"]
)
def test_what_is_no_form_of_a_known_word_is_not(word):
    assert word not in SMALL


@pytest.mark.parametrize(
    "word", ["drivingck", "clus", "chascin", "vvered", "hospitalospital", "thhe", "worstat"]
)
def test_garbled_words_are_no_english(word):
    assert word not in ENGLISH


@pytest.mark.parametrize("word", ["casserole", "squeamish", "wellies", "bollard", "dandelions"])
def test_seldom_words_are_english(word):
    assert word in ENGLISH


def test_word_pieces_of_the_vocabulary_are_no_words():
    words = vocabulary_words()
    assert len(words) > 20_000 and {"kettle", "weather"} <= words
    assert not any(word.startswith("#") for word in words) and "ings" not in words


def test_the_unknown_words_of_a_text_are_told_in_order_and_names_are_none_of_them():
    assert SMALL.unknown_in("Zzyk hopes qqrt, plan-blim, 'worr' and brother’s hope_d") == (
        "qqrt", "blim", "worr", "and", "hope_d",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Sooo", "I'm sooo tired, hmmm.", "It's McTavish.", "4pm", "My [ssn].", ""]
)
def test_what_is_drawn_out_or_no_plain_word_is_left_alone(text):
    assert not ENGLISH.unknown_in(text)
