"""The utility table of a frontier, of sessions whose worth is known: the clinic's and the base's.

What was trained without noise here writes as the clinic does; of two runs with noise one does so
in half of its drafts, the other in all of them.
"""

import json
import re
from dataclasses import replace
from types import MappingProxyType

import pytest

from benchmarks.frontier_taught import AS_MANY, taught_table
from evaluation.transfer import WORDS
from generator.clinic import clinic_sessions
from generator.corpus_import import import_table
from knowledge.session_file import session_json
from tests.benchmarks.runs import finished_run

DRAFTS = 24
PEOPLE = 24
CONDITIONS = ("mdd", "gad", "ptsd")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frontier")
    clinic = list(clinic_sessions(patients=4 * PEOPLE))
    for name, first in (("held_out", 0), ("corpus", PEOPLE)):
        own = [s for s in clinic if first <= int(s.patient_id[1:]) < first + PEOPLE]
        _write(folder / f"{name}.jsonl", own)
        import_table([folder / f"{name}.jsonl"], folder / name)
    (folder / "written").mkdir()
    base = finished_run(folder / "written" / "base", CONDITIONS, num=DRAFTS // 2).accepted()
    learned = [_unmarked(s) for s in clinic if int(s.patient_id[1:]) >= 2 * PEOPLE]
    half = [*base[: DRAFTS // 2], *learned[: DRAFTS // 2]]
    runs = (("inf-seed-0", learned[:DRAFTS]), ("8-seed-0", half), ("8-seed-1", learned[-DRAFTS:]))
    for name, drafts in runs:
        (folder / "runs" / f"epsilon-{name}").mkdir(parents=True)
        written = folder / "written" / f"epsilon-{name}"
        written.mkdir()
        _write(written / "sessions.jsonl", drafts[: DRAFTS // 2])
        _write(written / "rejected.jsonl", drafts[DRAFTS // 2 :])
        (written / "run.json").touch()
    return folder


def _write(file, sessions):
    file.write_text("".join(json.dumps(session_json(s)) + "\n" for s in sessions))


def _unmarked(session):
    """As a model writes: nobody has marked its turns."""
    turns = tuple(replace(turn, labels=MappingProxyType({})) for turn in session.turns)
    return replace(session, turns=turns)


@pytest.fixture(scope="module")
def table(folder):
    return taught_table(folder, learners=[WORDS]).splitlines()


def test_drafts_like_the_clinics_own_close_the_gap_and_half_of_them_close_a_part(table):
    said, _, head, _, *lines = table
    runs = "no private text 1, epsilon 8 2, no noise 1"
    assert said == f"Drafts of each: {DRAFTS}. Runs: {runs}."
    columns = _cells(head)
    assert columns == [
        "task", "no private text", "epsilon 8", "no noise", AS_MANY, "people",
        "gap closed, epsilon 8",
    ]  # fmt: skip
    tasks = {cells[0]: dict(zip(columns, cells, strict=True)) for cells in map(_cells, lines)}
    assert {"act of a turn, by words", "tells_of of a turn, by words"} <= tasks.keys()
    asked = tasks["asks_about of a turn, by words"]
    of_base, of_both, of_all = (
        float(asked[name].split()[0]) for name in ("no private text", "epsilon 8", "no noise")
    )
    assert of_base < of_both < of_all <= float(asked["people"].split()[0]) + 0.05


def test_runs_that_differ_in_their_seed_are_one_figure_and_each_ones_own(table):
    _, _, head, _, *lines = table
    rows = [dict(zip(_cells(head), _cells(line), strict=True)) for line in lines]
    asked = next(row for row in rows if row["task"] == "asks_about of a turn, by words")
    figures = re.findall(r"-?\d*\.\d+", asked["gap closed, epsilon 8"])
    mean, low, high, half, whole = map(float, figures)
    assert 0 < half < mean < whole and mean == pytest.approx((half + whole) / 2, abs=0.01)
    assert low <= half + 0.01 and high >= whole - 0.01, "the interval must draw among the runs"


def _cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_nothing_is_compared_before_a_run_beside_the_base_is_done(folder, tmp_path):
    (tmp_path / "written").mkdir()
    (tmp_path / "written" / "base").symlink_to(folder / "written" / "base")
    assert taught_table(tmp_path, learners=[WORDS]) == ""
