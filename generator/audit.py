"""What an attacker could learn of fabricated patients from a checkpoint or from what it wrote.

    canaries + checkpoint (+ run) -> scores -> `evaluation.attack_figures`, beside the claim

Two accesses: the weights (how much likelier the checkpoint finds a canary's session than its
public base does), and the synthetic text alone (how likely a word model of the accepted sessions
finds the secret). Reads no corpus: the key file says who was in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

from evaluation.attack_figures import FPRS, measure_attack
from evaluation.exposure import measure_extraction
from evaluation.measurement import Measurement
from evaluation.membership import WordPairs
from evaluation.roc import fewest_non_members
from evaluation.scores import CanaryScores
from evaluation.speech import read_speech
from generator.canaries import MOST, WORDS_OF_A_SECRET, Canary, draw_canaries, said, split
from generator.checkpoint import read_checkpoint, served_folder, verified_base
from generator.conditioning import ConditionedSession, unconditioned
from generator.guarantee import Guarantee
from generator.ledger import read_ledger
from generator.step import window_losses
from knowledge.errors import CallerMistake
from knowledge.session import Session
from knowledge.session_file import read_sessions
from prompts.transcript import render_turn

BATCH = 64
WINDOW_TOKENS = 512
"""A canary's one short session with its header takes about a third of it."""
MOST_EXTRACTED = 100
NEW_TOKENS = 32
KNOWN_WORDS = WORDS_OF_A_SECRET // 2
FEWEST_REFERENCES = fewest_non_members(min(FPRS))

Progress = Callable[[str], None]
Scorer = Callable[[Sequence[Canary]], np.ndarray]
"""Canaries -> one score each, shape (N,), larger where the attacker believes it was in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Claimed (epsilon, delta), patient as unit, add-or-remove one; and what was measured."""

    epsilon: float
    delta: float
    by_weights: CanaryScores
    figures: tuple[Measurement, ...]


def audit(
    checkpoint: Path,
    canaries: Sequence[Canary],
    *,
    references: int = 10_000,
    sessions: Sequence[Session] = (),
    ledger: Path | None = None,
    progress: Progress = lambda line: None,
) -> Audit:
    """Attacks a checkpoint that was trained on a corpus with planted canaries.

    Args:
        canaries: with their coins (`read_key`).
        references: canaries drawn now, which nothing can have seen: false positives and exposure.
        sessions: what the checkpoint wrote; with them the attack by text alone is measured, too.
        ledger: that of the planted corpus; it tells whether the checkpoint was trained there.

    Raises:
        CallerMistake: no training stands behind the checkpoint, it was trained on another corpus,
            or too few canaries or references.
        GateRefused: the checkpoint or its guarantee was altered.
    """
    read = read_checkpoint(checkpoint)
    guarantee = read.guarantee
    if guarantee.delta is None:
        raise CallerMistake(f"checkpoint {checkpoint}: nothing was trained, so nothing to audit")
    _check_numbers(canaries, references)
    _check_corpus(guarantee, ledger, progress)
    base, (folder, _) = verified_base(read), served_folder(checkpoint)
    unseen = draw_canaries(references, prefix="reference")
    tokenizer = AutoTokenizer.from_pretrained(base)
    progress("reading the canaries with the checkpoint and with its base")
    before, after = (_model(path) for path in (base, folder))

    def by_weights(asked: Sequence[Canary]) -> np.ndarray:
        prepared = unconditioned([item.session for item in asked], tokenizer)
        return _losses(before, prepared) - _losses(after, prepared)

    claim = guarantee.epsilon
    told_by_weights = _scores(canaries, unseen, by_weights)
    figures = measure_attack(
        "weights", told_by_weights, delta=guarantee.delta, claimed_epsilon=claim
    )
    progress("asking the checkpoint to finish secrets")
    figures += (_extraction(after, tokenizer, split(canaries)[0][:MOST_EXTRACTED]),)
    if sessions:
        progress("reading the sessions alone")
        told_by_text = _scores(canaries, unseen, by_text(sessions))
        figures += measure_attack(
            "text only", told_by_text, delta=guarantee.delta, claimed_epsilon=claim
        )
    return Audit(epsilon=claim, delta=guarantee.delta, by_weights=told_by_weights, figures=figures)


