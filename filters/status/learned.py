"""`StatusReader`: what words say of a symptom, by a sentence model trained to tell it.

It sees the symptom's name, the words marked off by brackets, the sentences around them and the
question before. Rules over words (`filters.status.rules`) know what can be listed; this knows the
rest. Trained by `filters.status.training` on the status lines, the paraphrases and the lines of the
expression bank that are not held out.

Legend: N passages, T tokens, D of the model, S statuses.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from filters.clauses import without_hesitation
from knowledge.base import load_knowledge
from knowledge.embedding import TRANSFORMER, MiniLmEmbedder
from knowledge.hardware import processor_computes_bfloat16
from knowledge.status_line import STATUSES

if TYPE_CHECKING:
    from torch import Tensor, nn

ADAPTER = Path(__file__).resolve().parents[1] / "adapter" / "status.safetensors"
LONGEST, BATCH = 128, 32
MOST_WORDS_BEFORE = 24
"""Of the question and of what was said before; the words next to the marked ones are kept."""
_MARKS = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words about a symptom, with the question and the sentences around them."""

    symptom: str
    said: str = field(repr=False)
    asked: str = field(default="", repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)

    @property
    def pair(self) -> tuple[str, str]:
        """What the model reads: the symptom in words, and the words in their place."""
        record = load_knowledge().symptoms.get(self.symptom)
        asked, before, said, after = (
            text.translate(_MARKS) for text in (self.asked, self.before, self.said, self.after)
        )
        text = f"{_end_of(asked)} / {_end_of(before)} [ {said} ] {after}"
        return record.label if record else self.symptom, without_hesitation(text)


def _end_of(text: str) -> str:
    return " ".join(text.split()[-MOST_WORDS_BEFORE:])


Row = tuple[list[int], list[int]]
"""Tokens of a pair, and the side that each is of."""


class Tokens:
    """Pairs as rows of tokens, and where in a batch of them the marked words are."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._opening, self._closing = tokenizer.convert_tokens_to_ids(["[", "]"])

    def rows(self, pairs: Sequence[tuple[str, str]]) -> list[Row]:
        """One a pair; long ones lose their end."""
        found = self._tokenizer(
            [first for first, _ in pairs],
            [second for _, second in pairs],
            truncation="only_second",
            max_length=LONGEST,
        )
        return list(zip(found["input_ids"], found["token_type_ids"], strict=True))

    def features(self, transformer: "nn.Module", rows: Sequence[Row]) -> "Tensor":
        """The mean over the marked words beside the vector of the whole, shape [N, 2 D]."""
        import torch

        def padded(parts: Sequence[Sequence[int]]) -> "Tensor":
            return torch.nn.utils.rnn.pad_sequence([torch.tensor(p) for p in parts], True)

        ids_NT, side_NT = padded([row for row, _ in rows]), padded([side for _, side in rows])
        mask_NT = padded([[1] * len(row) for row, _ in rows])
        inputs = {"input_ids": ids_NT, "token_type_ids": side_NT, "attention_mask": mask_NT}
        hidden_NTD = transformer(**inputs)[0].float()
        opened_NT = (ids_NT == self._opening).cumsum(1) > 0
        closed_NT = (ids_NT == self._closing).cumsum(1) > 0
        marked_NT = (opened_NT & ~closed_NT).float() * mask_NT
        total_ND = (hidden_NTD * marked_NT[..., None]).sum(1)
        mean_ND = total_ND / marked_NT.sum(1, keepdim=True).clamp(min=1)
        return torch.cat([mean_ND, hidden_NTD[:, 0]], dim=1)


class StatusReader:
    """Probabilities of the statuses of passages; the model is loaded at the first use."""

    def __init__(self, adapter: Path = ADAPTER) -> None:
        self._adapter = adapter

    def read(self, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Shape [N, S] in the order of `STATUSES`; equal passages are read once."""
        pairs = [passage.pair for passage in passages]
        if not pairs:
            return np.zeros((0, len(STATUSES)), dtype=np.float32)
        distinct = sorted(set(pairs))
        rows = self._loaded[1].rows(distinct)
        by_length = sorted(range(len(rows)), key=lambda at: len(rows[at][0]))
        found: dict[tuple[str, str], NDArray[np.float32]] = {}
        for start in range(0, len(rows), BATCH):
            some = by_length[start : start + BATCH]
            read = self._probabilities([rows[at] for at in some])
            found.update(zip((distinct[at] for at in some), read, strict=True))
        return np.stack([found[pair] for pair in pairs])

    def _probabilities(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        import torch

        transformer, tokens, weight_SF, bias_S = self._loaded
        with torch.inference_mode():
            feature_NF = tokens.features(transformer, rows)
            return (feature_NF @ weight_SF.T + bias_S).softmax(dim=1).numpy()

    @functools.cached_property
    def _loaded(self) -> "tuple[nn.Module, Tokens, Tensor, Tensor]":
        import torch
        from safetensors.torch import load_file

        from knowledge.linear import through_onednn

        model = MiniLmEmbedder(adapter=self._adapter).load()
        transformer = model[0].get_submodule(TRANSFORMER)
        dtype = torch.bfloat16 if processor_computes_bfloat16() else torch.float32
        through_onednn(transformer, dtype=dtype)
        head = load_file(self._adapter)
        weight_SF, bias_S = head["head.weight"].float(), head["head.bias"].float()
        return transformer.eval(), Tokens(model.tokenizer), weight_SF, bias_S


@functools.cache
def load_status_reader() -> StatusReader:
    """The one that all of a process share, for one thread at a time."""
    return StatusReader()
