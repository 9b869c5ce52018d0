"""Every way to call a session a copy: of private text, over a checkpoint's base, of public text.

A method answers yes or no for each session. Raw ones read the private sessions, the charged one a
list that was released of them, the span over the base the checkpoint alone, the public ones nothing
of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby, islice

from filters.memorization import MAX_SPAN_LOG_RATIO, MemorizationFilter
from filters.overlap import SharedMeaning, SharedWords
from filters.public_text import MAX_SHARE
from filters.public_text import SHORTEST_COPY_WORDS as SHORTEST_PUBLIC_COPY
from filters.raw import NEAR_COPY_SIMILARITY, SAME_MEANING_COSINE, SHORTEST_COPY_WORDS
from filters.runs import SharedRuns
from filters.spans import SPAN_TOKENS, TokenScorer, TokenScores
from filters.support import SupportFilter, word_grams
from generator.base.examples import composed_examples
from generator.base.material import base_material
from generator.sampling import secret_generator
from generator.support import (
    GRAM_WORDS,
    PUBLIC_SEED,
    passing,
    public_grams,
    solve_set_union,
    solve_threshold,
    summed,
    weights_of,
)
from knowledge.base import load_knowledge
from knowledge.embedding import MiniLmEmbedder
from knowledge.session import Session
from prompts.transcript import parse_transcript

RUN_LIMITS = (8, SHORTEST_COPY_WORDS, 15, 25)
SIMILARITIES = (NEAR_COPY_SIMILARITY, 0.5)
COSINES = (0.75, SAME_MEANING_COSINE, 0.95)
PUBLIC_SHARES = (0.02, MAX_SHARE)
PUBLIC_RUN_WORDS = (10, SHORTEST_PUBLIC_COPY)
NUM_PUBLIC = 2000
DELTA = 1e-5
SPAN, SPAN_BEFORE = "span over the base", "the same, 2 nats a token"

Found = Mapping[str, Sequence[bool]]
"""Method -> whether it calls each session a copy."""
Methods = Callable[[Sequence[Session]], Found]


def together(*methods: Methods) -> Methods:
    """All of these, in this order."""
    return lambda sessions: {
        name: votes for method in methods for name, votes in method(sessions).items()
    }


def raw_methods(private: Sequence[Session]) -> Methods:
    """What reads the private text, built once."""
    words, meaning = SharedWords(private), SharedMeaning(private, MiniLmEmbedder())

    def judge(sessions: Sequence[Session]) -> Found:
        overlaps = [words.overlap(session) for session in sessions]
        lengths = [item.run.num_words if item.run else 0 for item in overlaps]
        cosines = [item.cosine if item else 0.0 for item in meaning.nearest_all(sessions)]
        found = {f"run of {n} words": [x >= n for x in lengths] for n in RUN_LIMITS}
        for limit in SIMILARITIES:
            found[f"MinHash {limit}"] = [item.similarity >= limit for item in overlaps]
        found |= {f"embedding {limit}": [x >= limit for x in cosines] for limit in COSINES}
        own = (f"run of {SHORTEST_COPY_WORDS} words", f"MinHash {NEAR_COPY_SIMILARITY}")
        parts = (found[name] for name in (*own, f"embedding {SAME_MEANING_COSINE}"))
        found["raw filter (three of these)"] = [any(votes) for votes in zip(*parts, strict=True)]
        return found

    return judge


def span_methods(scorer: TokenScorer) -> Methods:
    """The default filter, and the rule it had before: 12 tokens 2 nats above the base."""

    def judge(sessions: Sequence[Session]) -> Found:
        scores = [scorer.log_probabilities(session) for session in sessions]
        judges = [MemorizationFilter(scorer=_Once(item)) for item in scores]
        verdicts = [one.judge(session) for one, session in zip(judges, sessions, strict=True)]
        return {
            SPAN: [verdict.passed is False for verdict in verdicts],
            SPAN_BEFORE: [_mean_of_12(item) > MAX_SPAN_LOG_RATIO for item in scores],
        }

    return judge


class _Once:
    """Scores that were taken before."""

    def __init__(self, scores: TokenScores) -> None:
        self._scores = scores

    def log_probabilities(self, session: Session) -> TokenScores:
        return self._scores


def _mean_of_12(scores: TokenScores) -> float:
    ratios = [dp - public for dp, public in zip(scores.dp, scores.public, strict=True)]
    width = min(SPAN_TOKENS, len(ratios))
    starts = range(len(ratios) - width + 1)
    return max((sum(ratios[at : at + width]) / width for at in starts if width), default=0.0)


def support_methods(known: Collection[str], *, name: str) -> Methods:
    """The filter of class charged over a list; over public text alone it costs nothing."""
    judge = SupportFilter(known=known, num_words=GRAM_WORDS)
    return lambda sessions: {name: [not judge.judge(session).passed for session in sessions]}


def people_of(sessions: Iterable[Session]) -> list[list[Session]]:
    """The sessions of each patient, who stand together."""
    return [list(visits) for _, visits in groupby(sessions, key=lambda item: item.patient_id)]


def supported(people: Sequence[Sequence[Session]], *, epsilon: float) -> tuple[set[str], int]:
    """The list of these patients as `corpus support` releases it, and out of how many."""
    mechanism, rng = solve_set_union(target_epsilon=epsilon, delta=DELTA), secret_generator()
    public = public_grams_once()
    weights = summed(weights_of(_grams_of(visits) - public, rng=rng) for visits in people)
    threshold = solve_threshold(mechanism)
    return set(passing(weights, mechanism, threshold=threshold, rng=rng)), len(weights)


@cache
def public_grams_once() -> frozenset[str]:
    return public_grams(GRAM_WORDS)


def _grams_of(visits: Iterable[Session]) -> set[str]:
    return set(word_grams([turn.text for s in visits for turn in s.turns], GRAM_WORDS))


def public_methods() -> Methods:
    """Overlap with the text that the base was pretrained on."""
    words = SharedRuns(public_sessions())

    def judge(sessions: Sequence[Session]) -> Found:
        runs = [words.longest(session) for session in sessions]
        shares = [words.share(session) for session in sessions]
        longest = [run.num_words if run else 0 for run in runs]
        found = {f"public run of {n}": [x >= n for x in longest] for n in PUBLIC_RUN_WORDS}
        for limit in PUBLIC_SHARES:
            found[f"public 8-grams above {limit:.0%}"] = [share > limit for share in shares]
        return found

    return judge


@cache
def public_sessions() -> tuple[Session, ...]:
    """The beginning of the stream that `public_grams` reads."""
    stream = composed_examples(
        seed=PUBLIC_SEED, start=0, material=base_material(), knowledge=load_knowledge()
    )
    return tuple(
        Session(
            session_id=f"p{number}",
            patient_id=f"p{number}",
            turns=parse_transcript(item.transcript),
        )
        for number, item in enumerate(islice(stream, NUM_PUBLIC))
    )
