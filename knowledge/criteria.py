"""The three-valued rule engine: what a profile settles of each disorder's rule.

Unknown is not absent. A rule is met, not met or undetermined, and a verdict never turns from one
settled side to the other when more becomes known that does not contradict it. A profile that lists
episodes of illness is read over a lifetime: each episodic block (a low, a high, a psychosis) must
hold within one episode, and "never" means in none of the listed episodes. Knows nothing of text,
cohorts or generation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.judge import Truth
from knowledge.profile import Episode, Fact, Profile, Symptom
from knowledge.rule import All, Any_, AtLeast, Node, None_, Ref, describe, parts_of

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

DURATIONS = {
    "low": "mde_duration_days",
    "high": "high_duration_days",
    "psychotic": "active_psychosis_days",
    "trauma": "ptsd_duration_days",
}
"""The fact that an episode's own dates give, where the episode does not state it."""


class Verdict3(StrEnum):
    """What the evidence says of a rule."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


_VERDICTS = {True: Verdict3.MET, False: Verdict3.NOT_MET, None: Verdict3.UNDETERMINED}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known in one episode, or over a lifetime (`kind` None): implications drawn."""

    present: Mapping[str, bool]
    facts: Mapping[str, Fact]
    kind: str | None = None


def scope_of(profile: Profile, knowledge: "KnowledgeBase", episode: Episode | None = None) -> Scope:
    """What holds in an episode is its own symptoms and facts, then those of the lifetime."""
    if episode is None:
        return Scope(closed(profile.symptoms, knowledge), profile.facts)
    items = {**profile.symptoms, **episode.symptoms}
    facts = {**profile.facts, **_dated(episode), **episode.facts}
    return Scope(closed(items, knowledge), facts, episode.kind)


def _dated(episode: Episode) -> dict[str, Fact]:
    name = DURATIONS.get(episode.kind)
    days = episode.start_days_ago - episode.end_days_ago
    return {name: days} if name and days >= 0 else {}


def closed(items: Mapping[str, Symptom], knowledge: "KnowledgeBase") -> dict[str, bool]:
    """symptom -> present, for every symptom that the items settle.

    Presence goes up to what a symptom implies, absence down to what implies it. Where the two
    disagree (waking early, yet "no change of sleep"), the specific report wins.
    """
    known: dict[str, bool] = {}
    for name, item in items.items():
        if item.state == "absent":
            known.update(dict.fromkeys((name, *knowledge.narrower.get(name, ())), False))
    for name, item in items.items():
        if item.state == "present":
            known.update(dict.fromkeys((name, *knowledge.wider.get(name, ())), True))
    return known


def evaluate(node: Node, profile: Profile, knowledge: "KnowledgeBase") -> Verdict3:
    """Judges a rule on a profile, over its episodes where it lists any."""
    return _VERDICTS[_truth(node, _scopes(profile, knowledge), knowledge)]


def _scopes(profile: Profile, knowledge: "KnowledgeBase") -> tuple[Scope, ...]:
    if not profile.episodes:
        return (scope_of(profile, knowledge),)
    return tuple(scope_of(profile, knowledge, episode) for episode in profile.episodes)


def _truth(node: Node, scopes: Sequence[Scope], knowledge: "KnowledgeBase") -> Truth:
    if len(scopes) == 1 or not _is_episodic(node, knowledge):
        return _in_any(node, scopes, knowledge)
    if isinstance(node, Ref):
        if node.block in knowledge.episodic:
            return _in_any(node, _fitting(node, scopes, knowledge), knowledge)
        return _truth(knowledge.blocks[node.block], scopes, knowledge)
    return _combined(node, [_truth(part, scopes, knowledge) for part in parts_of(node)])


def _is_episodic(node: Node, knowledge: "KnowledgeBase") -> bool:
    """Whether the rule names a block that is read over several episodes."""
    if isinstance(node, Ref):
        inner = knowledge.blocks[node.block]
        return node.block in knowledge.episodic or _is_episodic(inner, knowledge)
    return any(_is_episodic(part, knowledge) for part in parts_of(node))


