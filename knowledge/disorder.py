"""The record types of the knowledge base: what a symptom, a source and a disorder file may say.

Records are checked here one by one; `knowledge.base` checks what they say of each other. A figure
never stands without its source and whether anybody read it there.
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.profile import Fact, Severity
from knowledge.rule import parse_rule

Rule = Annotated[Any, BeforeValidator(parse_rule)]


class Record(BaseModel):
    """Read from YAML, never changed; a key nobody knows is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class SymptomRecord(Record):
    """One symptom of the shared vocabulary; `implies` lists wider ones it cannot be without."""

    id: str
    label: str
    domain: str
    hpo: str | None = Field(pattern=r"^HP:\d{7}$")
    implies: tuple[str, ...] = ()


class Source(Record):
    """A work. `found` says that its cited figures were read in it."""

    citation: str
    found: bool
    note: str | None = None


class Figure(Record):
    """A number (or a short statement) with where it is from and whether it was read there."""

    name: str
    value: float | str
    source: str
    verified: bool
    note: str | None = None


class Comorbidity(Record):
    """How often another disorder (or a family of them) goes with this one."""

    disorder: str
    rate: float | None = Field(default=None, ge=0, le=1)
    odds_ratio: float | None = Field(default=None, gt=0)
    basis: str
    source: str
    verified: bool


class SeverityBasis(Record):
    """What severity is judged by.

    `bands` are those of the scale named in `by`. `counted` and `counts` say how many of which
    symptoms a planned profile of that severity has; without them only the strength of each
    symptom differs.
    """

    by: str
    bands: dict[str, tuple[int, int] | None]
    source: str
    verified: bool
    note: str | None = None
    counted: tuple[str, ...] = ()
    counts: dict[Severity, tuple[int, int]] = {}

    @model_validator(mode="after")
    def _counts_name_every_severity(self) -> Self:
        if bool(self.counted) != (len(self.counts) == 3):
            raise ValueError("counted and counts go together, with mild, moderate and severe")
        return self


class PlannedFact(Record):
    """What a planned profile says of a fact: whole days or numbers in a range, or one of a list."""

    low: int | None = None
    high: int | None = None
    choices: tuple[Fact, ...] = ()
    value: Fact | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        ranged = self.low is not None and self.high is not None and self.low <= self.high
        if [ranged, bool(self.choices), self.value is not None].count(True) != 1:
            raise ValueError("give low and high, or choices, or value")
        return self


class Speech(Record):
    """How it tends to sound; group tendencies, never a condition of a diagnosis."""

    lexical: tuple[str, ...] = ()
    pragmatic: tuple[str, ...] = ()
    nonverbal: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    evidence: str | None = None


class Specifier(Record):
    """A refinement of a diagnosis; `lifts` names symptoms that it allows against `must_not`."""

    note: str
    rule: Rule | None = None
    rate: Figure | None = None
    lifts: tuple[str, ...] = ()


class Idiom(Record):
    """A culture-shaped way of telling distress."""

    where: str
    gloss: str


class Disorder(Record):
    """One disorder. `typical` lists common symptoms outside its rule; `facts` feed the planner."""

    id: str
    name: str
    icd10cm: dict[str, str | dict[str, str]]
    xref: dict[str, str | tuple[str, ...]]
    rule: Rule
    note: str | None = None
    needs: tuple[str, ...]
    facts: dict[str, PlannedFact]
    severity: SeverityBasis
    specifiers: tuple[str, ...]
    must_not: tuple[str, ...]
    typical: tuple[str, ...]
    confusable: dict[str, str]
    comorbidity: tuple[Comorbidity, ...]
    epidemiology: tuple[Figure, ...]
    instruments: dict[str, str]
    speech: Speech
    idioms: tuple[str, ...]
    risk: tuple[str, ...]

    @property
    def sources(self) -> frozenset[str]:
        """Every source that the record cites."""
        rows = (*self.comorbidity, *self.epidemiology, self.severity)
        return frozenset(row.source for row in rows)


class Precedence(Record):
    """Where `met` is met, the disorders in `drop` are not coded for the same period."""

    met: str
    drop: tuple[str, ...]


class BlocksFile(Record):
    """blocks.yaml."""

    blocks: dict[str, Rule]
    specifiers: dict[str, Specifier]
    precedence: tuple[Precedence, ...]
