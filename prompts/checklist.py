"""`ChecklistItem`: a phase that a kind of session is checked for, and how it sounds when it comes.

Which phases those are stands in `plans.yaml`; the lines here share no sentence with what sessions
are composed from. `elsewhere` is talk that shows no phase.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from knowledge.expression import expanded
from knowledge.yaml_text import parse_yaml
from prompts.areas import ANYTHING, areas
from prompts.plan import session_plans
from prompts.symptom_moves import symptom_moves


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """`said` are typical lines of its therapist; `at_least`: the evidence that counts as shown."""

    phase: str
    said: tuple[str, ...]
    at_least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklists:
    """The items of every kind of session, in the order of its plan."""

    by_kind: Mapping[str, tuple[ChecklistItem, ...]]
    elsewhere: tuple[str, ...]


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at_least: float = Field(gt=0)
    said: list[str] = Field(min_length=1)


@functools.cache
def load_checklists() -> Checklists:
    """From `checklist.yaml`; what is asked about symptoms and areas of life belongs elsewhere."""
    text = (files("prompts") / "checklist.yaml").read_text(encoding="utf-8")
    data = parse_yaml(text)
    otherwise = TypeAdapter(list[str]).validate_python(data.pop("otherwise"))
    read = TypeAdapter(dict[str, dict[str, _Item]]).validate_python(data)
    return Checklists(
        by_kind=MappingProxyType({kind: _items(kind, read[kind]) for kind in session_plans()}),
        elsewhere=(*otherwise, *_about_symptoms(), *_about_areas()),
    )


def _items(kind: str, read: Mapping[str, _Item]) -> tuple[ChecklistItem, ...]:
    needs = session_plans()[kind].needs
    return tuple(
        ChecklistItem(phase=name, said=tuple(read[name].said), at_least=read[name].at_least)
        for name in needs
    )


def _about_symptoms() -> Iterator[str]:
    """One question, one reflection and one follow-up of each symptom, always the same ones."""
    for lines in symptom_moves().values():
        yield from (_worded(lines[use][0]) for use in ("asks", "reflections", "follow_ups"))


def _about_areas() -> Iterator[str]:
    """Of an open question ("what next?") nobody can say that it shows no phase."""
    for name, area in areas().items():
        if name != ANYTHING:
            yield from map(_worded, area.questions)


def _worded(line: str) -> str:
    return " ".join(expanded(line, Random(line)).split())
