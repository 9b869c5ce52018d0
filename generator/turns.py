"""Turns of one speaker joined, as the project keeps them."""

from collections.abc import Iterable
from types import MappingProxyType

from knowledge.session import Turn


def merge_turns(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Joins consecutive turns of one speaker and drops turns without words.

    A joined turn keeps the labels that its parts agree on.
    """
    merged: list[Turn] = []
    for turn in turns:
        if not turn.text:
            continue
        if merged and merged[-1].speaker == turn.speaker:
            merged[-1] = _joined(merged[-1], turn)
        else:
            merged.append(turn)
    return tuple(merged)


def _joined(first: Turn, second: Turn) -> Turn:
    agreed = dict(first.labels.items() & second.labels.items())
    text = f"{first.text} {second.text}"
    return Turn(speaker=first.speaker, text=text, labels=MappingProxyType(agreed))
