"""What stands in public text is told, and rejected from a limit on; without text it says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.gate import Gate, accepted, releasable
from filters.public_text import NOT_CHECKED, PublicTextFilter
from filters.runs import RUN_WORDS, SharedRuns
from filters.verdict import PrivacyClass
from tests.filters.approval import with_approvals
from tests.filters.talk import GOOD, build_talk, replaced

PUBLIC = [f"word{number}" for number in range(60)]
TEXT = SharedRuns([build_talk(" ".join(PUBLIC[:30]), " ".join(PUBLIC[30:]))])
LONG = " ".join(f"own{number}" for number in range(400))


def judged(*texts, **limits):
    return PublicTextFilter(text=TEXT, **limits).judge(build_talk(*texts))


@pytest.mark.parametrize(("num_words", "passed"), [(7, True), (24, True), (25, False), (60, False)])
def test_a_run_of_25_words_fails_and_a_shorter_one_passes(num_words, passed):
    copied = " ".join(PUBLIC[:num_words])
    verdict = judged("Go on.", f"{copied.upper()}, {LONG}", max_share=1.0)
    assert verdict.passed is passed
    assert verdict.evidence == (() if passed else (copied,))
    assert (f"{num_words} words in a row stand in public text" in verdict.reason) is not passed


def test_the_share_of_a_session_that_is_public_is_its_score_and_has_a_limit_of_its_own():
    copied, rest = " ".join(PUBLIC[:12]), " ".join(f"own{number}" for number in range(52))
    verdict = judged("Go on.", copied, rest)
    assert verdict.score == pytest.approx(5 / 50)
    assert verdict.passed is True
    assert verdict.reason == "10% of 8-word sequences stand in public text"
    assert judged("Go on.", copied, rest, max_share=0.09).passed is False
    assert judged("Go on.", copied, rest, max_share=None).passed is True
    assert judged("Go on.", copied, "Mm.").passed is False


def test_a_session_that_shares_nothing_passes_without_a_word():
    verdict = judged(*GOOD)
    assert (verdict.passed, verdict.score, verdict.reason, verdict.evidence) == (True, 0.0, "", ())
    assert judged().passed is True


def test_without_a_text_it_does_not_apply_says_why_and_blocks_nothing():
    verdict = PublicTextFilter().judge(build_talk(*GOOD))
    assert (verdict.passed, verdict.score, verdict.reason) == (None, None, NOT_CHECKED)
    assert "not checked" in NOT_CHECKED and "public_text" in NOT_CHECKED
    row = Gate(with_approvals(PublicTextFilter())).judge(build_talk(*GOOD))
    assert accepted(row) and releasable(row)


def test_a_copy_is_no_privacy_fault_but_keeps_a_session_out():
    row = Gate(with_approvals(PublicTextFilter(text=TEXT))).judge(
        build_talk(*replaced(5, " ".join(PUBLIC)))
    )
    assert not accepted(row)
    assert {item.privacy_class for item in row} == {PrivacyClass.PUBLIC}


WORDS = st.lists(st.sampled_from(["oak", "elm"]), max_size=30)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3))
def test_the_share_is_that_of_a_plain_count(turns, public):
    shared = SharedRuns([build_talk(" ".join(words)) for words in public])
    grams = {
        tuple(words[at : at + RUN_WORDS])
        for words in public
        for at in range(len(words) - RUN_WORDS + 1)
    }
    asked = [
        tuple(words[at : at + RUN_WORDS])
        for words in turns
        for at in range(len(words) - RUN_WORDS + 1)
    ]
    plain = sum(gram in grams for gram in asked) / len(asked) if asked else 0.0
    assert shared.share(build_talk(*map(" ".join, turns))) == pytest.approx(plain)
    assert len(shared) == sum(max(0, len(words) - RUN_WORDS + 1) for words in public)
