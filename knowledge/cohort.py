"""`CohortSpec`: what a user asks for, read from YAML and refused in one line where it is wrong.

Says what is asked, not who is drawn: `knowledge.planner` does that. Every dimension is a mapping
from value to share; `conditions` may also be given as counts that add up to `n`.
"""

import hashlib
import itertools
import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError

from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.profile import ADULT_AGE, OLDEST_AGE

SEVERITIES = ("mild", "moderate", "severe")
GENDERS = ("woman", "man", "nonbinary")
MODALITIES = (
    "intake", "psychiatric_follow_up", "cbt", "mi", "prolonged_exposure", "psychodynamic", "ipt",
    "dbt", "supportive",
)  # fmt: skip
REGISTERS = ("transcript_edited", "transcript_verbatim", "asr", "chat")
STANCES = ("cooperative", "ambivalent", "guarded", "hostile", "pleasing")
STYLES = ("plain", "verbose", "tangent", "upset", "reserved")
SKILLS = ("usual", "low")
WRITINGS = ("one-pass", "interactive")
RISK_LEVELS = ("none", "low", "moderate", "high")
ARCS = ("improving", "stable", "relapsing", "drop_out")
LANGUAGES = ("en",)
MIXES = (
    "conditions", "severity", "age", "onset_age", "gender", "culture", "modality", "register",
    "stance", "style", "therapist_skill", "risk_level", "arc",
)  # fmt: skip
"""Dimensions whose shares add up to 1."""
PARTS = ("comorbid", "specifiers", "symptoms", "background")
"""Dimensions whose shares stand each for themselves, 0 to 1."""
DIMENSIONS = (MIXES[0], *PARTS[:2], *MIXES[1:], *PARTS[2:])
RATE = "rate"
"""In place of a share of `comorbid` or `specifiers`: the rate that the records give."""
NO_CULTURE = "unstated"
SHARE_TOLERANCE = 0.001
MOST_PATIENTS = 1_000_000
MOST_TURNS = 400
MOST_SESSIONS = 30
_BAND = re.compile(r"(\d{1,3})-(\d{1,3})")


def _single(value: Any) -> Any:
    return {value: 1.0} if isinstance(value, str) else value


def _range(value: Any) -> Any:
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]
ShareOrRate = Share | Literal["rate"]
Shares = Annotated[dict[str, Share], BeforeValidator(_single)]
Range = Annotated[tuple[StrictInt, StrictInt], BeforeValidator(_range)]


