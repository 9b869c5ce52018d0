"""What a request is refused for before anybody is planned: values, pairs, sums and ranges."""

import itertools
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from knowledge.base import load_knowledge
from knowledge.dimension import (
    ARCS,
    GENDERS,
    LANGUAGES,
    MIXES,
    MODALITIES,
    NO_CULTURE,
    PARTS,
    REGISTERS,
    RISK_LEVELS,
    SKILLS,
    STANCES,
    STYLES,
    band,
    onset_band,
)
from knowledge.errors import CallerMistake
from knowledge.profile import SEVERITIES
from knowledge.recorded_rate import recorded_rate
from knowledge.share import RATE, add_up_to_one, are_whole, counts_or_none, total

if TYPE_CHECKING:
    from knowledge.cohort import CohortSpec

MOST_TURNS = 400
MOST_SESSION_NUMBER = 200
_ALLOWED: Mapping[str, Collection[str]] = {
    "severity": SEVERITIES,
    "gender": GENDERS,
    "modality": MODALITIES,
    "register": REGISTERS,
    "stance": STANCES,
    "style": STYLES,
    "therapist_skill": SKILLS,
    "risk_level": RISK_LEVELS,
    "arc": ARCS,
}


def check_spec(spec: "CohortSpec") -> None:
    """Raises CallerMistake: one line naming the field, the value and what is allowed."""
    _check_values(spec)
    _check_comorbid(spec)
    _check_specifiers(spec)
    _check_rates(spec)
    _check_sums(spec)
    _check_ranges(spec)


def _check_values(spec: "CohortSpec") -> None:
    knowledge = load_knowledge()
    _allow("conditions", spec.conditions, (*knowledge.disorders, *knowledge.controls))
    for name, allowed in _ALLOWED.items():
        _allow(name, spec.dimension(name), allowed)
    _allow("culture", spec.culture, (NO_CULTURE, *knowledge.cultures))
    _allow("language", (spec.language,), LANGUAGES)
    _allow("exact", spec.exact or (), spec.named())
    if spec.wording == "own" and spec.writing != "one-pass":
        raise CallerMistake(
            f"cohort field wording: 'own' needs writing one-pass, got {spec.writing!r}: two voices "
            "cue each symptom by its words"
        )
    for name in spec.symptoms:
        if name not in knowledge.symptoms:
            raise CallerMistake(f"cohort field symptoms: {name!r} is not an id of symptoms.yaml")


def _allow(field: str, values: Collection[str], allowed: Collection[str]) -> None:
    for value in values:
        if value not in allowed:
            raise CallerMistake(
                f"cohort field {field}: {value!r} not allowed; expected one of {', '.join(allowed)}"
            )


def _check_comorbid(spec: "CohortSpec") -> None:
    for key in spec.comorbid:
        names = key.split("+")
        if len(names) != 2 or names[0] == names[1]:
            raise CallerMistake(f"cohort field comorbid: {key!r}, expected FIRST+SECOND")
        _allow("comorbid", names, load_knowledge().disorders)
        _check_is_asked("comorbid", key, spec)


def _check_specifiers(spec: "CohortSpec") -> None:
    knowledge = load_knowledge()
    for key in spec.specifiers:
        names = key.split("+")
        if len(names) != 2:
            raise CallerMistake(f"cohort field specifiers: {key!r}, expected CONDITION+SPECIFIER")
        _allow("specifiers", names[:1], knowledge.disorders)
        own = knowledge.disorders[names[0]].specifiers
        checkable = [name for name in own if knowledge.specifiers[name].rule is not None]
        _allow(f"specifiers.{names[0]}", names[1:], checkable)
        _check_is_asked("specifiers", key, spec)


def _check_is_asked(field: str, key: str, spec: "CohortSpec") -> None:
    first = key.split("+")[0]
    if not spec.conditions.get(first):
        raise CallerMistake(f"cohort field {field}: {key!r}, but conditions has no {first}")


def _check_rates(spec: "CohortSpec") -> None:
    given = [("comorbid", key, value) for key, value in spec.comorbid.items()]
    given += [("specifiers", key, value) for key, value in spec.specifiers.items()]
    for dimension, key, value in given:
        if value == RATE and not recorded_rate(dimension, key).verified:
            if spec.unverified_rates:
                continue
            raise CallerMistake(
                f"cohort field {dimension}.{key}: the recorded rate is not verified; "
                "name a share or set unverified_rates: true"
            )


def _check_sums(spec: "CohortSpec") -> None:
    for name in MIXES:
        _check_mix(name, spec.dimension(name), spec.n)
    for name in PARTS:
        for key, value in spec.dimension(name).items():
            if value > 1:
                raise CallerMistake(f"cohort field {name}.{key}: share {value:g}, expected 0 to 1")


def _check_mix(name: str, values: Mapping[str, float], n: int) -> None:
    if not values or add_up_to_one(values):
        return
    if name != "conditions" or not are_whole(values):
        raise CallerMistake(f"cohort field {name}: shares add up to {total(values):g}, expected 1")
    if counts_or_none(values, n) is None:
        raise CallerMistake(
            f"cohort field conditions: counts add up to {int(total(values))}, not n = {n}"
        )


def _check_ranges(spec: "CohortSpec") -> None:
    _check_bands("age", sorted(band(text) for text in spec.age))
    _check_bands("onset_age", sorted(onset_band(text) for text in spec.onset_age))
    if spec.arc and spec.sessions == 1:
        raise CallerMistake("cohort field arc: needs sessions of 2 or more")
    _check_range("turns", spec.turns, least=2, most=MOST_TURNS)
    if spec.session_number is not None:
        _check_range("session_number", spec.session_number, least=1, most=MOST_SESSION_NUMBER)


def _check_bands(field: str, bands: Sequence[tuple[int, int]]) -> None:
    for (low, high), (next_low, _) in itertools.pairwise(bands):
        if next_low <= high:
            raise CallerMistake(f"cohort field {field}: band {low}-{high} overlaps the next one")


def _check_range(field: str, value: tuple[int, int], *, least: int, most: int) -> None:
    if not least <= value[0] <= value[1] <= most:
        raise CallerMistake(
            f"cohort field {field}: {list(value)}, expected a number or [low, high] "
            f"within {least} to {most}"
        )
