"""`Judge`: a rule compiled to a function of what is known. Kleene's strong three-valued logic.

A planner asks the same few rules of tens of thousands of patients, so a rule is turned once into
nested closures instead of being walked each time. True is met, False not met, None undetermined:
a sum over an interval of possible counts, so a verdict never changes when more becomes known.
Knows nothing of profiles and episodes: that is `knowledge.criteria`.

Source: Kleene, Introduction to Metamathematics (1952), section 64.
"""

from collections.abc import Callable, Mapping, Sequence

from knowledge.errors import CallerMistake
from knowledge.profile import Fact
from knowledge.rule import All, AtLeast, FactNode, Node, None_, Ref, SymptomNode

Truth = bool | None
Judge = Callable[[Mapping[str, bool], Mapping[str, Fact]], Truth]
"""(symptom -> present, fact -> value) -> truth; what is not in a mapping is unknown."""


def compile_rule(node: Node, blocks: Mapping[str, Node]) -> Judge:
    """The rule as one function. Its references are looked up once, in `blocks`."""
    if isinstance(node, SymptomNode):
        symptom = node.symptom
        return lambda present, facts: present.get(symptom)
    if isinstance(node, FactNode):
        return lambda present, facts: fact_holds(node, facts.get(node.name))
    if isinstance(node, Ref):
        return compile_rule(blocks[node.block], blocks)
    if isinstance(node, None_):
        return _negated(_counted(1, node.of, blocks))
    needed = len(node.of) if isinstance(node, All) else 1
    return _counted(node.count if isinstance(node, AtLeast) else needed, node.of, blocks)


def fact_holds(node: FactNode, value: Fact | None) -> Truth:
    """Whether a fact lies where the node wants it.

    Raises:
        CallerMistake: if the node asks for a range and the value is no number.
    """
    if value is None:
        return None
    if node.eq is not None:
        return value == node.eq
    if isinstance(value, bool | str):
        raise CallerMistake(f"fact {node.name}: {value!r} is not a number")
    return (node.min is None or value >= node.min) and (node.max is None or value <= node.max)


def _counted(needed: int, parts: Sequence[Node], blocks: Mapping[str, Node]) -> Judge:
    """At least `needed` of the parts."""
    symptoms = tuple(part.symptom for part in parts if isinstance(part, SymptomNode))
    judges = tuple(compile_rule(p, blocks) for p in parts if not isinstance(p, SymptomNode))
    most = len(parts) - needed

    def judge(present: Mapping[str, bool], facts: Mapping[str, Fact]) -> Truth:
        met = unmet = 0
        for symptom in symptoms:
            known = present.get(symptom)
            if known:
                met += 1
            elif known is not None:
                unmet += 1
        for part in judges:
            known = part(present, facts)
            if known:
                met += 1
            elif known is not None:
                unmet += 1
        if met >= needed:
            return True
        return False if unmet > most else None

    return judge


def _negated(judge: Judge) -> Judge:
    def negated(present: Mapping[str, bool], facts: Mapping[str, Fact]) -> Truth:
        known = judge(present, facts)
        return None if known is None else not known

    return negated
