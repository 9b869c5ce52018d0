"""`ExpressionBank`: how people say a symptom, in lines written for this project.

Lines carry slots such as {relative}, filled once a session. A tenth of the lines is held out by
their hash: they are for measuring and are neither composed into training text nor retrieved.
Two ways of putting things: spoken (every transcript register shares the words) and typed in a chat.
Knows nothing of rules, profiles or retrieval.
"""

import functools
import hashlib
import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.profile import SEVERITIES, Severity
from knowledge.yaml_text import read_yaml

EXPRESSIONS = Path(__file__).resolve().parent / "expressions"
SLOTS_FILE = "slots.yaml"
Medium = Literal["spoken", "chat"]
HELD_OUT_ONE_IN = 10

_SLOT = re.compile(r"\{(\w+)\}")
_ALTERNATIVES = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SENTENCE_START = re.compile(r"(^[\"']?|(?<!\.\.)[.!?][\"']?\s+[\"']?)([a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One way to say a symptom. `tier` is how hard it is to say: 1 easy, 2 with trust, 3 hard.

    `condition`: only somebody with this disorder says it so; None: anybody with the symptom.
    """

    passage_id: str
    symptom: str
    severity: Severity
    tier: int
    medium: Medium
    condition: str | None
    template: str
    held_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionBank:
    """The lines of every symptom that has any; asks for others give empty tuples.

    `observed_lines` say in the third person what others notice of a sign nobody says they have.
    """

    phrases: Mapping[str, tuple[Phrase, ...]]
    detail_lines: Mapping[str, tuple[str, ...]]
    denial_lines: Mapping[str, tuple[str, ...]]
    observed_lines: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, tuple[str, ...]]

    def expressions(
        self, symptom: str, severity: Severity | None = None, *, medium: Medium = "spoken"
    ) -> tuple[Phrase, ...]:
        """The lines that anybody may use, held-out ones included; of one severity if given."""
        return tuple(
            phrase
            for phrase in self.phrases.get(symptom, ())
            if severity in (None, phrase.severity)
            and phrase.medium == medium
            and phrase.condition is None
        )

    def variants(self, symptom: str) -> int:
        """How many different lines the templates give, each value of a slot counted once."""
        return sum(
            math.prod(len(self.slots[name]) for name in set(slots_in(phrase.template)))
            for phrase in self.phrases.get(symptom, ())
        )

    def tier(self, symptom: str, severity: Severity) -> int:
        """How hard it is to say in this severity, 1 to 3; 1 where the bank has no lines."""
        found = (p.tier for p in self.phrases.get(symptom, ()) if p.severity == severity)
        return next(found, 1)

    def details(self, symptom: str) -> tuple[str, ...]:
        """What is added in a later turn, after the symptom was said."""
        return self.detail_lines.get(symptom, ())

    def denials(self, symptom: str) -> tuple[str, ...]:
        """What is said when asked about it and it is not there; may hold alternatives."""
        return self.denial_lines.get(symptom, ())

    def observed(self, symptom: str) -> tuple[str, ...]:
        """What somebody else would notice."""
        return self.observed_lines.get(symptom, ())

    @property
    def symptoms(self) -> tuple[str, ...]:
        """Ids of the symptoms that have lines."""
        return tuple(self.phrases)


class _Graded(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mild: list[str] = []
    moderate: list[str] = []
    severe: list[str] = []


Tier = Annotated[int, Field(ge=1, le=3)]


class _Tiers(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mild: Tier
    moderate: Tier
    severe: Tier


def _same_for_all(value: Any) -> Any:
    return dict.fromkeys(SEVERITIES, value) if isinstance(value, int) else value


class _Lines(_Graded):
    tier: Annotated[_Tiers, BeforeValidator(_same_for_all)]
    chat: _Graded = _Graded()
    only_for: dict[str, _Graded] = {}
    observer: list[str] = []
    details: list[str] = []
    denials: list[str] = []


_FILE: TypeAdapter[dict[str, _Lines]] = TypeAdapter(dict[str, _Lines])
_SLOTS: TypeAdapter[dict[str, list[str]]] = TypeAdapter(dict[str, list[str]])


@functools.cache
def load_expressions() -> ExpressionBank:
    """Reads the lines that ship with the package."""
    return read_expressions(EXPRESSIONS)


def read_expressions(folder: Path) -> ExpressionBank:
    """Reads every file of a folder; a symptom stands in one file only.

    Raises:
        CallerMistake: naming the file and the field that is not as it should be.
    """
    entries: dict[str, _Lines] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != SLOTS_FILE:
            for symptom, lines in _read(path, _FILE).items():
                if symptom in entries:
                    raise CallerMistake(f"{path.name} {symptom}: already in another file")
                entries[symptom] = lines
    slots = _read(folder / SLOTS_FILE, _SLOTS) if (folder / SLOTS_FILE).is_file() else {}
    return ExpressionBank(
        phrases=MappingProxyType({name: _phrases(name, item) for name, item in entries.items()}),
        detail_lines=MappingProxyType({name: tuple(i.details) for name, i in entries.items()}),
        denial_lines=MappingProxyType({name: tuple(i.denials) for name, i in entries.items()}),
        observed_lines=MappingProxyType({name: tuple(i.observer) for name, i in entries.items()}),
        slots=MappingProxyType({name: tuple(values) for name, values in slots.items()}),
    )


def _read(path: Path, form: TypeAdapter[Any]) -> Any:
    try:
        return form.validate_python(read_yaml(path, what="expressions") or {})
    except ValidationError as error:
        wrong = first_error(error)
        raise CallerMistake(f"{path.name} {wrong.where}: {wrong.message}") from None


def _phrases(symptom: str, lines: _Lines) -> tuple[Phrase, ...]:
    found: dict[str, Phrase] = {}
    groups: list[tuple[_Graded, Medium, str | None]] = [(lines, "spoken", None)]
    for condition, graded in lines.only_for.items():
        groups.append((graded, "spoken", condition))
    groups.append((lines.chat, "chat", None))
    for graded, medium, condition in groups:
        for severity in SEVERITIES:
            for template in getattr(graded, severity):
                digest = hashlib.sha256(template.encode("utf-8")).hexdigest()[:8]
                phrase = Phrase(
                    passage_id=f"expr:{symptom}:{digest}",
                    symptom=symptom,
                    severity=severity,
                    tier=getattr(lines.tier, severity),
                    medium=medium,
                    condition=condition,
                    template=template,
                    held_out=int(digest, 16) % HELD_OUT_ONE_IN == 0,
                )
                found.setdefault(phrase.passage_id, phrase)
    return tuple(found.values())


def slots_in(template: str) -> tuple[str, ...]:
    """Names of the slots of a template, in order."""
    return tuple(_SLOT.findall(template))


def expanded(line: str, rng: random.Random) -> str:
    """The line with one alternative drawn wherever it offers several."""
    return _ALTERNATIVES.sub(lambda match: rng.choice(match[1].split("|")), line)


def fill(template: str, slots: Mapping[str, str]) -> str:
    """Puts the values in and makes every sentence start with a capital.

    Raises:
        CallerMistake: if the template has a slot that `slots` does not name.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in slots:
            raise CallerMistake(f"slot {match[1]!r}: expected one of {', '.join(sorted(slots))}")
        return slots[match[1]]

    return _SENTENCE_START.sub(lambda m: m[1] + m[2].upper(), _SLOT.sub(value, template))


def draw_slots(rng: random.Random, bank: ExpressionBank) -> Mapping[str, str]:
    """One value for every slot, for a whole session."""
    return MappingProxyType({name: rng.choice(bank.slots[name]) for name in sorted(bank.slots)})
