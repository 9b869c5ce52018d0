"""`Learner`: a plain classifier of what was said, by its words or by sentence vectors.

Both are logistic regressions with every class of equal weight. Words tell what a text names; the
sentence model tells what it means, and was trained on other people's text, so that it needs fewer
examples. What is learned and from whom is not known here.

Legend: N examples, D of the embedder, S sides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Embedder

INVERSE_REGULARISATION = 3.0
MOST_FEATURES = 30_000
VECTOR_INVERSE_REGULARISATION = 0.1
"""Of standardised dimensions. On 200 clinic sessions .01 to 1 gave the same to .003."""
STEPS = 300
TOLERANCE = 1e-3


class Said(Protocol):
    """What a learner reads of an example: its text, and its lines by who says them."""

    @property
    def text(self) -> str: ...

    @property
    def sides(self) -> tuple[tuple[str, ...], ...]: ...


class Learned(Protocol):
    """A fitted classifier."""

    def predict(self, examples: Sequence[Said]) -> Sequence[int]: ...


class Learner(Protocol):
    """Something that learns classes, by number, from examples."""

    @property
    def name(self) -> str: ...

    @property
    def most_sessions(self) -> int:
        """From how many whole sessions it learns at most."""
        ...

    def fit(self, examples: Sequence[Said], labels: Sequence[int]) -> Learned: ...


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A fitted pipeline of scikit-learn, and what makes its rows of examples."""

    rows: Callable[[Sequence[Said]], Any]
    model: Any

    def predict(self, examples: Sequence[Said]) -> Sequence[int]:
        return [int(guess) for guess in self.model.predict(self.rows(examples))]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLearner:
    """TF-IDF of words and pairs of words."""

    name: str = "words"
    most_sessions: int = 3000

    def fit(self, examples: Sequence[Said], labels: Sequence[int]) -> Learned:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline

        features = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, max_features=MOST_FEATURES, token_pattern=r"\S+"
        )
        model = make_pipeline(features, _regression(INVERSE_REGULARISATION))
        return _Fitted(_texts, model.fit(_texts(examples), list(labels)))


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorLearner:
    """Mean sentence vectors of the lines of each side, side by side.

    A session has two sides: on 200 sessions of the clinic that gave a macro-F1 of .94 for the
    condition, the mean of both together .92, the patient's alone .81.
    """

    embedder: Embedder = field(repr=False)
    name: str = "sentence vectors"
    most_sessions: int = 300
    """Embedding the lines of more takes minutes."""

    def fit(self, examples: Sequence[Said], labels: Sequence[int]) -> Learned:
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        model = make_pipeline(StandardScaler(), _regression(VECTOR_INVERSE_REGULARISATION))
        return _Fitted(self._rows, model.fit(self._rows(examples), list(labels)))

    def _rows(self, examples: Sequence[Said]) -> NDArray[np.float32]:
        """One row an example, shape [N, S D]; a side that says nothing is zero."""
        num_sides = max((len(item.sides) for item in examples), default=1)
        lines = [line for item in examples for side in item.sides for line in side]
        vector_LD = self.embedder.embed(lines)
        row_NSD = np.zeros((len(examples), num_sides, self.embedder.dimension), np.float32)
        at = 0
        for row, item in enumerate(examples):
            for place, side in enumerate(item.sides):
                if side:
                    row_NSD[row, place] = vector_LD[at : at + len(side)].mean(axis=0)
                at += len(side)
        return row_NSD.reshape(len(examples), -1)


def _texts(examples: Sequence[Said]) -> list[str]:
    return [item.text for item in examples]


def _regression(inverse_regularisation: float):
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(
        C=inverse_regularisation, max_iter=STEPS, class_weight="balanced", tol=TOLERANCE
    )
