"""Trains what `filters.status.learned` reads with: `python -m filters.status.training OUT`.

Learns from the status lines, and from lines of the expression bank and the paraphrases that say or
deny a symptom, some of them between other sentences, so that only the marked words count. Held-out
lines of the bank are never read. `--without NAME` leaves one file of status lines out and prints
the share of it that is read right after each epoch. `--further ADAPTER` goes on from an adapter for
fewer epochs at a lower rate, when lines were added.

Legend: N lines, F features, S statuses.
"""

import argparse
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from filters.learning import BATCH, Epoch, batches, mean_losses
from filters.low_rank import add_lora, additions, restore
from filters.status.learned import Passage, Row, Tokens
from knowledge.embedding import TRANSFORMER, MiniLmEmbedder
from knowledge.expression import draw_slots, expanded, fill, load_expressions
from knowledge.hardware import processor_computes_bfloat16
from knowledge.paraphrase import load_paraphrases
from knowledge.status_line import STATUS_LINES, STATUSES, StatusLine, load_status_lines, read_file

SEED, EPOCHS = 0, 9
RATE, DECAY = 2e-3, 0.01
FURTHER_EPOCHS, FURTHER_RATE = 3, 1e-3
BANK_LINES, PARAPHRASES, DENIALS = 4, 6, 4
"""Of each symptom in an epoch."""
NEIGHBOUR, WHOLE = 0.2, 0.25
"""Chances of another sentence on either side, and of marking the sentences around as well."""

Example = tuple[Passage, int]


class Student(nn.Module):
    """The sentence model with its additions, and the head that names a status."""

    def __init__(self) -> None:
        super().__init__()
        model = MiniLmEmbedder().load()
        self.transformer = model[0].get_submodule(TRANSFORMER)
        self.added = dict(add_lora(self.transformer))
        self.tokens = Tokens(model.tokenizer)
        self.head = nn.Linear(2 * MiniLmEmbedder.dimension, len(STATUSES))

    def forward(self, rows: Sequence[Row]) -> Tensor:
        """Logits, shape [N, S]."""
        with torch.autocast("cpu", torch.bfloat16, enabled=processor_computes_bfloat16()):
            feature_NF = self.tokens.features(self.transformer, rows)
        return self.head(feature_NF.float())

    def drop(self, is_on: bool) -> None:
        """Whether the additions lose a part of what they read; the model's own dropout is off."""
        for layer in self.added.values():
            layer.train(is_on)

    def go_on_from(self, kept: Mapping[str, Tensor]) -> None:
        """Takes over the additions and the head of an earlier training."""
        restore(self.added, kept)
        with torch.no_grad():
            self.head.weight.copy_(kept["head.weight"])
            self.head.bias.copy_(kept["head.bias"])

    def tensors(self) -> dict[str, Tensor]:
        """What is kept: the additions and the head."""
        head = {"head.weight": self.head.weight, "head.bias": self.head.bias}
        kept = {name: tensor.detach().to(torch.bfloat16) for name, tensor in head.items()}
        return additions(self.added) | kept


