"""Compiled rules against a slow reading of the same rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import CallerMistake
from knowledge.judge import compile_rule, fact_holds
from knowledge.rule import All, Any_, AtLeast, FactNode, None_, Ref, SymptomNode

SYMPTOMS = ("a", "b", "c", "d")
BLOCKS = {"pair": All((SymptomNode("a"), SymptomNode("b")))}
LEAVES = st.one_of(
    st.sampled_from([SymptomNode(name) for name in SYMPTOMS]),
    st.sampled_from([FactNode("days", min=14), FactNode("days", max=30), FactNode("kind", eq="x")]),
    st.just(Ref("pair")),
)


def groups(parts):
    some = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        some.map(All),
        some.map(Any_),
        some.map(None_),
        some.flatmap(lambda of: st.integers(1, len(of)).map(lambda k: AtLeast(k, of))),
    )


RULES = st.recursive(LEAVES, groups, max_leaves=12)
EVIDENCE = st.tuples(
    st.dictionaries(st.sampled_from(SYMPTOMS), st.booleans()),
    st.fixed_dictionaries(
        {}, optional={"days": st.sampled_from([0, 14, 20, 31]), "kind": st.sampled_from("xy")}
    ),
)


def slow(node, present, facts):
    """Kleene's logic by the book: false < unknown < true as 0, .5, 1."""
    if isinstance(node, SymptomNode):
        return {True: 1, False: 0, None: 0.5}[present.get(node.symptom)]
    if isinstance(node, FactNode):
        return {True: 1, False: 0, None: 0.5}[fact_holds(node, facts.get(node.name))]
    if isinstance(node, Ref):
        return slow(BLOCKS[node.block], present, facts)
    values = sorted((slow(part, present, facts) for part in node.of), reverse=True)
    if isinstance(node, All):
        return values[-1]
    if isinstance(node, None_):
        return 1 - values[0]
    return values[node.count - 1] if isinstance(node, AtLeast) else values[0]


@settings(max_examples=300, deadline=None)
@given(RULES, EVIDENCE)
def test_a_compiled_rule_says_what_the_rule_says(rule, evidence):
    found = compile_rule(rule, BLOCKS)(*evidence)
    assert {True: 1, False: 0, None: 0.5}[found] == slow(rule, *evidence)


@settings(max_examples=300, deadline=None)
@given(RULES, EVIDENCE, EVIDENCE)
def test_what_is_settled_stays_settled_when_more_becomes_known(rule, first, more):
    judge = compile_rule(rule, BLOCKS)
    later = tuple({**extra, **known} for known, extra in zip(first, more, strict=True))
    before, after = judge(*first), judge(*later)
    assert before is None or after is before


@pytest.mark.parametrize(
    ("value", "holds"), [(13, False), (14, True), (30, True), (31, False), (None, None)]
)
def test_a_fact_lies_in_its_range_ends_included(value, holds):
    assert fact_holds(FactNode("days", min=14, max=30), value) is holds


@pytest.mark.parametrize("value", [True, "two weeks"])
def test_a_range_is_asked_of_numbers_alone(value):
    with pytest.raises(CallerMistake, match="days"):
        fact_holds(FactNode("days", min=14), value)
