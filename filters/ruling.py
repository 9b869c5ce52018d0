"""What a patient's words make of the diagnostic rules, beside what the plan makes of them.

Two questions. `shortfalls`: which part of the intended rule is no longer met, because symptoms that
should have been heard were not? `further_diagnoses`: which disorder do the words meet that the plan
does not? Facts (durations, onsets, exclusions) cannot be read from a session and stay as planned;
one that the plan leaves open stays undetermined, and an undetermined rule is not met. Knows
symptoms by id only, nothing of words and scores.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from knowledge.base import KnowledgeBase
from knowledge.criteria import Verdict3, after_precedence, evaluate
from knowledge.profile import Profile, Symptom
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
    parts_of,
)

PRESENT = Symptom(state="present")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A part of a condition's rule that the plan meets and the words do not.

    `met` of the `needed` parts hold; `unsaid` of those by symptoms that the plan keeps unsaid.
    """

    condition: str
    part: str
    met: int
    needed: int
    unsaid: int = 0

    def line(self) -> str:
        """In words: "rule of mdd: 4 of 5 symptoms heard"."""
        if self.needed == 1:
            return f"rule of {self.condition}: {self.part} not heard"
        unsaid = f" ({self.unsaid} of them planned unsaid)" if self.unsaid else ""
        return f"rule of {self.condition}: {self.met} of {self.needed} symptoms heard{unsaid}"


def shortfalls(
    profile: Profile, missing: Collection[str], knowledge: KnowledgeBase
) -> tuple[Shortfall, ...]:
    """Parts of the rules of the profile's conditions that fail for want of the missing symptoms.

    A symptom that the plan withholds, or that nobody can recognise, counts as the plan has it: the
    words are held to what they were meant to say. So a rule that the plan itself does not meet (a
    negative control's, or one whose facts refute it) cannot fall short either.
    """
    told = replace(
        profile,
        symptoms={name: item for name, item in profile.symptoms.items() if name not in missing},
    )
    found = (
        item
        for name in intended(profile, knowledge)
        for item in _Rule(name, profile, told, knowledge).failing(knowledge.condition(name).rule)
    )
    return tuple(dict.fromkeys(found))


def intended(profile: Profile, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The named conditions that have a record; without a name, the diagnoses of the plan."""
    named = [name for name in (profile.condition, *profile.comorbid) if name is not None]
    if not named:
        return after_precedence(_met(profile, knowledge), knowledge)
    return tuple(n for n in named if n in knowledge.disorders or n in knowledge.controls)


def further_diagnoses(
    profile: Profile, heard: Collection[str], accused: Collection[str], knowledge: KnowledgeBase
) -> tuple[str, ...]:
    """Disorders that the words meet beyond the plan, after precedence, sorted.

    Args:
        heard: planned symptoms that were told.
        accused: symptoms beyond the plan that were clearly told. Without any there is nothing new.
    """
    control = knowledge.controls.get(profile.condition or "")
    if not accused or (control is not None and control.meets_disorders):
        return ()
    read = {name: item for name, item in profile.symptoms.items() if item.state == "absent"}
    told = {*heard, *accused}
    # What is told takes back the absence of all that it implies.
    read |= dict.fromkeys({*told, *(w for n in told for w in knowledge.wider.get(n, ()))}, PRESENT)
    planned = set(_met(profile, knowledge)) | set(intended(profile, knowledge))
    met = planned | set(_met(replace(profile, symptoms=read), knowledge))
    coded = after_precedence(sorted(met & set(knowledge.disorders)), knowledge)
    return tuple(name for name in coded if name not in planned)


def _met(profile: Profile, knowledge: KnowledgeBase) -> list[str]:
    return [
        name
        for name, disorder in knowledge.disorders.items()
        if evaluate(disorder.rule, profile, knowledge) is Verdict3.MET
    ]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One condition's rule, under the plan and under what was told."""

    condition: str
    planned: Profile
    told: Profile
    knowledge: KnowledgeBase

    def failing(self, node: Node) -> Iterator[Shortfall]:
        """The smallest parts that the plan meets and the words do not."""
        if not self._is_met(node, self.planned) or self._is_met(node, self.told):
            return
        if isinstance(node, Ref):
            yield from self.failing(self.knowledge.blocks[node.block])
        elif isinstance(node, All):
            for part in node.of:
                yield from self.failing(part)
        elif isinstance(node, Any_) and not all(isinstance(p, SymptomNode) for p in node.of):
            # Of several ways to meet it, the plan's own is the one to have been heard.
            way = next(part for part in node.of if self._is_met(part, self.planned))
            yield from self.failing(way)
        elif not isinstance(node, FactNode | None_):  # neither can be told in words
            yield self._shortfall(node)

    def _shortfall(self, node: SymptomNode | AtLeast | Any_) -> Shortfall:
        parts = parts_of(node) or (node,)
        met = [part for part in parts if self._is_met(part, self.told)]
        unsaid = [part for part in met if self._is_unsaid(part)]
        return Shortfall(
            condition=self.condition,
            part=describe(node).removeprefix("any of "),
            met=len(met),
            needed=node.count if isinstance(node, AtLeast) else 1,
            unsaid=len(unsaid),
        )

    def _is_unsaid(self, node: Node) -> bool:
        item = self.planned.symptoms.get(node.symptom) if isinstance(node, SymptomNode) else None
        return item is not None and item.state == "present" and not item.is_heard

    def _is_met(self, node: Node, profile: Profile) -> bool:
        return evaluate(node, profile, self.knowledge) is Verdict3.MET
