"""`KnowledgeBase`: every record file, read and checked once.

Refuses at load whatever does not hold together: a rule over an unknown symptom or block, a figure
without a known source, an id that two things share. Knows nothing of how people say things
(`knowledge.expression`) or of retrieval (`knowledge.store`).
"""

import functools
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from knowledge.disorder import (
    BlocksFile,
    Control,
    Disorder,
    Gloss,
    Idiom,
    Record,
    Source,
    Specifier,
    SymptomRecord,
)
from knowledge.errors import CallerMistake
from knowledge.judge import Judge, compile_rule
from knowledge.profile import Profile
from knowledge.rule import All, FactNode, Node, Ref, SymptomNode, parts_of, walk

RECORDS = Path(__file__).resolve().parent
R = TypeVar("R", bound=Record)
C = TypeVar("C", Disorder, Control)
ANY_CULTURE = "any"
MENTIONED_FIRST = frozenset({"trauma", "grief", "perinatal", "stress"})
"""Domains of symptoms that are about something that happened."""
SHARED_FILES = ("symptoms.yaml", "glosses.yaml", "sources.yaml", "blocks.yaml", "idioms.yaml")


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
    _compiled: dict[int, Judge] = field(default_factory=dict, repr=False, compare=False)

    def judge_of(self, node: Node) -> Judge:
        """The compiled form of a node of these records, made once."""
        if id(node) not in self._compiled:
            self._compiled[id(node)] = compile_rule(node, self.blocks)
        return self._compiled[id(node)]

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


@functools.cache
def load_knowledge() -> KnowledgeBase:
    """Reads the records that ship with the package."""
    return read_knowledge(RECORDS)


def read_knowledge(folder: Path) -> KnowledgeBase:
    """Reads and checks the records of a folder.

    Raises:
        CallerMistake: naming the file or record and what is wrong with it.
    """
    symptoms = {
        name: _record(SymptomRecord, {"id": name, **row}, where=f"symptoms.yaml {name}")
        for name, row in _rows(folder / "symptoms.yaml")
    }
    shared = _record(BlocksFile, _yaml(folder / "blocks.yaml"), where="blocks.yaml")
    wider = {name: _reachable(name, symptoms) for name in symptoms}
    disorders = _one_a_file(Disorder, folder / "disorders")
    controls = _one_a_file(Control, folder / "controls")
    _check_rules(symptoms, shared, (*disorders.values(), *controls.values()))
    judges = {name: compile_rule(item.rule, shared.blocks) for name, item in disorders.items()}
    knowledge = KnowledgeBase(
        symptoms=MappingProxyType(symptoms),
        glosses=MappingProxyType(_named(Gloss, folder / "glosses.yaml")),
        disorders=MappingProxyType(disorders),
        controls=MappingProxyType(controls),
        blocks=MappingProxyType(shared.blocks),
        episodic=MappingProxyType(shared.episodic),
        judges=MappingProxyType(judges),
        precedence=MappingProxyType({row.met: row.drop for row in shared.precedence}),
        sources=MappingProxyType(_named(Source, folder / "sources.yaml")),
        specifiers=MappingProxyType(shared.specifiers),
        idioms=MappingProxyType(_named(Idiom, folder / "idioms.yaml")),
        wider=MappingProxyType(wider),
        narrower=MappingProxyType(_inverted(wider)),
        version=_version(folder),
    )
    _check(knowledge)
    return knowledge


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CallerMistake(f"record file {path.name} does not exist") from None
    except yaml.YAMLError as error:
        raise CallerMistake(f"record file {path.name}: {' '.join(str(error).split())}") from None


