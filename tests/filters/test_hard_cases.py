"""Lines that readers trip over, each the patient's turn of a session of two turns: nine sets.

The rules were made beside the first two hundred and changed with the next sixty in view; of the
third set only the kinds of errors were seen, of the fourth and fifth nothing: they say how the
recogniser fares with what nobody had in mind. The misses of the sixth to the eighth were read
once, after they had been measured (.78, .78 and .83); for the ninth (.78) nothing was changed. It
must find the symptom first, among all of them. Run with `-s` to see the tables.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from filters.mention import Mention
from filters.recogniser import FOUND, VERIFIED, SymptomRecogniser
from knowledge.base import load_knowledge
from tests.filters.talk import build_talk

UNSAID = "not_mentioned"
STATUSES = {"present", "denied", "other_person", "hypothetical", "past", UNSAID}
_ORDINALS = ("_second", "_third", "_fourth", "_fifth", "_sixth", "_seventh", "_eighth", "_ninth")
SETS = tuple(f"hard_cases{name}.yaml" for name in ("", *_ORDINALS))
KINDS = {
    "question_back",
    "reported_speech",
    "negation",
    "contrast",
    "question_answer",
    "other_person",
    "past",
    "hypothetical",
    "sarcasm",
    "idiom",
}
ENOUGH = dict(zip(SETS, (0.86, 0.86, 0.75, 0.7, 0.46, 0.8, 0.8, 0.85, 0.76), strict=True))
"""Least share right, strictly."""
LONG = {f"hard_cases{name}.yaml" for name in ("_fifth", "_sixth", "_seventh", "_eighth")}
"""Statistics of more sentences of the kinds that the others have."""
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The symptom's status in what is said; `asked` is the therapist's turn, if it matters.

    `before` and `after` are the sentences around it in the patient's turn.
    """

    asked: str | None
    said: str
    symptom: str
    status: str
    kind: str = ""
    before: str = ""
    after: str = ""

    @property
    def turn(self) -> str:
        return f"{self.before} {self.said} {self.after}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was made of a case. `told`: some mention calls the symptom present."""

    case: Case
    reported: str
    told: bool

    def is_strictly_right(self) -> bool:
        return self.reported == self.case.status

    def is_right(self) -> bool:
        """Lenient: what is not the patient's own, now, must only not be called present."""
        return self.is_strictly_right() if self.case.status == "present" else not self.told


def read_cases(name: str) -> tuple[Case, ...]:
    path = Path(__file__).with_name(name)
    return tuple(Case(**row) for row in yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.long) if name in LONG else name for name in SETS],
)
def outcomes(
    request: pytest.FixtureRequest, recogniser: SymptomRecogniser
) -> tuple[str, tuple[Outcome, ...]]:
    cases = read_cases(request.param)
    sessions = [build_talk(case.asked or "Go on?", case.turn) for case in cases]
    found = recogniser.recognise_all(sessions, at_least=VERIFIED)
    narrower = load_knowledge().narrower
    return request.param, tuple(
        # As fidelity hears it: a narrower symptom tells the wider one.
        _outcome(case, {case.symptom, *narrower.get(case.symptom, ())}, mentions)
        for case, mentions in zip(cases, found, strict=True)
    )


def _outcome(case: Case, names: set[str], found: Sequence[Mention]) -> Outcome:
    mentions = [item for item in found if item.symptom in names]
    best = max(mentions, key=lambda item: item.score, default=None)
    return Outcome(
        case=case,
        reported=best.status if best else UNSAID,
        told=any(item.status == "present" for item in mentions),
    )


def share(outcomes: Sequence[Outcome], is_right: Callable[[Outcome], bool]) -> float:
    return sum(map(is_right, outcomes)) / len(outcomes) if outcomes else float("nan")


def table(outcomes: Sequence[Outcome]) -> str:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for key in ("kind", "status"):
        for item in outcomes:
            groups[f"{key} {getattr(item.case, key)}"].append(item)
    groups["all"] = list(outcomes)
    rows = [f"{'':26}   n  strict  lenient"]
    rows += [
        f"{name:26} {len(group):3}  {share(group, Outcome.is_strictly_right):6.2f}"
        f"  {share(group, Outcome.is_right):7.2f}"
        for name, group in groups.items()
    ]
    return "\n".join(rows)


def test_the_cases_cover_every_status_and_kind_over_many_symptoms():
    sets = [read_cases(name) for name in SETS]
    cases = [case for cases in sets for case in cases]
    assert [len(cases) for cases in sets] == [200, 60, 32, 100, 150, 200, 200, 200, 200]
    assert len({(case.asked, case.said, case.symptom) for case in cases}) == len(cases)
    assert {case.status for case in cases} == STATUSES
    assert {case.kind for case in cases} == {*KINDS, ""}
    symptoms = {case.symptom for case in cases}
    assert len(symptoms) >= 60
    assert symptoms <= set(load_knowledge().symptoms)


def test_most_hard_cases_are_read_right(outcomes: tuple[str, tuple[Outcome, ...]]):
    name, found = outcomes
    print(f"\n{name}\n{table(found)}")
    missed = [f"{i.case.said} -> {i.reported}" for i in found if not i.is_strictly_right()]
    assert share(found, Outcome.is_strictly_right) >= ENOUGH[name], missed[:SHOWN]


def test_what_is_looked_for_by_name_is_read_as_if_all_were(recogniser: SymptomRecogniser):
    cases = read_cases(SETS[2])
    sessions = [build_talk(case.asked or "Go on?", case.turn) for case in cases]
    everything = recogniser.recognise_all(sessions, at_least=VERIFIED)
    named = [{case.symptom} for case in cases]
    some = recogniser.recognise_all(sessions, at_least=VERIFIED, named=named)
    for case, found, all_found in zip(cases, some, everything, strict=True):
        assert _counting(found, case.symptom) == _counting(all_found, case.symptom)


def _counting(mentions: Sequence[Mention], named: str) -> list[Mention]:
    return [
        m
        for m in mentions
        if m.symptom == named or (not m.is_faint and (m.score >= FOUND or m.was_asked))
    ]
