"""What each threshold of the recogniser finds and gets wrong, on lines that nothing was fitted on.

    python -m benchmarks.calibration

After the adapter was trained anew with `--development`: fits the classes without the development
lines, reads these, and prints the share of symptoms found and of wrong ones beside them, by
probability. `filters/recogniser.py` takes its thresholds from here, not from the held-out lines.
"""

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from filters.adaptation import Line, filled, lines
from filters.prototypes import INVERSE_REGULARISATION, Prototypes, fit_lines, symptom_embedder
from filters.word_counts import WordCounts
from knowledge.expression import load_expressions

SHOWN = (0.04, 0.05, 0.065, 0.08, 0.1, 0.12, 0.135, 0.15, 0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)
SEED = 0


def fitted() -> Prototypes:
    """On everything but the development lines."""
    symptoms, asked = load_expressions().symptoms, lines(is_development=False)
    texts = filled(asked, random.Random(SEED))
    known = [(text, target) for text, (_, target) in zip(texts, asked, strict=True)]
    num_classes = 2 * len(symptoms) + 1
    return Prototypes(
        symptoms=symptoms,
        embedder=symptom_embedder(),
        words=WordCounts.fit(known, num_classes=num_classes),
        **fit_lines(
            known,
            symptom_embedder(),
            num_classes=num_classes,
            inverse_regularisation=INVERSE_REGULARISATION,
        ),
    )


def said(asked: Sequence[Line]) -> list[Line]:
    """Those that tell a symptom, not a denial or a detail."""
    return [line for line in asked if line[1] < len(load_expressions().symptoms)]


def rates(
    probability_NS: NDArray[np.float32], target_N: NDArray[np.int64], threshold: float
) -> tuple[float, float]:
    """Share of lines whose symptom is found, and of their other symptoms that are found wrongly."""
    found_NS = probability_NS >= threshold
    right_N = found_NS[np.arange(len(target_N)), target_N]
    wrong = found_NS.sum() - right_N.sum()
    return float(right_N.mean()), float(wrong / (found_NS.size - len(target_N)))


def main() -> None:
    asked = said(lines(is_development=True))
    target_N = np.array([target for _, target in asked])
    read = fitted().read(filled(asked, random.Random(SEED + 1)))
    order_NS = np.argsort(-read.present_NS, axis=1)
    top = [(order_NS[:, :k] == target_N[:, None]).any(axis=1).mean() for k in (1, 3)]
    print(f"{len(asked)} development lines: top-1 {top[0]:.3f}, top-3 {top[1]:.3f}")
    for threshold in SHOWN:
        right, wrong = rates(read.present_NS, target_N, threshold)
        print(f"p {threshold:.3f}: found {right:.3f}, wrong {1000 * wrong:.2f} in 1,000")


if __name__ == "__main__":
    main()
