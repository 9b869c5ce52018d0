"""`Material`: the authored lines a session is composed from.

Two pools share this shape: the base's public pool (knowledge expressions, prompts' moves and
`material.yaml` beside this file) and the fictional clinic's (`examples/clinic/material/`). They
have no sentence in common, which a test checks. This module reads; `composer` arranges.
"""

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from generator.base.threads import ThreadBank, load_threads
from knowledge.errors import CallerMistake
from knowledge.expression import ExpressionBank, load_expressions
from knowledge.profile import SEVERITIES
from knowledge.yaml_text import parse_yaml
from prompts.areas import area_of, areas
from prompts.symptom_moves import symptom_moves

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomLines:
    """What is said about one symptom. `expressions` by severity; other lists fit any of them.

    `own`: condition -> what only somebody with that condition says, by severity.
    """

    expressions: Mapping[str, Lines]
    details: Lines
    denials: Lines
    asks: Lines
    reflections: Lines
    follow_ups: Lines
    own: Mapping[str, Mapping[str, Lines]] = field(default_factory=dict)

    def said(self, severity: str, conditions: Collection[str]) -> Lines:
        """The expressions that fit; those of another severity where this one has none."""
        fitting = self.expressions[severity]
        for condition in conditions:
            fitting += self.own.get(condition, {}).get(severity, ())
        return fitting or self.expressions["moderate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One pool. `therapist` is by modality, then move; the key `shared` serves all modalities.

    `areas`: part of life -> questions about it, for a therapist who does not know what is there.
    """

    name: str
    symptoms: Mapping[str, SymptomLines]
    therapist: Mapping[str, Mapping[str, Lines]]
    patient: Mapping[str, Lines]
    slots: Mapping[str, Lines]
    threads: ThreadBank = field(default_factory=ThreadBank)
    areas: Mapping[str, Lines] = field(default_factory=dict)

    def area_of(self, symptom: str) -> str | None:
        """The symptom's part of life, if this pool has questions about it."""
        area = area_of(symptom)
        return area if self.areas.get(area or "") else None

    def moves(self, move: str, modality: str) -> Lines:
        """The lines of a therapist move, those of the modality first choice, else the shared."""
        own = self.therapist.get(modality, {}).get(move, ())
        return own or self.therapist["shared"].get(move, ())


@functools.cache
def base_material() -> Material:
    """The public pool that the embedded base model learns from."""
    bank = load_expressions()
    return Material(
        name="base",
        symptoms={
            name: SymptomLines(
                expressions={
                    severity: tuple(
                        phrase.template
                        for phrase in bank.expressions(name, severity)
                        if not phrase.held_out
                    )
                    for severity in SEVERITIES
                },
                details=bank.details(name),
                denials=bank.denials(name),
                asks=tuple(lines["asks"]),
                reflections=tuple(lines["reflections"]),
                follow_ups=tuple(lines["follow_ups"]),
                own=_own_lines(bank, name),
            )
            for name, lines in symptom_moves().items()
        },
        therapist=_tuples(_read(files("prompts") / "moves" / "modalities.yaml")),
        patient=_lists(_read(files("generator") / "base" / "material.yaml")),
        slots=bank.slots,
        threads=load_threads(),
        areas={name: area.questions for name, area in areas().items()},
    )


def _own_lines(bank: ExpressionBank, symptom: str) -> dict[str, dict[str, Lines]]:
    own: dict[str, dict[str, Lines]] = {}
    for phrase in bank.phrases[symptom]:
        if phrase.condition and not phrase.held_out:
            by_severity = own.setdefault(phrase.condition, {})
            earlier = by_severity.get(phrase.severity, ())
            by_severity[phrase.severity] = (*earlier, phrase.template)
    return own


def material_from_folder(folder: Path) -> Material:
    """A pool written for a corpus: symptoms.yaml, therapist.yaml, patient.yaml, names.yaml.

    Slots the folder does not define are the knowledge base's.
    """
    if not folder.is_dir():
        raise CallerMistake(f"material folder {folder} does not exist")
    return Material(
        name=folder.parent.name,
        symptoms={
            name: SymptomLines(
                expressions=dict.fromkeys(SEVERITIES, tuple(lines["expressions"])),
                details=tuple(lines["details"]),
                denials=tuple(lines["denials"]),
                asks=tuple(lines["asks"]),
                reflections=tuple(lines["reflections"]),
                follow_ups=tuple(lines["follow_ups"]),
            )
            for name, lines in _read(folder / "symptoms.yaml").items()
        },
        therapist={"shared": _lists(_read(folder / "therapist.yaml"))},
        patient=_lists(_read(folder / "patient.yaml")),
        slots={**load_expressions().slots, **_lists(_read(folder / "names.yaml"))},
    )


def _read(path: Traversable | Path) -> dict[str, Any]:
    return parse_yaml(path.read_text(encoding="utf-8"))


def _lists(data: Mapping[str, Any]) -> dict[str, Lines]:
    return {name: tuple(lines) for name, lines in data.items()}


def _tuples(data: Mapping[str, Any]) -> dict[str, dict[str, Lines]]:
    return {name: _lists(lists) for name, lists in data.items()}
