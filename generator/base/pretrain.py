"""Pretrains the embedded base model on composed public sessions. Never sees a private record.

Run it as `python -m generator.base.pretrain OUT --minutes 60`; interrupted runs continue from
`OUT.resume/`. The stream of examples is endless and made on the fly: no text is seen twice.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from generator.base.examples import Example, composed_examples
from generator.base.material import base_material
from generator.base.rows import Loss, micro_batches
from generator.base.tokenizer import save_tokenizer, train_tokenizer
from generator.base.warm_start import warm_start as fill_from
from generator.hardware import computes_bfloat16
from knowledge.base import load_knowledge

VOCABULARY = 6144
CONTEXT = 2048
MICRO_TOKENS = {"cpu": 8192, "cuda": 65536}
SEED = 20261123


def model_config() -> LlamaConfig:
    """8.8M parameters; the head is untied so that every DP clipping method applies to it."""
    return LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=256,
        intermediate_size=704,
        num_hidden_layers=7,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=False,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=3,
        attention_bias=False,
    )


class _Stream(IterableDataset):
    """Micro batches composed on the fly, by as many processes as the loader has."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, *, start: int, size: int) -> None:
        self._tokenizer, self._start, self._size = tokenizer, start, size

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        worker = get_worker_info()
        place, step = (worker.id, worker.num_workers) if worker else (0, 1)
        examples = composed_examples(
            seed=SEED,
            start=self._start + place,
            step=step,
            material=base_material(),
            knowledge=load_knowledge(),
        )
        return micro_batches(examples, self._tokenizer, size=self._size)