def _rows(path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    return _yaml(path).items()


def _record(kind: type[R], data: Any, *, where: str) -> R:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CallerMistake(f"{where} {field}: {first['msg']}") from None


def _named(kind: type[R], path: Path) -> dict[str, R]:
    return {name: _record(kind, row, where=f"{path.name} {name}") for name, row in _rows(path)}


def _one_a_file(kind: type[C], folder: Path) -> dict[str, C]:
    records = {}
    for path in sorted(folder.glob("*.yaml")):
        record = _record(kind, _yaml(path), where=path.name)
        if record.id != path.stem:
            raise CallerMistake(f"{path.name} id {record.id!r}: expected {path.stem!r}")
        records[record.id] = record
    return records


def _reachable(name: str, symptoms: Mapping[str, SymptomRecord]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = [name]
    while waiting:
        for parent in symptoms[waiting.pop()].implies:
            if parent not in symptoms:
                raise CallerMistake(f"symptoms.yaml {name} implies {parent!r}: no such symptom")
            if parent == name:
                raise CallerMistake(f"symptoms.yaml {name}: implies itself")
            if parent not in found:
                found.append(parent)
                waiting.append(parent)
    return tuple(found)


def _inverted(wider: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(other for other, parents in wider.items() if name in parents) for name in wider
    }


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in (
        *(folder / name for name in SHARED_FILES),
        *sorted((folder / "disorders").iterdir()),
        *sorted((folder / "controls").iterdir()),
    ):
        if path.suffix == ".yaml":
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _check_rules(
    symptoms: Mapping[str, SymptomRecord], shared: BlocksFile, records: Iterable[Disorder | Control]
) -> None:
    """Every id that a rule names has a record, and no block refers to itself."""
    for name, block in shared.blocks.items():
        _check_rule(block, symptoms, shared.blocks, f"blocks.yaml {name}", open_blocks=(name,))
    for name, specifier in shared.specifiers.items():
        if specifier.rule is not None:
            _check_rule(specifier.rule, symptoms, shared.blocks, f"blocks.yaml specifier {name}")
    for record in records:
        _check_rule(record.rule, symptoms, shared.blocks, f"{record.id}.yaml rule")


def _check_rule(
    node: Node,
    symptoms: Mapping[str, SymptomRecord],
    blocks: Mapping[str, Node],
    where: str,
    *,
    open_blocks: tuple[str, ...] = (),
) -> None:
    if isinstance(node, SymptomNode):
        _check_ids((node.symptom,), symptoms, where=where)
    elif isinstance(node, Ref):
        _check_ids((node.block,), blocks, where=where)
        if node.block in open_blocks:
            raise CallerMistake(f"{where}: block {node.block!r} refers to itself")
        inner = blocks[node.block]
        _check_rule(inner, symptoms, blocks, where, open_blocks=(*open_blocks, node.block))
    for part in parts_of(node):
        _check_rule(part, symptoms, blocks, where, open_blocks=open_blocks)


def _check(knowledge: KnowledgeBase) -> None:
    _check_ids(knowledge.glosses, knowledge.symptoms, where="glosses.yaml")
    _check_ids(knowledge.symptoms, knowledge.glosses, where="glosses.yaml")
    _check_ids(knowledge.episodic, knowledge.blocks, where="blocks.yaml episodic")
    for name, specifier in knowledge.specifiers.items():
        where = f"blocks.yaml specifier {name}"
        _check_ids(specifier.lifts, knowledge.symptoms, where=where)
        if specifier.rate is not None:
            _check_ids((specifier.rate.source,), knowledge.sources, where=where)
    for name, idiom in knowledge.idioms.items():
        _check_ids(idiom.symptoms, knowledge.symptoms, where=f"idioms.yaml {name}")
    for winner, dropped in knowledge.precedence.items():
        _check_ids((winner, *dropped), knowledge.disorders, where="blocks.yaml precedence")
    for record in (*knowledge.disorders.values(), *knowledge.controls.values()):
        _check_condition(record, knowledge)
    for disorder in knowledge.disorders.values():
        _check_disorder(disorder, knowledge)


def _check_condition(record: Disorder | Control, knowledge: KnowledgeBase) -> None:
    where = f"{record.id}.yaml"
    _check_ids(record.must_not, knowledge.symptoms, where=f"{where} must_not")
    _check_ids(record.typical, knowledge.symptoms, where=f"{where} typical")
    _check_ids(record.idioms, knowledge.idioms, where=f"{where} idioms")
    if record.id in knowledge.disorders and record.id in knowledge.controls:
        raise CallerMistake(f"{where} id {record.id!r}: a disorder and a control")
    if isinstance(record, Control):
        _check_ids(record.near, knowledge.disorders, where=f"{where} near")


def _check_disorder(disorder: Disorder, knowledge: KnowledgeBase) -> None:
    where = f"{disorder.id}.yaml"
    _check_ids(disorder.severity.counted, knowledge.symptoms, where=f"{where} severity counted")
    _check_ids(disorder.specifiers, knowledge.specifiers, where=f"{where} specifiers")
    _check_ids(sorted(disorder.sources), knowledge.sources, where=f"{where} source")


def _check_ids(ids: Iterable[str], known: Mapping[str, Any], *, where: str) -> None:
    for name in ids:
        if name not in known:
            raise CallerMistake(f"{where}: no record of {name!r}")
