"""Client turns as sentence vectors, by patient; every distinct text is embedded once.

Turns below `LEAST_WORDS` words ("Yeah.") are left out: they mean nothing alone. Of a large body of
sessions the same number of turns is drawn from every patient.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluation.speech import Speech
from knowledge.embedding import Embedder

LEAST_WORDS = 4
MOST_TURNS = 5_000
"""Of all patients together: about a minute on two old cores. A reference such as AnnoMI has some
3,000, and equally many of both are compared."""


class RememberingEmbedder:
    """An embedder that embeds no text twice."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}
        self.name = embedder.name
        self.dimension = embedder.dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """embedding_ND, as the embedder beneath gives it."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.embed(new), strict=True))
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnVectors:
    """vector_TD: a unit vector a client turn; patient_T: whose it is, 0 to P - 1."""

    vector_TD: NDArray[np.float32] = field(repr=False)
    patient_T: NDArray[np.int64] = field(repr=False)
    num_patients: int

    def sums(self, value_TK: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sums over each patient's turns, shape [P, K]."""
        sums_PK = np.zeros((self.num_patients, value_TK.shape[1]))
        np.add.at(sums_PK, self.patient_T, value_TK)
        return sums_PK


def embed_turns(speech: Speech, embedder: Embedder, *, most: int = MOST_TURNS) -> TurnVectors:
    """Vectors of the client turns that mean something alone."""
    rng = random.Random(0)
    allowed = max(1, most // max(len(speech.patients), 1))
    texts: list[str] = []
    owners: list[int] = []
    for place, sessions in enumerate(speech.patients.values()):
        own = [t.text for s in sessions for t in s.client if len(t.words) >= LEAST_WORDS]
        own = own if len(own) <= allowed else rng.sample(own, allowed)
        texts += own
        owners += [place] * len(own)
    return TurnVectors(
        vector_TD=embedder.embed(texts),
        patient_T=np.array(owners, dtype=np.int64),
        num_patients=len(speech.patients),
    )
