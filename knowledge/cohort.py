"""`CohortSpec`: what a user asks for, read from YAML and refused in one line where it is wrong.

Says what is asked, not who is drawn: `knowledge.planner` does that. Every dimension is a mapping
from value to share; `conditions` may also be given as counts that add up to `n`.
"""

import hashlib
import json
import math
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError

from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.profile import ADULT_AGE, OLDEST_AGE

SEVERITIES = ("mild", "moderate", "severe")
GENDERS = ("woman", "man", "nonbinary")
MODALITIES = ("intake", "cbt", "mi", "psychodynamic", "supportive")
REGISTERS = ("transcript_edited", "transcript_verbatim", "asr", "chat")
LANGUAGES = ("en",)
DIMENSIONS = (
    "conditions", "comorbid", "severity", "age", "gender", "modality", "register", "symptoms",
    "background",
)  # fmt: skip
SHARE_TOLERANCE = 0.001
MOST_PATIENTS = 1_000_000
MOST_TURNS = 400
_BAND = re.compile(r"(\d{1,3})-(\d{1,3})")


def _single(value: Any) -> Any:
    return {value: 1.0} if isinstance(value, str) else value


def _range(value: Any) -> Any:
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Shares = Annotated[dict[str, Share], BeforeValidator(_single)]
Range = Annotated[tuple[StrictInt, StrictInt], BeforeValidator(_range)]


class CohortSpec(BaseModel):
    """A request. A dimension that is not named follows the planner's stated defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    n: StrictInt = Field(ge=1, le=MOST_PATIENTS)
    seed: StrictInt = Field(default=0, ge=0)
    conditions: Shares = Field(min_length=1)
    comorbid: dict[str, Share] = {}
    severity: Shares = {}
    age: Shares = {}
    gender: Shares = {}
    modality: Shares = {}
    speech_register: Shares = Field(default={}, alias="register")
    session_number: Range | None = None
    turns: Range = (28, 44)
    language: str = "en"
    symptoms: dict[str, Share] = {}
    background: dict[str, Share] = {}
    exact: tuple[str, ...] | None = None

    def dimension(self, name: str) -> Mapping[str, float]:
        """The shares of one dimension; empty where the request does not name it."""
        return getattr(self, "speech_register" if name == "register" else name)

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


def band(text: str) -> tuple[int, int]:
    """`30-59` -> (30, 59). Raises CallerMistake if malformed or below the adult age."""
    match = _BAND.fullmatch(text)
    allowed = f"expected LOW-HIGH in years, {ADULT_AGE} to {OLDEST_AGE}"
    if match is None:
        raise CallerMistake(f"cohort field age: malformed band {text!r}; {allowed}")
    low, high = int(match[1]), int(match[2])
    if not ADULT_AGE <= low <= high <= OLDEST_AGE:
        raise CallerMistake(f"cohort field age: band {text!r} not allowed; {allowed}")
    return low, high


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
    _check_sums(spec)
    _check_ranges(spec)
    _check_comorbid(spec)
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
    _allow("conditions", spec.conditions, knowledge.disorders)
    _allow("severity", spec.severity, SEVERITIES)
    _allow("gender", spec.gender, GENDERS)
    _allow("modality", spec.modality, MODALITIES)
    _allow("register", spec.speech_register, REGISTERS)
    _allow("language", (spec.language,), LANGUAGES)
    _allow("exact", spec.exact or (), spec.named())
    for name in spec.symptoms:
        if name not in knowledge.symptoms:
            raise CallerMistake(f"cohort field symptoms: {name!r} is not an id of symptoms.yaml")


def _allow(field: str, values: Collection[str], allowed: Collection[str]) -> None:
    for value in values:
        if value not in allowed:
            raise CallerMistake(
                f"cohort field {field}: {value!r} not allowed; expected one of {', '.join(allowed)}"
            )


def _adds_to_one(values: Mapping[str, float]) -> bool:
    return abs(math.fsum(values.values()) - 1) <= SHARE_TOLERANCE


def _check_sums(spec: CohortSpec) -> None:
    for name in ("conditions", "severity", "age", "gender", "modality", "register"):
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
    for name in ("comorbid", "symptoms", "background"):
        for key, value in spec.dimension(name).items():
            if value > 1:
                raise CallerMistake(f"cohort field {name}.{key}: share {value:g}, expected 0 to 1")


def _check_ranges(spec: CohortSpec) -> None:
    bands = sorted(band(text) for text in spec.age)
    for (low, high), (next_low, _) in zip(bands, bands[1:], strict=False):
        if next_low <= high:
            raise CallerMistake(f"cohort field age: band {low}-{high} overlaps the next one")
    _check_range("turns", spec.turns, least=2, most=MOST_TURNS)
    if spec.session_number is not None:
        _check_range("session_number", spec.session_number, least=1, most=200)


def _check_range(field: str, value: tuple[int, int], *, least: int, most: int) -> None:
    if not least <= value[0] <= value[1] <= most:
        raise CallerMistake(
            f"cohort field {field}: {list(value)}, expected a number or [low, high] "
            f"within {least} to {most}"
        )


def _check_comorbid(spec: CohortSpec) -> None:
    conditions = load_knowledge().disorders
    for key in spec.comorbid:
        names = key.split("+")
        if len(names) != 2 or names[0] == names[1]:
            raise CallerMistake(f"cohort field comorbid: {key!r}, expected FIRST+SECOND")
        _allow("comorbid", names, conditions)
        if not spec.conditions.get(names[0]):
            raise CallerMistake(f"cohort field comorbid: {key!r}, but conditions has no {names[0]}")


def spec_json(spec: CohortSpec) -> dict[str, Any]:
    """The request as plain data, with the keys of the YAML form and without unnamed dimensions."""
    data = spec.model_dump(mode="json", by_alias=True)
    return {name: value for name, value in data.items() if value not in (None, {})}


def spec_sha256(spec: CohortSpec) -> str:
    """Hash of the request's meaning: key order and the way it was written do not matter."""
    data = spec_json(spec)
    if spec.exact is not None:
        data["exact"] = sorted(spec.exact)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
