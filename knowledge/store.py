"""`KnowledgeStore`: passages and their vectors, searched by inner product (FAISS, exact).

Holds text written for this project and nothing else: never a record of a patient, nor a statistic
of one. A saved store carries the hash of what it was built from, and is rebuilt when that changes.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.discriminant import SHRINKAGE, WEIGHT, passage_vectors, query_vectors
from knowledge.embedding import Embedder, MiniLmEmbedder
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.expression import ExpressionBank, load_expressions
from knowledge.passage import PROJECT, Passage, passages_of, read_passage

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

PASSAGES_A_TOPIC = 100
"""Enough nearest passages a topic asked for that as many topics are found."""
INDEX_FILE, PASSAGES_FILE, META_FILE = "index.faiss", "passages.jsonl", "meta.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found. `score` is the cosine of the two texts plus how much the query
    speaks for the passage's topic (`knowledge.discriminant`); only its order has a meaning."""

    passage: Passage
    score: float


class KnowledgeStore:
    """Searchable passages. Made by `build`, `load` or `open_store`."""

    def __init__(self, *, passages: Sequence[Passage], index: Any, embedder: Embedder) -> None:
        for passage in passages:
            if passage.origin != PROJECT:
                raise CallerMistake(
                    f"passage {passage.id} origin {passage.origin!r}: only {PROJECT!r} is indexed"
                )
        self.passages = tuple(passages)
        self._index = index
        self._embedder = embedder

    @classmethod
    def build(
        cls, knowledge: KnowledgeBase, bank: ExpressionBank, embedder: Embedder
    ) -> "KnowledgeStore":
        """Embeds and indexes every passage of the records."""
        return cls.of_passages(passages_of(knowledge, bank), embedder)

    @classmethod
    def of_passages(cls, passages: Sequence[Passage], embedder: Embedder) -> "KnowledgeStore":
        """Indexes the passages. Raises CallerMistake on one that the project did not write."""
        import faiss

        store = cls(passages=passages, index=None, embedder=embedder)
        embedding_ND = embedder.embed([passage.text for passage in passages])
        vector_NE = passage_vectors(embedding_ND, [passage.topic for passage in passages])
        store._index = faiss.IndexFlatIP(vector_NE.shape[1])
        store._index.add(vector_NE)
        return store

    @property
    def sha256(self) -> str:
        """Hash of all passages and of the embedder's name."""
        return content_sha256(self.passages, self._embedder)

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
        import faiss

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
        selector = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
        wanted = min(len(allowed), k * PASSAGES_A_TOPIC if one_a_topic else k)
        score_1K, number_1K = self._index.search(
            query_vectors(self._embedder.embed([query])),
            wanted,
            params=faiss.SearchParameters(sel=selector),  # pyright: ignore[reportCallIssue]
        )
        hits = [
            Hit(passage=self.passages[number], score=float(score))
            for number, score in zip(number_1K[0], score_1K[0], strict=True)
        ]
        return tuple(_best_of_topics(hits) if one_a_topic else hits)[:k]

    def save(self, folder: Path) -> None:
        """Writes index, passages and meta; each file appears whole, the meta last."""
        import faiss

        folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(passage.line() + "\n" for passage in self.passages).encode("utf-8")
        index = faiss.serialize_index(self._index).tobytes()
        meta = {
            "content_sha256": self.sha256,
            "index_sha256": hashlib.sha256(index).hexdigest(),
            "embedder": self._embedder.name,
            "passages": len(self.passages),
        }
        _write(folder / INDEX_FILE, index)
        _write(folder / PASSAGES_FILE, lines)
        _write(folder / META_FILE, json.dumps(meta, indent=2).encode("utf-8"))

    @classmethod
    def load(cls, folder: Path, embedder: Embedder | None = None) -> "KnowledgeStore":
        """Opens a saved store.

        Raises:
            WorldFailed: if a file is missing, or the files do not belong together.
        """
        import faiss

        try:
            meta = json.loads((folder / META_FILE).read_bytes())
            index = (folder / INDEX_FILE).read_bytes()
            # Split at line feeds only: other separators may stand inside a passage.
            lines = (folder / PASSAGES_FILE).read_bytes().decode("utf-8").split("\n")
        except (OSError, ValueError) as error:
            raise WorldFailed(f"knowledge store {folder}: cannot be read") from error
        store = cls(
            passages=[read_passage(line) for line in lines if line],
            index=None,
            embedder=embedder or MiniLmEmbedder(),
        )
        if hashlib.sha256(index).hexdigest() != meta.get(
            "index_sha256"
        ) or store.sha256 != meta.get("content_sha256"):
            raise WorldFailed(f"knowledge store {folder}: its files do not belong together")
        store._index = faiss.deserialize_index(np.frombuffer(index, dtype=np.uint8))
        return store


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


def _write(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def open_store(folder: Path | None = None, embedder: Embedder | None = None) -> KnowledgeStore:
    """Opens the saved store if it holds the current records, else builds and saves it.

    Without `folder`, the user's cache is used, or a temporary folder where that is not writable.
    """
    embedder = embedder or MiniLmEmbedder()
    knowledge, bank = load_knowledge(), load_expressions()
    wanted = content_sha256(passages_of(knowledge, bank), embedder)
    places = (folder,) if folder else (default_folder(), _temporary_folder())
    for place in places:
        if _saved_sha256(place) == wanted:
            try:
                return KnowledgeStore.load(place, embedder)
            except WorldFailed:
                pass  # half-written or damaged: what follows replaces it
    store = KnowledgeStore.build(knowledge, bank, embedder)
    _save_in_first_writable(store, places)
    return store


def default_folder() -> Path:
    """`sottovoce/store` in the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return Path(cache) / "sottovoce" / "store"


def _temporary_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"sottovoce-{os.getuid()}" / "store"


def _saved_sha256(folder: Path) -> str | None:
    try:
        return json.loads((folder / META_FILE).read_bytes()).get("content_sha256")
    except (OSError, ValueError, AttributeError):
        return None


def _save_in_first_writable(store: KnowledgeStore, places: Sequence[Path]) -> None:
    first, *rest = places
    try:
        store.save(first)
    except OSError as error:
        if not rest:
            raise WorldFailed(f"knowledge store {first}: cannot be written") from error
        _save_in_first_writable(store, rest)


def as_retriever(
    store: KnowledgeStore,
    k: int,
    *,
    kinds: Collection[str] | None = None,
    symptom: str | None = None,
    condition: str | None = None,
    culture: str | None = None,
) -> "BaseRetriever":
    """The store as a LangChain retriever; a document's metadata carries id, source and score."""
    from knowledge.retriever import StoreRetriever

    filters = {"kinds": kinds, "symptom": symptom, "condition": condition, "culture": culture}
    return StoreRetriever(store=store, k=k, filters=filters)
