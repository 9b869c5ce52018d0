"""Threads: authored stretches of talk in which each answer fits what was asked.

A thread is a tuple of lines, therapist and patient by turns, that begins with the therapist and
ends with the patient. A line may hold alternatives, `[Mm.|Yeah.]`; one is drawn at each use, so a
line seldom comes twice in the same words. This module reads and draws; `composer` arranges.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from knowledge.errors import CallerMistake
from knowledge.yaml_text import parse_yaml

Thread = tuple[str, ...]
Threads = tuple[Thread, ...]
_FOLDER = files("generator") / "base" / "threads"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadBank:
    """Threads by symptom, by modality and phase, and by kind of everyday talk."""

    by_symptom: Mapping[str, Threads] = field(default_factory=dict)
    by_phase: Mapping[str, Mapping[str, Threads]] = field(default_factory=dict)
    by_kind: Mapping[str, Threads] = field(default_factory=dict)


def load_threads() -> ThreadBank:
    """Reads the threads that ship with the package.

    Raises:
        CallerMistake: naming the file and the thread that does not alternate.
    """
    by_symptom: dict[str, Threads] = {}
    for path in sorted(_FOLDER.iterdir(), key=lambda item: item.name):
        if path.name.endswith(".yaml") and not path.name.startswith("_"):
            by_symptom |= _threads(path.name, _read(path.name))
    return ThreadBank(
        by_symptom=by_symptom,
        by_phase={
            modality: _threads(f"_modalities.yaml {modality}", phases)
            for modality, phases in _read("_modalities.yaml").items()
        },
        by_kind=_threads("_life.yaml", _read("_life.yaml")),
    )


def _read(name: str) -> dict[str, Any]:
    return parse_yaml((_FOLDER / name).read_text(encoding="utf-8"))


def _threads(where: str, lists: Mapping[str, Any]) -> dict[str, Threads]:
    return {name: tuple(map(_thread(f"{where} {name}"), items)) for name, items in lists.items()}


def _thread(where: str) -> Any:
    def checked(lines: Any) -> Thread:
        if not isinstance(lines, list) or not lines or len(lines) % 2:
            raise CallerMistake(f"{where}: a thread alternates therapist and patient, got {lines}")
        return tuple(lines)

    return checked