def _fitting(node: Ref, scopes: Sequence[Scope], knowledge: "KnowledgeBase") -> Sequence[Scope]:
    """The episodes whose kind admits the block; all of them where none does."""
    foreign = knowledge.episodic[node.block]
    return [scope for scope in scopes if scope.kind not in foreign] or scopes


def _in_any(node: Node, scopes: Sequence[Scope], knowledge: "KnowledgeBase") -> Truth:
    judge = knowledge.judge_of(node)
    return at_least(1, [judge(scope.present, scope.facts) for scope in scopes])


def at_least(count: int, truths: Sequence[Truth]) -> Truth:
    """Kleene's threshold: True once enough hold, False once enough cannot."""
    met = truths.count(True)
    if met >= count:
        return True
    return False if met + truths.count(None) < count else None


def _combined(node: Node, truths: Sequence[Truth]) -> Truth:
    if isinstance(node, None_):
        found = at_least(1, truths)
        return None if found is None else not found
    if isinstance(node, AtLeast):
        return at_least(node.count, truths)
    return at_least(len(truths) if isinstance(node, All) else 1, truths)


def verdicts(profile: Profile, knowledge: "KnowledgeBase") -> Mapping[str, Verdict3]:
    """The verdict of every disorder's rule. Raises CallerMistake on a symptom nobody knows."""
    knowledge.refuse_unknown(profile)
    scopes = _scopes(profile, knowledge)
    if len(scopes) == 1:
        present, facts = scopes[0].present, scopes[0].facts
        return {name: _VERDICTS[j(present, facts)] for name, j in knowledge.judges.items()}
    return {
        name: _VERDICTS[_truth(disorder.rule, scopes, knowledge)]
        for name, disorder in knowledge.disorders.items()
    }


def diagnoses(profile: Profile, knowledge: "KnowledgeBase") -> tuple[str, ...]:
    """Disorders whose rule is met, sorted, less those that another met one drops."""
    found = verdicts(profile, knowledge)
    return after_precedence([n for n, v in found.items() if v is Verdict3.MET], knowledge)


def after_precedence(met: Sequence[str], knowledge: "KnowledgeBase") -> tuple[str, ...]:
    """What is coded of several disorders whose rules are met, sorted."""
    dropped = {name for winner in met for name in knowledge.precedence.get(winner, ())}
    return tuple(sorted(set(met) - dropped))


def deciding(node: Node, profile: Profile, knowledge: "KnowledgeBase") -> str:
    """The sub-rule that settled the verdict, as a path: `mde > fact mde_duration_days >= 14`."""
    return " > ".join(_deciding(node, _scopes(profile, knowledge), knowledge))


def _deciding(node: Node, scopes: Sequence[Scope], knowledge: "KnowledgeBase") -> tuple[str, ...]:
    wanted = _truth(node, scopes, knowledge)
    if isinstance(node, Ref):
        if node.block in knowledge.episodic:
            scopes = _fitting(node, scopes, knowledge)
        agreeing = [s for s in scopes if _truth(node, (s,), knowledge) is wanted] or scopes
        return (node.block, *_deciding(knowledge.blocks[node.block], agreeing[:1], knowledge))
    if isinstance(node, None_) and wanted is not None:
        wanted = not wanted
    if _one_part_decides(node, wanted):
        for part in parts_of(node):
            if _truth(part, scopes, knowledge) is wanted:
                return _deciding(part, scopes, knowledge)
    return (describe(node),)


def _one_part_decides(node: Node, wanted: Truth) -> bool:
    """`wanted` is what the deciding part says, seen through a `none`."""
    if isinstance(node, All):
        return wanted is not True
    return isinstance(node, Any_ | None_) and (
        wanted is True or (isinstance(node, None_) and wanted is None)
    )
