"""`Persona`: the name, work and home of a planned patient, from lists that know no diagnosis."""

import functools
import random
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.expression import load_expressions

FILE = Path(__file__).resolve().parent / "persona.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """`work` is None from retirement age on."""

    name: str
    work: str | None
    home: str


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid")

    names: dict[str, list[str]]
    homes: list[str]
    retired_from: int


@functools.cache
def _lists() -> _Lists:
    return _Lists.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def draw_persona(gender: str, age: int, rng: random.Random) -> Persona:
    """One persona; the chances depend on gender (the name) and age in years (work) alone."""
    lists = _lists()
    works = load_expressions().slots["work"]
    return Persona(
        name=rng.choice(lists.names.get(gender) or lists.names["any"]),
        work=rng.choice(works) if age < lists.retired_from else None,
        home=rng.choice(lists.homes),
    )
