"""`KnowledgeBase`: every record file, read and checked once.

Refuses at load whatever does not hold together: a rule over an unknown symptom or block, a figure
without a known source, an id that two things share. Knows nothing of how people say things
(`knowledge.expression`) or of retrieval (`knowledge.store`).
"""

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from knowledge.disorder import BlocksFile, Disorder, Idiom, Record, Source, Specifier, SymptomRecord
from knowledge.errors import CallerMistake
from knowledge.profile import Profile
from knowledge.rule import All, FactNode, Node, Ref, SymptomNode, parts_of, walk

RECORDS = Path(__file__).resolve().parent
R = TypeVar("R", bound=Record)
SHARED_FILES = ("symptoms.yaml", "sources.yaml", "blocks.yaml", "idioms.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """The records. `wider` and `narrower` are `implies`, closed over, in both directions."""

    symptoms: Mapping[str, SymptomRecord]
    disorders: Mapping[str, Disorder]
    blocks: Mapping[str, Node]
    precedence: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]
    specifiers: Mapping[str, Specifier]
    idioms: Mapping[str, Idiom]
    wider: Mapping[str, tuple[str, ...]]
    narrower: Mapping[str, tuple[str, ...]]
    version: str

    def rule_symptoms(self, disorder: str) -> frozenset[str]:
        """Every symptom that the disorder's rule looks at, whether for or against it."""
        nodes = walk(self.disorders[disorder].rule, self.blocks)
        return frozenset(node.symptom for node in nodes if isinstance(node, SymptomNode))

    def supporting_symptoms(self, disorder: str) -> frozenset[str]:
        """The symptoms that can count in favour: those of the rule outside its `none` parts."""
        nodes = walk(self.disorders[disorder].rule, self.blocks, through_none=False)
        return frozenset(node.symptom for node in nodes if isinstance(node, SymptomNode))

    def core_symptoms(self, disorder: str) -> frozenset[str]:
        """The symptoms that the disorder's rule cannot be met without."""
        found: set[str] = set()
        waiting = [self.disorders[disorder].rule]
        while waiting:
            node = waiting.pop()
            if isinstance(node, SymptomNode):
                found.add(node.symptom)
            elif isinstance(node, Ref):
                waiting.append(self.blocks[node.block])
            elif isinstance(node, All):
                waiting.extend(node.of)
        return frozenset(found)

    def rule_facts(self, disorder: str) -> frozenset[str]:
        """Every fact that the disorder's rule looks at."""
        nodes = walk(self.disorders[disorder].rule, self.blocks)
        return frozenset(node.name for node in nodes if isinstance(node, FactNode))

    def refuse_unknown(self, profile: Profile) -> None:
        """Raises CallerMistake naming the first symptom or disorder that has no record."""
        listed = [*profile.symptoms, *(name for e in profile.episodes for name in e.symptoms)]
        for name in listed:
            if name not in self.symptoms:
                raise CallerMistake(f"profile symptom {name!r}: not in symptoms.yaml")
        for name in filter(None, (profile.condition, *profile.comorbid)):
            if name not in self.disorders:
                allowed = ", ".join(self.disorders)
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
    knowledge = KnowledgeBase(
        symptoms=MappingProxyType(symptoms),
        disorders=MappingProxyType(_disorders(folder / "disorders")),
        blocks=MappingProxyType(shared.blocks),
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


def _disorders(folder: Path) -> dict[str, Disorder]:
    records = {}
    for path in sorted(folder.glob("*.yaml")):
        record = _record(Disorder, _yaml(path), where=path.name)
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
    ):
        if path.suffix == ".yaml":
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _check(knowledge: KnowledgeBase) -> None:
    for name, block in knowledge.blocks.items():
        _check_rule(block, knowledge, where=f"blocks.yaml {name}", open_blocks=(name,))
    for name, specifier in knowledge.specifiers.items():
        where = f"blocks.yaml specifier {name}"
        if specifier.rule is not None:
            _check_rule(specifier.rule, knowledge, where=where)
        _check_ids(specifier.lifts, knowledge.symptoms, where=where)
        if specifier.rate is not None:
            _check_ids((specifier.rate.source,), knowledge.sources, where=where)
    for winner, dropped in knowledge.precedence.items():
        _check_ids((winner, *dropped), knowledge.disorders, where="blocks.yaml precedence")
    for disorder in knowledge.disorders.values():
        _check_disorder(disorder, knowledge)


def _check_disorder(disorder: Disorder, knowledge: KnowledgeBase) -> None:
    where = f"{disorder.id}.yaml"
    _check_rule(disorder.rule, knowledge, where=f"{where} rule")
    _check_ids(disorder.must_not, knowledge.symptoms, where=f"{where} must_not")
    _check_ids(disorder.typical, knowledge.symptoms, where=f"{where} typical")
    _check_ids(disorder.severity.counted, knowledge.symptoms, where=f"{where} severity counted")
    _check_ids(disorder.specifiers, knowledge.specifiers, where=f"{where} specifiers")
    _check_ids(disorder.idioms, knowledge.idioms, where=f"{where} idioms")
    _check_ids(sorted(disorder.sources), knowledge.sources, where=f"{where} source")


def _check_ids(ids: Iterable[str], known: Mapping[str, Any], *, where: str) -> None:
    for name in ids:
        if name not in known:
            raise CallerMistake(f"{where}: no record of {name!r}")


def _check_rule(
    node: Node, knowledge: KnowledgeBase, *, where: str, open_blocks: tuple[str, ...] = ()
) -> None:
    if isinstance(node, SymptomNode):
        _check_ids((node.symptom,), knowledge.symptoms, where=where)
    elif isinstance(node, Ref):
        _check_ids((node.block,), knowledge.blocks, where=where)
        if node.block in open_blocks:
            raise CallerMistake(f"{where}: block {node.block!r} refers to itself")
        inner = knowledge.blocks[node.block]
        _check_rule(inner, knowledge, where=where, open_blocks=(*open_blocks, node.block))
    for part in parts_of(node):
        _check_rule(part, knowledge, where=where, open_blocks=open_blocks)
