from dataclasses import replace

import pytest

from evaluation.conditions import ConditionReader, confusion_series, measure_recovery
from evaluation.fidelity import (
    measure_fidelity,
    measure_severity,
    read_plan,
    severity_matrix,
    strata_table,
)
from evaluation.parity import measure_parity
from filters.recogniser import Mention
from knowledge.base import load_knowledge
from tests.evaluation.talk import session

KNOWLEDGE = load_knowledge()
SYMPTOMS = frozenset(KNOWLEDGE.symptoms)


def mention(symptom, *, status="present", score=0.9, likeliest=True):
    return Mention(
        symptom=symptom, status=status, span="x", turn_index=1, score=score, is_likeliest=likeliest
    )


def planned(name="a", condition="mdd", *, patient=None, comorbid=(), **symptoms):
    profile = {
        "condition": condition,
        "comorbid": list(comorbid),
        "symptoms": symptoms,
        "patient": patient or {},
    }
    return session(name, "T: Yes?", "P: Well.", profile=profile)


def reading(item, *mentions):
    return read_plan(item, mentions, symptoms=SYMPTOMS, knowledge=KNOWLEDGE)


def test_what_was_asked_for_is_found_by_itself_or_by_what_implies_it():
    item = planned(low_mood="present", sleep_change="present", fatigue="present")
    found = reading(item, mention("low_mood", score=0.4), mention("early_waking"))
    assert found.asked == {"low_mood", "sleep_change", "fatigue"}
    assert found.recovered == {"low_mood", "sleep_change"}
    assert not found.extra


@pytest.mark.parametrize("status", ["denied", "other_person", "hypothetical", "past"])
def test_only_what_is_told_as_present_is_recovered(status):
    found = reading(planned(low_mood="present"), mention("low_mood", status=status))
    assert not found.recovered and not found.told


def test_withheld_symptoms_are_not_asked_for_and_ruled_out():
    item = planned(low_mood={"state": "present", "expression": "withheld"}, fatigue="unknown")
    found = reading(item, mention("low_mood"), mention("fatigue"))
    assert not found.asked
    assert found.ruled_out == {"low_mood"} and found.extra == {"low_mood", "fatigue"}


@pytest.mark.parametrize("made", [{"score": 0.7}, {"likeliest": False}, {"status": "denied"}])
def test_a_doubtful_symptom_that_nobody_asked_for_is_no_extra_one(made):
    assert not reading(planned(low_mood="present"), mention("dread", **made)).extra


def values(found):
    return {item.name: item.value for item in found}


def test_figures_are_counted_over_all_sessions():
    first = reading(
        planned("a", low_mood="present", fatigue="present"), mention("low_mood"), mention("dread")
    )
    second = reading(planned("b", low_mood="present"), mention("low_mood"))
    found = values(measure_fidelity([first, second]))
    assert found["symptom recall"] == found["symptom recall, blind"] == pytest.approx(2 / 3)
    assert found["symptom precision, blind"] == pytest.approx(2 / 3)
    assert found["symptom F1, blind"] == pytest.approx(4 / (3 + 2 + 1))
    assert found["symptoms nobody asked for"] == pytest.approx(1 / 3)
    named = measure_fidelity([first, second], reader="second reader")
    assert named[0].name == "symptom recall, second reader" and named[3].goal is None


def test_blind_figures_hear_the_plan_no_better_than_what_is_not_planned():
    item = planned(low_mood="present", fatigue="present")
    doubtful = (mention("low_mood", score=0.4), mention("fatigue", score=0.6))
    found = values(measure_fidelity([reading(item, *doubtful, mention("dread", score=0.6))]))
    assert (found["symptom recall"], found["symptoms nobody asked for"]) == (1, 0)
    for name in ("recall", "precision", "F1"):
        assert found[f"symptom {name}, blind"] == pytest.approx(1 / 2), name


def test_tables_stand_by_condition_and_by_severity():
    bad = {"state": "present", "severity": 3}
    read = [
        reading(planned("a", low_mood=bad), mention("low_mood")),
        reading(planned("b", low_mood=bad)),
        reading(planned("c", "gad", fatigue="present"), mention("fatigue")),
    ]
    table = strata_table(read)
    assert [row[:3] for row in table.rows] == [("gad", 1, 1.0), ("mdd", 2, 0.5)]
    matrix = severity_matrix(read)
    assert [(line.name, line.y) for line in matrix.lines] == [("low_mood", (None, None, 0.5))]


def test_a_disorders_own_symptoms_rank_it_first():
    reader = ConditionReader(KNOWLEDGE, SYMPTOMS)
    told = {"obsessions", "compulsions", "time_consuming"} & SYMPTOMS
    assert reader.rank(frozenset(told))[0] == "ocd"
    assert set(reader.rank(frozenset())) == set(KNOWLEDGE.disorders)


