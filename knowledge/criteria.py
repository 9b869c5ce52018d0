"""The three-valued rule engine: rules over symptoms and facts, evaluated on a `Profile`.

Unknown is not absent. A rule is met, not met or undetermined (Kleene's strong logic), and a verdict
that is not undetermined never changes when more becomes known. A block is looked at inside one
episode of illness where the profile lists episodes. Knows nothing of text, cohorts or generation.

Source: Kleene, Introduction to Metamathematics (1952), section 64, for the logic.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.errors import CallerMistake
from knowledge.profile import Episode, Fact, Profile, Symptom
from knowledge.rule import (
    All,
    Any_,
    AtLeast,
    FactNode,
    Node,
    None_,
    Ref,
    SymptomNode,
    describe,
    parse_rule,
    parts_of,
    walk,
)

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase


__all__ = [
    "All", "Any_", "AtLeast", "FactNode", "Node", "None_", "Ref", "Scope", "SymptomNode",
    "Verdict3",
    "deciding", "describe", "diagnoses", "evaluate", "evaluate_within", "parse_rule", "parts_of",
    "scope_of", "verdicts", "walk",
]  # fmt: skip


class Verdict3(StrEnum):
    """What the evidence says of a rule."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known in one episode, or over a lifetime: implications already drawn."""

    present: Mapping[str, bool]
    facts: Mapping[str, Fact]


def scope_of(profile: Profile, knowledge: "KnowledgeBase", episode: Episode | None = None) -> Scope:
    """Presence goes up to what a symptom implies, absence down to what implies it.

    Where the two disagree (waking early, yet "no change of sleep"), the specific report wins.
    """
    items = profile.symptoms if episode is None else {**profile.symptoms, **episode.symptoms}
    facts = profile.facts if episode is None else {**profile.facts, **episode.facts}
    return Scope(closed(items, knowledge), facts)


def closed(items: Mapping[str, Symptom], knowledge: "KnowledgeBase") -> dict[str, bool]:
    """symptom -> present, for every symptom that the items settle."""
    known: dict[str, bool] = {}
    for name, item in items.items():
        if item.state == "absent":
            known.update(dict.fromkeys((name, *knowledge.narrower.get(name, ())), False))
    for name, item in items.items():
        if item.state == "present":
            known.update(dict.fromkeys((name, *knowledge.wider.get(name, ())), True))
    return known


def evaluate(node: Node, profile: Profile, knowledge: "KnowledgeBase") -> Verdict3:
    """Judges a rule on a profile.

    With episodes, a block (and the largest part of a rule that names no block) must hold within one
    episode: met if met in any, not met if not met in all of them, else undetermined.
    """
    return _evaluate(node, _scopes(profile, knowledge), knowledge.blocks)


def _scopes(profile: Profile, knowledge: "KnowledgeBase") -> tuple[Scope, ...]:
    if not profile.episodes:
        return (scope_of(profile, knowledge),)
    return tuple(scope_of(profile, knowledge, episode) for episode in profile.episodes)


def _evaluate(node: Node, scopes: tuple[Scope, ...], blocks: Mapping[str, Node]) -> Verdict3:
    if len(scopes) == 1:
        return evaluate_within(node, scopes[0], blocks)
    if isinstance(node, None_) or (not isinstance(node, Ref) and _names_a_block(node)):
        return _combine(node, [_evaluate(part, scopes, blocks) for part in parts_of(node)])
    return _any([evaluate_within(node, scope, blocks) for scope in scopes])


def _names_a_block(node: Node) -> bool:
    return isinstance(node, Ref) or any(_names_a_block(part) for part in parts_of(node))


def evaluate_within(node: Node, scope: Scope, blocks: Mapping[str, Node]) -> Verdict3:
    """Judges a rule on what is known in one episode, or over a lifetime."""
    if isinstance(node, SymptomNode):
        return _verdict(scope.present.get(node.symptom))
    if isinstance(node, FactNode):
        return _verdict(_fact_holds(node, scope.facts.get(node.name)))
    if isinstance(node, Ref):
        return evaluate_within(blocks[node.block], scope, blocks)
    return _combine(node, [evaluate_within(part, scope, blocks) for part in node.of])


