"""Adapts the sentence model to symptoms: low-rank additions to its weights, learned from the lines.

    python -m filters.adaptation OUT.safetensors [--development] [--earlier FILE.safetensors]

Each epoch fills the slots of every template anew. A line's vector is compared with a learned one
for each class (said, denied, neither); what ships are the additions alone, not the class vectors.
Held-out lines of the bank are never read. With `--development` a tenth of the lines is left out and
its figures are printed after each epoch: settings were chosen by those. With `--earlier` what is
written is the mean of this training and an earlier one.

Legend: N lines, D of the model, C classes.
"""

import argparse
import hashlib
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from filters.clauses import without_hesitation
from filters.examples import templates
from filters.learning import BATCH, Epoch, batches, mean_losses
from filters.low_rank import add_lora, additions, averaged
from knowledge.base import load_knowledge
from knowledge.embedding import TRANSFORMER, MiniLmEmbedder
from knowledge.expression import draw_slots, expanded, fill, load_expressions
from knowledge.hardware import processor_computes_bfloat16
from knowledge.paraphrase import load_paraphrases

SEED = 0
WORDS_DROPPED = 0.1
EPOCHS, LONGEST = 5, 64
RATE, RATE_OF_CLASSES, DECAY = 1e-3, 3e-3, 0.01
TEMPERATURE = 0.05
LEAST_TOKENS_TO_DROP = 6
DEVELOPMENT_ONE_IN = 10

Line = tuple[str, int]


class Student(nn.Module):
    """The sentence model with its additions, and a vector for each class."""

    def __init__(self, num_classes: int) -> None:
        super().__init__()
        model = MiniLmEmbedder().load()
        self.transformer, self.tokenizer = model[0].get_submodule(TRANSFORMER), model.tokenizer
        self.added = dict(add_lora(self.transformer))
        self.class_CD = nn.Parameter(torch.zeros(num_classes, MiniLmEmbedder.dimension))
        self.bias_C = nn.Parameter(torch.zeros(num_classes))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return self.tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]

    def embed(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Unit vectors, shape [N, D]."""
        rows = [torch.tensor(row) for row in tokens]
        ids_NT = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        mask_NT = nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], True)
        with torch.autocast("cpu", torch.bfloat16, enabled=processor_computes_bfloat16()):
            hidden_NTD = self.transformer(input_ids=ids_NT, attention_mask=mask_NT)[0]
        total_ND = (hidden_NTD.float() * mask_NT[..., None]).sum(dim=1)
        return functional.normalize(total_ND, dim=1)

    def forward(self, tokens: Sequence[Sequence[int]]) -> Tensor:
        """Logits, shape [N, C]."""
        class_CD = functional.normalize(self.class_CD, dim=1)
        return self.embed(tokens) @ class_CD.T / TEMPERATURE + self.bias_C


def lines(*, is_development: bool | None) -> list[Line]:
    """(template, class): the development lines, all but these, or (None) all there are."""
    found = dict.fromkeys(templates(load_expressions(), load_knowledge(), load_paraphrases()))
    return [i for i in found if is_development in (None, _is_development(i[0]))]


def _is_development(template: str) -> bool:
    digest = hashlib.sha256(f"development {template}".encode()).hexdigest()
    return int(digest[:8], 16) % DEVELOPMENT_ONE_IN == 0


def filled(asked: Sequence[Line], rng: random.Random) -> list[str]:
    """The lines as they would be said: alternatives chosen, slots filled."""
    bank = load_expressions()
    worded = (" ".join(expanded(template, rng).split()) for template, _ in asked)
    return [without_hesitation(fill(wording, draw_slots(rng, bank))) for wording in worded]


def _with_gaps(row: list[int], rng: random.Random) -> list[int]:
    """Some words left out, so that no single one decides; the marks at both ends stay."""
    if len(row) < LEAST_TOKENS_TO_DROP:
        return row
    return [row[0], *(t for t in row[1:-1] if rng.random() >= WORDS_DROPPED), row[-1]]


@torch.no_grad()
def _logits(student: Student, asked: Sequence[Line]) -> Tensor:
    student.eval()
    tokens = student.tokens(filled(asked, random.Random(SEED)))
    rows = [student(tokens[i : i + BATCH]) for i in range(0, len(tokens), BATCH)]
    student.train()
    return torch.cat(rows)


@torch.no_grad()
def _start_at_means(student: Student, asked: Sequence[Line]) -> None:
    student.eval()
    tokens = student.tokens(filled(asked, random.Random(SEED)))
    target_N = torch.tensor([target for _, target in asked])
    for i in range(0, len(tokens), BATCH):
        student.class_CD.index_add_(
            0, target_N[i : i + BATCH], student.embed(tokens[i : i + BATCH])
        )
    student.class_CD.copy_(functional.normalize(student.class_CD, dim=1))
    student.train()


def _optimizer(student: Student) -> torch.optim.Optimizer:
    classes = [student.class_CD, student.bias_C]
    added = [p for layer in student.added.values() for p in (layer.down_RI, layer.up_OR)]
    groups = [
        {"params": added, "lr": RATE, "weight_decay": DECAY},
        {"params": classes, "lr": RATE_OF_CLASSES, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups)


def train(student: Student, asked: Sequence[Line]) -> Iterator[float]:
    """The mean loss of each epoch."""
    steps = EPOCHS * math.ceil(len(asked) / BATCH)
    return mean_losses(student, _optimizer(student), _epochs(student, asked), steps=steps)


def _epochs(student: Student, asked: Sequence[Line]) -> Iterator[Epoch]:
    for epoch in range(EPOCHS):
        rng = random.Random(f"{SEED} {epoch}")
        rows = [_with_gaps(row, rng) for row in student.tokens(filled(asked, rng))]
        yield rows, [target for _, target in asked], batches([*map(len, rows)], rng)


def _figures(student: Student, shown: Sequence[Line]) -> str:
    if not shown:
        return ""
    num_symptoms = len(load_expressions().symptoms)
    target_N = torch.tensor([target for _, target in shown])
    said_N = target_N < num_symptoms
    logit_NS = _logits(student, shown)[said_N, :num_symptoms]
    best_NK = logit_NS.topk(3, dim=1).indices == target_N[said_N][:, None]
    top = [best_NK[:, :k].any(dim=1).float().mean() for k in (1, 3)]
    return f"top-1 {top[0]:.3f}, top-3 {top[1]:.3f} of {int(said_N.sum())} development lines"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--development", action="store_true")
    parser.add_argument("--earlier", type=Path)
    args = parser.parse_args()
    from safetensors.torch import load_file, save_file

    torch.manual_seed(SEED)
    asked = lines(is_development=False if args.development else None)
    shown = lines(is_development=True) if args.development else ()
    student = Student(2 * len(load_expressions().symptoms) + 1)
    _start_at_means(student, asked)
    for epoch, loss in enumerate(train(student, asked), start=1):
        print(f"epoch {epoch}: mean loss {loss:.2f}", _figures(student, shown), flush=True)
        found = additions(student.added)
        save_file(averaged(load_file(args.earlier), found) if args.earlier else found, args.out)


if __name__ == "__main__":
    main()
