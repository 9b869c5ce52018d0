"""`Passage`: one piece of text that can be retrieved, and which pieces the records give.

Only text written for this project is ever indexed. Held-out expressions give no passage. Knows
nothing of vectors.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from knowledge.base import KnowledgeBase
from knowledge.disorder import Disorder
from knowledge.expression import ExpressionBank, Phrase, fill
from knowledge.profile import Severity

Kind = Literal["expression", "symptom", "disorder", "differential"]
PROJECT = "project"
LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`text` is what is read and searched; an expression also keeps its `template` with slots."""

    id: str
    kind: Kind
    text: str
    template: str | None = None
    symptom: str | None = None
    condition: str | None = None
    severity: Severity | None = None
    source: str = PROJECT
    licence: str = LICENCE
    origin: str = PROJECT

    def line(self) -> str:
        """One JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read_passage(line: str) -> Passage:
    """The inverse of `Passage.line`."""
    return Passage(**json.loads(line))


def passages_of(knowledge: KnowledgeBase, bank: ExpressionBank) -> tuple[Passage, ...]:
    """Every passage of the records, in a fixed order."""
    return (*_expressions(bank), *_symptoms(knowledge), *_disorders(knowledge))


def _expressions(bank: ExpressionBank) -> Iterator[Passage]:
    usual = {name: values[0] for name, values in bank.slots.items()}
    for symptom in sorted(bank.symptoms):
        for phrase in bank.expressions(symptom):
            if not phrase.held_out:
                yield _expression(phrase, fill(phrase.template, usual))


def _expression(phrase: Phrase, text: str) -> Passage:
    return Passage(
        id=phrase.passage_id,
        kind="expression",
        text=text,
        template=phrase.template,
        symptom=phrase.symptom,
        severity=phrase.severity,
    )


def _symptoms(knowledge: KnowledgeBase) -> Iterator[Passage]:
    for record in knowledge.symptoms.values():
        yield Passage(
            id=f"symptom:{record.id}", kind="symptom", text=record.label, symptom=record.id
        )


def _disorders(knowledge: KnowledgeBase) -> Iterator[Passage]:
    for disorder in knowledge.disorders.values():
        yield from _of_disorder(disorder, knowledge)


def _of_disorder(disorder: Disorder, knowledge: KnowledgeBase) -> Iterator[Passage]:
    cited = "; ".join(knowledge.sources[name].citation for name in sorted(disorder.sources))
    symptoms = sorted(knowledge.supporting_symptoms(disorder.id))
    texts = {
        "picture": ", ".join(knowledge.symptoms[name].label for name in symptoms),
        "speech": "; ".join((*disorder.speech.lexical, *disorder.speech.pragmatic)),
    }
    for part, text in texts.items():
        yield Passage(
            id=f"disorder:{disorder.id}:{part}",
            kind="disorder",
            text=f"{disorder.name}: {text}",
            condition=disorder.id,
            source=cited,
        )
    for other, difference in disorder.confusable.items():
        yield Passage(
            id=f"differential:{disorder.id}:{other}",
            kind="differential",
            text=f"{disorder.name} or {_name(other, knowledge)}: {difference}",
            condition=disorder.id,
            source=cited,
        )


def _name(condition: str, knowledge: KnowledgeBase) -> str:
    record = knowledge.disorders.get(condition)
    return record.name if record else condition.replace("_", " ")
