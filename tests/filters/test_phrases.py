"""A table of phrases finds what its lines say, where words begin and end."""

import pytest

from filters.phrases import phrases
from filters.pii.cased import cased


@pytest.mark.parametrize(
    ("table", "found", "passed_over"),
    [
        ("dying (for|to (see|meet)) ", ("I'm dying to see it", "Dying for a tea"), ("dying",)),
        ("sick", ("sick of it", "Sick."), ("seasick", "sickly")),
        ("shak-", ("shaking", "he shakes"), ("handshake",)),
        ("-n't help but", ("I couldn't help but", "don’t help but"), ("can help but",)),
        ("can't", ("can't", "can’t"), ("cant",)),
        ("'s freezing", ("it's freezing", "It’s freezing"), ("is freezing", "it's freezingly")),
        ("pills?", ("a pill", "pills"), ("pillow", "spills")),
        ("a (\\w+ ){0,2}day", ("a very long day", "a day"), ("a day1", "a b c d day")),
        ("no(?! one)", ("no way",), ("no one", "nobody")),
        ("^\\W*no", ("... no",), ("oh no", "...nope")),
        ("[bc]at'?s", ("the bats", "cat's", "cat’s"), ("hats",)),
        ("is it\\?", ("is it?",), ("is it",)),
        ("a (i|ii)-", ("a iii", "a ix"), ("a b",)),
        ("the end[.,]", ("the end.", "the end, then"), ("the end of",)),
        ("what\\w*", ("whatever", "what"), ("somewhat",)),
    ],
)
def test_a_phrase_is_found_where_words_begin_and_end(table, found, passed_over):
    pattern = phrases(table)
    assert [text for text in found if not pattern.search(text)] == []
    assert [text for text in passed_over if pattern.search(text)] == []


def test_lists_are_put_in_by_name_and_may_name_each_other():
    pattern = phrases("took {many} {pills}", many="(all )?{few}", few="two|three", pills="pills?")
    assert pattern.search("I took all three pills")
    assert not pattern.search("I took two or three")
    with pytest.raises(KeyError):
        phrases("took {none}")


def test_comments_and_empty_lines_are_no_phrases():
    pattern = phrases(
        """
        # a heading
        over the moon      # glad
        area #51

        """
    )
    assert pattern.search("over the moon")
    assert pattern.search("area #51")
    assert not pattern.search("glad")
    with pytest.raises(ValueError, match="without a phrase"):
        phrases("  # nothing but this")


def test_where_capitals_count_may_is_not_may():
    pattern = cased("(?i:my) {name}", name="May|Hope")
    assert pattern.search("My May, and my Hope")
    assert not pattern.search("my hope")
