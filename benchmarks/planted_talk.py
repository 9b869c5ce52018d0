"""Identifiers in made-up talk: in two turns, asked for, spelled out, in lower case, at the start.

    python -m benchmarks.planted_talk

Two files of cases: those that the rules were written on and others, which are the ones to report.
Printed by kind is the share of planted stretches that a finding touches and the share of their
letters that is covered, at the output filter's threshold and at the de-identifier's; and of every
kind the findings that touch nothing planted, which are false.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from filters.pii.dialogue import find_in_turns
from filters.pii.identifier import STANDS_ALONE, WORTH_REMOVING
from knowledge.session import Speaker, Turn
from knowledge.yaml_text import parse_yaml

HERE = Path(__file__).parent
FILES = {"development": "planted_talk_dev.yaml", "reporting": "planted_talk.yaml"}
THRESHOLDS = {"filter": STANDS_ALONE, "de-identifier": WORTH_REMOVING}
_MARKED = re.compile(r"<([^>]*)>")
_SPEAKERS = {"T": Speaker.THERAPIST, "P": Speaker.PATIENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Turns and, of each, where something is planted."""

    turns: tuple[Turn, ...]
    spans: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(slots=True, kw_only=True)
class Score:
    """Planted stretches and their letters, those found, and what was found elsewhere."""

    planted: int = 0
    touched: int = 0
    letters: int = 0
    covered: int = 0
    elsewhere: list[str] = field(default_factory=list)


def read_talk(file: Path) -> dict[str, list[Talk]]:
    """The cases by kind."""
    cases = parse_yaml(file.read_text(encoding="utf-8"))
    return {kind: [_talk(text) for text in texts] for kind, texts in cases.items()}


def _talk(text: str) -> Talk:
    turns, spans = [], []
    for line in text.strip().splitlines():
        speaker, _, marked = line.partition(": ")
        turns.append(Turn(speaker=_SPEAKERS[speaker], text=_MARKED.sub(r"\1", marked)))
        spans.append(tuple(_unmarked(marked)))
    return Talk(turns=tuple(turns), spans=tuple(spans))


def _unmarked(marked: str) -> Iterator[tuple[int, int]]:
    """Where the planted stretches stand once the marks are gone."""
    for number, match in enumerate(_MARKED.finditer(marked)):
        start = match.start() - 2 * number
        yield start, start + len(match[1])


def measure(cases: Mapping[str, list[Talk]], *, threshold: float) -> dict[str, Score]:
    """Scores by kind."""
    scores = {kind: Score() for kind in cases}
    for kind, talks in cases.items():
        for talk in talks:
            _count(scores[kind], talk, threshold=threshold)
    return scores


def _count(score: Score, talk: Talk, *, threshold: float) -> None:
    found = find_in_turns(talk.turns, min_score=threshold)
    for spans, items in zip(talk.spans, found, strict=True):
        for start, end in spans:
            shares = [min(i.end, end) - max(i.start, start) for i in items]
            score.planted += 1
            score.letters += end - start
            score.touched += any(share > 0 for share in shares)
            score.covered += sum(share for share in shares if share > 0)
        score.elsewhere.extend(
            item.text
            for item in items
            if not any(item.start < end and start < item.end for start, end in spans)
        )


def main() -> None:
    for title, name in FILES.items():
        cases = read_talk(HERE / name)
        for user, threshold in THRESHOLDS.items():
            print(f"\n{title} cases, {user} (from {threshold})")
            for kind, score in measure(cases, threshold=threshold).items():
                print(f"{kind:36s}{_shares(score)}{len(score.elsewhere):4d} elsewhere")


def _shares(score: Score) -> str:
    if not score.planted:
        return f"{'none planted':>26s}"
    found = f"{score.touched}/{score.planted}"
    return f"{found:>10s} touched {score.covered / score.letters:.2f}".rjust(26)


if __name__ == "__main__":
    main()