class Examples:
    """Draws what is learned from: an epoch never sees a line among the same sentences again."""

    def __init__(self, lines: Sequence[StatusLine], rng: random.Random) -> None:
        self._lines, self._rng, self._bank = lines, rng, load_expressions()
        symptoms = self._bank.symptoms
        self._details = [line for name in symptoms for line in self._bank.details(name)]

    def epoch(self) -> Iterator[Example]:
        for line in self._lines:
            yield self._of_status(line), STATUSES.index(line.status)
        for symptom in self._bank.symptoms:
            for said in self._said(symptom):
                yield self._among_others(symptom, said), STATUSES.index("present")
            for said in self._denied(symptom):
                yield self._among_others(symptom, said), STATUSES.index("denied")

    def _of_status(self, line: StatusLine) -> Passage:
        before = line.before or (self._detail() if self._chance(NEIGHBOUR) else "")
        after = line.after or (self._detail() if self._chance(NEIGHBOUR) else "")
        said = line.said
        if (before or after) and self._chance(WHOLE):
            before, said, after = "", f"{before} {said} {after}".strip(), ""
        return Passage(
            symptom=line.symptom, said=said, asked=line.asked, before=before, after=after
        )

    def _among_others(self, symptom: str, said: str) -> Passage:
        asked = self._rng.choice(self._lines).asked if self._chance(0.3) else ""
        return Passage(
            symptom=symptom, said=said, asked=asked, before=self._other(), after=self._other()
        )

    def _other(self) -> str:
        """Nothing, a neutral sentence, or one that says something of another symptom."""
        roll = self._rng.random()
        if roll < NEIGHBOUR:
            return self._detail()
        return self._rng.choice(self._lines).said if roll < 2 * NEIGHBOUR else ""

    def _said(self, symptom: str) -> Iterator[str]:
        phrases = [p.template for p in self._bank.phrases[symptom] if not p.held_out]
        yield from map(self._filled, self._some(phrases, BANK_LINES))
        yield from self._some(load_paraphrases()[symptom].said, PARAPHRASES)

    def _denied(self, symptom: str) -> list[str]:
        worded = (" ".join(expanded(i, self._rng).split()) for i in self._bank.denials(symptom))
        return self._some([*worded, *load_paraphrases()[symptom].denied], DENIALS)

    def _detail(self) -> str:
        return self._filled(self._rng.choice(self._details))

    def _filled(self, template: str) -> str:
        return fill(template, draw_slots(self._rng, self._bank))

    def _some(self, lines: Sequence[str], most: int) -> list[str]:
        return self._rng.sample(lines, min(most, len(lines)))

    def _chance(self, probability: float) -> bool:
        return self._rng.random() < probability


def train(
    student: Student,
    examples: Examples,
    rng: random.Random,
    *,
    epochs: int = EPOCHS,
    rate: float = RATE,
) -> Iterator[float]:
    """The mean loss of each epoch."""
    steps = epochs * math.ceil(len(list(examples.epoch())) / BATCH)
    learned = [parameter for parameter in student.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=DECAY)
    drawn = _epochs(student, examples, rng, epochs)
    return mean_losses(student, optimizer, drawn, steps=steps)


def _epochs(
    student: Student, examples: Examples, rng: random.Random, epochs: int
) -> Iterator[Epoch]:
    for _ in range(epochs):
        passages, targets = zip(*examples.epoch(), strict=True)
        rows = _rows(student, passages)
        yield rows, targets, batches([len(row) for row, _ in rows], rng)


def _rows(student: Student, passages: Sequence[Passage]) -> list[Row]:
    return student.tokens.rows([passage.pair for passage in passages])


def share_right(student: Student, lines: Sequence[StatusLine]) -> float:
    """Share of the lines whose status the student reads."""
    student.drop(False)
    rows = _rows(student, [Passage(**line.model_dump(exclude={"status"})) for line in lines])
    with torch.no_grad():
        logits = [student(rows[i : i + BATCH]) for i in range(0, len(rows), BATCH)]
    student.drop(True)
    target_N = torch.tensor([STATUSES.index(line.status) for line in lines])
    return float((torch.cat(logits).argmax(1) == target_N).float().mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--without", default=None, help="a file of status lines, by its name")
    parser.add_argument("--further", default=None, type=Path, help="an adapter to go on from")
    args = parser.parse_args()
    from safetensors.torch import load_file, save_file

    torch.manual_seed(SEED)
    shown = read_file(STATUS_LINES / f"{args.without}.jsonl") if args.without else ()
    lines = [line for line in load_status_lines() if line not in shown]
    rng, student = random.Random(SEED), Student()
    epochs, rate = EPOCHS, RATE
    if args.further:
        student.go_on_from(load_file(args.further))
        epochs, rate = FURTHER_EPOCHS, FURTHER_RATE
    losses = train(student, Examples(lines, rng), rng, epochs=epochs, rate=rate)
    for epoch, loss in enumerate(losses, start=1):
        right = f", {share_right(student, shown):.3f} of {len(shown)} right" if shown else ""
        print(f"epoch {epoch}: mean loss {loss:.2f}{right}", flush=True)
        save_file(student.tensors(), args.out)


if __name__ == "__main__":
    main()
