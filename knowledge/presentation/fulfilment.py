"""Fulfilment: symptoms chosen at random until a rule holds of a patient in the making."""

from collections.abc import Sequence

from knowledge.presentation.draft import Draft
from knowledge.presentation.wanted import NoPresentation
from knowledge.rule import All, Any_, AtLeast, FactNode, Node, None_, Ref, SymptomNode

_PICK_ORDER: dict[type, int] = {
    kind: place
    for place, kind in enumerate((SymptomNode, FactNode, Any_, All, Ref, AtLeast, None_))
}
"""Single symptoms come before counts, so that counts stay low."""


def fulfil(node: Node, draft: Draft) -> None:
    """Makes the node hold. Raises NoPresentation if it cannot."""
    if isinstance(node, SymptomNode):
        if not draft.known.get(node.symptom):
            draft.add(node.symptom)
    elif isinstance(node, Ref):
        fulfil(draft.knowledge.blocks[node.block], draft)
    elif isinstance(node, All):
        for part in sorted(node.of, key=lambda part: _lateness(part, draft)):
            fulfil(part, draft)
    elif isinstance(node, AtLeast | Any_):
        _fulfil_some(node.of, node.count if isinstance(node, AtLeast) else 1, draft)
    elif isinstance(node, None_):
        for part in node.of:
            draft.settle(draft.refutation(part), "a part that must not hold does")
    elif node.name not in draft.facts:
        raise NoPresentation(f"no planned value for fact {node.name}")


def _lateness(node: Node, draft: Draft) -> int:
    inner = draft.knowledge.blocks[node.block] if isinstance(node, Ref) else node
    return _PICK_ORDER[type(inner)]


def _fulfil_some(parts: Sequence[Node], count: int, draft: Draft) -> None:
    left = count - sum(draft.holds(part) for part in parts)
    open_parts = [part for part in parts if not draft.holds(part)]
    for part in sorted(open_parts, key=lambda part: _preference(part, draft)):
        if left <= 0:
            return
        before = list(draft.present), dict(draft.known)
        try:
            fulfil(part, draft)
            left -= draft.holds(part)
        except NoPresentation:
            draft.present, draft.known = before
    if left > 0:
        raise NoPresentation(f"too few symptoms left for {count} of {len(parts)}")


def _preference(node: Node, draft: Draft) -> tuple[int, float]:
    """Symptoms that serve several of the conditions first, else at random."""
    conditions = draft.wanted.conditions
    if len(conditions) == 1 or not isinstance(node, SymptomNode):
        return (0, draft.rng.random())
    serves = sum(node.symptom in draft.knowledge.supporting_symptoms(name) for name in conditions)
    return (-serves, draft.rng.random())
