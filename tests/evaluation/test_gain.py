"""A gain is found where there is one, owed to what it is owed to, and never made up."""

import random

import pytest

from evaluation.gain import measure_gain
from evaluation.gain_arms import ADDED, ALONE, CONTROL, REPEATED
from evaluation.gain_words import gain_in_words
from evaluation.held_out import LEAST_HELD_OUT, Example

ABOUT = {
    "sleep": "awake night pillow clock dark tired yawn bed early alarm",
    "work": "boss desk office late deadline email meeting salary colleague shift",
    "grief": "grave ashes widow funeral hymn wreath mourning candle coffin urn",
}
ANYHOW = "well so I mean it was like that you know and then again"
WORDS, FILLER = {label: words.split() for label, words in ABOUT.items()}, ANYHOW.split()


def _text(label, rng, *, words=3):
    return " ".join(rng.sample([*rng.sample(WORDS[label], words), *rng.sample(FILLER, 6)], 6))


def _real(counts, *, seed=0, patients=True):
    rng = random.Random(seed)
    return [
        Example(text=_text(label, rng), label=label, group=f"{label}{n}" if patients else "one")
        for label, count in counts.items()
        for n in range(count)
    ]


def _made(label, count, *, seed=9):
    rng = random.Random(seed)
    return {label: [_text(label, rng) for _ in range(count)]}


def _noise(label, count):
    rng = random.Random(4)
    return {label: [" ".join(rng.sample(FILLER, 6)) for _ in range(count)]}


REAL = _real({"sleep": 60, "work": 60, "grief": 9})


def test_added_sessions_that_carry_the_label_raise_its_f1():
    gain = measure_gain(REAL, _made("grief", 50))
    assert gain.differences[ALONE].low > 0
    change = next(figure for figure in gain.by_class["grief"] if figure.name == "gain in F1")
    assert change.value > 0.3
    assert "raise macro F1" in gain_in_words(gain, origin="public")[0]


def test_a_control_that_does_as_well_takes_the_credit_from_the_private_data():
    gain = measure_gain(REAL, _made("grief", 50), control=_made("grief", 50, seed=10))
    assert gain.differences[CONTROL].low <= 0
    words = " ".join(gain_in_words(gain, origin="checkpoint"))
    assert "nothing shows that the gain owes anything to the private data" in words


def test_a_control_that_carries_nothing_leaves_the_credit_with_the_checkpoint():
    gain = measure_gain(REAL, _made("grief", 50), control=_noise("grief", 50))
    assert gain.differences[CONTROL].low > 0
    assert "owed to the checkpoint" in " ".join(gain_in_words(gain, origin="checkpoint"))


def test_added_sessions_of_the_wrong_label_are_not_called_a_gain():
    wrong = {"grief": _made("work", 120)["work"]}
    gain = measure_gain(_real({"sleep": 60, "work": 60, "grief": 30}), wrong)
    assert gain.differences[ALONE].high < 0
    assert "LOWER" in gain_in_words(gain, origin="public")[0]
    assert gain.differences[REPEATED].value < 0


def test_no_gain_is_claimed_where_the_interval_holds_zero():
    gain = measure_gain(_real({"sleep": 30, "work": 30}), _noise("work", 2))
    assert gain.differences[ALONE].low <= 0 <= gain.differences[ALONE].high
    assert "No gain" in gain_in_words(gain, origin="public")[0]


def test_without_a_control_or_with_a_model_from_outside_the_words_say_so():
    gain = measure_gain(REAL, _made("grief", 10))
    assert "coincide" in gain_in_words(gain, origin="public")[-1]
    assert "unknown" in gain_in_words(gain, origin="unknown")[-1]


def test_a_class_with_too_few_rows_is_said_to_be_unmeasurable_and_has_no_figure():
    real = _real({"sleep": 30, "work": 30, "grief": LEAST_HELD_OUT + 1})
    gain = measure_gain(real, _made("grief", 25))
    assert "grief" not in gain.by_class
    assert "cannot be measured" in gain.unmeasured["grief"]
    assert any("Label grief" in line for line in gain_in_words(gain, origin="public"))


def test_where_no_two_classes_can_be_measured_there_is_no_figure_at_all():
    gain = measure_gain(_real({"sleep": 30, "grief": 1}), _made("grief", 27))
    assert (gain.arms, gain.differences, gain.by_class) == ({}, {}, {})
    assert gain.unmeasured["grief"].startswith("cannot be measured: 1 row, ")
    assert "cannot be measured" in gain_in_words(gain, origin="public")[0]


def test_one_patient_alone_is_never_on_both_sides():
    """All rows of a label belong to one patient: holding them out would leave none to learn."""
    real = [*_real({"sleep": 30, "work": 30}), *_real({"grief": 12}, patients=False)]
    gain = measure_gain(real, _made("grief", 18))
    assert "too few patients" in gain.unmeasured["grief"]


def test_arms_are_of_one_size_where_the_control_fell_short():
    gain = measure_gain(REAL, _made("grief", 40), control=_made("grief", 25, seed=3))
    assert gain.added == {"grief": 25}


def test_the_same_data_give_the_same_figures():
    first, second = (measure_gain(REAL, _made("grief", 20)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("arm", [ALONE, ADDED, REPEATED])
def test_every_figure_lies_between_nought_and_one_with_its_held_out_patients(arm):
    figure = measure_gain(REAL, _made("grief", 20)).arms[arm]
    assert 0 <= figure.low <= figure.value <= figure.high <= 1
    assert figure.n <= len(REAL)


def test_arms_that_teach_the_same_are_not_certain_to():
    made = _made("grief", 20)
    gain = measure_gain(REAL, made, control=made)
    same = gain.differences[CONTROL]
    assert same.value == 0 and same.low < 0 < same.high


def test_a_label_of_which_no_real_row_says_anything_is_named_and_the_others_are_measured():
    gain = measure_gain(REAL, {**_made("grief", 50), "dread": ["so it was like that"] * 5})
    assert "says anything" in gain.unmeasured["dread"]
    assert gain.differences[ALONE].low > 0


def test_texts_without_a_word_teach_nothing_and_stop_nothing():
    real = [
        Example(text="\U0001f642 7", label=label, group=f"{label}{n}")
        for label in ("sleep", "work")
        for n in range(20)
    ]
    gain = measure_gain(real, {"work": ["\U0001f641"] * 5})
    assert gain.differences[ALONE].value == 0