def by_text(sessions: Sequence[Session]) -> Scorer:
    """How likely the words of a secret are by what patients say in these sessions."""
    pairs = WordPairs.of(read_speech(sessions))
    return lambda asked: np.array([pairs.score_secret(item.words) for item in asked])


def read_run(run: Path) -> tuple[Session, ...]:
    """The accepted sessions of a run. Raises CallerMistake if there is no run, or none of them."""
    if not run.is_dir():
        raise CallerMistake(f"run {run}: no such folder")
    sessions = tuple(read_sessions(run / "sessions.jsonl"))
    if not sessions:
        raise CallerMistake(f"run {run}: holds no accepted session to read")
    return sessions


def _check_numbers(canaries: Sequence[Canary], references: int) -> None:
    """Before anything is loaded: the estimators would refuse the same after minutes."""
    if not FEWEST_REFERENCES <= references <= MOST:
        raise CallerMistake(f"references {references}: allowed are {FEWEST_REFERENCES} to {MOST}")
    num_in, num_out = (len(side) for side in split(canaries))
    if min(num_in, num_out) < 2:
        raise CallerMistake(f"canaries: {num_in} in and {num_out} out; allowed are 2 or more each")


def _check_corpus(guarantee: Guarantee, ledger: Path | None, progress: Progress) -> None:
    """Coins of another corpus say nothing about this checkpoint: every figure would be chance."""
    if ledger is None or not ledger.is_file():
        progress("no ledger beside the canaries: whether they are this checkpoint's is unchecked")
    elif not read_ledger(ledger).contains(guarantee.ledger_head or ""):
        raise CallerMistake(
            f"canaries: the ledger beside them, {ledger}, does not know this checkpoint; "
            "give the key of the corpus it was trained on"
        )


def _scores(canaries: Sequence[Canary], unseen: Sequence[Canary], scorer: Scorer) -> CanaryScores:
    return CanaryScores(
        scores=tuple(scorer(canaries).tolist()),
        included=tuple(bool(item.included) for item in canaries),
        unseen=tuple(scorer(unseen).tolist()),
    )


def _model(folder: Path) -> nn.Module:
    model = AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True, dtype=torch.float32)
    return model.eval()


def _losses(model: nn.Module, prepared: Sequence[ConditionedSession]) -> np.ndarray:
    """Nats a token of every session, read as the one training window it fits into."""
    windows = [item.cover(WINDOW_TOKENS)[0] for item in prepared]
    with torch.inference_mode():
        parts = [
            window_losses(model, windows[start : start + BATCH])
            for start in range(0, len(windows), BATCH)
        ]
    return torch.cat(parts).double().numpy()


def _extraction(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, members: Sequence[Canary]
) -> Measurement:
    """Secrets that the likeliest continuation of their first half finishes."""
    endings, texts = [], []
    for item, prepared in zip(
        members, unconditioned([item.session for item in members], tokenizer), strict=True
    ):
        window = prepared.cover(WINDOW_TOKENS)[0]
        known = said(item.words[:KNOWN_WORDS])
        begun = f"{render_turn(item.session.turns[0])}\nPatient: {known}"
        asked = [*window.tokens[: window.num_given], *tokenizer(begun)["input_ids"]]
        with torch.inference_mode():
            out = model.generate(  # pyright: ignore[reportCallIssue]
                torch.tensor([asked]), max_new_tokens=NEW_TOKENS, do_sample=False
            )
        texts.append([str(tokenizer.decode(out[0, len(asked) :]))])
        endings.append(" ".join(item.words[KNOWN_WORDS:]))
    found = measure_extraction(endings, texts)
    return replace(found, name=f"weights: {found.name}")
