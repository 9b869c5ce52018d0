"""Areas of life that a therapist asks about without knowing what is there.

The therapist of an interactive session knows no profile; an area is as near as a question may come.
An area covers whole domains of the symptom vocabulary.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge.base import load_knowledge
from knowledge.yaml_text import parse_yaml

ANYTHING = "anything"
"""The area of a question that leaves it to the patient what comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """`symptoms` are the ids of its domains; `questions` are authored lines with alternatives."""

    name: str
    symptoms: frozenset[str]
    questions: tuple[str, ...]


class _Yaml(BaseModel):
    model_config = ConfigDict(extra="forbid")

    domains: list[str]
    questions: list[str]


@functools.cache
def areas() -> Mapping[str, Area]:
    """Every area by name, from `moves/areas.yaml`."""
    text = (files("prompts") / "moves" / "areas.yaml").read_text(encoding="utf-8")
    read = TypeAdapter(dict[str, _Yaml]).validate_python(parse_yaml(text))
    records = load_knowledge().symptoms
    return MappingProxyType(
        {
            name: Area(
                name=name,
                symptoms=frozenset(s for s, r in records.items() if r.domain in item.domains),
                questions=tuple(item.questions),
            )
            for name, item in read.items()
        }
    )


@functools.cache
def area_of(symptom: str) -> str | None:
    """The area that a symptom belongs to."""
    return next((name for name, area in areas().items() if symptom in area.symptoms), None)
