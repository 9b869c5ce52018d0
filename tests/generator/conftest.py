"""The command line as tests call it; the tiny base model and plain rows that training shares."""

import sys
from dataclasses import dataclass

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from generator.cli import main
from generator.config import parse_config
from generator.sampling import Window


@pytest.fixture(scope="session", autouse=True)
def own_configuration(tmp_path_factory):
    """Nobody's real key is made or used by a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("configuration")))
        yield


@pytest.fixture
def run(monkeypatch, capsys):
    """Calls `sottovoce`; what comes back is its exit code, standard output and standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["sottovoce", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return call


@dataclass(frozen=True)
class Row:
    """A session as plain tokens: its windows are random stretches without a header."""

    tokens: tuple[int, ...]

    def draw(self, num_tokens, *, rng):
        start = int(rng.integers(max(0, len(self.tokens) - num_tokens) + 1))
        return Window(tokens=self.tokens[start : start + num_tokens])

    def cover(self, num_tokens):
        starts = range(0, len(self.tokens), num_tokens)
        return tuple(Window(tokens=self.tokens[start : start + num_tokens]) for start in starts)


CHAT = "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=256, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(["public"], trainer)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, chat_template=CHAT)
    wrapped.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=256,
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=64,
        tie_word_embeddings=True,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def configured(corpus, base, *, epsilon: float | str = "inf", steps=3, method="lora", **privacy):
    return parse_config(
        {
            "corpus": str(corpus),
            "base": str(base),
            "privacy": {"epsilon": epsilon, "sampling_rate": 0.5, "steps": steps, **privacy},
            "training": {"method": method, "lora_rank": 2, "window_tokens": 24},
            "runtime": {"physical_batch": 3},
        }
    )
