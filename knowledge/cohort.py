"""`CohortSpec`: what a user asks for, read from YAML and refused in one line where it is wrong.

Says what is asked, not who is drawn: `knowledge.planner` does that. Every dimension is a mapping
from value to share; `conditions` may also be given as counts that add up to `n`.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError

from knowledge.cohort_check import check_spec
from knowledge.dimension import DIMENSIONS
from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.recorded_rate import recorded_rate
from knowledge.share import RATE, Share, ShareOrRate, Shares, counts_or_none
from knowledge.yaml_text import read_yaml

MOST_PATIENTS = 1_000_000
MOST_SESSIONS = 30


def _range(value: Any) -> Any:
    ends = value if isinstance(value, list | tuple) else (value, value)
    if len(ends) != 2 or not all(type(end) is int for end in ends):
        raise ValueError("expected a whole number or [low, high]")
    return tuple(ends)


Range = Annotated[tuple[StrictInt, StrictInt], BeforeValidator(_range)]
"""Lowest and highest; a number alone stands for both."""


class CohortSpec(BaseModel):
    """A request. A dimension that is not named follows the planner's stated defaults.

    `n` counts patients, each with `sessions` sessions (fewer where the arc is drop_out).
    `conditions` names disorders and negative controls. Keys of `comorbid` are FIRST+SECOND, shares
    of the first; keys of `specifiers` are CONDITION+SPECIFIER, shares of the condition. A rate of
    the records that nobody verified is refused unless `unverified_rates` is true. `wording`: told
    in expressions that are retrieved, or symptoms are named alone and the model finds the words.
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
    wording: Literal["retrieved", "own"] = "retrieved"
    language: str = "en"
    symptoms: dict[str, Share] = {}
    background: dict[str, Share] = {}
    exact: tuple[str, ...] | None = None

    def dimension(self, name: str) -> Mapping[str, float]:
        """The shares of one dimension; empty where the request does not name it."""
        given = getattr(self, "speech_register" if name == "register" else name)
        return {
            key: recorded_rate(name, key).value if value == RATE else value
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


def read_spec(path: Path) -> CohortSpec:
    """Reads a request.

    Raises:
        CallerMistake: one line naming the file or field, the value and what is allowed.
    """
    data = read_yaml(Path(path), what="cohort file")
    if not isinstance(data, dict):
        raise CallerMistake(f"cohort file {path}: expected a mapping with n and conditions")
    return parse_spec(data)


def parse_spec(data: Mapping[str, Any]) -> CohortSpec:
    """Checks a request that was read. Raises CallerMistake as `read_spec` does."""
    try:
        spec = CohortSpec.model_validate(dict(data))
    except ValidationError as error:
        raise CallerMistake(_first_line(error)) from None
    check_spec(spec)
    return spec


def _first_line(error: ValidationError) -> str:
    wrong = first_error(error)
    told = f"cohort field {wrong.where}: {wrong.message}"
    if wrong.kind == "extra_forbidden":
        fields = (item.alias or name for name, item in CohortSpec.model_fields.items())
        return f"{told}; allowed: {', '.join(fields)}"
    return told if wrong.kind == "missing" else f"{told}, got {wrong.shown}"


def spec_json(spec: CohortSpec) -> dict[str, Any]:
    """The request as plain data, with the keys of the YAML form and without unnamed dimensions."""
    data = spec.model_dump(mode="json", by_alias=True)
    left_out = {"unverified_rates": False, "sessions": 1, "wording": "retrieved"}
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