class CohortSpec(BaseModel):
    """A request. A dimension that is not named follows the planner's stated defaults.

    `n` counts patients, each with `sessions` sessions (fewer where the arc is drop_out).
    `conditions` names disorders and negative controls. Keys of `comorbid` are FIRST+SECOND, shares
    of the first; keys of `specifiers` are CONDITION+SPECIFIER, shares of the condition. A rate of
    the records that nobody verified is refused unless `unverified_rates` is true.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    n: StrictInt = Field(ge=1, le=MOST_PATIENTS)
    seed: StrictInt = Field(default=0, ge=0)
    conditions: Shares = Field(min_length=1)
    comorbid: dict[str, ShareOrRate] = {}
    specifiers: dict[str, ShareOrRate] = {}
    unverified_rates: bool = False
    severity: Shares = {}
    age: Shares = {}
    onset_age: Shares = {}
    gender: Shares = {}
    culture: Shares = {}
    modality: Shares = {}
    speech_register: Shares = Field(default={}, alias="register")
    stance: Shares = {}
    style: Shares = {}
    therapist_skill: Shares = {}
    risk_level: Shares = {}
    sessions: StrictInt = Field(default=1, ge=1, le=MOST_SESSIONS)
    arc: Shares = {}
    session_number: Range | None = None
    turns: Range = (36, 52)
    writing: Literal["one-pass", "interactive"] = "one-pass"
    language: str = "en"
    symptoms: dict[str, Share] = {}
    background: dict[str, Share] = {}
    exact: tuple[str, ...] | None = None

    def dimension(self, name: str) -> Mapping[str, float]:
        """The shares of one dimension; empty where the request does not name it."""
        given = getattr(self, "speech_register" if name == "register" else name)
        return {
            key: recorded_rate(name, key) if value == RATE else value
            for key, value in given.items()
        }

    def named(self) -> tuple[str, ...]:
        """The dimensions that the request names."""
        return tuple(name for name in DIMENSIONS if self.dimension(name))

    def is_exact(self, name: str) -> bool:
        """Whether a dimension gets exact quotas rather than independent draws."""
        return name in (self.named() if self.exact is None else self.exact)

    def condition_counts(self) -> Mapping[str, int] | None:
        """The counts, where `conditions` was given as counts."""
        return counts_or_none(self.conditions, self.n)


def counts_or_none(values: Mapping[str, float], n: int) -> Mapping[str, int] | None:
    """The values as counts if they are whole numbers that add up to n, and not also shares."""
    whole = all(float(value).is_integer() for value in values.values())
    if whole and sum(values.values()) == n and not _adds_to_one(values):
        return {name: int(value) for name, value in values.items()}
    return None


def band(text: str, *, field: str = "age", youngest: int = ADULT_AGE) -> tuple[int, int]:
    """`30-59` -> (30, 59). Raises CallerMistake if malformed or below the youngest age."""
    match = _BAND.fullmatch(text)
    allowed = f"expected LOW-HIGH in years, {youngest} to {OLDEST_AGE}"
    if match is None:
        raise CallerMistake(f"cohort field {field}: malformed band {text!r}; {allowed}")
    low, high = int(match[1]), int(match[2])
    if not youngest <= low <= high <= OLDEST_AGE:
        raise CallerMistake(f"cohort field {field}: band {text!r} not allowed; {allowed}")
    return low, high


def onset_band(text: str) -> tuple[int, int]:
    """A band of ages at which a condition began; it may have begun in childhood."""
    return band(text, field="onset_age", youngest=1)


def recorded_rate(dimension: str, key: str) -> float:
    """The rate of a pair `FIRST+SECOND` or `CONDITION+SPECIFIER` in the records."""
    return _recorded(dimension, key)[0]


def _recorded(dimension: str, key: str) -> tuple[float, bool]:
    """The rate, and whether it was read in its source. Raises CallerMistake where there is none."""
    knowledge = load_knowledge()
    first, second = key.split("+")
    if dimension == "specifiers":
        rate = knowledge.specifiers[second].rate
        named = rate is not None and rate.name == f"share_of_{first}"
        rows = [(rate.value, rate.verified)] if rate is not None and named else []
    else:
        disorder = knowledge.disorders.get(first)
        pairs = disorder.comorbidity if disorder else ()
        rows = [(p.rate, p.verified) for p in pairs if p.disorder == second]
    for value, verified in rows:
        if isinstance(value, float):
            return value, verified
    raise CallerMistake(f"cohort field {dimension}.{key}: the records give no rate; name a share")


def read_spec(path: Path) -> CohortSpec:
    """Reads a request.

    Raises:
        CallerMistake: one line naming the file or field, the value and what is allowed.
    """
    try:
        data = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CallerMistake(f"cohort file {path} does not exist") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CallerMistake(f"cohort file {path} cannot be read: {type(error).__name__}") from None
    except yaml.YAMLError as error:
        raise CallerMistake(f"cohort file {path}: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise CallerMistake(f"cohort file {path}: expected a mapping with n and conditions")
    return parse_spec(data)


def parse_spec(data: Mapping[str, Any]) -> CohortSpec:
    """Checks a request that was read. Raises CallerMistake as `read_spec` does."""
    try:
        spec = CohortSpec.model_validate(dict(data))
    except ValidationError as error:
        raise CallerMistake(_first_line(error)) from None
    _check_values(spec)
    _check_comorbid(spec)
    _check_specifiers(spec)
    _check_rates(spec)
    _check_sums(spec)
    _check_ranges(spec)
    return spec


def _first_line(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        fields = (item.alias or name for name, item in CohortSpec.model_fields.items())
        return f"cohort field {where}: unknown; allowed: {', '.join(fields)}"
    if first["type"] == "missing":
        return f"cohort field {where}: missing"
    return f"cohort field {where}: {first['msg']}, got {first['input']!r}"


def _check_values(spec: CohortSpec) -> None:
    knowledge = load_knowledge()
    _allow("conditions", spec.conditions, (*knowledge.disorders, *knowledge.controls))
    for name, allowed in _ALLOWED.items():
        _allow(name, spec.dimension(name), allowed)
    _allow("culture", spec.culture, (NO_CULTURE, *knowledge.cultures))
    _allow("language", (spec.language,), LANGUAGES)
    _allow("exact", spec.exact or (), spec.named())
    for name in spec.symptoms:
        if name not in knowledge.symptoms:
            raise CallerMistake(f"cohort field symptoms: {name!r} is not an id of symptoms.yaml")


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


def _allow(field: str, values: Collection[str], allowed: Collection[str]) -> None:
    for value in values:
        if value not in allowed:
            raise CallerMistake(
                f"cohort field {field}: {value!r} not allowed; expected one of {', '.join(allowed)}"
            )


def _adds_to_one(values: Mapping[str, float]) -> bool:
    return abs(math.fsum(values.values()) - 1) <= SHARE_TOLERANCE


def _check_sums(spec: CohortSpec) -> None:
    for name in MIXES:
        values = spec.dimension(name)
        if not values or _adds_to_one(values):
            continue
        if name == "conditions" and all(float(v).is_integer() for v in values.values()):
            if counts_or_none(values, spec.n) is None:
                total = int(math.fsum(values.values()))
                raise CallerMistake(
                    f"cohort field conditions: counts add up to {total}, not n = {spec.n}"
                )
        else:
            total = math.fsum(values.values())
            raise CallerMistake(f"cohort field {name}: shares add up to {total:g}, expected 1")
    for name in PARTS:
        for key, value in spec.dimension(name).items():
            if value > 1:
                raise CallerMistake(f"cohort field {name}.{key}: share {value:g}, expected 0 to 1")


def _check_ranges(spec: CohortSpec) -> None:
    _check_bands("age", sorted(band(text) for text in spec.age))
    _check_bands("onset_age", sorted(onset_band(text) for text in spec.onset_age))
    if spec.arc and spec.sessions == 1:
        raise CallerMistake("cohort field arc: needs sessions of 2 or more")
    _check_range("turns", spec.turns, least=2, most=MOST_TURNS)
    if spec.session_number is not None:
        _check_range("session_number", spec.session_number, least=1, most=200)


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


def _check_comorbid(spec: CohortSpec) -> None:
    for key in spec.comorbid:
        names = key.split("+")
        if len(names) != 2 or names[0] == names[1]:
            raise CallerMistake(f"cohort field comorbid: {key!r}, expected FIRST+SECOND")
        _allow("comorbid", names, load_knowledge().disorders)
        _check_is_asked("comorbid", key, spec)


def _check_specifiers(spec: CohortSpec) -> None:
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


def _check_is_asked(field: str, key: str, spec: CohortSpec) -> None:
    first = key.split("+")[0]
    if not spec.conditions.get(first):
        raise CallerMistake(f"cohort field {field}: {key!r}, but conditions has no {first}")


def _check_rates(spec: CohortSpec) -> None:
    given = [("comorbid", key, value) for key, value in spec.comorbid.items()]
    given += [("specifiers", key, value) for key, value in spec.specifiers.items()]
    for dimension, key, value in given:
        if value == RATE and not _recorded(dimension, key)[1] and not spec.unverified_rates:
            raise CallerMistake(
                f"cohort field {dimension}.{key}: the recorded rate is not verified; "
                "name a share or set unverified_rates: true"
            )


def spec_json(spec: CohortSpec) -> dict[str, Any]:
    """The request as plain data, with the keys of the YAML form and without unnamed dimensions."""
    data = spec.model_dump(mode="json", by_alias=True)
    left_out = {"unverified_rates": False, "sessions": 1}
    return {
        name: value
        for name, value in data.items()
        if value is not None and value != {} and left_out.get(name, ...) != value
    }


def spec_sha256(spec: CohortSpec) -> str:
    """Hash of the request's meaning: key order and the way it was written do not matter."""
    data = spec_json(spec)
    if spec.exact is not None:
        data["exact"] = sorted(spec.exact)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
