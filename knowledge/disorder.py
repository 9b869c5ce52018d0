"""The record types of the knowledge base: what a symptom, a source and a disorder file may say.

Records are checked here one by one; `knowledge.coherence` checks what they say of each other. A
figure never stands without its source and whether anybody read it there.
"""

import random
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.profile import Fact, Severity
from knowledge.rule import parse_rule

Rule = Annotated[Any, BeforeValidator(parse_rule)]
ANY_CULTURE = "any"
"""In place of the cultures of an idiom that belongs to no one culture."""


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


class Gloss(Record):
    """What a symptom is, in a sentence or two, and under what other words people look for it."""

    meaning: str
    also: tuple[str, ...] = Field(min_length=1)


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
    """What severity is judged by, and what a planned patient of each severity has.

    `bands` are those of the scale named in `by`. Severity maps to a count (`counts` of the symptoms
    in `counted`), to a fact (`ranges` of the one named in `fact`, in steps of `step`), or to a band
    of everyday functioning (`function`, in words); at least one of the three is given.
    """

    by: str
    bands: dict[str, tuple[float, float] | None]
    source: str
    verified: bool
    note: str | None = None
    counted: tuple[str, ...] = ()
    counts: dict[Severity, tuple[int, int]] = {}
    fact: str | None = None
    ranges: dict[Severity, tuple[float, float]] = {}
    step: float = Field(default=1, gt=0)
    function: dict[Severity, str] = {}

    @model_validator(mode="after")
    def _maps_every_severity(self) -> Self:
        if bool(self.counted) != bool(self.counts) or bool(self.fact) != bool(self.ranges):
            raise ValueError("counted goes with counts, and fact with ranges")
        given = [item for item in (self.counts, self.ranges, self.function) if item]
        if not given or any(len(item) != 3 for item in given):
            raise ValueError("map mild, moderate and severe to counts, ranges or function")
        if any(low > high for item in (self.counts, self.ranges) for low, high in item.values()):
            raise ValueError("a range begins above its end")
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

    def draw(self, rng: random.Random) -> Fact:
        """One value."""
        if self.low is not None and self.high is not None:
            return rng.randint(self.low, self.high)
        return self.value if self.value is not None else rng.choice(self.choices)


class Speech(Record):
    """How it tends to sound; group tendencies, never a condition of a diagnosis."""

    lexical: tuple[str, ...] = ()
    pragmatic: tuple[str, ...] = ()
    nonverbal: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    evidence: str | None = None


class Specifier(Record):
    """A refinement of a diagnosis; only one with a rule can be checked and asked for.

    `lifts` names symptoms it allows against `must_not`; `facts` is what a planned patient gets.
    """

    note: str
    rule: Rule | None = None
    rate: Figure | None = None
    lifts: tuple[str, ...] = ()
    facts: dict[str, PlannedFact] = {}


class Idiom(Record):
    """A culture-shaped way of telling distress; `who` says who may use it and who may not be
    assumed to. `cultures` is ("any",) where it belongs to no one culture."""

    where: str
    gloss: str
    who: str
    cultures: tuple[str, ...] = Field(min_length=1)
    symptoms: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class Disorder(Record):
    """One disorder. `typical` lists common symptoms outside its rule; `facts` feed the planner.

    `birth_parent`: the person gave birth, so a man is not planned with it.
    """

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
    birth_parent: bool = False
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


class Control(Record):
    """Somebody who has no disorder, or falls just short of one: a negative control.

    `rule` is what makes the case, `near` the disorders it is close to. Unless `meets_disorders`
    (the over-endorser), no disorder's rule holds for a planned one.
    """

    id: str
    name: str
    near: tuple[str, ...]
    note: str
    rule: Rule
    facts: dict[str, PlannedFact] = {}
    must_not: tuple[str, ...] = ()
    typical: tuple[str, ...] = ()
    speech: Speech = Speech()
    idioms: tuple[str, ...] = ()
    birth_parent: bool = False
    meets_disorders: bool = False


class Precedence(Record):
    """Where `met` is met, the disorders in `drop` are not coded for the same period."""

    met: str
    drop: tuple[str, ...]


class BlocksFile(Record):
    """blocks.yaml."""

    blocks: dict[str, Rule]
    episodic: dict[str, tuple[str, ...]]
    specifiers: dict[str, Specifier]
    precedence: tuple[Precedence, ...]
