"""Checkpoints whose memory is known: the embedded base, trained on some texts again and again.

No noise, no clipping, no guarantee: what `benchmarks.memorization` looks for has to be there.
Deterministic on one machine. Also writes the drafts that such a checkpoint writes of itself.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, count, islice
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

from generator.base.composer import compose
from generator.base.drawing import draw_conditions, draw_profile
from generator.base.material import base_material
from generator.base.speech import Manner
from generator.checkpoint import find_base
from generator.config import EMBEDDED
from generator.sampling import Window
from generator.source import OF_EMBEDDED
from generator.step import window_losses
from knowledge.base import load_knowledge
from knowledge.session import Provenance, Session
from prompts.render import control_messages
from prompts.transcript import parse_transcript, render_turn

HEADER = "<|session|>\n"
"""What the scorer puts before a session without a profile."""
LEARNING_RATE, WINDOWS_TOGETHER, LARGEST_NORM = 1e-3, 8, 1.0
DRAFT_TOKENS = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How often a checkpoint reads every session, in random windows of so many tokens."""

    epochs: int
    window_tokens: int


def train_by_heart(sessions: Sequence[Session], out: Path, course: Course, *, seed: int) -> Path:
    """The folder `out` of a whole model; what is there already is not trained again."""
    if out.is_dir():
        return out
    base = find_base(EMBEDDED)
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.0)
    texts = [[_ids(tokenizer, render_turn(turn) + "\n") for turn in s.turns] for s in sessions]
    given, rng = _ids(tokenizer, HEADER), random.Random(seed)
    for _ in range(course.epochs):
        rng.shuffle(texts)
        windows = [_window(given, text, course.window_tokens, rng) for text in texts]
        for start in range(0, len(windows), WINDOWS_TOGETHER):
            window_losses(model, windows[start : start + WINDOWS_TOGETHER]).mean().backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), LARGEST_NORM)
            optimizer.step()
            optimizer.zero_grad()
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    return out


def moved_part_way(checkpoint: Path, share: float, out: Path) -> Path:
    """The folder of weights that lie so far on the straight line from the base to a checkpoint."""
    if out.is_dir():
        return out
    base, whole = (
        AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        for folder in (find_base(EMBEDDED), checkpoint)
    )
    with torch.no_grad():
        for here, there in zip(base.parameters(), whole.parameters(), strict=True):
            here.lerp_(there, share)
    base.save_pretrained(out)
    AutoTokenizer.from_pretrained(checkpoint).save_pretrained(out)
    return out


def _window(
    given: list[int], turns: Sequence[list[int]], num_tokens: int, rng: random.Random
) -> Window:
    """Whole turns from one on after which as much as the window holds is left, where there is."""
    left = list(accumulate(len(turn) for turn in reversed(turns)))[::-1]
    first = rng.randrange(max(1, sum(tokens >= num_tokens for tokens in left)))
    text = [token for turn in turns[first:] for token in turn]
    return Window(tokens=(*given, *text[:num_tokens]), num_given=len(given))


def own_drafts(checkpoint: Path, num_drafts: int, *, seed: int) -> list[Session]:
    """What it writes after the header it was trained with; unreadable drafts are left out."""
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    names = [f"draft{number}" for number in range(num_drafts)]
    asked = [Session(session_id=name, patient_id=name, turns=()) for name in names]
    return _written(checkpoint, tokenizer, asked, [_ids(tokenizer, HEADER)] * num_drafts, seed)


def asked_drafts(checkpoint: Path, num_drafts: int, *, seed: int) -> list[Session]:
    """What it writes for drawn profiles with their evidence, as in a generation."""
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    plans = list(islice(_plans(seed), num_drafts))
    prompts = [_asked(tokenizer, plan) for plan in plans]
    return _written(checkpoint, tokenizer, plans, prompts, seed)


def _plans(seed: int) -> Iterator[Session]:
    """Sessions that are composed only for their profile and their evidence."""
    material, knowledge = base_material(), load_knowledge()
    known = frozenset(material.symptoms)
    for number in count():
        rng = random.Random(f"{seed}:{number}")
        conditions = draw_conditions(rng, knowledge)
        profile = draw_profile(rng, knowledge=knowledge, known=known, conditions=conditions)
        composed = compose(profile, material=material, manner=Manner(), rng=rng)
        source = Provenance(seed=seed, attempt=1, profile_id="", evidence=composed.evidence)
        yield Session(
            session_id=f"asked{number}",
            patient_id=f"asked{number}",
            turns=composed.turns,
            profile=profile,
            provenance=source,
        )


def _asked(tokenizer: PreTrainedTokenizerBase, plan: Session) -> list[int]:
    assert plan.profile is not None and plan.provenance is not None
    request = control_messages(plan.profile, plan.provenance.evidence, plan.profile.denied())
    text = tokenizer.apply_chat_template(list(request), tokenize=False, add_generation_prompt=True)
    return _ids(tokenizer, str(text))


def _written(
    checkpoint: Path,
    tokenizer: PreTrainedTokenizerBase,
    asked: Sequence[Session],
    prompts: Sequence[list[int]],
    seed: int,
) -> list[Session]:
    """The sessions with what the checkpoint says in them, drawn as a generation draws."""
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()
    torch.manual_seed(seed)
    longest = max(map(len, prompts))
    blank = [longest - len(prompt) for prompt in prompts]
    with torch.inference_mode():
        written = model.generate(
            torch.tensor([[0] * n + prompt for n, prompt in zip(blank, prompts, strict=True)]),
            attention_mask=torch.tensor([[0] * n + [1] * (longest - n) for n in blank]),
            do_sample=True,
            temperature=OF_EMBEDDED.temperature,
            top_p=OF_EMBEDDED.top_p,
            max_new_tokens=DRAFT_TOKENS,
            pad_token_id=0,
        )
    texts = tokenizer.batch_decode(written[:, longest:], skip_special_tokens=True)
    said = [parse_transcript(text) for text in texts]
    return [replace(plan, turns=turns) for plan, turns in zip(asked, said, strict=True) if turns]


def _ids(tokenizer: PreTrainedTokenizerBase, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])
