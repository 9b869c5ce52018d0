"""What in a sentence vector tells one topic from the others.

Cosine alone ranks by shared wording, so a search for lost keys finds lost relatives. A linear
discriminant over the topics of the indexed passages is folded into their vectors: the inner product
with a query is then the cosine plus how much the query speaks for the passage's topic, and an exact
inner-product index needs no second pass. Fitted on the passages themselves, in closed form.

Legend: N passages, T topics, D the embedder's dimension.

Source: Fisher (1936), linear discriminant analysis; the within-topic covariance is shrunk towards a
multiple of the identity because there are more dimensions than passages of a topic.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SHRINKAGE = 0.6
WEIGHT = 0.3
"""Spread of the discriminant's scores beside a cosine. Both tuned on `benchmarks/lay_queries_dev`
alone; see docs/decisions.md."""


def passage_vectors(
    embedding_ND: NDArray[np.float32], topics: Sequence[str]
) -> NDArray[np.float32]:
    """(N, D + 1): what an index of inner products holds for passages of these topics."""
    names = {topic: place for place, topic in enumerate(dict.fromkeys(topics))}
    topic_N = np.array([names[topic] for topic in topics])
    weight_TD, bias_T = _fit(embedding_ND.astype(np.float64), topic_N, len(names))
    shifted_ND = embedding_ND + weight_TD[topic_N]
    return np.hstack([shifted_ND, bias_T[topic_N, None]]).astype(np.float32)


def query_vectors(embedding_ND: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, D + 1): the same for queries."""
    ones_N1 = np.ones((len(embedding_ND), 1), dtype=np.float32)
    return np.hstack([embedding_ND, ones_N1])


def _fit(
    embedding_ND: NDArray[np.float64], topic_N: NDArray[np.int64], num_topics: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """weight_TD, bias_T of the topics' log-odds, scaled to a spread of WEIGHT over the passages."""
    count_T = np.bincount(topic_N, minlength=num_topics)
    sum_TD = np.zeros((num_topics, embedding_ND.shape[1]))
    np.add.at(sum_TD, topic_N, embedding_ND)
    mean_TD = sum_TD / count_T[:, None]
    within_ND = embedding_ND - mean_TD[topic_N]
    covariance_DD = within_ND.T @ within_ND / max(1, len(topic_N) - num_topics)
    scale = np.trace(covariance_DD) / len(covariance_DD) or 1.0
    shrunk_DD = (1 - SHRINKAGE) * covariance_DD + SHRINKAGE * scale * np.eye(len(covariance_DD))
    centre_D = embedding_ND.mean(axis=0)
    offset_TD = mean_TD - centre_D
    weight_TD = np.linalg.solve(shrunk_DD, offset_TD.T).T
    bias_T = -0.5 * np.einsum("td,td->t", weight_TD, offset_TD) - weight_TD @ centre_D
    spread = float(np.std(embedding_ND @ weight_TD.T + bias_T)) or 1.0
    return weight_TD * WEIGHT / spread, bias_T * WEIGHT / spread