def _fact_holds(node: FactNode, value: Fact | None) -> bool | None:
    if value is None:
        return None
    if node.eq is not None:
        return value == node.eq
    if isinstance(value, bool | str):
        raise CallerMistake(f"fact {node.name}: {value!r} is not a number")
    at_least_low = node.min is None or value >= node.min
    return at_least_low and (node.max is None or value <= node.max)


def _verdict(value: bool | None) -> Verdict3:
    if value is None:
        return Verdict3.UNDETERMINED
    return Verdict3.MET if value else Verdict3.NOT_MET


def _combine(node: Node, results: list[Verdict3]) -> Verdict3:
    if isinstance(node, AtLeast):
        return _at_least(node.count, results)
    if isinstance(node, All):
        return _at_least(len(results), results)
    if isinstance(node, None_):
        return _negate(_any(results))
    return _any(results)


def _at_least(count: int, results: list[Verdict3]) -> Verdict3:
    met = results.count(Verdict3.MET)
    if met >= count:
        return Verdict3.MET
    possible = met + results.count(Verdict3.UNDETERMINED)
    return Verdict3.NOT_MET if possible < count else Verdict3.UNDETERMINED


def _any(results: Iterable[Verdict3]) -> Verdict3:
    return _at_least(1, list(results))


def _negate(verdict: Verdict3) -> Verdict3:
    if verdict is Verdict3.UNDETERMINED:
        return verdict
    return Verdict3.NOT_MET if verdict is Verdict3.MET else Verdict3.MET


def verdicts(profile: Profile, knowledge: "KnowledgeBase") -> Mapping[str, Verdict3]:
    """The verdict of every disorder's rule. Raises CallerMistake on a symptom nobody knows."""
    knowledge.refuse_unknown(profile)
    scopes = _scopes(profile, knowledge)
    return {
        name: _evaluate(disorder.rule, scopes, knowledge.blocks)
        for name, disorder in knowledge.disorders.items()
    }


def diagnoses(profile: Profile, knowledge: "KnowledgeBase") -> tuple[str, ...]:
    """Disorders whose rule is met, sorted, less those that another met one drops."""
    met = {
        name for name, verdict in verdicts(profile, knowledge).items() if verdict is Verdict3.MET
    }
    dropped = {name for winner in met for name in knowledge.precedence.get(winner, ())}
    return tuple(sorted(met - dropped))


def deciding(node: Node, profile: Profile, knowledge: "KnowledgeBase") -> str:
    """The sub-rule that settled the verdict, as a path: `mde > fact mde_duration_days >= 14`."""
    scopes = _scopes(profile, knowledge)
    wanted = _evaluate(node, scopes, knowledge.blocks)
    if isinstance(node, Ref):
        scope = next(
            (s for s in scopes if evaluate_within(node, s, knowledge.blocks) is wanted), scopes[0]
        )
        return f"{node.block} > {_deciding_within(knowledge.blocks[node.block], scope, knowledge)}"
    for part in parts_of(node) if _one_part_decides(node, wanted) else ():
        if _evaluate(part, scopes, knowledge.blocks) is _seen_through(node, wanted):
            return deciding(part, profile, knowledge)
    return describe(node)


def _deciding_within(node: Node, scope: Scope, knowledge: "KnowledgeBase") -> str:
    blocks = knowledge.blocks
    wanted = evaluate_within(node, scope, blocks)
    if isinstance(node, Ref):
        return f"{node.block} > {_deciding_within(blocks[node.block], scope, knowledge)}"
    for part in parts_of(node) if _one_part_decides(node, wanted) else ():
        if evaluate_within(part, scope, blocks) is _seen_through(node, wanted):
            return _deciding_within(part, scope, knowledge)
    return describe(node)


def _one_part_decides(node: Node, wanted: Verdict3) -> bool:
    if isinstance(node, All):
        return wanted is not Verdict3.MET
    if isinstance(node, Any_):
        return wanted is Verdict3.MET
    return isinstance(node, None_) and wanted is not Verdict3.MET


def _seen_through(node: Node, wanted: Verdict3) -> Verdict3:
    return _negate(wanted) if isinstance(node, None_) else wanted
