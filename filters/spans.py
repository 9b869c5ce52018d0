"""Two stretches of a session that a checkpoint may have from its training text: the one most unlike
the rest, and the one it knows best by heart.

Both compare the checkpoint's surprise with its public base's within one session, so that a style
which the whole session has in common counts for nothing. This module knows no model, no threshold
of a verdict and no text but the session's own.

Source: Carlini et al., Extracting training data from large language models (2021), for the ratio of
two models; Page, Continuous inspection schemes (1954), for the best sum over all stretches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import median
from typing import Protocol

from knowledge.session import Session

SPAN_TOKENS = 12
LEAST_SPREAD = 0.25
"""Nats a token. Below it the differences between spans of one session are taken for rounding."""
MOST_OWN_SURPRISE = 1.0
"""Nats a token. Where a draft changes between two ways of talking, spans stand out that surprise
the checkpoint by 2 to 9: less than its base, but it does not know them."""
BY_HEART_SHARE = 0.1
"""By heart is what surprises the checkpoint a tenth as much as the rest of the session does."""
LEAST_SHARE = 0.04
"""Of the base's surprise: by heart is less than this also in a session that is so throughout."""
MOST_SURPRISE = 6.0
"""Nats. What surprises the base even more counts no more, or one odd word would carry a span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenScores:
    """Natural log-probability of every token under two models.

    `dp` is the private checkpoint's, `public` its base's, `offsets` where each token stands in
    `text`, the generated transcript as it was scored.
    """

    text: str = field(repr=False)
    dp: tuple[float, ...]
    public: tuple[float, ...]
    offsets: tuple[tuple[int, int], ...] = field(repr=False)

    def between(self, first: int, end: int) -> str:
        """The text of tokens [first, end); empty for none."""
        return self.text[self.offsets[first][0] : self.offsets[end - 1][1]] if end > first else ""


class TokenScorer(Protocol):
    """Scores a session under a DP checkpoint and under the public base it was tuned from."""

    def log_probabilities(self, session: Session) -> TokenScores: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlikeSpan:
    """Of 12 tokens in a row that surprise the checkpoint little, those furthest above the usual.

    `excess` is how far their mean log-ratio lies above the session's median of such means, in nats
    a token, `spreads` the same in robust standard deviations (1.48 median deviations) of the means.
    """

    excess: float
    spreads: float
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanByHeart:
    """The stretch, of any length, with the largest sum of (share of the base's surprise) - (own).

    `nats` is that sum, 0 with an empty `text` where no token has it above 0. The share is a tenth
    of what the checkpoint leaves of the base's surprise over the whole session.
    """

    nats: float
    text: str = field(repr=False)


def most_unlike(scores: TokenScores) -> UnlikeSpan:
    """Empty, with an excess of 0, where nothing lies above the usual or surprises little."""
    width = min(SPAN_TOKENS, len(scores.dp))
    own = _window_means([-value for value in scores.dp], width)
    base = _window_means([-value for value in scores.public], width)
    ratios = [theirs - ours for ours, theirs in zip(own, base, strict=True)]
    known = [place for place, ours in enumerate(own) if ours <= MOST_OWN_SURPRISE]
    usual = median(ratios) if ratios else 0.0
    start = max(known, key=ratios.__getitem__, default=None)
    if start is None or ratios[start] <= usual:
        return UnlikeSpan(excess=0.0, spreads=0.0, text="")
    excess = ratios[start] - usual
    spread = 1.4826 * median(abs(ratio - usual) for ratio in ratios)
    return UnlikeSpan(
        excess=excess,
        spreads=excess / max(spread, LEAST_SPREAD),
        text=scores.between(start, start + width),
    )


def best_by_heart(scores: TokenScores) -> SpanByHeart:
    """Empty for a session without tokens."""
    own = [-value for value in scores.dp]
    base = [min(-value, MOST_SURPRISE) for value in scores.public]
    left = min(1.0, sum(own) / max(sum(base), 1.0))
    share = max(BY_HEART_SHARE * left, LEAST_SHARE)
    gains = [share * theirs - ours for ours, theirs in zip(own, base, strict=True)]
    nats, first, end = _best_stretch(gains)
    return SpanByHeart(nats=nats, text=scores.between(first, end))


def _window_means(values: Sequence[float], width: int) -> list[float]:
    if not width:
        return []
    sums = [0.0, *accumulate(values)]
    return [(after - before) / width for before, after in zip(sums, sums[width:], strict=False)]


def _best_stretch(gains: Sequence[float]) -> tuple[float, int, int]:
    """(sum, first, end) of the stretch with the largest sum; (0, 0, 0) if no gain is above 0."""
    return max(_stretches(gains), key=lambda found: found[0], default=(0.0, 0, 0))


def _stretches(gains: Sequence[float]) -> Iterator[tuple[float, int, int]]:
    """The best stretch that ends at each token, where it has a sum above 0."""
    total, first = 0.0, 0
    for place, gain in enumerate(gains):
        if total <= 0:
            total, first = 0.0, place
        total += gain
        if total > 0:
            yield total, first, place + 1
