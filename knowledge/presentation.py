"""`Presentation`: the symptoms and facts with which a set of diagnoses shows in one patient.

Chosen at random among the ways to meet the rules, so that exactly the asked diagnoses hold, no
other one is left open, and nothing stands in it that a record forbids. Knows nothing of cohorts,
quotas or how things are said.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.criteria import (
    All,
    Any_,
    AtLeast,
    FactNode,
    Node,
    None_,
    Ref,
    Scope,
    SymptomNode,
    Verdict3,
    evaluate_within,
    scope_of,
    verdicts,
)
from knowledge.disorder import Disorder
from knowledge.profile import Fact, Profile, Severity, Symptom
from knowledge.refutation import Refutation, cheapest_refutation

ALWAYS_PRESENT = "distress_impairment"
LEAST_PRESENT, MOST_PRESENT = 5, 9
MOST_TYPICAL = 2
RISK_DENIALS = 3
RISKS = ("suicide_plan_intent", "self_harm", "harm_to_others_thoughts", "suicide_attempt_history")
ATTEMPTS = 40
_PICK_ORDER: dict[type, int] = {
    kind: place
    for place, kind in enumerate((SymptomNode, FactNode, Any_, All, Ref, AtLeast, None_))
}


class NoPresentation(Exception):
    """The diagnoses cannot be shown together under the asked conditions; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a presentation must have. The first diagnosis is the one that severity is about."""

    diagnoses: tuple[str, ...]
    severity: Severity
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """`essential` are the present symptoms that a rule or a request needs."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    essential: frozenset[str]
    facts: dict[str, Fact]


def draw_presentation(wanted: Wanted, rng: random.Random, knowledge: KnowledgeBase) -> Presentation:
    """Draws one.

    Raises:
        NoPresentation: if none was found; the reason is the last one met.
    """
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            return _Draft(wanted, rng, knowledge).finish()
        except NoPresentation as error:
            reason = str(error)
    raise NoPresentation(reason)


