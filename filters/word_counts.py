"""`WordCounts`: in which classes a line's words and word pairs are said, by naive Bayes.

Knows what a sentence vector blurs ("early" or "often", "since the birth") and nothing of meaning.
A word counts once a line; one that stands in a single line says nothing.

Legend: N texts, T terms (hashed), C classes.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

NUM_TERMS = 2**18
LEAST_LINES = 2
PRIOR = 5.0
"""How many lines of no class in particular each class starts with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCounts:
    """gain_TC: log odds that a class's term has over the prior. known_T: 1 where a term counts.

    log_size_C: log of the terms said in a class, the prior's among them.
    """

    gain_TC: csr_array = field(repr=False)
    known_T: NDArray[np.float32] = field(repr=False)
    log_size_C: NDArray[np.float32] = field(repr=False)

    @classmethod
    def fit(cls, lines: Sequence[tuple[str, int]], *, num_classes: int) -> "WordCounts":
        """Of (text, class); a class without lines has the prior alone."""
        said_NT = _terms([text for text, _ in lines])
        known_T = (said_NT.sum(axis=0) >= LEAST_LINES).astype(np.float32)
        member_CN: Any = csr_array(
            (np.ones(len(lines), np.float32), ([c for _, c in lines], np.arange(len(lines)))),
            shape=(num_classes, len(lines)),
        )
        count_CT = (member_CN @ said_NT).multiply(known_T[None]).tocsr()
        prior_T = PRIOR * known_T * said_NT.mean(axis=0)
        size_C = count_CT.sum(axis=1) + prior_T.sum()
        count_CT.data = np.log1p(count_CT.data / np.maximum(prior_T[count_CT.indices], 1e-9))
        return cls(
            gain_TC=csr_array(count_CT.T),
            known_T=known_T,
            log_size_C=np.log(size_C).astype(np.float32),
        )

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Probability of each class, shape [N, C]; even where no word is known.

        Divided by the root of the number of terms, because words in a row are not independent.
        """
        said_NT = _terms(texts)
        num_N = (said_NT @ self.known_T)[:, None]
        logit_NC = (said_NT @ self.gain_TC).toarray() - num_N * self.log_size_C
        logit_NC /= np.sqrt(np.maximum(num_N, 1))
        odds_NC = np.exp(logit_NC - logit_NC.max(axis=1, keepdims=True, initial=-np.inf))
        return (odds_NC / odds_NC.sum(axis=1, keepdims=True)).astype(np.float32)


def _terms(texts: Sequence[str]) -> Any:
    """csr_array [N, T]: 1 where a text has the term."""
    if not texts:  # the vectorizer asks for one at least
        return csr_array((0, NUM_TERMS), dtype=np.float32)
    return csr_array(_vectorizer().transform(texts))


@functools.cache
def _vectorizer() -> Any:
    # Importing scikit-learn takes a second, which a command that reads nothing should not wait for.
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        n_features=NUM_TERMS,
        ngram_range=(1, 2),
        token_pattern=r"\b\w[\w']*\b",
        binary=True,
        norm=None,  # pyright: ignore[reportArgumentType]
        alternate_sign=False,
        dtype=np.float32,  # pyright: ignore[reportArgumentType]
    )
