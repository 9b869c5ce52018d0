"""`Profile`: what is true of one patient at one session, and how much of it is said.

A profile is evidence for the rule engine (three-valued: a symptom that is not listed is unknown)
and a plan for the generator (`expression` says whether a present symptom is heard). Knows nothing
of how it is written: `knowledge.profile_file`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

State = Literal["present", "absent", "unknown"]
Expression = Literal["explicit", "indirect", "nonverbal", "withheld"]
Severity = Literal["mild", "moderate", "severe"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
Homework = Literal["done", "partly", "not"]
Fact = bool | int | float | str
RISKS = frozenset(
    (
        "death_suicide_thoughts",
        "self_harm",
        "suicidal_selfharm_recurrent",
        "suicide_plan_intent",
    )
)
"""Symptoms after which a therapist asks about safety, and which nobody may have unplanned."""
ADULT_AGE = 18
OLDEST_AGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """One symptom of a profile. `severity` is 0 (none) to 3 (severe) or None when unstated."""

    state: State
    severity: int | None = None
    expression: Expression = "explicit"

    @property
    def is_heard(self) -> bool:
        """Whether a listener should find it in the patient's words."""
        return self.state == "present" and self.expression in ("explicit", "indirect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who speaks. Age in years; adults only. `work` is where, `home` what kind of place.

    `relative` is who they mostly speak of ("my sister"), `hobby` what they like doing.
    """

    age: int | None = None
    gender: str | None = None
    culture: str | None = None
    language: str = "en"
    name: str | None = None
    work: str | None = None
    home: str | None = None
    relative: str | None = None
    hobby: str | None = None

    def life(self) -> Mapping[str, str]:
        """What of this life may come up in talk, as far as it is stated: slot -> words."""
        stated = {"work": self.work, "relative": self.relative, "hobby": self.hobby}
        return {slot: words for slot, words in stated.items() if words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """What kind of session it is. `turns` counts both speakers' turns.

    `stance` is how the patient meets the therapist, `style` how they talk; a therapist of low
    `therapist_skill` advises and argues and keeps no plan; `homework` is what became of what was
    set last time; `arc` is the course of the sessions of which this is one.
    """

    modality: str | None = None
    number: int | None = None
    register: str = "transcript_edited"
    turns: int | None = None
    stance: str | None = None
    style: str | None = None
    therapist_skill: str | None = None
    homework: Homework | None = None
    arc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A stretch of illness, in days before the session; `end_days_ago` 0 means ongoing."""

    kind: str
    start_days_ago: float
    end_days_ago: float
    symptoms: Mapping[str, Symptom]
    facts: Mapping[str, Fact]


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One patient at one session. Symptoms and facts that are not listed are unknown."""

    symptoms: Mapping[str, Symptom]
    condition: str | None = None
    comorbid: tuple[str, ...] = ()
    specifiers: tuple[str, ...] = ()
    severity: Severity | None = None
    risk_level: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=_empty)
    patient: Patient = field(default_factory=Patient)
    session: Encounter = field(default_factory=Encounter)
    episodes: tuple[Episode, ...] = ()
    background: Mapping[str, bool] = field(default_factory=_empty)

    def heard(self) -> tuple[str, ...]:
        """Ids of the symptoms a listener should find, in profile order."""
        return tuple(name for name, symptom in self.symptoms.items() if symptom.is_heard)

    def denied(self) -> tuple[str, ...]:
        """Ids of the symptoms known to be absent."""
        return tuple(name for name, item in self.symptoms.items() if item.state == "absent")
