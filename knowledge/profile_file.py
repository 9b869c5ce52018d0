"""A profile read from its YAML or JSON form, and written to it."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.profile import Encounter, Episode, Patient, Profile, Symptom
from knowledge.profile_form import EpisodeForm, ProfileForm, SymptomForm
from knowledge.yaml_text import read_yaml


def read_profile(path: Path) -> Profile:
    """Reads a profile YAML file. Raises CallerMistake in one line for whatever is wrong with it."""
    data = read_yaml(path, what="profile file")
    if not isinstance(data, dict):
        raise CallerMistake(f"profile file {path}: expected a mapping with `symptoms`")
    return parse_profile(data)


def parse_profile(data: Mapping[str, Any]) -> Profile:
    """Reads the YAML or JSON form, long or short (`low_mood: present`).

    Raises:
        CallerMistake: naming the field and what is allowed.
    """
    try:
        form = ProfileForm.model_validate(data)
    except ValidationError as error:
        raise CallerMistake(_first_line(error)) from None
    return Profile(
        condition=form.condition,
        comorbid=tuple(form.comorbid),
        specifiers=tuple(form.specifiers),
        risk_level=form.risk_level,
        severity=form.severity,
        symptoms=_symptoms(form.symptoms),
        facts=MappingProxyType(form.facts),
        patient=Patient(**form.patient.model_dump()),
        session=Encounter(**form.session.model_dump(by_alias=True)),
        episodes=tuple(_episode(item) for item in form.episodes),
        background=MappingProxyType(form.background),
    )


def _first_line(error: ValidationError) -> str:
    wrong = first_error(error)
    told = f"profile field {wrong.where}: {wrong.message}"
    if wrong.kind == "extra_forbidden" and len(wrong.location) == 1:
        return f"{told}; allowed: {', '.join(ProfileForm.model_fields)}"
    return told


def _symptoms(forms: Mapping[str, SymptomForm]) -> Mapping[str, Symptom]:
    return MappingProxyType({name: Symptom(**item.model_dump()) for name, item in forms.items()})


def _episode(form: EpisodeForm) -> Episode:
    return Episode(
        kind=form.kind,
        start_days_ago=form.start_days_ago,
        end_days_ago=form.end_days_ago,
        symptoms=_symptoms(form.symptoms),
        facts=MappingProxyType(form.facts),
    )


def profile_json(profile: Profile) -> dict[str, Any]:
    """The long form of the profile contract; reads back to an equal profile."""
    data: dict[str, Any] = {
        "condition": profile.condition,
        "comorbid": list(profile.comorbid),
        "severity": profile.severity,
        "symptoms": _symptoms_json(profile.symptoms),
        "facts": dict(profile.facts),
        "patient": _stated(profile.patient, always=("age", "gender", "culture", "language")),
        "session": _stated(profile.session, always=("modality", "number", "register", "turns")),
    }
    more = {
        "specifiers": list(profile.specifiers),
        "risk_level": profile.risk_level,
        "episodes": [_episode_json(item) for item in profile.episodes],
        "background": dict(profile.background),
    }
    return data | {name: value for name, value in more.items() if value}


def _stated(record: Patient | Encounter, *, always: tuple[str, ...]) -> dict[str, Any]:
    """The contract's fields, and of the others those that are stated."""
    values = {item.name: getattr(record, item.name) for item in fields(record)}
    return {name: value for name, value in values.items() if name in always or value is not None}


def _episode_json(episode: Episode) -> dict[str, Any]:
    return {
        "kind": episode.kind,
        "start_days_ago": episode.start_days_ago,
        "end_days_ago": episode.end_days_ago,
        "symptoms": _symptoms_json(episode.symptoms),
        "facts": dict(episode.facts),
    }


def _symptoms_json(symptoms: Mapping[str, Symptom]) -> dict[str, Any]:
    return {name: _symptom_json(item) for name, item in symptoms.items()}


def _symptom_json(symptom: Symptom) -> dict[str, Any]:
    data: dict[str, Any] = {"state": symptom.state}
    if symptom.severity is not None:
        data["severity"] = symptom.severity
    if symptom.state == "present":
        data["expression"] = symptom.expression
    return data
