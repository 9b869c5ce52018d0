"""`Persona`: the name, work and home of a planned patient, from lists that know no diagnosis."""

import functools
import random
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.expression import load_expressions
from knowledge.yaml_text import parse_yaml

FILE = Path(__file__).resolve().parent / "persona.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """`work` is None from retirement age on; `relative` is somebody likely at that age."""

    name: str
    work: str | None
    home: str
    relative: str
    hobby: str


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid")

    names: dict[str, list[str]]
    homes: list[str]
    retired_from: int
    relatives_until: dict[str, int]
    relatives_from: dict[str, int]


@functools.cache
def _lists() -> _Lists:
    return _Lists.model_validate(parse_yaml(FILE.read_text(encoding="utf-8")))


def draw_persona(gender: str, age: int, rng: random.Random) -> Persona:
    """One persona; the chances depend on gender (name) and age in years (work, relative) alone."""
    lists, slots = _lists(), load_expressions().slots
    relatives = [
        words
        for words in slots["relative"]
        if lists.relatives_from.get(words, 0) <= age < lists.relatives_until.get(words, age + 1)
    ]
    return Persona(
        name=rng.choice(lists.names.get(gender) or lists.names["any"]),
        work=rng.choice(slots["work"]) if age < lists.retired_from else None,
        home=rng.choice(lists.homes),
        relative=rng.choice(relatives),
        hobby=rng.choice(slots["hobby"]),
    )
