"""The table of aims: from a run's first attempts to Markdown, JSON and a matrix."""

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import realism
from benchmarks.drafts import LOWEST, Drafts, measure_acceptance, read_drafts
from benchmarks.recovery import patient_alone
from benchmarks.soundness import COMPOSED, FREQUENT, LOOPS, OUTSIDE, composed_sessions
from evaluation.realism import measure_shape
from evaluation.speech import read_speech
from generator.run import RunFolder
from knowledge.errors import CallerMistake
from tests.benchmarks.runs import finished_run
from tests.evaluation.talk import session

ROOT = Path(__file__).resolve().parents[2]
CORPORA = Path(os.environ.get("SOTTOVOCE_CORPORA", ROOT.parent / "shared" / "corpora"))
ANNOMI = CORPORA / "annomi" / "annomi.csv"
CONDITIONS = ("mdd", "ptsd", "adjustment")
TALK = ("T: How are things?", "P: Um, I I don't know.", "T: Well?", "P: Not so good, no.")
PEOPLE = tuple(session(str(number), *TALK) for number in range(3))
FAIL = {(0, 1), (1, 1), (1, 2)}
"""(patient, attempt): the first is accepted at the second attempt, the second never."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("realism") / "run"
    return finished_run(folder, CONDITIONS, num=3, fails=lambda *draft: draft in FAIL)


@pytest.fixture(scope="module")
def measured(run):
    drafts = read_drafts(run)
    sections, recovery = realism.measure(
        drafts,
        PEOPLE,
        composed=composed_sessions(3),
        recogniser=realism._recogniser(),
    )
    return drafts, sections, recovery


def figures(sections):
    return {item.measurement.name: item for section in sections for item in section.figures}


def test_only_first_attempts_count(run):
    drafts = read_drafts(run)
    assert len(run.accepted()) == 8 and len(drafts.accepted) == 7
    assert len(drafts.everything) == 9
    assert all(item.provenance.attempt == 1 for item in drafts.everything)


def test_a_profile_accepted_at_its_second_attempt_counts_as_rejected(run):
    overall, lowest = measure_acceptance(read_drafts(run))
    assert overall.value == pytest.approx(7 / 9)
    assert lowest.value < overall.value and lowest.n == 3


def test_the_condition_that_fares_worst_is_the_lowest_share():
    def drafts_of(condition, num):
        plan = {"condition": condition, "symptoms": {}}
        return tuple(session(f"{condition}{n}", "P: Yes.", profile=plan) for n in range(num))

    accepted = drafts_of("mdd", 4) + drafts_of("gad", 1)
    drafts = Drafts(run=Path("run"), accepted=accepted, rejected=drafts_of("gad", 4))
    overall, lowest = measure_acceptance(drafts)
    assert (overall.value, lowest.value) == (pytest.approx(5 / 9), pytest.approx(1 / 5))
    assert lowest.name == LOWEST and lowest.n == 5


def test_every_aim_stands_in_the_table_but_those_that_need_more_sessions(measured):
    _, sections, _ = measured
    missing = realism.REACHES.keys() - figures(sections).keys()
    assert missing == {"different words in 50,000 client words", FREQUENT, COMPOSED}
    text = realism.as_markdown(measured[0], sections)
    assert "too few sessions for the aim" in text and "Not measured: the vocabulary" in text


def test_people_stand_beside_in_the_same_tokenisation(measured):
    found = figures(measured[1])
    beside = {item.name: item for item in found["um and uh"].beside}
    assert beside["people"].value == pytest.approx(1000 / 9)
    assert found[LOOPS].beside and found[OUTSIDE].beside


def test_the_blind_reader_never_gets_the_therapist():
    talk = session("a", "T: Do you feel low?", "P: Yes.", "T: Every day?", "P: Mostly.")
    assert [turn.text for turn in patient_alone(talk).turns] == ["Yes.", "Mostly."]


def test_conditions_are_recovered_from_composed_sessions_that_say_what_was_planned(measured):
    drafts, sections, _ = measured
    found = figures(sections)
    assert found["condition among the first 3"].measurement.value >= 0.8
    assert found["condition first, before the gate"].measurement.n == len(drafts.everything)
    assert found["condition first, adjustment disorder"].measurement.n == 3


def test_the_matrix_counts_every_accepted_session_once(measured, tmp_path):
    drafts, _, recovery = measured
    for name in ("matrix.csv", "matrix.md"):
        realism.write_matrix(recovery.matrix(), tmp_path / name)
    rows = list(csv.reader((tmp_path / "matrix.csv").open()))
    assert sum(int(cell) for row in rows[1:] for cell in row[1:]) == len(drafts.accepted)
    assert [row[0] for row in rows[1:]] == sorted(CONDITIONS)
    lines = (tmp_path / "matrix.md").read_text().splitlines()
    assert len(lines) == len(rows) + 1 and lines[0].count("|") == len(rows[0]) + 1


def test_the_table_by_condition_tells_drafts_and_accepted(measured):
    _, sections, _ = measured
    rows = {row[0]: row for row in sections[-1].tables[0].rows}
    assert set(rows) == set(CONDITIONS)
    assert sum(row[1] for row in rows.values()) == 9 and sum(row[2] for row in rows.values()) == 7


def test_comorbid_sessions_are_told_apart(measured):
    drafts, _, recovery = measured
    first, *rest = drafts.accepted
    both = replace(first, profile=replace(first.profile, comorbid=("gad",)))
    readings = dict(recovery.readings)
    readings[first.session_id] = replace(readings[first.session_id], session=both)
    changed = replace(recovery, readings=readings)
    by_name = {item.name: item for item in changed.measure()}
    assert by_name["condition first, comorbid"].n == 1
    assert by_name["condition first"].n == len(rest)


def test_the_json_is_plain_and_holds_every_figure_with_its_verdict(measured):
    drafts, sections, _ = measured
    data = json.loads(json.dumps(realism.as_json(drafts, sections), allow_nan=False))
    first = {item["name"]: item for item in data["sections"][0]["measurements"]}
    assert first["client words a turn, mean"]["reach"] == {"low": 13, "high": 18}
    assert first["client words a turn, mean"]["verdict"].startswith(("met", "missed"))


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["{tmp}"], "run.json is missing"),
        (["{run}", "--reference", "{tmp}/none.csv"], "does not exist"),
        (["{run}", "--reference", "{tmp}"], "--reference"),
        (["{run}", "--confusion", "{tmp}/matrix.xlsx"], ".csv or .md"),
        (["{run}", "--read", "0"], "--read"),
        (["{run}", "--composed", "-1"], "--composed"),
    ],
)
def test_a_mistake_of_the_caller_is_one_line_and_exit_2(
    arguments, says, run, tmp_path, capsys, monkeypatch
):
    given = [item.format(run=run.path, tmp=tmp_path) for item in arguments]
    monkeypatch.setattr("sys.argv", ["realism", *given])
    with pytest.raises(SystemExit) as ended:
        realism.main()
    told = capsys.readouterr()
    assert ended.value.code == 2 and says in told.err
    assert told.err.count("\n") == 1 and not told.out


def test_a_run_without_an_accepted_first_attempt_has_no_table(tmp_path):
    made = finished_run(tmp_path / "run", ("mdd",), num=1, fails=lambda i, attempt: attempt == 1)
    with pytest.raises(CallerMistake, match="no session was accepted at the first attempt"):
        read_drafts(RunFolder(made.path))


@pytest.mark.skipif(
    not ANNOMI.is_file(), reason="AnnoMI is not at hand; set SOTTOVOCE_CORPORA to its folder"
)
def test_the_published_figures_of_annomi_come_out():
    speech = read_speech(realism.read_reference(ANNOMI))
    found = {item.name: item.value for item in measure_shape(speech, types_at=50_000)}
    assert found["client words a turn, mean"] == pytest.approx(15.2, abs=0.1)
    assert found["client turns of 3 words or fewer"] == pytest.approx(0.34, abs=0.01)
    assert found["um and uh"] == pytest.approx(21, abs=1)
    assert found["immediate repeats"] == pytest.approx(19, abs=1)
    assert found["different words in 50,000 client words"] == pytest.approx(2895, rel=0.02)
    assert found["six commonest client openers"] == pytest.approx(0.19, abs=0.01)
