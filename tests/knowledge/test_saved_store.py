"""Saved stores: they answer as before, and are refused when damaged and rebuilt when old."""

import json

import numpy as np
import pytest

from knowledge.base import load_knowledge
from knowledge.embedding import MiniLmEmbedder
from knowledge.errors import WorldFailed
from knowledge.expression import load_expressions
from knowledge.fits import CACHE_VARIABLE
from knowledge.passage import passages_of
from knowledge.saved_store import default_folder, load_store, open_store, save_store
from knowledge.store import KnowledgeStore

EMBEDDER = MiniLmEmbedder()


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def store():
    """Some of the passages: each takes its time to embed."""
    passages = passages_of(load_knowledge(), load_expressions())
    return KnowledgeStore.of_passages(passages[::25], EMBEDDER)


def test_a_saved_store_answers_as_before(store, tmp_path):
    save_store(store, tmp_path)
    again = load_store(tmp_path, EMBEDDER)
    assert again.passages == store.passages
    assert again.search("cannot stop worrying", 3) == store.search("cannot stop worrying", 3)


@pytest.mark.parametrize("file", ["index.faiss", "passages.jsonl", "meta.json"])
def test_a_damaged_store_is_refused(store, tmp_path, file):
    save_store(store, tmp_path)
    data = (tmp_path / file).read_bytes()
    (tmp_path / file).write_bytes(data.replace(b"low", b"lov", 1) if b"low" in data else data[:-40])
    with pytest.raises(WorldFailed):
        load_store(tmp_path, EMBEDDER)


def test_a_store_cut_short_is_refused(store, tmp_path):
    save_store(store, tmp_path)
    passages = tmp_path / "passages.jsonl"
    passages.write_bytes(passages.read_bytes()[:-40])
    with pytest.raises(WorldFailed):
        load_store(tmp_path, EMBEDDER)


class CountingEmbedder:
    """A real embedder of one dimension that says how often it was asked."""

    name, dimension = "length", 1

    def __init__(self):
        self.asked = 0

    def embed(self, texts):
        self.asked += len(texts)
        return np.ones((len(texts), 1), dtype=np.float32)


def test_opening_builds_once_and_again_only_when_the_records_changed(tmp_path):
    embedder = CountingEmbedder()
    open_store(tmp_path, embedder)
    assert embedder.asked > 0
    meta, index = tmp_path / "meta.json", tmp_path / "index.faiss"
    built, written = embedder.asked, index.stat().st_mtime_ns
    open_store(tmp_path, embedder)
    assert index.stat().st_mtime_ns == written
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"content_sha256": "other"}))
    open_store(tmp_path, embedder)
    assert index.stat().st_mtime_ns > written
    assert embedder.asked == built  # the lines are the same ones: their vectors were kept
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "index.faiss",
        "meta.json",
        "passages.jsonl",
    ]


def test_the_store_lies_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "sottovoce" / "store"


def test_a_cache_that_cannot_be_written_is_replaced_by_a_temporary_folder(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert open_store(embedder=CountingEmbedder()).passages
    with pytest.raises(WorldFailed, match="cannot be written"):
        open_store(tmp_path / "file" / "store", CountingEmbedder())
