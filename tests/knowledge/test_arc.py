"""Arcs: the same person from session to session, and the trend that was asked for."""

import functools
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from knowledge.arc import HOMEWORK, SETS_HOMEWORK
from knowledge.criteria import diagnoses
from tests.knowledge.patients import (
    CONTROLS,
    DISORDERS,
    KNOWLEDGE,
    OVER_ENDORSER,
    planned,
)

SESSIONS = 6
PATIENTS = 200
ARCS = ("improving", "stable", "relapsing", "drop_out")


@functools.cache
def courses(arc, conditions=("mdd", "panic"), patients=PATIENTS, sessions=SESSIONS):
    """The sessions of every patient, in order."""
    found = defaultdict(list)
    mix = {name: 1 / len(conditions) for name in conditions}
    request = {"n": patients, "conditions": mix, "sessions": sessions, "arc": {arc: 1.0}}
    for item in planned(**request):
        found[item.patient_id].append(item)
    return [tuple(items) for items in found.values()]


def strength(profile):
    """The sum of the strengths of a patient's symptoms; an absent one has none."""
    return sum(s.severity or 0 for s in profile.symptoms.values() if s.state == "present")


def means(arc):
    """The mean strength at each session, as a share of that at the first."""
    steps = [[strength(item.profile) for item in items] for items in courses(arc)]
    first = sum(row[0] for row in steps)
    return [sum(row[k] for row in steps) / first for k in range(SESSIONS)]


@pytest.mark.parametrize("arc", ARCS)
def test_every_session_is_the_same_person_one_session_on(arc):
    for items in courses(arc):
        first = items[0].profile
        assert [i.profile_id for i in items] == [
            f"{items[0].patient_id}-s{k}" for k in range(1, len(items) + 1)
        ]
        assert first.session.number == 1
        for before, after in pairwise(item.profile for item in items):
            assert after.session.number == before.session.number + 1
            assert after.patient == first.patient
            assert (after.condition, after.comorbid) == (first.condition, first.comorbid)
            assert (after.severity, after.specifiers) == (first.severity, first.specifiers)
            assert after.background == first.background
            assert after.session.arc == arc
            for name in ("modality", "register", "stance", "style"):
                assert getattr(after.session, name) == getattr(first.session, name)


def test_patients_who_improve_have_weaker_symptoms_on_average():
    found = means("improving")
    assert all(after < before for before, after in pairwise(found))
    assert found[-1] < 0.6


def test_patients_who_relapse_dip_and_come_back():
    found = means("relapsing")
    lowest = min(found)
    assert lowest == min(found[1:-1]) < 0.85
    assert found[-1] > lowest + 0.1
    assert abs(found[-1] - 1) < 1 - lowest


def test_stable_patients_neither_improve_nor_get_worse():
    assert all(abs(share - 1) < 0.1 for share in means("stable"))


def test_nobody_gets_better_in_a_straight_line():
    rises = [
        strength(after.profile) > strength(before.profile)
        for items in courses("improving")
        for before, after in pairwise(items)
    ]
    assert any(rises)


def test_who_drops_out_ends_early_and_nobody_else_does():
    lengths = {arc: {len(items) for items in courses(arc)} for arc in ARCS}
    assert lengths["drop_out"] == set(range(1, SESSIONS))
    assert all(lengths[arc] == {SESSIONS} for arc in ARCS if arc != "drop_out")


@pytest.mark.parametrize("arc", ARCS)
def test_the_arcs_are_dealt_exactly(arc):
    mix = {"improving": 0.4, "stable": 0.2, "relapsing": 0.1, "drop_out": 0.3}
    cohort = planned(n=20, conditions="mdd", sessions=4, arc=mix)
    firsts = [item for item in cohort if item.profile_id.endswith("-s1")]
    assert len(firsts) == 20
    assert sum(item.profile.session.arc == arc for item in firsts) == round(20 * mix[arc])


@pytest.mark.parametrize("arc", ["improving", "relapsing"])
@pytest.mark.parametrize("name", [*DISORDERS, *CONTROLS])
def test_no_session_brings_a_foreign_diagnosis(name, arc):
    for items in courses(arc, (name,), 4, 8):
        own = set(diagnoses(items[0].profile, KNOWLEDGE))
        assert own == ({name} if name in DISORDERS else set()) or name == OVER_ENDORSER
        for item in items[1:]:
            assert set(diagnoses(item.profile, KNOWLEDGE)) <= own, item.profile_id


@pytest.mark.parametrize("name", ["acute_stress", "brief_psychotic", "mdd", "ppd"])
def test_a_long_course_brings_no_foreign_diagnosis_either(name):
    for items in courses("stable", (name,), 4, 20):
        for item in items:
            assert set(diagnoses(item.profile, KNOWLEDGE)) <= {name}, item.profile_id


def test_what_happened_stays_and_what_was_absent_does_not_come():
    for items in courses("relapsing", ("ptsd",), 30):
        first = items[0].profile
        for item in items[1:]:
            assert item.profile.symptoms["trauma_exposure"].state == "present"
            for name in first.denied():
                assert item.profile.symptoms[name].state == "absent"


def test_homework_is_done_in_about_half_of_the_sessions_that_have_some():
    outcomes = Counter()
    for items in courses("stable"):
        for item in items:
            session = item.profile.session
            sets = session.modality in SETS_HOMEWORK and session.number != 1
            assert (session.homework is not None) == sets
            outcomes[session.homework] += 1
    outcomes.pop(None)
    assert 0.4 < outcomes["done"] / outcomes.total() < 0.6
    assert set(outcomes) == set(HOMEWORK)


def test_durations_grow_from_session_to_session():
    for items in courses("stable", ("mdd",), 20):
        days = [item.profile.facts["mde_duration_days"] for item in items]
        assert all(6 <= after - before <= 15 for before, after in pairwise(days))


def test_without_sessions_there_is_one_and_no_arc():
    cohort = planned(n=5, conditions="mdd")
    assert [item.profile_id for item in cohort] == [f"p{k:04d}-s1" for k in range(1, 6)]
    assert {item.profile.session.arc for item in cohort} == {None}
