"""`KnowledgeBase`: every record, read and checked once, and what follows from them.

Knows nothing of how people say things (`knowledge.expression`) or of retrieval (`knowledge.store`).
"""

import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from knowledge.coherence import check_records
from knowledge.disorder import (
    ANY_CULTURE,
    Control,
    Disorder,
    Gloss,
    Idiom,
    Source,
    Specifier,
    SymptomRecord,
)
from knowledge.errors import CallerMistake
from knowledge.implication import narrower_of_all, wider_of_all
from knowledge.judge import Judge, compile_rule
from knowledge.profile import Profile
from knowledge.records import RECORDS, read_records
from knowledge.rule import All, FactNode, Node, Ref, SymptomNode, walk

MENTIONED_FIRST = frozenset({"trauma", "grief", "perinatal", "stress"})
"""Domains of symptoms that are about something that happened."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnowledgeBase:
    """The records. `wider` and `narrower` are `implies`, closed over, in both directions.

    `judges` are the compiled rules of the disorders; `episodic` names the blocks that hold within
    one episode, each with the kinds of episode that it cannot hold in.
    """

    symptoms: Mapping[str, SymptomRecord]
    glosses: Mapping[str, Gloss]
    disorders: Mapping[str, Disorder]
    controls: Mapping[str, Control]
    blocks: Mapping[str, Node]
    episodic: Mapping[str, tuple[str, ...]]
    judges: Mapping[str, Judge]
    precedence: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]
    specifiers: Mapping[str, Specifier]
    idioms: Mapping[str, Idiom]
    wider: Mapping[str, tuple[str, ...]]
    narrower: Mapping[str, tuple[str, ...]]
    version: str
    _compiled: dict[int, tuple[Node, Judge]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def judge_of(self, node: Node) -> Judge:
        """The compiled form of a node, made once."""
        # The node is kept, so that its id stays its own.
        if id(node) not in self._compiled:
            self._compiled[id(node)] = node, compile_rule(node, self.blocks)
        return self._compiled[id(node)][1]

    @property
    def cultures(self) -> tuple[str, ...]:
        """The backgrounds that some idiom belongs to."""
        named = {name for idiom in self.idioms.values() for name in idiom.cultures}
        return tuple(sorted(named - {ANY_CULTURE}))

    def condition(self, name: str) -> Disorder | Control:
        """The record of a disorder or of a negative control."""
        return self.disorders.get(name) or self.controls[name]

    @functools.cache  # noqa: B019  (one knowledge base lives as long as the process)
    def rule_symptoms(self, condition: str) -> frozenset[str]:
        """Every symptom that the condition's rule looks at, whether for or against it."""
        nodes = walk(self.condition(condition).rule, self.blocks)
        return frozenset(node.symptom for node in nodes if isinstance(node, SymptomNode))

    @functools.cache  # noqa: B019
    def supporting_symptoms(self, condition: str) -> frozenset[str]:
        """The symptoms that can count in favour: those of the rule outside its `none` parts."""
        nodes = walk(self.condition(condition).rule, self.blocks, through_none=False)
        return frozenset(node.symptom for node in nodes if isinstance(node, SymptomNode))

    def core_symptoms(self, condition: str) -> frozenset[str]:
        """The symptoms that the condition's rule cannot be met without."""
        found: set[str] = set()
        waiting = [self.condition(condition).rule]
        while waiting:
            node = waiting.pop()
            if isinstance(node, SymptomNode):
                found.add(node.symptom)
            elif isinstance(node, Ref):
                waiting.append(self.blocks[node.block])
            elif isinstance(node, All):
                waiting.extend(node.of)
        return frozenset(found)

    def specifier_rule(self, name: str) -> Node:
        """The rule of a specifier. Raises CallerMistake for one that no rule can check."""
        rule = self.specifiers[name].rule
        if rule is None:
            raise CallerMistake(f"specifier {name}: it has no rule")
        return rule

    def rule_facts(self, disorder: str) -> frozenset[str]:
        """Every fact that the disorder's rule looks at."""
        nodes = walk(self.disorders[disorder].rule, self.blocks)
        return frozenset(node.name for node in nodes if isinstance(node, FactNode))

    def out_of_place(self, heard: Collection[str]) -> frozenset[str]:
        """Symptoms that nobody would ask about beside these: memories of an event, grief for a
        death, a baby or orders from a voice that were never mentioned."""
        domains = {self.symptoms[name].domain.split("_")[0] for name in heard}
        return frozenset(
            name
            for name, record in self.symptoms.items()
            if (record.domain.split("_")[0] in MENTIONED_FIRST - domains)
            or (name == "command_voices" and "psychosis" not in domains)
        )

    def refuse_unknown(self, profile: Profile) -> None:
        """Raises CallerMistake naming the first symptom or disorder that has no record."""
        listed = [*profile.symptoms, *(name for e in profile.episodes for name in e.symptoms)]
        for name in listed:
            if name not in self.symptoms:
                raise CallerMistake(f"profile symptom {name!r}: not in symptoms.yaml")
        for name in filter(None, (profile.condition, *profile.comorbid)):
            if name not in self.disorders and name not in self.controls:
                allowed = ", ".join((*self.disorders, *self.controls))
                raise CallerMistake(f"profile condition {name!r}: expected one of {allowed}")

    def refuse_unknown_profiles(self, profiles: Iterable[Profile | None]) -> None:
        """The same of the profiles of sessions, naming the session by its number."""
        for number, profile in enumerate(profiles, start=1):
            try:
                if profile is not None:
                    self.refuse_unknown(profile)
            except CallerMistake as error:
                raise CallerMistake(f"session {number}: {error}") from None


@functools.cache
def load_knowledge() -> KnowledgeBase:
    """Reads the records that ship with the package."""
    return read_knowledge(RECORDS)


def read_knowledge(folder: Path) -> KnowledgeBase:
    """Reads and checks the records of a folder.

    Raises:
        CallerMistake: naming the file or record and what is wrong with it.
    """
    records = read_records(folder)
    shared = records.shared
    wider = wider_of_all(records.symptoms)
    check_records(records)
    judges = {name: compile_rule(d.rule, shared.blocks) for name, d in records.disorders.items()}
    return KnowledgeBase(
        symptoms=MappingProxyType(records.symptoms),
        glosses=MappingProxyType(records.glosses),
        disorders=MappingProxyType(records.disorders),
        controls=MappingProxyType(records.controls),
        blocks=MappingProxyType(shared.blocks),
        episodic=MappingProxyType(shared.episodic),
        judges=MappingProxyType(judges),
        precedence=MappingProxyType({row.met: row.drop for row in shared.precedence}),
        sources=MappingProxyType(records.sources),
        specifiers=MappingProxyType(shared.specifiers),
        idioms=MappingProxyType(records.idioms),
        wider=MappingProxyType(wider),
        narrower=MappingProxyType(narrower_of_all(wider)),
        version=records.version,
    )
