"""Shared runs are exactly those a plain search finds; nothing private is quoted."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.overlap import SharedMeaning, SharedWords, passages
from filters.runs import RUN_WORDS
from knowledge.session import Session
from tests.filters.talk import GOOD, build_talk

WORDS = st.lists(st.sampled_from(["oak", "elm", "ash"]), max_size=40)


def _runs_by_hand(words: list[str], private: list[list[str]]) -> set[tuple[int, int]]:
    """Every [start, end) of 8 words or more that stands in one private session and is widest."""
    found = set()
    for other in private:
        for start in range(len(words)):
            for place in range(len(other)):
                end = start
                while words[end : end + 1] == other[place + end - start :][:1] != []:
                    end += 1
                if end - start >= RUN_WORDS:
                    found.add((start, end))
    return {
        (a, b)
        for a, b in found
        if not any(c <= a and b <= d and (c, d) != (a, b) for c, d in found)
    }


@settings(deadline=None)
@given(WORDS, st.lists(WORDS, max_size=3))
def test_the_longest_run_and_every_covered_word_are_those_of_a_plain_search(words, private):
    shared = SharedWords([build_talk(" ".join(other)) for other in private])
    session = build_talk(" ".join(words))
    by_hand = _runs_by_hand(words, private)
    longest = shared.overlap(session).run
    assert (longest.num_words if longest else 0) == max((b - a for a, b in by_hand), default=0)
    covered = {i for a, b in by_hand for i in range(a, b)}
    told = {i for a, b in shared._spans(shared._digests.of(words)) for i in range(a, b)}
    assert told == covered


def test_a_run_crosses_turns_and_never_sessions():
    first, second = "we sat under the old lamp and", "counted every boat until it was dark"
    across = SharedWords([build_talk(first, second)])
    apart = SharedWords([build_talk(first), build_talk(second)])
    asked = build_talk(f"So {first}, {second.upper()}!")
    run = across.overlap(asked).run
    assert run and run.num_words == 14 and run.text == f"{first} {second}"
    assert apart.overlap(asked).run is None


def test_a_run_longer_than_the_first_window_is_measured_whole():
    text = " ".join(f"word{i}" for i in range(150))
    run = SharedWords([build_talk("before", text, "after")]).overlap(build_talk(text)).run
    assert run and run.num_words == 150


def test_the_similarity_is_that_of_the_nearest_session():
    shared = SharedWords([build_talk(*GOOD), build_talk("quite another thing altogether, I say")])
    assert shared.overlap(build_talk(*GOOD)).similarity == 1.0
    half = shared.overlap(build_talk(*GOOD[:6])).similarity
    assert 0.3 < half < 0.65
    assert shared.overlap(build_talk("too short")).similarity == 0.0


def test_without_any_session_nothing_is_shared():
    nothing = SharedWords([]).overlap(build_talk(*GOOD))
    assert (nothing.run, nothing.similarity) == (None, 0.0)


class _Letters:
    """An embedder of letter counts: anagrams mean the same to it."""

    name, dimension = "letters", 26

    def embed(self, texts):
        counts = np.array(
            [[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], np.float32
        ).reshape(-1, 26)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True).clip(1e-9)


def test_the_passage_nearest_in_meaning_is_quoted_from_the_session_asked_about():
    meaning = SharedMeaning([build_talk("dusty"), build_talk("zzz")], _Letters())
    near, far, silent = meaning.nearest_all(
        [build_talk("study"), build_talk("ok"), Session(session_id="s", patient_id="p", turns=())]
    )
    assert near and near.text == "study" and near.cosine > 0.999
    assert far and far.cosine < 0.1
    assert silent is None


def test_passages_keep_every_turn_and_leave_no_short_rest():
    texts = ["one two three four five six seven eight nine ten"] * 13
    found = passages(build_talk(*texts))
    assert " ".join(found) == " ".join(texts)
    assert [len(text.split()) for text in found] == [60, 70]
