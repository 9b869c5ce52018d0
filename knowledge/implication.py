"""Implication: what a symptom cannot be without, near and far, and what cannot be without it."""

from collections.abc import Mapping

from knowledge.disorder import SymptomRecord
from knowledge.errors import CallerMistake


def wider_of_all(symptoms: Mapping[str, SymptomRecord]) -> dict[str, tuple[str, ...]]:
    """symptom -> all that it implies, closed over.

    Raises:
        CallerMistake: if a symptom implies itself, or one that has no record.
    """
    return {name: _reachable(name, symptoms) for name in symptoms}


def narrower_of_all(wider: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """symptom -> all that imply it."""
    return {
        name: tuple(other for other, parents in wider.items() if name in parents) for name in wider
    }


def _reachable(name: str, symptoms: Mapping[str, SymptomRecord]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = [name]
    while waiting:
        for parent in symptoms[waiting.pop()].implies:
            if parent not in symptoms:
                raise CallerMistake(f"symptoms.yaml {name} implies {parent!r}: no such symptom")
            if parent == name:
                raise CallerMistake(f"symptoms.yaml {name}: implies itself")
            if parent not in found:
                found.append(parent)
                waiting.append(parent)
    return tuple(found)
