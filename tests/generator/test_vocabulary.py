"""What the embedded model may know: every word it was composed from, in its alternatives too."""

from generator.base.vocabulary import authored_words, base_lexicon


def test_every_word_of_the_authored_lines_is_known_and_their_slots_are_none():
    words = authored_words()
    assert {"stepdad", "fortnight", "allotment"} <= words
    assert {"mhm", "thereabouts"} <= words  # each stands in an alternative alone
    assert words <= base_lexicon().words
    assert "time_ref" not in words


def test_words_of_today_are_known():
    said = "They put me on sertraline in lockdown, and I'm on WhatsApp all night, y'know."
    assert base_lexicon().unknown_in(said) == ()
