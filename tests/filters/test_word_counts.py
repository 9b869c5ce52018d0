import numpy as np

from filters.word_counts import WordCounts

LINES = [
    ("I wake at four", 0),
    ("I always wake at five", 0),
    ("I can't drop off", 1),
    ("I never drop off before two", 1),
]


def _read(text: str):
    return WordCounts.fit(LINES, num_classes=3).read([text])[0]


def test_a_class_is_known_by_words_that_its_lines_share():
    assert _read("I wake and wake").argmax() == 0
    assert _read("Do I drop off?").argmax() == 1


def test_a_word_of_a_single_line_says_nothing():
    assert np.allclose(_read("four"), _read("zebra"))


def test_unknown_words_leave_every_class_as_likely():
    assert np.allclose(_read("zebra crossing"), 1 / 3)


def test_each_text_has_a_row_of_probabilities():
    read = WordCounts.fit(LINES, num_classes=3).read(["I wake", "drop off", ""])
    assert read.shape == (3, 3)
    assert np.allclose(read.sum(axis=1), 1)


def test_a_word_said_twice_counts_once():
    assert np.allclose(_read("wake wake"), _read("wake wake wake"))


def test_no_texts_have_no_rows():
    assert WordCounts.fit(LINES, num_classes=3).read([]).shape == (0, 3)
