"""The section on planted canaries: what synthetic text alone gives away of fabricated patients.

Knows neither a model nor a corpus: secrets are words, and a coin that put each in or not.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from evaluation.attack_figures import measure_attack
from evaluation.exposure import measure_exposure, measure_extraction
from evaluation.measurement import Measurement
from evaluation.membership import WordPairs
from evaluation.report import Figure, Section
from evaluation.scores import CanaryScores
from evaluation.speech import Speech

Secret = Sequence[str]


def canary_section(
    speech: Speech,
    secrets: Sequence[Secret],
    included: Sequence[bool],
    references: Sequence[Secret],
    *,
    delta: float,
    epsilon: float | None,
) -> Section:
    """Membership, exposure and verbatim extraction of secrets, from what clients say in a run."""
    model = WordPairs.of(speech)

    def scores(asked: Sequence[Secret]) -> tuple[float, ...]:
        return tuple(map(model.score_secret, asked))

    canaries = CanaryScores(
        scores=scores(secrets), included=tuple(included), unseen=scores(references)
    )
    figures = measure_attack("text only", canaries, delta=delta, claimed_epsilon=epsilon)
    most = _most_exposed(canaries)
    planted = [" ".join(words) for words, own in zip(secrets, included, strict=True) if own]
    said = [" ".join(turn.words) for _, turn in speech.client_turns()]
    extracted = measure_extraction(planted, [said] * len(planted))
    return Section(
        name="canaries",
        title="Are planted secrets given away?",
        figures=tuple(Figure(measurement=item) for item in (*figures, most, extracted)),
    )


def _most_exposed(canaries: CanaryScores) -> Measurement:
    """Of the planted secrets the one that ranks highest: a median does not show a single leak.

    The likeliest of m secrets nobody told has about log2 m bits by chance alone.
    """
    found = measure_exposure(max(canaries.members), canaries.unseen)
    chance = math.log2(len(canaries.members))
    return replace(found, name=f"text only: exposure, most exposed canary (chance {chance:.1f})")
