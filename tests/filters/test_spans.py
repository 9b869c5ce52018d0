"""What a checkpoint has from its training text stands out of a session; a new style does not."""

import random
from itertools import combinations

import pytest

from filters.memorization import MAX_NATS_BY_HEART, MemorizationFilter
from filters.spans import TokenScores, best_by_heart, most_unlike
from knowledge.session import Session
from tests.filters.talk import GOOD, build_talk

NUM_TOKENS, COPY = 300, slice(100, 140)


def scored(own: list[float], base: list[float]) -> TokenScores:
    """Surprises in nats, of words of one letter each."""
    text = " ".join("w" * len(own))
    offsets = tuple((2 * place, 2 * place + 1) for place in range(len(own)))
    return TokenScores(
        text=text,
        dp=tuple(-value for value in own),
        public=tuple(-value for value in base),
        offsets=offsets,
    )


def surprises(mean: float, count: int = NUM_TOKENS, seed: int = 0) -> list[float]:
    rng = random.Random(seed)
    return [rng.expovariate(1 / mean) for _ in range(count)]


class Told:
    """A scorer that was told its scores."""

    def __init__(self, scores: TokenScores) -> None:
        self._scores = scores

    def log_probabilities(self, session: Session) -> TokenScores:
        return self._scores


def judged(own: list[float], base: list[float]):
    return MemorizationFilter(scorer=Told(scored(own, base))).judge(build_talk(*GOOD))


def test_a_new_style_throughout_a_session_passes():
    """Far above its base in every span: it learned how all of these people talk."""
    base = [value + 2 for value in surprises(5.0)]
    verdict = judged(surprises(2.0, seed=1), base)
    assert verdict.passed is True and verdict.evidence == ()


def test_a_copy_within_a_new_style_fails_and_is_quoted():
    own, base = surprises(2.0, seed=1), [value + 2 for value in surprises(5.0)]
    own[COPY] = [0.03] * 40
    verdict = judged(own, base)
    assert verdict.passed is False and "by heart" in verdict.reason
    (quoted,) = verdict.evidence
    assert 40 <= len(quoted.split()) <= 46


def test_a_session_that_is_a_copy_from_end_to_end_fails():
    """Nothing in it stands out of the rest."""
    verdict = judged(surprises(0.05), surprises(6.0, seed=1))
    assert verdict.passed is False and "by heart" in verdict.reason


def test_a_checkpoint_close_to_its_base_need_not_know_a_span_by_heart():
    """Half a nat a token is no recital, but nowhere else does it differ from its base."""
    base = surprises(3.0)
    own = [value * 0.97 for value in base]
    own[COPY.start : COPY.start + 12], base[COPY.start : COPY.start + 12] = [0.5] * 12, [5.0] * 12
    verdict = judged(own, base)
    assert verdict.passed is False and "than usual" in verdict.reason
    assert verdict.score == pytest.approx(4.4, abs=0.2)
    assert [len(text.split()) for text in verdict.evidence] == [12]


def test_a_change_of_style_within_a_session_passes():
    """Twelve tokens of what it began to learn, among what its base says as well."""
    base = surprises(1.0)
    own = list(base)
    own[COPY.start : COPY.start + 12], base[COPY.start : COPY.start + 12] = [3.0] * 12, [8.0] * 12
    assert judged(own, base).passed is True


def test_what_the_base_knows_as_well_is_no_memory():
    own, base = surprises(2.0), surprises(3.0)
    own[COPY], base[COPY] = [0.01] * 40, [0.05] * 40
    assert judged(own, base).passed is True


def test_one_odd_word_does_not_carry_a_span():
    own, base = surprises(2.0), surprises(3.0)
    own[150], base[150] = 0.0, 60.0
    assert best_by_heart(scored(own, base)).nats < 1


def test_a_checkpoint_that_the_rest_baffles_is_not_held_to_know_its_labels():
    """What surprises it more than its base gives no more allowance."""
    own, base = [20.0] * NUM_TOKENS, [4.0] * NUM_TOKENS
    own[COPY.start : COPY.start + 10] = [0.01] * 10
    assert best_by_heart(scored(own, base)).nats < 4


def test_the_best_stretch_is_the_best_of_all_stretches():
    """Beside a slow search through every pair of ends."""
    own, base = surprises(0.6, 60), surprises(5.0, 60, seed=3)
    share = max(0.1 * sum(own) / sum(min(value, 6.0) for value in base), 0.04)
    gains = [share * min(b, 6.0) - a for a, b in zip(own, base, strict=True)]
    ends = max(combinations(range(61), 2), key=lambda pair: sum(gains[slice(*pair)]))
    found = best_by_heart(scored(own, base))
    assert found.nats == pytest.approx(sum(gains[slice(*ends)])) and found.nats > 0
    assert len(found.text.split()) == ends[1] - ends[0]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_session_with_next_to_no_tokens_is_no_memory(count: int):
    verdict = judged([0.01] * count, [5.0] * count)
    assert verdict.passed is True
    assert most_unlike(scored([], [])).excess == best_by_heart(scored([], [])).nats == 0


def test_its_limit_can_be_set():
    own, base = surprises(2.0, seed=1), [value + 2 for value in surprises(5.0)]
    own[COPY] = [0.03] * 40
    scorer = Told(scored(own, base))
    nats = best_by_heart(scored(own, base)).nats
    assert nats > MAX_NATS_BY_HEART
    lenient = MemorizationFilter(scorer=scorer, max_nats_by_heart=nats + 1)
    assert lenient.judge(build_talk(*GOOD)).passed is True
