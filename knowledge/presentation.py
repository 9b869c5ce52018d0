"""`Presentation`: the symptoms and facts with which a condition shows in one patient.

Chosen at random among the ways to meet the rules, so that exactly the asked diagnoses hold, no
other one is left open, and nothing stands in it that a record forbids. Knows nothing of cohorts,
quotas or how things are said.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.base import KnowledgeBase
from knowledge.criteria import after_precedence
from knowledge.disorder import Control, Disorder, SeverityBasis
from knowledge.profile import Fact, Severity
from knowledge.refutation import ASKED_FACT_COST, FACT_COST, Refutation, Refuter
from knowledge.rule import (
    All,
    Any_,
    AtLeast,
    FactNode,
    Node,
    None_,
    Ref,
    SymptomNode,
)

COST_OF_ILLNESS = "distress_impairment"
LEAST_PRESENT, MOST_PRESENT = 5, 9
MOST_TYPICAL = 2
RISK_DENIALS = 3
RISKS = ("suicide_plan_intent", "self_harm", "harm_to_others_thoughts", "suicide_attempt_history")
ATTEMPTS = 40
FIRST_MEMORY = 8
"""Age in years before which nothing planned began, so that "for years" fits a young patient."""
DAYS_A_YEAR = 365
_PICK_ORDER: dict[type, int] = {
    kind: place
    for place, kind in enumerate((SymptomNode, FactNode, Any_, All, Ref, AtLeast, None_))
}


class NoPresentation(Exception):
    """The conditions cannot be shown together under the asked circumstances; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a presentation must have. The first condition is the one that severity is about.

    `specifiers` hold, those in `without` do not. Negative controls stand alone, without severity.
    """

    conditions: tuple[str, ...]
    severity: Severity | None
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    specifiers: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """`essential` are the present symptoms that a rule or a request needs."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    essential: frozenset[str]
    facts: dict[str, Fact]


def draw_presentation(
    wanted: Wanted,
    rng: random.Random,
    knowledge: KnowledgeBase,
    *,
    age: int | None = None,
    onset_age: int | None = None,
) -> Presentation:
    """Draws one; no duration in it is longer than the years since `onset_age` or childhood.

    Raises:
        NoPresentation: if none was found; the reason is the last one met.
    """
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            return _Draft(wanted, rng, knowledge, age=age, onset_age=onset_age).finish()
        except NoPresentation as error:
            reason = str(error)
    raise NoPresentation(reason)


