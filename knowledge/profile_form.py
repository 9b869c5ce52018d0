"""The written form of a profile: what its YAML or JSON may say, long or short.

Shapes alone, checked field by field; `knowledge.profile_file` turns them into a `Profile`.
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.profile import ADULT_AGE, OLDEST_AGE, Expression, Fact, Homework, Severity, State


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SymptomForm(_Form):
    state: State
    severity: int | None = Field(default=None, ge=0, le=3)
    expression: Expression = "explicit"


def _long(value: Any) -> Any:
    """`low_mood: present` -> `low_mood: {state: present}`."""
    if not isinstance(value, dict):
        return value
    return {
        name: item if isinstance(item, dict) else {"state": item} for name, item in value.items()
    }


Symptoms = Annotated[dict[str, SymptomForm], BeforeValidator(_long)]


class EpisodeForm(_Form):
    kind: str
    start_days_ago: float = Field(ge=0)
    end_days_ago: float = Field(default=0, ge=0)
    symptoms: Symptoms = {}
    facts: dict[str, Fact] = {}

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.end_days_ago > self.start_days_ago:
            raise ValueError("end_days_ago is before start_days_ago")
        return self


class PatientForm(_Form):
    age: int | None = Field(default=None, ge=ADULT_AGE, le=OLDEST_AGE)
    gender: str | None = None
    culture: str | None = None
    language: str = "en"
    name: str | None = None
    work: str | None = None
    home: str | None = None
    relative: str | None = None
    hobby: str | None = None


class EncounterForm(_Form):
    modality: str | None = None
    number: int | None = Field(default=None, ge=1)
    speech_register: str = Field(default="transcript_edited", alias="register")
    turns: int | None = Field(default=None, ge=2)
    stance: str | None = None
    style: str | None = None
    therapist_skill: str | None = None
    homework: Homework | None = None
    arc: str | None = None


class ProfileForm(_Form):
    condition: str | None = None
    comorbid: list[str] = []
    specifiers: list[str] = []
    severity: Severity | None = None
    risk_level: str | None = None
    symptoms: Symptoms = {}
    facts: dict[str, Fact] = {}
    patient: PatientForm = PatientForm()
    session: EncounterForm = EncounterForm()
    episodes: list[EpisodeForm] = []
    background: dict[str, bool] = {}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.episodes and "symptoms" not in self.model_fields_set:
            raise ValueError("give symptoms, or episodes with symptoms")
        return self
