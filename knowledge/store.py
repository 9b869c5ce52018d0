"""`KnowledgeStore`: passages and their vectors, searched by inner product (FAISS, exact).

Holds text written for this project and nothing else: never a record of a patient, nor a statistic
of one. How a store is kept between runs is `knowledge.saved_store`.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.base import KnowledgeBase
from knowledge.discriminant import SHRINKAGE, WEIGHT, passage_vectors, query_vectors
from knowledge.embedding import Embedder
from knowledge.errors import CallerMistake
from knowledge.expression import ExpressionBank
from knowledge.passage import PROJECT, Passage, passages_of

PASSAGES_A_TOPIC = 100
"""Enough nearest passages a topic asked for that as many topics are found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found. `score` is the cosine of the two texts plus how much the query
    speaks for the passage's topic (`knowledge.discriminant`); only its order has a meaning."""

    passage: Passage
    score: float


class KnowledgeStore:
    """Searchable passages. `index` is FAISS's, one row a passage, in their order."""

    def __init__(self, *, passages: Sequence[Passage], index: Any, embedder: Embedder) -> None:
        for passage in passages:
            if passage.origin != PROJECT:
                raise CallerMistake(
                    f"passage {passage.id} origin {passage.origin!r}: only {PROJECT!r} is indexed"
                )
        self.passages = tuple(passages)
        self.index = index
        self.embedder = embedder

    @classmethod
    def build(
        cls, knowledge: KnowledgeBase, bank: ExpressionBank, embedder: Embedder
    ) -> "KnowledgeStore":
        """Embeds and indexes every passage of the records."""
        return cls.of_passages(passages_of(knowledge, bank), embedder)

    @classmethod
    def of_passages(
        cls,
        passages: Sequence[Passage],
        embedder: Embedder,
        *,
        embedding_ND: NDArray[np.float32] | None = None,
    ) -> "KnowledgeStore":
        """Indexes the passages, whose vectors may be known beforehand.

        Raises:
            CallerMistake: on a passage that the project did not write.
        """
        import faiss

        store = cls(passages=passages, index=None, embedder=embedder)
        if embedding_ND is None:
            embedding_ND = embedder.embed([passage.text for passage in passages])
        vector_NE = passage_vectors(embedding_ND, [passage.topic for passage in passages])
        store.index = faiss.IndexFlatIP(vector_NE.shape[1])
        store.index.add(vector_NE)
        return store

    @property
    def sha256(self) -> str:
        """Hash of all passages and of how they are embedded."""
        return content_sha256(self.passages, self.embedder)

    def search(
        self,
        query: str,
        k: int,
        *,
        kinds: Collection[str] | None = None,
        symptom: str | None = None,
        condition: str | None = None,
        culture: str | None = None,
        one_a_topic: bool = False,
    ) -> tuple[Hit, ...]:
        """The k nearest passages among those that pass the filters, best first; fewer if fewer.

        Args:
            kinds: only these kinds.
            symptom: only what is about this symptom.
            condition: only what bears on this condition.
            culture: leaves out what belongs to other backgrounds than this one.
            one_a_topic: only the best passage of each symptom, condition or idiom.
        """
        if k < 1:
            raise CallerMistake(f"k {k}: expected 1 or more")
        allowed = [
            number
            for number, passage in enumerate(self.passages)
            if (kinds is None or passage.kind in kinds)
            and symptom in (None, passage.symptom)
            and (condition is None or condition in passage.conditions)
            and (culture is None or passage.suits(culture))
        ]
        if not allowed:
            return ()
        hits = self._nearest(query, k * PASSAGES_A_TOPIC if one_a_topic else k, allowed)
        return tuple(_best_of_topics(hits) if one_a_topic else hits)[:k]

    def _nearest(self, query: str, wanted: int, allowed: Sequence[int]) -> list[Hit]:
        """The nearest of the passages with these numbers, best first."""
        import faiss

        selector = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
        score_1K, number_1K = self.index.search(
            query_vectors(self.embedder.embed([query])),
            min(len(allowed), wanted),
            params=faiss.SearchParameters(sel=selector),  # pyright: ignore[reportCallIssue]
        )
        return [
            Hit(passage=self.passages[number], score=float(score))
            for number, score in zip(number_1K[0], score_1K[0], strict=True)
        ]


def _best_of_topics(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.topic, hit)
    return list(best.values())


def content_sha256(passages: Sequence[Passage], embedder: Embedder) -> str:
    """What a store is a function of."""
    how = f"{embedder.name} {embedder.dimension} {SHRINKAGE} {WEIGHT}\n"
    digest = hashlib.sha256(how.encode())
    for passage in passages:
        digest.update(passage.line().encode("utf-8") + b"\n")
    return digest.hexdigest()
