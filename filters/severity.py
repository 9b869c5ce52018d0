"""`SeverityScale`: how badly off somebody sounds, in three bands, or "cannot tell".

Fitted on the graded lines of the knowledge base (mild, moderate, severe), over all symptoms at
once: one line says little (.60 of 619 held-out lines right, 3 % two bands off), several together
say more. Where a disorder's severity goes by a count of symptoms, their number speaks too. Knows
nothing of what was planned.

Legend: N texts, B = 3 bands, D of the embedder.
"""

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filters.clauses import without_hesitation
from knowledge.disorder import SeverityBasis
from knowledge.embedding import Embedder, judging_embedder
from knowledge.expression import ExpressionBank, draw_slots, fill, load_expressions
from knowledge.fits import Fit, kept_fit
from knowledge.profile import SEVERITIES, Severity

INVERSE_REGULARISATION = 3.0
LEAST_SPANS = 3
CONFIDENT = 0.8
OFF_STRENGTH = 0.2
"""Share of symptoms that are a step milder or worse than the whole."""
ONE_SYMPTOM_OFF = 0.3
"""How much less likely a count is with every symptom that it lies outside a band's range."""
FLATTENING = 0.7
"""Spans of one session are no independent witnesses: their log odds are scaled down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityReading:
    """Probability of each band; `band` is None where that is too little to tell by."""

    probability_B: tuple[float, float, float]
    num_spans: int

    @property
    def band(self) -> Severity | None:
        """The likeliest band, or None for "cannot tell"."""
        best = max(range(len(SEVERITIES)), key=self.probability_B.__getitem__)
        if self.num_spans < LEAST_SPANS or self.probability_B[best] < CONFIDENT:
            return None
        return SEVERITIES[best]

    def is_far_from(self, planned: Severity) -> bool:
        """Whether it is surely two bands away: mild told as severe, or the other way round."""
        band = self.band
        return band is not None and abs(SEVERITIES.index(band) - SEVERITIES.index(planned)) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityScale:
    """A linear reading of sentence vectors."""

    weight_BD: NDArray[np.float32]
    bias_B: NDArray[np.float32]
    embedder: Embedder

    def read(self, spans: Sequence[str]) -> NDArray[np.float64]:
        """Probability of each band for every span, shape [N, B]."""
        embedding_ND = self.embedder.embed([without_hesitation(span) for span in spans])
        logit_NB = (embedding_ND @ self.weight_BD.T + self.bias_B).astype(np.float64)
        odds_NB = np.exp(logit_NB - logit_NB.max(axis=1, keepdims=True, initial=-np.inf))
        return odds_NB / odds_NB.sum(axis=1, keepdims=True)


def together(
    probability_NB: NDArray[np.float64], *, basis: SeverityBasis | None = None, counted: int = 0
) -> SeverityReading:
    """What the spans of a session say together; `counted` of the symptoms of `basis` were told."""
    step_BB = _steps()
    log_B = FLATTENING * np.log(probability_NB @ step_BB + 1e-9).sum(axis=0)
    if basis is not None and basis.counts:
        log_B = log_B + [_outside(counted, basis.counts[band]) for band in SEVERITIES]
    odds_B = np.exp(log_B - log_B.max())
    mild, moderate, severe = (float(value) for value in odds_B / odds_B.sum())
    return SeverityReading(
        probability_B=(mild, moderate, severe), num_spans=probability_NB.shape[0]
    )


def _steps() -> NDArray[np.float64]:
    """Chance that a symptom has a strength (row) if the whole has a band (column)."""
    inner = OFF_STRENGTH / 2
    return np.array(
        [
            [1 - OFF_STRENGTH, inner, 0.0],
            [OFF_STRENGTH, 1 - OFF_STRENGTH, OFF_STRENGTH],
            [0.0, inner, 1 - OFF_STRENGTH],
        ]
    )


def _outside(count: int, allowed: tuple[int, int]) -> float:
    low, high = allowed
    return float(np.log(ONE_SYMPTOM_OFF)) * max(low - count, count - high, 0)


@functools.cache
def load_severity_scale() -> SeverityScale:
    """Of the lines that ship with the package."""
    return fit_severity_scale(load_expressions(), judging_embedder())


def fit_severity_scale(bank: ExpressionBank, embedder: Embedder) -> SeverityScale:
    """Fits the bands on the lines that are not held out, or takes the fit that was kept."""
    rng = random.Random(0)
    lines = [
        (fill(phrase.template, draw_slots(rng, bank)), SEVERITIES.index(phrase.severity))
        for symptom in bank.symptoms
        for phrase in bank.phrases[symptom]
        if not phrase.held_out
    ]
    made_of = [embedder.name, INVERSE_REGULARISATION, lines]
    fitted = kept_fit("severity", made_of, lambda: _fit(lines, embedder))
    return SeverityScale(**fitted, embedder=embedder)


def _fit(lines: Sequence[tuple[str, int]], embedder: Embedder) -> Fit:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=1000)
    model.fit(embedder.embed([text for text, _ in lines]), [band for _, band in lines])
    return {
        "weight_BD": np.asarray(model.coef_, dtype=np.float32),
        "bias_B": np.asarray(model.intercept_, dtype=np.float32),
    }