@dataclass(slots=True)
class _Draft:
    wanted: Wanted
    rng: random.Random
    knowledge: KnowledgeBase
    present: list[str] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    facts: dict[str, Fact] = field(default_factory=dict)

    def finish(self) -> Presentation:
        self._start()
        for disorder in self.wanted.diagnoses:
            self._draw_facts(disorder)
            self._pick(self.knowledge.disorders[disorder].rule)
        self._reach_severity()
        essential = frozenset(self.present)
        self._add_more()
        self._rule_out_others()
        self._deny_risks()
        self._verify()
        return Presentation(
            present=tuple(self.present),
            absent=tuple(sorted(self.absent)),
            essential=essential,
            facts=dict(sorted(self.facts.items())),
        )

    def _start(self) -> None:
        self.absent |= self.wanted.absent
        self.absent |= self._forbidden() - self.wanted.present
        for symptom in (*sorted(self.wanted.present), ALWAYS_PRESENT):
            self._add(symptom)

    def _forbidden(self) -> set[str]:
        """What the records of the diagnoses forbid, unless another of them needs it."""
        needed: set[str] = set()
        forbidden: set[str] = set()
        for disorder in self.wanted.diagnoses:
            needed |= self.knowledge.supporting_symptoms(disorder)
            forbidden |= set(self.knowledge.disorders[disorder].must_not)
        return forbidden - needed

    def _draw_facts(self, disorder: str) -> None:
        for name, plan in self.knowledge.disorders[disorder].facts.items():
            if plan.low is not None and plan.high is not None:
                self.facts[name] = self.rng.randint(plan.low, plan.high)
            else:
                self.facts[name] = (
                    self.rng.choice(plan.choices) if plan.choices else plan.value or False
                )

    # Meeting a rule.

    def _can_add(self, symptom: str) -> bool:
        """Not denied, and neither is anything that it implies."""
        everything = {symptom, *self.knowledge.wider[symptom]}
        return not everything & self.absent and not self._over_counts(everything)

    def _over_counts(self, added: set[str]) -> bool:
        basis = self._primary.severity
        if not basis.counted:
            return False
        counted = (added | self._known()) & set(basis.counted)
        return len(counted) > basis.counts[self.wanted.severity][1]

    @property
    def _primary(self) -> Disorder:
        return self.knowledge.disorders[self.wanted.diagnoses[0]]

    def _known(self) -> set[str]:
        return {wide for name in self.present for wide in (name, *self.knowledge.wider[name])}

    def _add(self, symptom: str) -> None:
        if symptom in self.present:
            return
        if not self._can_add(symptom):
            raise NoPresentation(f"{symptom} cannot be present")
        self.present.append(symptom)

    def _pick(self, node: Node) -> None:
        """Adds what makes the node hold. Single symptoms come before counts, so counts stay low."""
        if isinstance(node, SymptomNode):
            if node.symptom not in self._known():
                self._add(node.symptom)
        elif isinstance(node, Ref):
            self._pick(self.knowledge.blocks[node.block])
        elif isinstance(node, All):
            for part in sorted(node.of, key=self._lateness):
                self._pick(part)
        elif isinstance(node, AtLeast | Any_):
            self._pick_some(node.of, node.count if isinstance(node, AtLeast) else 1)
        elif isinstance(node, FactNode) and node.name not in self.facts:
            raise NoPresentation(f"no planned value for fact {node.name}")

    def _lateness(self, node: Node) -> int:
        inner = self.knowledge.blocks[node.block] if isinstance(node, Ref) else node
        return _PICK_ORDER[type(inner)]

    def _pick_some(self, parts: Sequence[Node], count: int) -> None:
        left = count - sum(self._holds(part) for part in parts)
        open_parts = [part for part in parts if not self._holds(part)]
        for part in sorted(open_parts, key=self._preference):
            if left <= 0:
                return
            before = list(self.present)
            try:
                self._pick(part)
                left -= 1
            except NoPresentation:
                self.present = before
        if left > 0:
            raise NoPresentation(f"too few symptoms left for {count} of {len(parts)}")

    def _preference(self, node: Node) -> tuple[int, float]:
        """Symptoms that serve several of the diagnoses first, else at random."""
        if not isinstance(node, SymptomNode):
            return (0, self.rng.random())
        serves = sum(
            node.symptom in self.knowledge.supporting_symptoms(name)
            for name in self.wanted.diagnoses
        )
        return (-serves, self.rng.random())

    def _holds(self, node: Node) -> bool:
        return evaluate_within(node, self._scope(), self.knowledge.blocks) is Verdict3.MET

    def _scope(self) -> Scope:
        return scope_of(self.profile(), self.knowledge)

    # Severity, and what commonly goes with it.

    def _reach_severity(self) -> None:
        basis = self._primary.severity
        if not basis.counted:
            return
        low, high = basis.counts[self.wanted.severity]
        for symptom in self._shuffled(basis.counted):
            enough = self.rng.randint(low, high)
            if len(self._known() & set(basis.counted)) >= enough:
                return
            if symptom not in self._known() and self._can_add(symptom):
                self._add(symptom)

    def _add_more(self) -> None:
        """Up to two typical symptoms, and rule symptoms until the number drawn is reached."""
        target = self.rng.randint(LEAST_PRESENT, MOST_PRESENT)
        names = self.wanted.diagnoses
        typical = self._shuffled(self.knowledge.disorders[names[0]].typical)
        self._add_until(typical[: self.rng.randint(0, MOST_TYPICAL)], MOST_PRESENT)
        rule = self._shuffled(sorted(self.knowledge.supporting_symptoms(names[0])))
        self._add_until(rule, target)
        self._add_until([*typical, *rule], LEAST_PRESENT)

    def _add_until(self, symptoms: Iterable[str], most: int) -> None:
        for symptom in symptoms:
            if len(self.present) >= most:
                return
            if symptom in self._known() or not self._can_add(symptom):
                continue
            self.present.append(symptom)
            if not self._others_can_be_ruled_out():
                self.present.pop()

    def _shuffled(self, items: Iterable[str]) -> list[str]:
        found = list(items)
        self.rng.shuffle(found)
        return found

    # Nothing else.

    def _others(self) -> list[Node]:
        names = [name for name in self.knowledge.disorders if name not in self.wanted.diagnoses]
        return [self.knowledge.disorders[name].rule for name in names]

    def _others_can_be_ruled_out(self) -> bool:
        scope = self._scope()
        return all(self._refuted(rule, scope) is not None for rule in self._others())

    def _rule_out_others(self) -> None:
        for rule in self._others():
            found = self._refuted(rule, self._scope())
            if found is None:
                raise NoPresentation("another diagnosis would hold as well")
            self.absent |= found.symptoms
            self.facts |= found.facts

    def _refuted(self, rule: Node, scope: Scope) -> Refutation | None:
        return cheapest_refutation(rule, scope, self.knowledge, self.rng)

    def _deny_risks(self) -> None:
        """Settles a few risks that are asked about anyway; a plan to die is never left open."""
        risks = {name for d in self.wanted.diagnoses for name in self.knowledge.disorders[d].risk}
        pool = [name for name in sorted({*RISKS, *risks}) if name in self.knowledge.symptoms]
        settled = self._scope().present
        first = [name for name in self._first_risks() if name not in settled]
        rest = self._shuffled(name for name in pool if name not in {*settled, *first})
        self.absent.update((first + rest)[:RISK_DENIALS])

    def _first_risks(self) -> tuple[str, ...]:
        hears = self._scope().present.get("hallucinations", False)
        return ("suicide_plan_intent", "command_voices") if hears else ("suicide_plan_intent",)

    def _verify(self) -> None:
        found = verdicts(self.profile(), self.knowledge)
        for name, verdict in found.items():
            wanted = Verdict3.MET if name in self.wanted.diagnoses else Verdict3.NOT_MET
            if verdict is not wanted:
                raise NoPresentation(f"{name} would be {verdict.value}")
        basis = self._primary.severity
        if basis.counted:
            low, high = basis.counts[self.wanted.severity]
            if not low <= len(self._known() & set(basis.counted)) <= high:
                raise NoPresentation(f"no room for {self.wanted.severity} {self._primary.id}")

    def profile(self) -> Profile:
        """What is settled so far, as evidence for the rules."""
        present = {name: Symptom(state="present") for name in self.present}
        absent = {name: Symptom(state="absent") for name in self.absent}
        return Profile(symptoms={**absent, **present}, facts=self.facts)