@dataclass(slots=True)
class _Draft:
    wanted: Wanted
    rng: random.Random
    knowledge: KnowledgeBase
    age: int | None = None
    onset_age: int | None = None
    present: list[str] = field(default_factory=list)
    known: dict[str, bool] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)

    def finish(self) -> Presentation:
        self._start()
        for name in self.wanted.conditions:
            self._pick(self.knowledge.condition(name).rule)
        for name in sorted(self.wanted.specifiers):
            self._pick(self.knowledge.specifier_rule(name))
        self._reach_severity()
        essential = frozenset(self.present)
        self._add_more()
        self._rule_out_others()
        self._deny_risks()
        self._verify()
        absent = (name for name, present in self.known.items() if not present)
        return Presentation(
            present=tuple(self.present),
            absent=tuple(sorted(self._broadest(absent))),
            essential=essential,
            facts=dict(sorted(self.facts.items())),
        )

    def _broadest(self, absent: Iterable[str]) -> set[str]:
        """What says it all: the absence of a symptom says that of every narrower one."""
        names = set(absent)
        asked = self.wanted.absent | set(RISKS)
        return {n for n in names if n in asked or not names & set(self.knowledge.wider[n])}

    def _start(self) -> None:
        for name in (*sorted(self.wanted.absent), *sorted(self._forbidden())):
            self._deny(name)
        always = [COST_OF_ILLNESS] if self._primary_disorder else []
        for symptom in (*sorted(self.wanted.present), *always):
            self._add(symptom)
        for record in self._records():
            self._draw_facts(record)

    def _records(self) -> list[Disorder | Control]:
        return [self.knowledge.condition(name) for name in self.wanted.conditions]

    @property
    def _primary_disorder(self) -> Disorder | None:
        return self.knowledge.disorders.get(self.wanted.conditions[0])

    @property
    def _counted(self) -> SeverityBasis | None:
        """The severity basis of the first condition, if it goes by a count of symptoms."""
        disorder = self._primary_disorder
        return disorder.severity if disorder and disorder.severity.counted else None

    def _forbidden(self) -> set[str]:
        """What the records forbid, unless another condition needs or a specifier allows it."""
        needed: set[str] = set()
        forbidden: set[str] = set()
        for record in self._records():
            needed |= self.knowledge.supporting_symptoms(record.id)
            forbidden |= set(record.must_not)
        for name in self.wanted.specifiers:
            needed |= set(self.knowledge.specifiers[name].lifts)
        return forbidden - needed

    # Facts.

    def _draw_facts(self, record: Disorder | Control) -> None:
        planned = dict(record.facts)
        for name in sorted(self.wanted.specifiers):
            planned |= self.knowledge.specifiers[name].facts
        for name, plan in planned.items():
            self.facts.setdefault(name, self._within_life(name, plan.draw(self.rng)))
        if isinstance(record, Disorder) and self.wanted.severity:
            self._draw_severity(record.severity)
        if self.onset_age is not None:
            self.facts["onset_age"] = self.onset_age

    def _draw_severity(self, basis: SeverityBasis) -> None:
        severity = self.wanted.severity
        assert severity is not None
        if basis.fact:
            low, high = basis.ranges[severity]
            steps = self.rng.randint(0, round((high - low) / basis.step))
            value = round(low + steps * basis.step, 3)
            self.facts.setdefault(basis.fact, int(value) if basis.step >= 1 else value)
        elif basis.function:
            self.facts.setdefault("functional_band", severity)

    def _within_life(self, name: str, value: Fact) -> Fact:
        """A duration or an age that the patient's years have room for."""
        if self.age is None or isinstance(value, bool | str):
            return value
        if name.endswith("_since_age"):
            return min(value, self.age)
        if not name.endswith(("_days", "_months", "months_since_death")):
            return value
        began = FIRST_MEMORY if self.onset_age is None else self.onset_age
        years = self.age - began + (0 if self.onset_age is None else 1)
        return min(value, years * (DAYS_A_YEAR if name.endswith("_days") else 12))

    # What is known.

    def _can_add(self, symptom: str) -> bool:
        """Not denied, and neither is anything that it implies; severity keeps its count."""
        everything = (symptom, *self.knowledge.wider[symptom])
        if any(self.known.get(name) is False for name in everything):
            return False
        basis = self._counted
        if basis is None or self.wanted.severity is None:
            return True
        added = [n for n in everything if n in basis.counted and not self.known.get(n)]
        return self._count(basis) + len(added) <= basis.counts[self.wanted.severity][1]

    def _count(self, basis: SeverityBasis) -> int:
        return sum(self.known.get(name) is True for name in basis.counted)

    def _add(self, symptom: str) -> None:
        if symptom in self.present:
            return
        if not self._can_add(symptom):
            raise NoPresentation(f"{symptom} cannot be present")
        self.present.append(symptom)
        for name in (symptom, *self.knowledge.wider[symptom]):
            self.known[name] = True

    def _deny(self, symptom: str) -> None:
        for name in (symptom, *self.knowledge.narrower[symptom]):
            if self.known.get(name):
                raise NoPresentation(f"{name} cannot be absent")
            self.known[name] = False

    # Meeting a rule.

    def _pick(self, node: Node) -> None:
        """Makes the node hold. Single symptoms come before counts, so that counts stay low."""
        if isinstance(node, SymptomNode):
            if not self.known.get(node.symptom):
                self._add(node.symptom)
        elif isinstance(node, Ref):
            self._pick(self.knowledge.blocks[node.block])
        elif isinstance(node, All):
            for part in sorted(node.of, key=self._lateness):
                self._pick(part)
        elif isinstance(node, AtLeast | Any_):
            self._pick_some(node.of, node.count if isinstance(node, AtLeast) else 1)
        elif isinstance(node, None_):
            for part in node.of:
                self._settle(self._refutation(part), "a part that must not hold does")
        elif node.name not in self.facts:
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
            before = list(self.present), dict(self.known)
            try:
                self._pick(part)
                left -= self._holds(part)
            except NoPresentation:
                self.present, self.known = before
        if left > 0:
            raise NoPresentation(f"too few symptoms left for {count} of {len(parts)}")

    def _preference(self, node: Node) -> tuple[int, float]:
        """Symptoms that serve several of the conditions first, else at random."""
        if len(self.wanted.conditions) == 1 or not isinstance(node, SymptomNode):
            return (0, self.rng.random())
        serves = sum(
            node.symptom in self.knowledge.supporting_symptoms(name)
            for name in self.wanted.conditions
        )
        return (-serves, self.rng.random())

    def _holds(self, node: Node) -> bool:
        if isinstance(node, SymptomNode):
            return self.known.get(node.symptom) is True
        return self.knowledge.judge_of(node)(self.known, self.facts) is True

    # Severity, and what commonly goes with it.

    def _reach_severity(self) -> None:
        basis = self._counted
        if basis is None or self.wanted.severity is None:
            return
        enough = self.rng.randint(*basis.counts[self.wanted.severity])
        for symptom in self._shuffled(basis.counted):
            if self._count(basis) >= enough:
                return
            if not self.known.get(symptom) and self._can_add(symptom):
                self._add(symptom)

    def _add_more(self) -> None:
        """Up to two typical symptoms, and rule symptoms until the number drawn is reached."""
        target = self.rng.randint(LEAST_PRESENT, MOST_PRESENT)
        first = self.wanted.conditions[0]
        typical = self._shuffled(self.knowledge.condition(first).typical)
        self._add_until(typical[: self.rng.randint(0, MOST_TYPICAL)], MOST_PRESENT)
        if not self._primary_disorder:
            return
        rule = self._shuffled(sorted(self.knowledge.supporting_symptoms(first)))
        self._add_until(rule, target)
        self._add_until([*typical, *rule], LEAST_PRESENT)

    def _add_until(self, symptoms: Iterable[str], most: int) -> None:
        for symptom in symptoms:
            if len(self.present) >= most:
                return
            if self.known.get(symptom) or not self._can_add(symptom):
                continue
            before = dict(self.known)
            self._add(symptom)
            if not self._others_can_be_ruled_out(symptom):
                self.present.pop()
                self.known = before

    def _shuffled(self, items: Iterable[str]) -> list[str]:
        found = list(items)
        self.rng.shuffle(found)
        return found

    # Nothing else.

    def _others(self) -> list[Disorder]:
        """The disorders that must not hold: none of the wanted ones, nor what those replace."""
        if any(isinstance(r, Control) and r.meets_disorders for r in self._records()):
            return []
        spared = set(self.wanted.conditions)
        for name in self.wanted.conditions:
            spared |= set(self.knowledge.precedence.get(name, ()))
        return [d for name, d in self.knowledge.disorders.items() if name not in spared]

    def _must_fail(self) -> list[tuple[Node, float]]:
        """Rules that must not hold, each with what it costs to settle it by a fact."""
        near = {name for record in self._records() for name in _neighbours(record)}
        rules = [(d.rule, ASKED_FACT_COST if d.id in near else FACT_COST) for d in self._others()]
        unwanted = sorted(self.wanted.without)
        return rules + [(self.knowledge.specifier_rule(n), ASKED_FACT_COST) for n in unwanted]

    def _others_can_be_ruled_out(self, added: str) -> bool:
        """Whether what looks at a symptom that was just added, or at one it implies, can fail."""
        added_all = {added, *self.knowledge.wider[added]}
        touched = (d for d in self._others() if added_all & self.knowledge.rule_symptoms(d.id))
        own = (r for r in self._records() if added_all & self.knowledge.rule_symptoms(r.id))
        unwanted = (self.knowledge.specifier_rule(name) for name in self.wanted.without)
        fail = (*(d.rule for d in touched), *unwanted)
        return all(self._refutation(rule) is not None for rule in fail) and all(
            self.knowledge.judge_of(r.rule)(self.known, self.facts) is not False for r in own
        )

    def _rule_out_others(self) -> None:
        for rule, fact_cost in self._must_fail():
            if self.knowledge.judge_of(rule)(self.known, self.facts) is False:
                continue
            found = self._refutation(rule, fact_cost)
            self._settle(found, "another diagnosis would hold as well")

    def _refutation(self, rule: Node, fact_cost: float = FACT_COST) -> Refutation | None:
        refuter = Refuter(
            present=self.known, facts=self.facts, knowledge=self.knowledge, rng=self.rng
        )
        return refuter.cheapest(rule, fact_cost=fact_cost)

    def _settle(self, found: Refutation | None, otherwise: str) -> None:
        if found is None:
            raise NoPresentation(otherwise)
        for name in found.symptoms:
            self._deny(name)
        self.facts |= dict(found.facts)

    def _deny_risks(self) -> None:
        """Settles a few risks that are asked about anyway; a plan to die is never left open."""
        risks = {n for d in self._records() if isinstance(d, Disorder) for n in d.risk}
        pool = [name for name in sorted({*RISKS, *risks}) if name in self.knowledge.symptoms]
        first = [name for name in self._first_risks() if name not in self.known]
        rest = self._shuffled(n for n in pool if n not in self.known and n not in first)
        for name in (first + rest)[:RISK_DENIALS]:
            if not any(self.known.get(n) for n in self.knowledge.narrower[name]):
                self._deny(name)

    def _first_risks(self) -> tuple[str, ...]:
        hears = self.known.get("hallucinations", False)
        return ("suicide_plan_intent", "command_voices") if hears else ("suicide_plan_intent",)

    def _verify(self) -> None:
        met = [n for n, judge in self.knowledge.judges.items() if judge(self.known, self.facts)]
        controls = [r for r in self._records() if isinstance(r, Control)]
        wanted = () if controls else tuple(sorted(self.wanted.conditions))
        if not any(c.meets_disorders for c in controls) and (
            after_precedence(met, self.knowledge) != wanted
        ):
            raise NoPresentation(f"the rules would give {', '.join(met) or 'no disorder'}")
        for control in controls:
            if not self._holds(control.rule):
                raise NoPresentation(f"the rule of {control.id} would not hold")
        self._verify_specifiers()
        basis = self._counted
        if basis is not None and self.wanted.severity is not None:
            low, high = basis.counts[self.wanted.severity]
            if not low <= self._count(basis) <= high:
                raise NoPresentation(f"no room for {self.wanted.severity} severity")

    def _verify_specifiers(self) -> None:
        for name in (*self.wanted.specifiers, *self.wanted.without):
            rule = self.knowledge.specifier_rule(name)
            if self._holds(rule) != (name in self.wanted.specifiers):
                raise NoPresentation(f"the specifier {name} cannot be settled")


def _neighbours(record: Disorder | Control) -> Iterable[str]:
    return record.near if isinstance(record, Control) else record.confusable
