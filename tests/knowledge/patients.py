"""What several test files say of a planned patient."""

import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from knowledge.base import load_knowledge
from knowledge.cohort import CohortSpec, parse_spec
from knowledge.criteria import Verdict3, diagnoses, evaluate, verdicts
from knowledge.dimension import band
from knowledge.planner import PlannedProfile, plan
from knowledge.planning.feasibility import Feasibility, check
from knowledge.profile import Profile
from knowledge.profile_file import parse_profile, profile_json

KNOWLEDGE = load_knowledge()
DISORDERS = sorted(KNOWLEDGE.disorders)
CONTROLS = sorted(KNOWLEDGE.controls)
OVER_ENDORSER = "malingered_or_over_endorsed"


def planned(**request: Any) -> tuple[PlannedProfile, ...]:
    return plan(parse_spec(request), KNOWLEDGE)


def profiles(**request: Any) -> list[Profile]:
    return [item.profile for item in planned(**request)]


def checked(**request: Any) -> Feasibility:
    return check(parse_spec(request), KNOWLEDGE)


def assert_refused_with_a_feasible_nearest(**request: Any) -> tuple[Feasibility, CohortSpec]:
    """The finding and its nearest request, which can itself be planned."""
    found = checked(**request)
    assert not found.feasible
    assert found.reasons
    assert found.nearest is not None
    nearest = parse_spec(dict(found.nearest))
    assert check(nearest, KNOWLEDGE).feasible
    assert plan(nearest, KNOWLEDGE)
    return found, nearest


def present(profile: Profile) -> set[str]:
    """The symptoms that a profile has, with those that they imply."""
    names = {name for name, item in profile.symptoms.items() if item.state == "present"}
    return names | {wide for name in names for wide in KNOWLEDGE.wider[name]}


def assert_valid(profile: Profile) -> None:
    """The rules give what was planned and nothing else, and the records forbid nothing in it."""
    assert parse_profile(profile_json(profile)) == profile
    if profile.condition in KNOWLEDGE.controls:
        assert_valid_control(profile)
        return
    wanted = (profile.condition, *profile.comorbid)
    assert diagnoses(profile, KNOWLEDGE) == tuple(sorted(wanted))
    assert_nothing_else_is_left_open(profile, wanted)
    needed = {s for name in wanted for s in KNOWLEDGE.supporting_symptoms(name)}
    needed |= {s for name in profile.specifiers for s in KNOWLEDGE.specifiers[name].lifts}
    for name in wanted:
        for symptom in set(KNOWLEDGE.disorders[name].must_not) - needed:
            assert symptom not in present(profile)
    assert "distress_impairment" in present(profile)
    assert 5 <= len(profile.heard()) <= 9


def assert_valid_control(profile: Profile) -> None:
    """Its own rule holds and no disorder's does, except for the one who says yes to all."""
    rule = KNOWLEDGE.controls[profile.condition].rule
    assert evaluate(rule, profile, KNOWLEDGE) is Verdict3.MET
    assert (profile.severity, profile.comorbid) == (None, ())
    if profile.condition != OVER_ENDORSER:
        assert diagnoses(profile, KNOWLEDGE) == ()
        assert_nothing_else_is_left_open(profile, ())
    assert 1 <= len(profile.heard()) <= 9


def assert_nothing_else_is_left_open(profile: Profile, wanted: Sequence[str]) -> None:
    """`ppd` may stay open, as a date of birth cannot be denied, and what precedence replaces."""
    replaced = {name for winner in wanted for name in KNOWLEDGE.precedence.get(winner, ())}
    for name, verdict in verdicts(profile, KNOWLEDGE).items():
        if name in wanted:
            assert verdict is Verdict3.MET, name
        elif name not in replaced:
            open_too = (Verdict3.UNDETERMINED,) if name == "ppd" else ()
            assert verdict in (Verdict3.NOT_MET, *open_too), (profile.condition, name)


def band_of(years: int, bands: Mapping[str, float], *, youngest: int = 18) -> str:
    return next(
        name
        for name in bands
        if band(name, youngest=youngest)[0] <= years <= band(name, youngest=youngest)[1]
    )


def shares(
    values: Sequence[str], *, most: int | None = None
) -> st.SearchStrategy[dict[str, float]]:
    """Shares of some of the values, in hundredths."""
    names = st.lists(st.sampled_from(values), unique=True, min_size=1, max_size=most)
    return names.flatmap(
        lambda chosen: st.lists(
            st.integers(1, 99), min_size=len(chosen) - 1, max_size=len(chosen) - 1, unique=True
        ).map(lambda cuts: dict(zip(chosen, _gaps(sorted(cuts)), strict=True)))
    )


def _gaps(cuts: Sequence[int]) -> list[float]:
    edges = [0, *cuts, 100]
    return [(high - low) / 100 for low, high in itertools.pairwise(edges)]


@functools.cache
def recorded_pairs() -> tuple[tuple[str, str], ...]:
    """Pairs of disorders whose going together some record reports."""
    refused = {(a, b) for a, dropped in KNOWLEDGE.precedence.items() for b in dropped}
    refused |= {(b, a) for a, b in refused}
    return tuple(
        (first, row.disorder)
        for first, record in sorted(KNOWLEDGE.disorders.items())
        for row in record.comorbidity
        if row.disorder in KNOWLEDGE.disorders and (first, row.disorder) not in refused
    )
