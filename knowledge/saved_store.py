"""A knowledge store kept in a folder between runs, and rebuilt when the records changed.

A saved store carries the hash of what it was built from.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.base import load_knowledge
from knowledge.embedding import Embedder, MiniLmEmbedder
from knowledge.errors import WorldFailed
from knowledge.expression import load_expressions
from knowledge.fits import Fit, kept_fit
from knowledge.packing import pack, unpack
from knowledge.passage import Passage, passages_of, read_passage
from knowledge.store import KnowledgeStore, content_sha256

INDEX_FILE, PASSAGES_FILE, META_FILE = "index.faiss", "passages.jsonl", "meta.json"


def open_store(folder: Path | None = None, embedder: Embedder | None = None) -> KnowledgeStore:
    """Opens the saved store if it holds the current records, else builds and saves it.

    Without `folder`, the user's cache is used, or a temporary folder where that is not writable.
    """
    embedder = embedder or MiniLmEmbedder()
    passages = passages_of(load_knowledge(), load_expressions())
    wanted = content_sha256(passages, embedder)
    places = (folder,) if folder else (default_folder(), _temporary_folder())
    for place in places:
        if _saved_sha256(place) == wanted:
            try:
                return load_store(place, embedder)
            except WorldFailed:
                pass  # half-written or damaged: what follows replaces it
    vector_ND = kept_vectors(passages, embedder)
    store = KnowledgeStore.of_passages(passages, embedder, embedding_ND=vector_ND)
    _save_in_first_writable(store, places)
    return store


def kept_vectors(passages: Sequence[Passage], embedder: Embedder) -> NDArray[np.float32]:
    """embedding_ND of the passages, in eight bits a coordinate; embedded once."""
    texts = [passage.text for passage in passages]

    def fit() -> Fit:
        packed_NP, step_N = pack(embedder.embed(texts), bits=8)
        return {"packed_NP": packed_NP, "step_N": step_N}

    kept = kept_fit("passages", [embedder.name, texts], fit)
    return unpack(kept["packed_NP"], kept["step_N"], bits=8)


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


def load_store(folder: Path, embedder: Embedder) -> KnowledgeStore:
    """Reads a saved store.

    Raises:
        WorldFailed: if a file is missing, or the files do not belong together.
    """
    import faiss

    try:
        meta = json.loads((folder / META_FILE).read_bytes())
        index = (folder / INDEX_FILE).read_bytes()
        # Split at line feeds only: other separators may stand inside a passage.
        lines = (folder / PASSAGES_FILE).read_bytes().decode("utf-8").split("\n")
        passages = [read_passage(line) for line in lines if line]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorldFailed(f"knowledge store {folder}: cannot be read") from error
    store = KnowledgeStore(passages=passages, index=None, embedder=embedder)
    if (meta.get("index_sha256"), meta.get("content_sha256")) != (_sha256(index), store.sha256):
        raise WorldFailed(f"knowledge store {folder}: its files do not belong together")
    store.index = faiss.deserialize_index(np.frombuffer(index, dtype=np.uint8))
    return store


def _save_in_first_writable(store: KnowledgeStore, places: Sequence[Path]) -> None:
    first, *rest = places
    try:
        save_store(store, first)
    except OSError as error:
        if not rest:
            raise WorldFailed(f"knowledge store {first}: cannot be written") from error
        _save_in_first_writable(store, rest)


def save_store(store: KnowledgeStore, folder: Path) -> None:
    """Writes index, passages and meta; each file appears whole, the meta last."""
    import faiss

    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(passage.line() + "\n" for passage in store.passages).encode("utf-8")
    index = faiss.serialize_index(store.index).tobytes()
    meta = {
        "content_sha256": store.sha256,
        "index_sha256": _sha256(index),
        "embedder": store.embedder.name,
        "passages": len(store.passages),
    }
    _write(folder / INDEX_FILE, index)
    _write(folder / PASSAGES_FILE, lines)
    _write(folder / META_FILE, json.dumps(meta, indent=2).encode("utf-8"))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
