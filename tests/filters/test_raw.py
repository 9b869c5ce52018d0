"""The raw filter rejects what stands in private text and quotes the draft alone."""

import pytest

from filters.gate import Gate
from filters.overlap import Likeness, SharedWords
from filters.raw import SAME_MEANING_COSINE, RawFilter
from filters.structure import StructureFilter
from filters.verdict import PrivacyClass
from tests.filters.talk import GOOD, build_talk, replaced

PRIVATE = "my brother hid the Violet Ledger below the stairs of our shop before the flood came"
FILTER = RawFilter(words=SharedWords([build_talk("Go on.", PRIVATE, session_id="secret-7")]))


@pytest.mark.parametrize(("num_words", "passed"), [(7, True), (9, True), (10, False), (14, False)])
def test_a_run_of_ten_words_fails_and_a_shorter_one_passes(num_words, passed):
    copied = " ".join(PRIVATE.split()[:num_words])
    verdict = FILTER.judge(build_talk(*replaced(5, f"Well, {copied} and so on.")))
    assert verdict.passed is passed
    assert verdict.privacy_class is PrivacyClass.RAW


def test_neither_private_words_nor_a_private_id_are_told():
    verdict = FILTER.judge(build_talk(*replaced(5, " ".join(PRIVATE.split()[3:14]) + " yellow")))
    told = " ".join((verdict.reason, *verdict.evidence))
    assert verdict.passed is False and "the violet ledger" in told
    assert not any(word in told for word in ("brother", "flood", "secret-7"))


def test_a_copy_whose_every_run_is_cut_short_still_fails():
    words = " ".join(GOOD).split()
    cut = [word for i, w in enumerate(words) for word in ((w, "hmmm") if i % 9 == 8 else (w,))]
    verdict = RawFilter(words=SharedWords([build_talk(*GOOD)])).judge(build_talk(" ".join(cut)))
    assert verdict.score == 9
    assert verdict.passed is False and "near-copy" in verdict.reason


class _Meaning:
    def __init__(self, cosine):
        self.cosine = cosine

    def nearest_all(self, sessions):
        return tuple(Likeness(cosine=self.cosine, text="in my words") for _ in sessions)


@pytest.mark.parametrize(("beyond", "passed"), [(0.01, False), (-0.01, True)])
def test_a_passage_that_says_the_same_fails_from_the_limit_on(beyond, passed):
    judge = RawFilter(words=SharedWords([]), meaning=_Meaning(SAME_MEANING_COSINE + beyond))  # pyright: ignore[reportArgumentType]
    assert judge.judge(build_talk(*GOOD)).passed is passed


def test_in_a_gate_it_stands_last_and_judges_in_batches():
    gate = Gate([FILTER, StructureFilter()])
    judged = gate.judge_all([build_talk(*GOOD), build_talk("Hello.", PRIVATE)])
    assert [[v.filter for v in verdicts] for verdicts in judged] == [["structure", "raw"]] * 2
    assert [verdicts[1].passed for verdicts in judged] == [True, False]
