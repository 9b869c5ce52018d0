"""The section on planted canaries: what synthetic text alone gives away of fabricated patients.

Knows neither a model nor a corpus: secrets are words, and a coin that put each in or not.
"""

from collections.abc import Sequence

import numpy as np

from evaluation.exposure import measure_extraction
from evaluation.membership import WordPairs
from evaluation.privacy import measure_attack
from evaluation.report import Figure, Section
from evaluation.scores import CanaryScores
from evaluation.speech import Speech, words_of

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
        return tuple(model.score([words_of(" ".join(words))]) for words in asked)

    canaries = CanaryScores(scores=scores(secrets), included=tuple(included))
    figures = measure_attack(
        "text only",
        canaries,
        delta=delta,
        claimed_epsilon=epsilon,
        references=np.array(scores(references)),
    )
    planted = [" ".join(words) for words, own in zip(secrets, included, strict=True) if own]
    said = [" ".join(turn.words) for _, turn in speech.client_turns()]
    extracted = measure_extraction(planted, [said] * len(planted))
    return Section(
        name="canaries",
        title="Are planted secrets given away?",
        figures=tuple(Figure(measurement=item) for item in (*figures, extracted)),
    )
