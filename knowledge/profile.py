"""`Profile`: what is true of one patient at one session, and how much of it is said.

A profile is evidence for the rule engine (three-valued: a symptom that is not listed is unknown)
and a plan for the generator (`expression` says whether a present symptom is heard).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from knowledge.errors import CallerMistake

State = Literal["present", "absent", "unknown"]
Expression = Literal["explicit", "indirect", "nonverbal", "withheld"]
Severity = Literal["mild", "moderate", "severe"]
Homework = Literal["done", "partly", "not"]
RISKS = frozenset(
    (
        "death_suicide_thoughts",
        "self_harm",
        "suicidal_selfharm_recurrent",
        "suicide_plan_intent",
    )
)
"""Symptoms after which a therapist asks about safety, and which nobody may have unplanned."""
Fact = bool | int | float | str

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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _SymptomYaml(_Strict):
    state: State
    severity: int | None = Field(default=None, ge=0, le=3)
    expression: Expression = "explicit"


def _symptom_map(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: {"state": item} if isinstance(item, str) else item for name, item in value.items()
    }


class _EpisodeYaml(_Strict):
    kind: str
    start_days_ago: float = Field(ge=0)
    end_days_ago: float = Field(default=0, ge=0)
    symptoms: dict[str, _SymptomYaml] = {}
    facts: dict[str, bool | int | float | str] = {}

    _short = field_validator("symptoms", mode="before")(_symptom_map)

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.end_days_ago > self.start_days_ago:
            raise ValueError("end_days_ago is before start_days_ago")
        return self


class _PatientYaml(_Strict):
    age: int | None = Field(default=None, ge=ADULT_AGE, le=OLDEST_AGE)
    gender: str | None = None
    culture: str | None = None
    language: str = "en"
    name: str | None = None
    work: str | None = None
    home: str | None = None
    relative: str | None = None
    hobby: str | None = None


class _EncounterYaml(_Strict):
    modality: str | None = None
    number: int | None = Field(default=None, ge=1)
    speech_register: str = Field(default="transcript_edited", alias="register")
    turns: int | None = Field(default=None, ge=2)
    stance: str | None = None
    style: str | None = None
    therapist_skill: str | None = None
    homework: Homework | None = None
    arc: str | None = None


class _ProfileYaml(_Strict):
    condition: str | None = None
    comorbid: list[str] = []
    specifiers: list[str] = []
    severity: Severity | None = None
    risk_level: str | None = None
    symptoms: dict[str, _SymptomYaml] = {}
    facts: dict[str, bool | int | float | str] = {}
    patient: _PatientYaml = _PatientYaml()
    session: _EncounterYaml = _EncounterYaml()
    episodes: list[_EpisodeYaml] = []
    background: dict[str, bool] = {}

    _short = field_validator("symptoms", mode="before")(_symptom_map)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.episodes and "symptoms" not in self.model_fields_set:
            raise ValueError("give symptoms, or episodes with symptoms")
        return self


def parse_profile(data: Mapping[str, Any]) -> Profile:
    """Reads the YAML or JSON form, long or short (`low_mood: present`).

    Raises:
        CallerMistake: naming the field and what is allowed.
    """
    try:
        parsed = _ProfileYaml.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        first = min(found, key=lambda item: item["type"] != "extra_forbidden")  # a typo explains
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CallerMistake(f"profile field {where}: {message}") from None
    return Profile(
        condition=parsed.condition,
        comorbid=tuple(parsed.comorbid),
        specifiers=tuple(parsed.specifiers),
        risk_level=parsed.risk_level,
        severity=parsed.severity,
        symptoms=_symptoms(parsed.symptoms),
        facts=MappingProxyType(parsed.facts),
        patient=Patient(**parsed.patient.model_dump()),
        session=Encounter(**parsed.session.model_dump(by_alias=True)),
        episodes=tuple(
            Episode(
                kind=item.kind,
                start_days_ago=item.start_days_ago,
                end_days_ago=item.end_days_ago,
                symptoms=_symptoms(item.symptoms),
                facts=MappingProxyType(item.facts),
            )
            for item in parsed.episodes
        ),
        background=MappingProxyType(parsed.background),
    )


def read_profile(path: Path) -> Profile:
    """Reads a profile YAML file. Raises CallerMistake in one line for whatever is wrong with it."""
    if not path.is_file():
        raise CallerMistake(f"profile file {path} does not exist")
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CallerMistake(
            f"profile file {path}: not YAML ({str(error).splitlines()[0]})"
        ) from None
    if not isinstance(data, dict):
        raise CallerMistake(f"profile file {path}: expected a mapping with `symptoms`")
    return parse_profile(data)


def _symptoms(items: Mapping[str, _SymptomYaml]) -> Mapping[str, Symptom]:
    return MappingProxyType({name: Symptom(**item.model_dump()) for name, item in items.items()})


def profile_json(profile: Profile) -> dict[str, Any]:
    """The long form of the profile contract; reads back to an equal profile."""
    data: dict[str, Any] = {
        "condition": profile.condition,
        "comorbid": list(profile.comorbid),
        "severity": profile.severity,
        "symptoms": {name: _symptom_json(item) for name, item in profile.symptoms.items()},
        "facts": dict(profile.facts),
        "patient": _stated(profile.patient, always=("age", "gender", "culture", "language")),
        "session": _stated(profile.session, always=("modality", "number", "register", "turns")),
    }
    if profile.specifiers:
        data["specifiers"] = list(profile.specifiers)
    if profile.risk_level:
        data["risk_level"] = profile.risk_level
    if profile.episodes:
        data["episodes"] = [
            {
                "kind": item.kind,
                "start_days_ago": item.start_days_ago,
                "end_days_ago": item.end_days_ago,
                "symptoms": {name: _symptom_json(s) for name, s in item.symptoms.items()},
                "facts": dict(item.facts),
            }
            for item in profile.episodes
        ]
    if profile.background:
        data["background"] = dict(profile.background)
    return data


def _stated(record: Patient | Encounter, *, always: tuple[str, ...]) -> dict[str, Any]:
    """The contract's fields, and of the others those that are stated."""
    values = {item.name: getattr(record, item.name) for item in fields(record)}
    return {name: value for name, value in values.items() if name in always or value is not None}


def _symptom_json(symptom: Symptom) -> dict[str, Any]:
    data: dict[str, Any] = {"state": symptom.state}
    if symptom.severity is not None:
        data["severity"] = symptom.severity
    if symptom.state == "present":
        data["expression"] = symptom.expression
    return data
