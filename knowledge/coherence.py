"""Coherence: what the records say of each other holds together.

Refused is a rule over an unknown symptom or block, a block that refers to itself, a figure without
a known source, an id that two things share.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.disorder import Control, Disorder
from knowledge.errors import CallerMistake
from knowledge.records import Records
from knowledge.rule import Node, Ref, SymptomNode, parts_of


def check_records(records: Records) -> None:
    """Raises CallerMistake, naming the record and what is wrong with it."""
    _check_rules(records)
    _check_shared(records)
    for record in records.conditions:
        _check_condition(record, records)
    for disorder in records.disorders.values():
        _check_disorder(disorder, records)


def _check_rules(records: Records) -> None:
    """Every id that a rule names has a record, and no block refers to itself."""
    for name, block in records.shared.blocks.items():
        _check_rule(block, records, f"blocks.yaml {name}", open_blocks=(name,))
    for name, specifier in records.shared.specifiers.items():
        if specifier.rule is not None:
            _check_rule(specifier.rule, records, f"blocks.yaml specifier {name}")
    for record in records.conditions:
        _check_rule(record.rule, records, f"{record.id}.yaml rule")


def _check_rule(
    node: Node, records: Records, where: str, *, open_blocks: tuple[str, ...] = ()
) -> None:
    if isinstance(node, SymptomNode):
        _check_ids((node.symptom,), records.symptoms, where=where)
    elif isinstance(node, Ref):
        blocks = records.shared.blocks
        _check_ids((node.block,), blocks, where=where)
        if node.block in open_blocks:
            raise CallerMistake(f"{where}: block {node.block!r} refers to itself")
        inner = blocks[node.block]
        _check_rule(inner, records, where, open_blocks=(*open_blocks, node.block))
    for part in parts_of(node):
        _check_rule(part, records, where, open_blocks=open_blocks)


def _check_shared(records: Records) -> None:
    shared = records.shared
    _check_ids(records.glosses, records.symptoms, where="glosses.yaml")
    _check_ids(records.symptoms, records.glosses, where="glosses.yaml")
    _check_ids(shared.episodic, shared.blocks, where="blocks.yaml episodic")
    for name, specifier in shared.specifiers.items():
        where = f"blocks.yaml specifier {name}"
        _check_ids(specifier.lifts, records.symptoms, where=where)
        if specifier.rate is not None:
            _check_ids((specifier.rate.source,), records.sources, where=where)
    for name, idiom in records.idioms.items():
        _check_ids(idiom.symptoms, records.symptoms, where=f"idioms.yaml {name}")
    for row in shared.precedence:
        _check_ids((row.met, *row.drop), records.disorders, where="blocks.yaml precedence")


def _check_condition(record: Disorder | Control, records: Records) -> None:
    where = f"{record.id}.yaml"
    _check_ids(record.must_not, records.symptoms, where=f"{where} must_not")
    _check_ids(record.typical, records.symptoms, where=f"{where} typical")
    _check_ids(record.idioms, records.idioms, where=f"{where} idioms")
    if record.id in records.disorders and record.id in records.controls:
        raise CallerMistake(f"{where} id {record.id!r}: a disorder and a control")
    if isinstance(record, Control):
        _check_ids(record.near, records.disorders, where=f"{where} near")


def _check_disorder(disorder: Disorder, records: Records) -> None:
    where = f"{disorder.id}.yaml"
    _check_ids(disorder.severity.counted, records.symptoms, where=f"{where} severity counted")
    _check_ids(disorder.specifiers, records.shared.specifiers, where=f"{where} specifiers")
    _check_ids(sorted(disorder.sources), records.sources, where=f"{where} source")


def _check_ids(ids: Iterable[str], known: Mapping[str, Any], *, where: str) -> None:
    for name in ids:
        if name not in known:
            raise CallerMistake(f"{where}: no record of {name!r}")
