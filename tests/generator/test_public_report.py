"""Only the public page of a report, and only of this run, ever gets into a release."""

import json
import shutil

import pytest

from generator.guarantee import RAW_FILTER, without_guarantee
from generator.releasing.public_report import take_report
from knowledge.errors import CallerMistake, GateRefused
from tests.generator.releasing import private, report_on

OUTCOME = {
    "spec_sha256": "a" * 64,
    "model_sha256": "b" * 64,
    "accepted": 6,
    "guarantee": private("c" * 64).as_json(),
}


def take(folder):
    return take_report(folder, outcome=OUTCOME)


@pytest.fixture
def report(tmp_path):
    return report_on(tmp_path / "report", OUTCOME)


def test_the_public_page_is_taken_as_it_is(report):
    assert take(report) == (report / "public" / "report.html").read_bytes()


def test_the_internal_folder_cannot_be_named(report):
    with pytest.raises(CallerMistake, match="no public/report.html"):
        take(report / "internal")
    report_on(report / "internal" / "internal", OUTCOME)
    with pytest.raises(GateRefused, match="internal"):
        take(report / "internal" / "internal")


def test_an_internal_page_is_known_again_as_a_link_or_as_a_copy(report, tmp_path):
    linked = shutil.copytree(report, tmp_path / "linked")
    (linked / "public" / "report.html").unlink()
    (linked / "public" / "report.html").symlink_to(linked / "internal" / "report.html")
    copied = shutil.copytree(report, tmp_path / "copied")
    shutil.copy(copied / "internal" / "report.html", copied / "public" / "report.html")
    folder = tmp_path / "folder"
    shutil.copytree(report / "internal", folder / "internal")
    (folder / "public").symlink_to(folder / "internal")
    for one in (linked, copied, folder):
        with pytest.raises(GateRefused, match="internal report"):
            take(one)


def test_an_internal_page_is_refused_where_the_internal_folder_is_gone(report):
    shutil.copy(report / "internal" / "report.html", report / "public" / "report.html")
    shutil.rmtree(report / "internal")
    with pytest.raises(GateRefused, match="not the page"):
        take(report)
    (report / "public" / "report.json").unlink()
    with pytest.raises(GateRefused, match="report.json is missing"):
        take(report)


def test_a_report_reached_by_a_link_is_still_the_report(report, tmp_path):
    (tmp_path / "link").symlink_to(report)
    assert take(tmp_path / "link") == take(report)


@pytest.mark.parametrize(
    "other", [{"spec_sha256": "c" * 64}, {"model_sha256": None}, {"sessions": 5}]
)
def test_a_report_on_another_run_or_on_fewer_of_its_sessions_is_refused(tmp_path, other):
    outcome = {**OUTCOME, "accepted": other.pop("sessions", 6)}
    with pytest.raises(CallerMistake, match="another run"):
        take(report_on(tmp_path / "other", outcome, **other))


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "public-only"},
        {"kind": "non-dp", "epsilon": "inf"},
        {"epsilon": 1.0},
        {"epsilon": None},
        {"delta": 1e-6},
    ],
)
def test_a_report_that_tells_another_guarantee_is_refused(tmp_path, other):
    with pytest.raises(GateRefused, match="another guarantee than the run has"):
        take(report_on(tmp_path / "other", {**OUTCOME, "guarantee": OUTCOME["guarantee"] | other}))


def test_a_report_that_tells_the_guarantee_before_the_run_lost_it_is_refused(report):
    lost = without_guarantee(private("c" * 64), reason=RAW_FILTER).as_json()
    with pytest.raises(GateRefused, match="kind non-dp, epsilon inf"):
        take_report(report, outcome={**OUTCOME, "guarantee": lost})


def test_a_report_that_calls_itself_internal_is_refused(tmp_path):
    with pytest.raises(GateRefused, match="internal report"):
        take(report_on(tmp_path / "inner", OUTCOME, kind="internal"))


@pytest.mark.parametrize("content", ["", "[]", "{", '{"run": 3}', '{"kind": "public", "run": []}'])
def test_figures_that_do_not_say_whose_they_are_are_refused(report, content):
    (report / "public" / "report.json").write_text(content)
    with pytest.raises((GateRefused, CallerMistake), match="report.json"):
        take(report)


def test_a_page_edited_by_hand_or_by_its_figures_is_refused(report):
    page = report / "public" / "report.html"
    whole = page.read_text()
    page.write_text(whole.replace("sessions", "gold sessions", 1))
    with pytest.raises(GateRefused, match="not the page"):
        take(report)
    page.write_text(whole)
    figures = json.loads((report / "public" / "report.json").read_text())
    (report / "public" / "report.json").write_text(json.dumps({**figures, "limits": ["none"]}))
    with pytest.raises(GateRefused, match="not the page"):
        take(report)
