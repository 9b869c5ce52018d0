"""The grammar of rules over symptoms and facts: node types, how they are read, how they read.

Knows nothing of profiles and of how a rule is judged: that is `knowledge.criteria`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.errors import CallerMistake
from knowledge.profile import Fact


@dataclass(frozen=True, slots=True)
class SymptomNode:
    """Met where the symptom is present."""

    symptom: str


@dataclass(frozen=True, slots=True)
class FactNode:
    """Met where the fact lies in [min, max], or equals `eq`."""

    name: str
    min: float | None = None
    max: float | None = None
    eq: Fact | None = None


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Met where `count` or more of the parts are."""

    count: int
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class All:
    """Met where every part is."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """Met where one part is."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class None_:
    """Met where no part is."""

    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A shared block by name."""

    block: str


Node = SymptomNode | FactNode | AtLeast | All | Any_ | None_ | Ref
_GROUPS: dict[str, type[All] | type[Any_] | type[None_]] = {"all": All, "any": Any_, "none": None_}


def parse_rule(data: Any) -> Node:
    """Reads the YAML form of a rule.

    Raises:
        CallerMistake: if it is not one of the node forms, or asks for more parts than it lists.
    """
    if isinstance(data, str):
        return SymptomNode(data)
    if not isinstance(data, dict):
        raise CallerMistake(f"rule node {data!r}: expected a symptom id or a mapping")
    keys = set(data)
    if keys == {"ref"}:
        return Ref(str(data["ref"]))
    if "fact" in keys and keys - {"fact"} and keys <= {"fact", "min", "max", "eq"}:
        return FactNode(data["fact"], data.get("min"), data.get("max"), data.get("eq"))
    if keys == {"at_least", "of"}:
        return _parse_at_least(data)
    if len(keys) == 1 and keys <= set(_GROUPS):
        key = keys.pop()
        return _GROUPS[key](_parse_parts(data[key]))
    raise CallerMistake(
        f"rule node with keys {sorted(keys)}: not all, any, none, at_least, fact, ref"
    )


def _parse_parts(data: Any) -> tuple[Node, ...]:
    if not isinstance(data, list) or not data:
        raise CallerMistake(f"rule parts {data!r}: expected a list that is not empty")
    return tuple(parse_rule(item) for item in data)


def _parse_at_least(data: Mapping[str, Any]) -> AtLeast:
    parts, count = _parse_parts(data["of"]), data["at_least"]
    if not isinstance(count, int) or not 1 <= count <= len(parts):
        raise CallerMistake(f"rule node at_least {count!r}: expected 1 to {len(parts)}")
    return AtLeast(count, parts)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node; a leaf and a reference have none."""
    return () if isinstance(node, SymptomNode | FactNode | Ref) else node.of


def walk(node: Node, blocks: Mapping[str, Node], *, through_none: bool = True) -> Iterator[Node]:
    """Every node of a rule, references followed; without what must not hold if asked so."""
    yield node
    inner = (blocks[node.block],) if isinstance(node, Ref) else parts_of(node)
    for part in inner if through_none or not isinstance(node, None_) else ():
        yield from walk(part, blocks, through_none=through_none)


def describe(node: Node) -> str:
    """One line in words: `at least 5 of low_mood, anhedonia, ...`."""
    if isinstance(node, SymptomNode):
        return node.symptom
    if isinstance(node, Ref):
        return node.block
    if isinstance(node, FactNode):
        return f"fact {node.name} {_bounds(node)}"
    parts = ", ".join(describe(part) for part in node.of)
    if isinstance(node, AtLeast):
        return f"at least {node.count} of {parts}"
    word = "all" if isinstance(node, All) else "any" if isinstance(node, Any_) else "none"
    return f"{word} of ({parts})"


def _bounds(node: FactNode) -> str:
    if node.eq is not None:
        return f"= {node.eq}"
    low = "" if node.min is None else f">= {node.min}"
    high = "" if node.max is None else f"<= {node.max}"
    return " and ".join(part for part in (low, high) if part)
