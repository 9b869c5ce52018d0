"""The paragraph says what the figures say, the worst included, and promises no more."""

import math

import pytest

from evaluation.report import Figure, Report, Section
from evaluation.summary import guarantee_in_words, summarise, tally
from tests.evaluation.reports import at_least, at_most, full, measured, subject


def told(*measurements, **known):
    figures = tuple(Figure(measurement=item) for item in measurements)
    section = Section(name="x", title="X", figures=figures)
    return summarise(Report(kind="public", subject=subject(**known), sections=(section,)).as_json())


def guarantee(**known):
    return guarantee_in_words(subject(**known).as_json()["guarantee"])


def test_what_was_asked_for_tried_and_got_comes_first():
    text = summarise(full().as_json())
    assert text.startswith("3 were requested and 3 accepted from 5 drafts")
    assert "3 synthetic sessions of 3 fictional patients" in text
    assert "turned down most was structure (2 drafts)" in text
    assert "mdd, woman: 2 of 4 drafts" in text


def test_a_shortfall_is_said():
    assert "1 requested could not be delivered" in told(sessions=2)


def test_sessions_without_a_request_are_not_called_synthetic():
    text = told(kind="unknown", epsilon=None, delta=None, requested=None, attempted=None)
    assert text.startswith("This page measures 3 sessions of 3 patients.")
    assert "synthetic" not in text and "no differential privacy guarantee" in text


def test_the_worst_is_the_missed_goal_farthest_away_in_goals():
    near = measured("near", 0.8, 0.7, 0.85, goal=at_least(0.9))
    far = measured("far", 0.3, 0.2, 0.4, goal=at_most(0.1))
    undecided = measured("undecided", 0.1, 0.0, 1.0, goal=at_least(0.9))
    text = told(near, far, undecided)
    assert (
        "“far”: 30\u00a0% (95\u00a0% interval 20\u00a0% to 40\u00a0%), where at most 10\u00a0%"
        in text
    )
    assert "Of 3 figures with a goal, none met it and 2 missed it; 1 cannot be told" in text


def test_without_a_missed_goal_the_least_sure_is_named_and_without_any_that_is_said():
    held = measured("words", 20, 19, 21, unit="words", goal=at_least(13))
    open_ = measured("turns", 13, 12, 14, unit="words", goal=at_least(13))
    assert "The least sure was “turns”: 13 words" in told(held, open_)
    assert "No figure here has a goal." in told(measured())


def test_a_bound_that_refutes_nothing_is_not_called_too_few_sessions():
    bound = measured("epsilon, at least", 0.0, 0.0, math.inf, unit="nats", goal=at_most(8.0))
    text = told(bound, measured(goal=at_most(0.9)))
    assert "; 1 bound can only miss a goal, and did not." in text and "so few" not in text
    alone = measured("x", 0.5, -math.inf, math.inf, goal=at_least(0.4))
    assert "1 cannot be told from so few sessions or patients." in told(alone)


def test_an_infinite_end_has_a_sign():
    text = told(measured("bound", 2.0, 2.0, math.inf, unit="nats", goal=at_most(1.0)))
    assert "2 to ∞" in text


def test_the_guarantee_is_never_told_smaller_than_it_is():
    text = guarantee(epsilon=1.0001, delta=1.0001e-5)
    assert "epsilon = 1.01 and delta = 1.01e-05" in text
    assert "a factor of 2.72" in text and "at most 74\u00a0% sure" in text
    assert math.e**1.0001 <= 2.72 and 1 / (1 + math.exp(-1.0001)) <= 0.74


@pytest.mark.parametrize(
    ("epsilon", "sure", "weak"),
    [
        (0.1, "53\u00a0%", False),
        (8.0, "99.97\u00a0%", True),
        (50.0, "more than 99.99\u00a0%", True),
    ],
)
def test_a_large_epsilon_is_called_weak(epsilon, sure, weak):
    text = guarantee(epsilon=epsilon)
    assert f"at most {sure} sure" in text
    assert ("promises little" in text) is weak


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"kind": "dp", "epsilon": "inf"}, "no differential privacy guarantee"),
        ({"kind": "dp", "epsilon": None}, "no differential privacy guarantee"),
        ({"kind": "non-dp", "epsilon": "inf"}, "no differential privacy guarantee"),
        ({"kind": "never heard of"}, "no differential privacy guarantee"),
        ({"kind": "public-only", "epsilon": 0.0}, "No private record was read"),
    ],
)
def test_where_nothing_is_guaranteed_nothing_is_promised(known, words):
    text = guarantee(**known)
    assert words in text and "at most" not in text


def test_a_report_that_may_say_nothing_says_why():
    hidden = Report(kind="public", subject=subject(sessions=0, patients=0), limits=("Not public.",))
    assert (
        summarise(hidden.as_json()) == "Nothing about these sessions may be published. Not public."
    )


def test_standings_are_counted_over_figures_with_a_goal():
    one = measured(goal=at_least(0.9)).as_json()
    assert tally([one, one, measured().as_json()]) == {"met": 0, "missed": 2, "open": 0}
