"""`Passage`: one piece of text that can be retrieved, and which pieces the records give.

Only text written for this project is ever indexed. Held-out expressions give no passage. Knows
nothing of vectors.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from knowledge.base import KnowledgeBase
from knowledge.disorder import ANY_CULTURE, Control, Disorder
from knowledge.expression import ExpressionBank, Medium, Phrase, fill
from knowledge.profile import Severity

Kind = Literal["expression", "symptom", "disorder", "differential", "guidance", "idiom"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PROJECT, UNKNOWN = "project", "unknown"
LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`text` is what is read and searched; an expression also keeps its `template` with slots.

    `condition`: it is about, or said by, this condition alone. `conditions`: every condition it
    bears on. `cultures`: the backgrounds it belongs to; empty where it belongs to none. `origin`:
    who wrote it; whoever makes a passage must say so, and the store takes only the project's own.
    """

    id: str
    kind: Kind
    text: str
    template: str | None = None
    symptom: str | None = None
    condition: str | None = None
    conditions: tuple[str, ...] = ()
    cultures: tuple[str, ...] = ()
    severity: Severity | None = None
    medium: Medium = "spoken"
    source: str = PROJECT
    licence: str = LICENCE
    origin: str = UNKNOWN

    @property
    def topic(self) -> str:
        """What it is about: a symptom, a condition or an idiom."""
        return self.symptom or self.condition or self.id.rsplit(":", 1)[0]

    def suits(self, culture: str) -> bool:
        """Whether somebody of this background may be given it."""
        return not self.cultures or culture in self.cultures or ANY_CULTURE in self.cultures

    def line(self) -> str:
        """One JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read_passage(line: str) -> Passage:
    """The inverse of `Passage.line`."""
    data = json.loads(line)
    return Passage(
        **{**data, "conditions": tuple(data["conditions"]), "cultures": tuple(data["cultures"])}
    )


def passages_of(knowledge: KnowledgeBase, bank: ExpressionBank) -> tuple[Passage, ...]:
    """Every passage of the records, in a fixed order."""
    related = _conditions_of_symptoms(knowledge)
    return (
        *_expressions(bank, related),
        *_symptoms(knowledge, bank, related),
        *(passage for d in knowledge.disorders.values() for passage in _disorder(d, knowledge)),
        *(passage for c in knowledge.controls.values() for passage in _control(c)),
        *_idioms(knowledge, related),
    )


def _conditions_of_symptoms(knowledge: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """symptom -> the conditions that it counts for or commonly goes with."""
    found: dict[str, list[str]] = {name: [] for name in knowledge.symptoms}
    for record in (*knowledge.disorders.values(), *knowledge.controls.values()):
        direct = knowledge.supporting_symptoms(record.id) | set(record.typical)
        for name in direct | {n for wide in direct for n in knowledge.narrower[wide]}:
            found[name].append(record.id)
    return {name: tuple(conditions) for name, conditions in found.items()}


def _expressions(bank: ExpressionBank, related: Mapping[str, tuple[str, ...]]) -> Iterator[Passage]:
    usual = {name: values[0] for name, values in bank.slots.items()}
    for symptom in sorted(bank.symptoms):
        for phrase in bank.phrases[symptom]:
            if not phrase.held_out:
                conditions = (phrase.condition,) if phrase.condition else related[symptom]
                yield _expression(phrase, fill(phrase.template, usual), conditions)


def _expression(phrase: Phrase, text: str, conditions: tuple[str, ...]) -> Passage:
    return Passage(
        id=phrase.passage_id,
        kind="expression",
        text=text,
        template=phrase.template,
        symptom=phrase.symptom,
        condition=phrase.condition,
        conditions=conditions,
        severity=phrase.severity,
        medium=phrase.medium,
        origin=PROJECT,
    )


def _symptoms(
    knowledge: KnowledgeBase, bank: ExpressionBank, related: Mapping[str, tuple[str, ...]]
) -> Iterator[Passage]:
    for record in knowledge.symptoms.values():
        gloss = knowledge.glosses[record.id]
        texts = {"": record.label, ":meaning": gloss.meaning}
        texts |= {f":{place}": text for place, text in enumerate(gloss.also, start=1)}
        if bank.observed(record.id):
            texts[":seen"] = " ".join(bank.observed(record.id))
        for part, text in texts.items():
            yield Passage(
                id=f"symptom:{record.id}{part}",
                kind="symptom",
                text=text,
                symptom=record.id,
                conditions=related[record.id],
                origin=PROJECT,
            )


def _disorder(disorder: Disorder, knowledge: KnowledgeBase) -> Iterator[Passage]:
    cited = "; ".join(knowledge.sources[name].citation for name in sorted(disorder.sources))
    symptoms = sorted(knowledge.supporting_symptoms(disorder.id))
    picture = ", ".join(knowledge.symptoms[name].label for name in symptoms)
    yield _about(disorder, "disorder", "picture", picture, cited)
    yield _about(disorder, "guidance", "speech", _how_it_sounds(disorder), cited)
    for severity, text in disorder.severity.function.items():
        yield _about(disorder, "guidance", severity, f"{severity}: {text}", cited)
    for other, difference in disorder.confusable.items():
        text = f"or {_name(other, knowledge)}: {difference}"
        yield _about(disorder, "differential", other, text, cited)


def _control(control: Control) -> Iterator[Passage]:
    yield _about(control, "disorder", "picture", control.note, PROJECT)
    yield _about(control, "guidance", "speech", _how_it_sounds(control), PROJECT)


def _how_it_sounds(record: Disorder | Control) -> str:
    parts = (*record.speech.lexical, *record.speech.pragmatic)
    avoid = f"; not: {'; '.join(record.speech.avoid)}" if record.speech.avoid else ""
    return "; ".join(parts) + avoid


def _about(record: Disorder | Control, kind: Kind, part: str, text: str, source: str) -> Passage:
    return Passage(
        id=f"{kind}:{record.id}:{part}",
        kind=kind,
        text=f"{record.name}: {text}" if kind != "differential" else f"{record.name} {text}",
        condition=record.id,
        conditions=(record.id,),
        source=source,
        origin=PROJECT,
    )


def _idioms(knowledge: KnowledgeBase, related: Mapping[str, tuple[str, ...]]) -> Iterator[Passage]:
    for name, idiom in knowledge.idioms.items():
        conditions = sorted({c for symptom in idiom.symptoms for c in related[symptom]})
        texts = {"gloss": f"{name.replace('_', ' ')}: {idiom.gloss}. {idiom.who}"}
        texts |= {str(place): line for place, line in enumerate(idiom.lines, start=1)}
        for part, text in texts.items():
            yield Passage(
                id=f"idiom:{name}:{part}",
                kind="idiom",
                text=text,
                conditions=tuple(conditions),
                cultures=idiom.cultures,
                origin=PROJECT,
            )


def _name(condition: str, knowledge: KnowledgeBase) -> str:
    record = knowledge.disorders.get(condition) or knowledge.controls.get(condition)
    return record.name if record else condition.replace("_", " ")