def test_recovery_counts_disorders_and_tells_comorbid_ones_apart():
    reader = ConditionReader(KNOWLEDGE, SYMPTOMS)
    signs = [mention(name) for name in ("obsessions", "compulsions", "time_consuming")]
    read = [
        reading(planned("a", "ocd", obsessions="present"), *signs),
        reading(planned("b", "ptsd", low_mood="present"), *signs),
        reading(planned("c", "ocd", comorbid=["gad"], obsessions="present"), *signs),
        reading(planned("d", "no_disorder", low_mood="absent"), *signs),
    ]
    found = {item.name: (item.value, item.n) for item in measure_recovery(read, reader, KNOWLEDGE)}
    assert found["condition first"] == (0.5, 2)
    assert found["condition first, comorbid"] == (1.0, 1)
    confusion = confusion_series(read, reader, KNOWLEDGE)
    assert [line.name for line in confusion.lines] == ["ocd", "ptsd"]
    assert confusion.lines[0].y[confusion.x.index("ocd")] == 2


def test_ten_sessions_of_one_patient_are_one_patient():
    reader = ConditionReader(KNOWLEDGE, SYMPTOMS)
    signs = [mention(name) for name in ("obsessions", "compulsions", "time_consuming")]
    read = [
        replace(one, session=replace(one.session, patient_id=f"p{n % 3}"))
        for n in range(30)
        for one in [reading(planned(f"s{n}", "ocd", obsessions="present"), *signs)]
    ]
    assert {item.n for item in measure_recovery(read, reader, KNOWLEDGE)} == {3}
    woman = {"gender": "woman"}
    apart = [
        reading(planned(f"s{n}", patient=woman, low_mood="present"), *said)
        for n in range(30)
        for said in [[mention("low_mood")] if n < 5 else []]
    ]
    together = [
        replace(one, session=replace(one.session, patient_id=f"p{n // 10}"))
        for n, one in enumerate(apart)
    ]
    widths = [
        high - low
        for readings in (apart, together)
        for *_, low, high in [measure_parity(readings)[1].rows[0]]
    ]
    assert widths[1] > 1.2 * widths[0]


def test_parity_tells_a_group_that_is_heard_less_and_no_other():
    read = [
        reading(
            planned(f"{gender}{n}", patient={"gender": gender, "age": 25 + n}, low_mood="present"),
            *([mention("low_mood")] if gender == "woman" or n % 2 else []),
        )
        for gender in ("woman", "man")
        for n in range(20)
    ]
    gaps, table = measure_parity(read)
    by_name = {item.name: item for item in gaps}
    gap = by_name["recall gap, gender man"]
    assert gap.value == pytest.approx(-0.5) and gap.high < 0
    assert by_name["recall gap, age 18-29"].low < 0 < by_name["recall gap, age 18-29"].high
    assert [row[:3] for row in table.rows if row[0] == "gender"] == [
        ("gender", "man", 20), ("gender", "woman", 20),
    ]  # fmt: skip


def test_groups_that_are_heard_alike_are_no_certainty_and_the_smaller_one_says_how_little():
    read = [
        reading(planned(f"{gender}{n}", patient={"gender": gender}, low_mood="present"),
                mention("low_mood"))
        for gender, num in (("woman", 40), ("man", 6))
        for n in range(num)
    ]  # fmt: skip
    gap = next(item for item in measure_parity(read)[0] if item.name.endswith("man"))
    assert (gap.value, gap.high) == (0, pytest.approx(1 - 0.05 ** (1 / 6)))
    assert gap.low == -gap.high


def test_small_groups_have_no_gap():
    read = [
        reading(planned(f"p{n}", patient={"gender": "woman"}, low_mood="present")) for n in range(4)
    ]
    assert measure_parity(read)[0] == ()


def test_severity_agreement_counts_what_could_be_told():
    pairs = {
        "a": [("mild", "mild"), ("mild", None)],
        "b": [("severe", "moderate")],
        "c": [("severe", "mild")],
    }
    found = values(measure_severity(pairs))
    assert found["severity can be told"] == pytest.approx(3 / 4)
    assert found["severity agrees"] == pytest.approx(1 / 3)
    assert found["severity within a band"] == pytest.approx(2 / 3)


def test_kappa_is_one_for_agreement_and_zero_by_chance():
    bands = ("mild", "moderate", "severe")
    agreed = {band: [(band, band)] for band in bands}
    assert values(measure_severity(agreed))["severity, quadratic kappa"] == 1
    chance = {f"{a}{b}": [(a, b)] for a in bands for b in bands}
    found = values(measure_severity(chance))
    assert found["severity, quadratic kappa"] == pytest.approx(0)


def test_in_which_order_symptoms_are_looked_at_decides_nothing():
    reader = ConditionReader(KNOWLEDGE, SYMPTOMS)
    told = frozenset({"su_craving", "su_withdrawal", "low_mood", "distress_impairment"})
    for logs in reader._expected.values():
        backwards = dict(reversed(logs.items()))
        assert reader._score(backwards, told) == reader._score(logs, told)
    assert reader.rank(told)[:2] == ("aud", "oud")
