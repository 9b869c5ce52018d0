"""Unnamed dimensions: verified figures where a record has them, else the defaults."""

from collections import Counter

import pytest

from tests.knowledge.patients import KNOWLEDGE, band_of, profiles


@pytest.mark.parametrize("seed", [0, 1])
def test_gender_and_severity_of_depression_follow_its_verified_figures(seed):
    figures = {
        row.name: row.value for row in KNOWLEDGE.disorders["mdd"].epidemiology if row.verified
    }
    chosen = profiles(n=1000, seed=seed, conditions="mdd")
    severities = Counter(p.severity for p in chosen)
    assert severities["moderate"] == pytest.approx(1000 * figures["share_moderate"], abs=1)
    assert severities["severe"] == pytest.approx(1000 * figures["share_severe"], abs=1)
    genders = Counter(p.patient.gender for p in chosen)
    odds = figures["odds_ratio_men"]
    assert genders["man"] == pytest.approx(1000 * odds / (1 + odds), abs=1)
    assert genders["man"] + genders["woman"] == 1000


@pytest.mark.parametrize("name", ["gad", "panic", "social_anxiety"])
def test_other_disorders_follow_the_defaults(name):
    chosen = profiles(n=200, conditions=name)
    assert Counter(p.severity for p in chosen) == {"mild": 50, "moderate": 100, "severe": 50}
    assert Counter(p.patient.gender for p in chosen) == {"woman": 100, "man": 100}
    assert {(p.session.stance, p.session.style) for p in chosen} == {("cooperative", "plain")}
    assert {p.session.register for p in chosen} == {"transcript_edited"}
    bands = dict.fromkeys(("18-29", "30-44", "45-59", "60-79"), 0.25)
    assert Counter(band_of(p.patient.age, bands) for p in chosen) == dict.fromkeys(bands, 50)


def test_depression_keeps_its_figures_beside_another_disorder():
    chosen = profiles(n=600, conditions={"mdd": 0.5, "gad": 0.5})
    men = Counter(p.condition for p in chosen if p.patient.gender == "man")
    assert men["mdd"] == pytest.approx(100, abs=1)
    assert men["gad"] == pytest.approx(150, abs=1)


def test_a_named_gender_margin_keeps_the_verified_odds_ratio():
    chosen = profiles(n=600, conditions={"mdd": 0.5, "gad": 0.5}, gender={"woman": 0.5, "man": 0.5})
    cells = Counter((p.condition, p.patient.gender) for p in chosen)
    assert cells["mdd", "man"] + cells["gad", "man"] == 300
    odds = (cells["mdd", "man"] * cells["gad", "woman"]) / (
        cells["mdd", "woman"] * cells["gad", "man"]
    )
    assert odds == pytest.approx(0.5, rel=0.03)