def optimizers(model: LlamaForCausalLM) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the layers, AdamW for embeddings, head and norms."""
    inner = [p for p in model.model.layers.parameters() if p.ndim == 2]
    chosen = {id(p) for p in inner}
    outer = [p for p in model.parameters() if id(p) not in chosen]
    return [
        torch.optim.Muon(inner, lr=0.02, momentum=0.95, weight_decay=0.01),
        torch.optim.AdamW(outer, lr=3e-3, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def schedule(progress: float) -> float:
    """Share of the peak learning rate at a share of the run: short warm-up, long linear decay."""
    if progress < 0.02:
        return max(0.02, progress / 0.02)
    return 1.0 if progress < 0.45 else max(0.01, (1.0 - progress) / 0.55)


def pretrain(
    out: Path,
    *,
    minutes: float,
    device: str,
    micro_per_step: int,
    workers: int = 0,
    warm_start: Path | None = None,
    rate: float = 1.0,
) -> None:
    """Trains for `minutes` of wall time and writes a Hugging Face model folder to `out`.

    `warm_start` is the model folder of an earlier edition; `rate` lowers the learning rates where
    that is near enough already to be spoilt by the full ones. `workers` processes compose sessions
    (0: this one does), which only a graphics card is fast enough to need.
    """
    knowledge, material = load_knowledge(), base_material()
    out.mkdir(parents=True, exist_ok=True)
    if (out / "tokenizer.json").exists():
        tokenizer = AutoTokenizer.from_pretrained(out)
    else:
        sample = islice(
            composed_examples(seed=SEED + 1, start=0, material=material, knowledge=knowledge), 6000
        )
        tokenizer = train_tokenizer(
            (f"{e.header}\n{e.transcript}" for e in sample), vocabulary=VOCABULARY, context=CONTEXT
        )
        save_tokenizer(tokenizer, out)
    torch.manual_seed(SEED)
    model: Any = LlamaForCausalLM(model_config())
    if warm_start is not None:
        fill_from(model, tokenizer, warm_start)
    model.to(device)
    done, spent = _resume(out, model)
    stream = _Stream(tokenizer, start=done["examples"], size=MICRO_TOKENS[device])
    batches = iter(DataLoader(stream, batch_size=None, num_workers=workers))
    _train(out, model, tokenizer, batches, done, spent, minutes * 60, device, micro_per_step, rate)
    model.to(torch.bfloat16).save_pretrained(out)
    print(json.dumps({"parameters": model.num_parameters(), **done}), file=sys.stderr)


def _train(
    out, model, tokenizer, batches, done, spent, seconds, device, micro_per_step, scale
) -> None:
    steppers = optimizers(model)
    peaks = [group["lr"] for o in steppers for group in o.param_groups]
    # On a card training ends before every length would be compiled.
    loss_of = Loss(model)
    compiled = torch.compile(loss_of, dynamic=False) if device == "cpu" else loss_of
    held_out = list(islice(micro_batches(_held_out(), tokenizer, size=MICRO_TOKENS["cpu"]), 6))
    log = _beside(out, "training_log.jsonl").open("a", encoding="utf-8")
    began, tokens, last_save = time.monotonic() - spent, done["tokens"], time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds:
        rate = scale * schedule(elapsed / seconds)
        for group, peak in zip((g for o in steppers for g in o.param_groups), peaks, strict=True):
            group["lr"] = rate * peak
        total = copying = 0.0
        for _ in range(micro_per_step):
            ids, weights = (t.to(device) for t in next(batches))
            with _halved(device):
                loss, dictated_loss = compiled(ids, weights)
            (loss / micro_per_step).backward()
            total += loss.item() / micro_per_step
            copying += dictated_loss.item() / micro_per_step
            tokens += ids.numel()
            done["examples"] += ids.shape[0]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad(set_to_none=True)
        done["steps"] += 1
        done["tokens"] = tokens
        if done["steps"] % 20 == 0:
            line = {**done, "loss": round(total, 4), "dictated_loss": round(copying, 4)}
            line["seconds"] = round(elapsed)
            if done["steps"] % 400 == 0:
                line["held_out_loss"] = round(_measure(compiled, held_out, device), 4)
            print(json.dumps(line), file=log, flush=True)
            print(
                f"step {done['steps']} loss {total:.3f} dictated {copying:.3f} "
                f"{tokens / 1e6:.1f}M tokens "
                f"{elapsed / 60:.1f} min",
                file=sys.stderr,
                flush=True,
            )
        if time.monotonic() - last_save > 300:
            last_save = time.monotonic()
            _save_resume(out, model, done, last_save - began)
    done["held_out_loss"] = round(_measure(compiled, held_out, device), 4)
    done["minutes"] = round((time.monotonic() - began) / 60, 1)
    print(json.dumps(done), file=log, flush=True)


def _held_out() -> Iterator[Example]:
    """Sessions from another seed: same material, other profiles and arrangements."""
    return composed_examples(
        seed=SEED + 2, start=0, material=base_material(), knowledge=load_knowledge()
    )


def _measure(compiled, held_out, device: str) -> float:
    with torch.no_grad(), _halved(device):
        losses = [compiled(ids.to(device), w.to(device))[0].item() for ids, w in held_out]
    return sum(losses) / len(losses)


def _halved(device: str) -> torch.autocast:
    """16 bits where the machine has them."""
    return torch.autocast(device, dtype=torch.bfloat16, enabled=computes_bfloat16())


def _beside(out: Path, name: str) -> Path:
    """A file next to the model folder, whose own bytes are what checkpoints are hashed against."""
    return out.with_name(f"{out.name}.{name}")


def _resume(out: Path, model: LlamaForCausalLM) -> tuple[dict, float]:
    """Counts so far and seconds spent; the optimizer's short memory is rebuilt, not stored."""
    state = _beside(out, "resume") / "state.json"
    if not state.exists():
        return {"steps": 0, "tokens": 0, "examples": 0}, 0.0
    model.load_state_dict(load_file(state.with_name("model.safetensors")))
    saved = json.loads(state.read_text(encoding="utf-8"))
    return saved["done"], saved["seconds"]


def _save_resume(out: Path, model: LlamaForCausalLM, done: dict, seconds: float) -> None:
    folder = _beside(out, "resume")
    folder.mkdir(exist_ok=True)
    save_file(
        {name: t.detach().contiguous() for name, t in model.state_dict().items()},
        folder / "model.safetensors",
    )
    (folder / "state.json").write_text(json.dumps({"done": done, "seconds": seconds}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0, help="wall time of training")
    parser.add_argument("--warm-start", type=Path, help="a model folder to go on from")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the learning rates")
    parser.add_argument("--device", default="cpu", choices=sorted(MICRO_TOKENS))
    parser.add_argument(
        "--micro-per-step",
        type=int,
        default=2,
        help="micro batches of 8,192 tokens, 65,536 on cuda",
    )
    parser.add_argument("--workers", type=int, default=0, help="processes that compose sessions")
    args = parser.parse_args()
    pretrain(
        args.out,
        minutes=args.minutes,
        device=args.device,
        micro_per_step=args.micro_per_step,
        workers=args.workers,
        warm_start=args.warm_start,
        rate=args.rate,
    )


if __name__ == "__main__":
    main()
