"""A plot shows the numbers of its series, in colours and words that anybody can tell apart."""

import pytest

from evaluation.cohort_plots import draw_cohort, draw_funnel, draw_intervals
from evaluation.number_words import labels, number
from evaluation.plots import OF, draw
from evaluation.report import Line
from tests.evaluation.reports import at_least, full, matrix, measured, roc, series

HOSTILE = "<b onclick='x'>&"


def drawn(item):
    return draw(item.as_json())


def test_bars_hatch_the_reference_and_tell_the_numbers():
    plot = drawn(series("turn_lengths"))
    own, people = plot.figure["data"]
    assert (list(own["x"]), list(own["y"])) == (["1-3", "4-7"], [0.4, 0.6])
    assert own["marker"]["pattern"]["shape"] != people["marker"]["pattern"]["shape"]
    assert plot.numbers.rows == (("1-3", "0.4", "0.5"), ("4-7", "0.6", "0.5"))
    assert "run: 1-3 0.4, 4-7 0.6" in plot.words


def test_a_line_keeps_its_interval_and_its_gaps():
    line = Line(name="run", y=(0.4, None), low=(0.3, None), high=(0.6, None))
    plot = drawn(series("arc", "line", x=(1.0, 2.0), lines=(line,)))
    (trace,) = plot.figure["data"]
    assert list(trace["y"]) == [0.4, None]
    assert list(trace["error_y"]["array"]) == pytest.approx([0.2, 0])
    assert list(trace["error_y"]["arrayminus"]) == pytest.approx([0.1, 0])
    assert plot.numbers.rows[0] == ("1", "0.4 [0.3, 0.6]")


def test_a_matrix_of_shares_is_coloured_by_value_and_an_empty_cell_stays_empty():
    plot = drawn(matrix("symptom_severity", ("low_mood", (0.8, None)), ("fatigue", (0.0, 1.0))))
    (trace,) = plot.figure["data"]
    assert [list(row) for row in trace["z"]] == [[0.8, None], [0.0, 1.0]]
    assert [list(row) for row in trace["text"]] == [["0.8", ""], ["0", "1"]]
    assert list(trace["y"]) == ["low mood", "fatigue"]
    assert "lowest 0 (fatigue, mild), highest 1 (fatigue, severe)" in plot.words


def test_a_confusion_matrix_is_coloured_by_row_and_shows_counts():
    cells = (("mdd", (3.0, 1.0)), ("gad", (0.0, 0.0)))
    (trace,) = drawn(matrix("condition_confusion", *cells, x=("mdd", "gad"))).figure["data"]
    assert [list(row) for row in trace["z"]] == [[0.75, 0.25], [None, None]]
    assert [list(row) for row in trace["text"]] == [["3", "1"], ["", ""]]


def test_a_matrix_without_a_number_says_so():
    assert "all empty" in drawn(matrix("x", ("a", (None, None)))).words


def test_attacks_are_read_out_at_low_rates_and_their_ceiling_is_dashed():
    plot = drawn(roc())
    attack, ceiling = plot.figure["data"]
    assert "word pairs: 0 at 0.01, 0.1 at 0.1" in plot.words
    assert (attack["line"]["dash"], ceiling["line"]["dash"]) == ("solid", "dashdot")
    assert plot.numbers is None


def test_lines_of_one_owner_have_different_colours():
    lines = tuple(Line(name=str(at), y=(0.1, 0.2), of="bound") for at in range(3))
    traces = drawn(series("x", "line", x=(1.0, 2.0), lines=lines)).figure["data"]
    assert len({trace["line"]["color"] for trace in traces}) == 3
    firsts = [colours[0] for colours in OF.values()]
    assert len(set(firsts)) == len(firsts)


@pytest.mark.parametrize("shape", ["bars", "matrix"])
def test_markup_in_a_label_is_only_text_to_plotly(shape):
    lines = (Line(name=HOSTILE, y=(0.4, 0.6)),)
    plot = drawn(series("x", shape, x=(HOSTILE, "b"), lines=lines))
    assert "<" not in str(plot.figure["data"]).replace("<extra></extra>", "")


def test_the_cohort_is_summed_by_the_first_part_and_what_is_short_is_named():
    rows = [{"stratum": "mdd|man", "requested": 2, "accepted": 1},
            {"stratum": "mdd|woman", "requested": 1, "accepted": 1},
            {"stratum": "", "requested": 1, "accepted": 1}]  # fmt: skip
    plot = draw_cohort(rows)
    requested, accepted = plot.figure["data"]
    assert (list(requested["x"]), list(accepted["x"])) == ([3, 1], [2, 1])
    assert list(requested["y"]) == ["mdd", "everybody"]
    assert "fewer than requested: mdd." in plot.words
    assert plot.numbers.rows[0] == ("mdd | man", "2", "–", "1")


def test_the_funnel_goes_from_drafts_over_every_filter_to_what_is_left():
    plot = draw_funnel(5, 3, full().filters)
    assert list(plot.figure["data"][0]["x"]) == [5, 2, 3]
    assert plot.words == "drafts written 5, failed structure 2, accepted 3."


def test_a_filter_that_judged_no_draft_has_no_bar_and_is_named_with_its_reason():
    (used,) = full().filters
    unused = {**used, "name": "public_text", "judged": 0, "failed": 0, "not_applicable": 3}
    plot = draw_funnel(5, 3, [used, {**unused, "unused": "no text was named"}])
    assert plot.words == "drafts written 5, failed structure 2, accepted 3."
    assert "Not applied to any draft: public text (no text was named)." in plot.note
    assert [row[0] for row in plot.numbers.rows] == ["structure", "public text"]


def test_shares_are_drawn_with_goal_and_standing_and_nothing_else_is():
    missed = measured("recall", 0.5, 0.4, 0.7, goal=at_least(0.9)).as_json()
    plot = draw_intervals([missed, measured("words", unit="words").as_json()])
    dot, goal = plot.figure["data"]
    assert (dot["name"], list(dot["x"]), list(goal["x"])) == ("missed", [0.5], [0.9])
    assert list(dot["error_x"]["array"]) == pytest.approx([0.2])
    assert draw_intervals([measured("words", unit="words").as_json()]) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(12, "12"), (12.0, "12"), (0.12345, "0.123"), (1234.5, "1,234"), (-0.5, "−0.5"),
     ("inf", "∞"), ("-inf", "−∞"), (None, "–"), (0.0, "0")],
)  # fmt: skip
def test_numbers_have_three_digits(value, text):
    assert number(value) == text


def test_labels_stay_different_when_they_are_cut():
    long = ["a" * 50, "a" * 49, "a_b", "a b"]
    assert len(set(labels(long))) == 4
    assert max(map(len, labels(long))) < 45
