"""`SessionPlan`: the phases of a kind of session, in order, and what it is checked for."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge.yaml_text import parse_yaml
from prompts.acts import Act

Place = Literal["start", "early", "middle", "late", "end"]
USUAL_KIND = "supportive"
LOOKING_BACK = frozenset({"homework_review", "medication_review", "side_effects", "diary_card"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """`phases` maps a phase to its place in the session, in order; `needs` is the checklist.

    `acts` are the weights of what the therapist does between the phases.
    """

    modality: str
    phases: Mapping[str, Place]
    needs: tuple[str, ...]
    acts: Mapping[Act, float]

    def inner(self, *, session_number: int | None) -> tuple[str, ...]:
        """The phases between opening and closing; a first session has nothing to look back on."""
        return tuple(
            name
            for name, place in self.phases.items()
            if place not in ("start", "end") and not (session_number == 1 and name in LOOKING_BACK)
        )

    def at(self, place: Place) -> tuple[str, ...]:
        """The phases of one place, in order."""
        return tuple(name for name, where in self.phases.items() if where == place)


class _Yaml(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phases: dict[str, Place]
    needs: list[str]
    acts: dict[Act, float]


@functools.cache
def session_plans() -> Mapping[str, SessionPlan]:
    """The plan of every modality, from `plans.yaml`."""
    text = (files("prompts") / "plans.yaml").read_text(encoding="utf-8")
    read = TypeAdapter(dict[str, _Yaml]).validate_python(parse_yaml(text))
    return MappingProxyType(
        {
            modality: SessionPlan(
                modality=modality,
                phases=MappingProxyType(item.phases),
                needs=tuple(item.needs),
                acts=MappingProxyType(item.acts),
            )
            for modality, item in read.items()
        }
    )


def session_plan(modality: str | None) -> SessionPlan:
    """The plan of a modality; a session of no stated kind is a supportive one."""
    return session_plans()[modality or USUAL_KIND]
