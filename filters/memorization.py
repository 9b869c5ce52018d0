"""`MemorizationFilter`: near-copies, found without ever looking at private text.

Two questions of one generated session, each free by post-processing: does any span stand out as
known to the private checkpoint and not to its public base (`filters.spans`); is it a near-copy of a
session already accepted. What stands in public text is asked by `filters.public_text`.
Comparing with the training data itself leaks through what is rejected: that is `filters.raw`, with
which epsilon is infinite, or a scan that rejects nothing (`generator.scan`). This module knows no
corpus and no model.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from filters.runs import spoken_words
from filters.spans import SpanByHeart, TokenScorer, UnlikeSpan, best_by_heart, most_unlike
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session

if TYPE_CHECKING:
    from datasketch import MinHash

MAX_SPAN_LOG_RATIO = 2.0
"""Nats a token above the session's usual, mean of 12 tokens: they become e^24 times as likely."""
MIN_SPREADS = 10.0
"""How many spreads above it, too: in a style that the base does not know spans differ widely."""
MAX_NATS_BY_HEART = 5.0
"""Of a whole span. Chosen on three checkpoints trained without noise. Sessions without a copy have
2.9 at most beside 12 dialogues known by heart, .8 in a style just learned, 4.4 in one whose lines
230 patients share; of copies of 10, 25, 50 and 100 words .10, .57, .76 and .95 have more, of
back-translations .67, of drafts that recite .92."""
NEAR_COPY_JACCARD = 0.5
TOLD_AGAIN_COSINE = 0.8
"""Of the passages of two sessions (`filters.rewording`, which has the calibration)."""
SHINGLE_WORDS = 5
PERMUTATIONS = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The nearest accepted session: by 5-word-shingle Jaccard similarity, or by cosine."""

    session_id: str
    similarity: float


class AcceptedSessions(Protocol):
    """What was already accepted, by its nearest neighbour; None if nothing comes close."""

    def nearest(self, session: Session) -> Neighbour | None: ...

    def add(self, session: Session) -> None: ...

    def __len__(self) -> int: ...


class MinHashSessions:
    """Accepted synthetic sessions as MinHash sketches. Never holds private sessions.

    A sketch of 128 permutations estimates the Jaccard similarity with a standard error of .044
    at .5. Source: Broder, On the resemblance and containment of documents (1997).
    """

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self._index: MinHashLSH = MinHashLSH(threshold=NEAR_COPY_JACCARD, num_perm=PERMUTATIONS)
        self._sketches: dict[str, MinHash] = {}

    def __len__(self) -> int:
        return len(self._sketches)

    def add(self, session: Session) -> None:
        """Remembers an accepted session; one that is already there is left as it is."""
        if session.session_id not in self._sketches:
            sketch = _sketch(session)
            self._sketches[session.session_id] = sketch
            self._index.insert(session.session_id, sketch)

    def nearest(self, session: Session) -> Neighbour | None:
        """The nearest other session among those that the index finds near enough to look at."""
        sketch = _sketch(session)
        candidates = map(str, self._index.query(sketch))
        neighbours = [
            Neighbour(session_id=name, similarity=float(sketch.jaccard(self._sketches[name])))
            for name in candidates
            if name != session.session_id
        ]
        return max(neighbours, key=lambda item: item.similarity, default=None)


@dataclass(slots=True, kw_only=True)
class MemorizationFilter:
    """Fails on a span that only the checkpoint knows, or on a near-copy of an accepted session.

    `score` is the furthest that the mean log-ratio of 12 tokens which the checkpoint knows lies
    above the session's usual, None without a scorer. `passed` is None where there is neither a
    scorer nor anything accepted to compare with.

    Guarantees: reads DP artefacts and generated text only, so a selection by it is post-processing
    and costs no epsilon.
    """

    scorer: TokenScorer | None = None
    accepted: AcceptedSessions | None = None
    max_span_log_ratio: float = MAX_SPAN_LOG_RATIO
    max_nats_by_heart: float = MAX_NATS_BY_HEART
    reworded: AcceptedSessions | None = None
    near_copy_similarity: float = NEAR_COPY_JACCARD
    told_again_cosine: float = TOLD_AGAIN_COSINE
    name: str = "memorization"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        scores = self.scorer.log_probabilities(session) if self.scorer else None
        unlike = most_unlike(scores) if scores else None
        by_heart = best_by_heart(scores) if scores else None
        spans = [*self._known_spans(unlike, by_heart)]
        faults = [reason for reason, _ in spans]
        faults += self._near_copies(session)
        applies = bool(self.scorer or self.accepted)
        return Verdict.by(
            self,
            False if faults else (True if applies else None),
            score=unlike.excess if unlike else None,
            reason="; ".join(faults) or ("" if applies else "nothing to compare with"),
            evidence=tuple(text for _, text in spans),
        )

    def remember(self, session: Session) -> None:
        """Later sessions are compared with this one, which the whole gate has accepted."""
        for index in (self.accepted, self.reworded):
            if index is not None:
                index.add(session)

    def _known_spans(
        self, unlike: UnlikeSpan | None, by_heart: SpanByHeart | None
    ) -> Iterator[tuple[str, str]]:
        """(reason, span of the draft)."""
        if unlike and unlike.excess > self.max_span_log_ratio and unlike.spreads > MIN_SPREADS:
            told = f"span {unlike.excess:.2f} nats a token further above the public base than usual"
            yield told, unlike.text
        if by_heart and by_heart.nats > self.max_nats_by_heart:
            yield (
                f"span that only the checkpoint knows by heart ({by_heart.nats:.1f} nats)",
                (by_heart.text),
            )

    def _near_copies(self, session: Session) -> Iterator[str]:
        nearest = self.accepted.nearest(session) if self.accepted is not None else None
        retold = self.reworded.nearest(session) if self.reworded is not None else None
        if nearest and nearest.similarity >= self.near_copy_similarity:
            yield f"near-copy of session {nearest.session_id} (Jaccard {nearest.similarity:.2f})"
        if retold and retold.similarity >= self.told_again_cosine:
            yield f"session {retold.session_id} told again (cosine {retold.similarity:.2f})"


def _sketch(session: Session) -> "MinHash":
    from datasketch import MinHash

    sketch = MinHash(num_perm=PERMUTATIONS)
    grams = {" ".join(gram).encode() for gram in _grams(spoken_words(session), SHINGLE_WORDS)}
    sketch.update_batch(sorted(grams))
    return sketch


def _grams(words: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + size]) for i in range(len(words) - size + 1))
