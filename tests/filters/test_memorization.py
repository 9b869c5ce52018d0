"""Near-copies are found from a checkpoint and from accepted sessions alone."""

import math
import random
import re
from collections import Counter

import pytest

from filters.gate import Gate
from filters.memorization import (
    MemorizationFilter,
    MinHashSessions,
)
from filters.spans import TokenScores
from filters.structure import StructureFilter, words_of
from filters.verdict import PrivacyClass
from knowledge.session import Session
from tests.filters.talk import GOOD, build_talk, replaced

SECRET = "the kiln fell over on the blue moped outside the chapel of seven bells near marrow point"


class BigramScorer:
    """A real pair of models, small: bigrams of a public text, with and without the tuning text."""

    def __init__(self, public: str, tuning: str) -> None:
        self._public = self._counts(public)
        self._dp = self._counts(public + " " + tuning)

    def log_probabilities(self, session: Session) -> TokenScores:
        text = "\n".join(turn.text for turn in session.turns)
        tokens = [(m[0].lower(), m.span()) for m in re.finditer(r"[\w']+", text)]
        pairs = list(zip([("", (0, 0)), *tokens], tokens, strict=False))
        return TokenScores(
            text=text,
            dp=tuple(self._log(self._dp, a, b) for (a, _), (b, _) in pairs),
            public=tuple(self._log(self._public, a, b) for (a, _), (b, _) in pairs),
            offsets=tuple(span for _, span in tokens),
        )

    @staticmethod
    def _counts(text: str) -> tuple[Counter, Counter]:
        words = words_of(text)
        return Counter(zip(words, words[1:], strict=False)), Counter(words)

    @staticmethod
    def _log(model: tuple[Counter, Counter], first: str, second: str) -> float:
        pairs, words = model
        return math.log((pairs[first, second] + 0.01) / (words[first] + 10))


PUBLIC = " ".join(GOOD) * 3


def test_a_span_that_only_the_checkpoint_knows_is_quoted():
    scorer = BigramScorer(PUBLIC, (SECRET + " . ") * 30)
    verdict = MemorizationFilter(scorer=scorer).judge(build_talk(*replaced(5, f"So {SECRET}.")))
    assert verdict.passed is False
    assert verdict.score is not None and verdict.score > 2
    assert len(verdict.evidence) == 1 and verdict.evidence[0] in f"So {SECRET}."


def test_a_checkpoint_that_learned_nothing_rejects_nothing():
    scorer = BigramScorer(PUBLIC, "")
    verdict = MemorizationFilter(scorer=scorer).judge(build_talk(*replaced(5, f"So {SECRET}.")))
    assert (verdict.passed, verdict.score, verdict.evidence) == (True, 0.0, ())


def test_without_a_checkpoint_or_anything_accepted_it_does_not_apply():
    verdict = MemorizationFilter().judge(build_talk(*GOOD))
    assert verdict.passed is None
    assert verdict.privacy_class is PrivacyClass.PUBLIC


@pytest.mark.parametrize(("num_new_turns", "passed"), [(0, False), (2, False), (8, True)])
def test_a_near_copy_of_an_accepted_session_fails(num_new_turns: int, passed: bool):
    accepted = MinHashSessions()
    accepted.add(build_talk(*GOOD, session_id="first"))
    fresh = [f"Something else number {i}, of another kind entirely, I would say." for i in range(8)]
    later = build_talk(*fresh[:num_new_turns], *GOOD[num_new_turns:], session_id="second")
    verdict = MemorizationFilter(accepted=accepted).judge(later)
    assert verdict.passed is passed
    assert passed or "near-copy of session first" in verdict.reason


def test_a_session_is_no_copy_of_itself():
    accepted = MinHashSessions()
    accepted.add(build_talk(*GOOD))
    assert MemorizationFilter(accepted=accepted).judge(build_talk(*GOOD)).passed is True


def test_a_gate_compares_with_what_it_accepted_and_not_with_what_it_rejected():
    """However the sessions are cut into batches."""
    broken = build_talk(*GOOD, "And so I", session_id="a")
    copies = [build_talk(*GOOD, session_id=name) for name in ("b", "c")]

    def passed(*batches):
        gate = Gate([StructureFilter(), MemorizationFilter(accepted=MinHashSessions())])
        return [row[1].passed for batch in batches for row in gate.judge_all(batch)]

    expected = [None, None, False]
    assert passed([broken, *copies]) == expected
    assert passed([broken], copies) == passed([broken, copies[0]], [copies[1]]) == expected


def test_the_sketch_agrees_with_the_exact_similarity():
    rng = random.Random(0)
    words = [f"{a}{b}" for a in "bdfglmn" for b in ("ata", "ino", "ure", "olo")]
    first = [" ".join(rng.choices(words, k=12)) + "." for _ in range(12)]
    second = [*first[:10], *(" ".join(rng.choices(words, k=12)) + "." for _ in range(2))]

    def shingles(texts: list[str]):
        said = words_of(" ".join(texts))
        return {tuple(said[i : i + 5]) for i in range(len(said) - 4)}

    exact = len(shingles(first) & shingles(second)) / len(shingles(first) | shingles(second))
    accepted = MinHashSessions()
    accepted.add(build_talk(*first, session_id="first"))
    found = accepted.nearest(build_talk(*second, session_id="second"))
    assert found is not None and abs(found.similarity - exact) < 0.13
