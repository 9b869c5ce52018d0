"""Figures beside the ranges they ought to lie in."""

import pytest

from benchmarks.reach import Reach, section_json, section_markdown
from evaluation.measurement import Measurement
from evaluation.report import Figure, Section, Table


def found(value, low, high, name="turns", unit="words"):
    return Measurement(name=name, value=value, low=low, high=high, n=9, unit=unit)


@pytest.mark.parametrize(
    "reach, value, low, high, verdict",
    [
        (Reach(low=13, high=18), 15, 14, 16, "met"),
        (Reach(low=13, high=18), 13, 12, 14, "met, interval open"),
        (Reach(low=13, high=18), 12, 11, 13.5, "missed, interval open"),
        (Reach(low=13, high=18), 19, 18.5, 20, "missed"),
        (Reach(low=13, high=18), 12, 11, 12.9, "missed"),
        (Reach(high=0), 0, 0, 7, "met, interval open"),
        (Reach(high=1), 1, 1, 1, "met"),
        (Reach(low=0.3), 0.29, 0.2, 0.5, "missed, interval open"),
    ],
)
def test_a_verdict_is_about_the_value_and_says_if_the_interval_leaves_it_open(
    reach, value, low, high, verdict
):
    assert reach.verdict(found(value, low, high)) == verdict


def test_a_reach_is_told_in_the_unit_of_its_figure():
    assert Reach(low=0.25, high=0.42).words("share") == "25.0 % to 42.0 %"
    assert Reach(low=2700).words("words") == "at least 2,700"
    assert Reach(high=1).words("per 1,000 words") == "at most 1.00"


def test_a_section_becomes_a_table_with_the_people_beside():
    own = found(0.5, 0.4, 0.6, name="short", unit="share")
    people = found(0.34, 0.3, 0.4, name="people", unit="share")
    a_list = Table(name="t", title="A list", columns=("a", "b"), rows=(("x", None),), note="N.")
    section = Section(
        name="shape",
        title="Shape",
        figures=(Figure(measurement=own, beside=(people,)), Figure(measurement=found(3, 1, 4))),
        tables=(a_list,),
        skipped=("the rest",),
    )
    reaches = {"short": Reach(high=0.42)}
    lines = section_markdown(section, reaches).splitlines()
    row = "| short | 34.0 % | at most 42.0 % | 50.0 % | 40.0 % to 60.0 % | 9 | share |"
    assert f"{row} missed, interval open |" in lines
    assert "| turns |  |  | 3.00 | 1.00 to 4.00 | 9 | words |  |" in lines
    assert "**A list.** N." in lines and "| x |  |" in lines and "Not measured: the rest." in lines
    data = section_json(section, reaches)
    assert data["measurements"][0]["reach"] == {"low": None, "high": 0.42}
    assert data["measurements"][0]["verdict"] == "missed, interval open"
    assert data["measurements"][1]["reach"] is None
