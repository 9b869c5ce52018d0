"""Utility by epsilon: the runs are made of words whose worth to a classifier is known."""

import math

import numpy as np
import pytest

from evaluation.body import Body
from evaluation.frontier import frontier_section
from evaluation.sections import Bodies
from evaluation.utility_sections import measure_transfers
from tests.evaluation.talk import session

RIGHT = {"cats": "meow purr whiskers", "dogs": "bark fetch tail", "birds": "tweet wing nest"}
WRONG = dict(zip(RIGHT, [*list(RIGHT.values())[1:], RIGHT["cats"]], strict=True))
A_THIRD_RIGHT = {"cats": RIGHT["cats"], "dogs": RIGHT["birds"], "birds": RIGHT["dogs"]}


class CountingEmbedder:
    """Counts the words above."""

    name, dimension = "counting", 9

    def embed(self, texts):
        known = " ".join(RIGHT.values()).split()
        return np.array([[t.split().count(w) for w in known] for t in texts], dtype=np.float32)


def body(name, words, *, epsilon=None):
    sessions = tuple(
        session(f"{name}{kind}{n}", f"T: about {n}", f"P: {said}", labels={"kind": kind})
        for kind, said in words.items()
        for n in range(12)
    )
    return Body(
        name=name, sessions=sessions, recogniser=None, embedder=CountingEmbedder(),  # pyright: ignore
        say=lambda _: None, epsilon=epsilon,
    )  # fmt: skip


def section_of(run, **against):
    bodies = Bodies(run=run, reference=body("real", RIGHT), against=against)
    section = frontier_section(bodies, measure_transfers(bodies)[0])
    assert section
    return section


def test_gap_closed_is_the_share_of_what_no_noise_teaches_above_the_base():
    found = section_of(
        body("eight", A_THIRD_RIGHT, epsilon=8.0),
        base=body("base", WRONG, epsilon=0.0),
        free=body("free", RIGHT, epsilon=math.inf),
    )
    values = {item.measurement.name: item.measurement for item in found.figures}
    closed = values["kind of a session, by words: gap closed, epsilon 8"]
    assert closed.value == pytest.approx(1 / 3, abs=0.01)
    assert closed.low <= closed.value <= closed.high
    assert closed.n == 30, "of 36 people, those whom a split tested"


def test_bars_stand_by_epsilon_from_the_base_to_no_noise_beside_what_people_teach():
    found = section_of(
        body("eight", A_THIRD_RIGHT, epsilon=8.0),
        free=body("free", RIGHT, epsilon=math.inf),
        base=body("base", WRONG, epsilon=0.0),
    )
    series = next(item for item in found.series if item.name == "frontier_kind_of_a_session_words")
    assert series.x == ("no private text", "epsilon 8", "no noise")
    assert series.lines[0].y == (0, pytest.approx(1 / 3, abs=0.01), 1)
    assert series.lines[1].y == (1, 1, 1)


def test_it_is_void_where_training_without_noise_does_not_beat_the_base():
    found = section_of(
        body("eight", A_THIRD_RIGHT, epsilon=8.0),
        base=body("base", RIGHT, epsilon=0.0),
        free=body("free", RIGHT, epsilon=math.inf),
    )
    assert not found.figures
    assert "void, no noise does not beat the base (+0.000" in " ".join(found.skipped)


def test_two_runs_of_an_epsilon_are_told_apart_by_name():
    found = section_of(
        body("eight", A_THIRD_RIGHT, epsilon=8.0), again=body("again", RIGHT, epsilon=8.0)
    )
    assert found.series[0].x == ("epsilon 8, run", "epsilon 8, again")
    assert "0 runs of the base are given, one is needed" in " ".join(found.skipped)


def test_a_run_that_nobody_knows_the_epsilon_of_is_named_and_left_out():
    found = section_of(body("eight", RIGHT, epsilon=8.0), other=body("other", RIGHT))
    assert not found.series and "other: nobody knows the epsilon" in " ".join(found.skipped)


def test_of_two_runs_of_the_base_none_is_chosen():
    found = section_of(
        body("free", RIGHT, epsilon=math.inf),
        base=body("base", WRONG, epsilon=0.0), again=body("again", WRONG, epsilon=0.0),
    )  # fmt: skip
    assert not found.figures and "2 runs of the base are given" in " ".join(found.skipped)


def test_a_run_that_teaches_too_little_is_left_out_and_the_others_stay():
    unlabelled = body("bare", {"cats": RIGHT["cats"]}, epsilon=4.0)
    bodies = Bodies(
        run=body("eight", RIGHT, epsilon=8.0), reference=body("real", RIGHT),
        against={"bare": unlabelled, "base": body("base", WRONG, epsilon=0.0)},
    )  # fmt: skip
    transfers, reasons = measure_transfers(bodies)
    assert "kind of a session, bare: too little to learn (by words)" in reasons
    found = frontier_section(bodies, transfers)
    assert found and found.series[0].x == ("no private text", "epsilon 8")


def test_one_run_alone_has_no_frontier():
    bodies = Bodies(run=body("eight", RIGHT, epsilon=8.0), reference=body("real", RIGHT))
    assert frontier_section(bodies, measure_transfers(bodies)[0]) is None
