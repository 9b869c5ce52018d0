"""Only the public page of a report, and only of this run, ever gets into a release."""

import pytest

from generator.releasing.public_report import take_report
from knowledge.errors import CallerMistake, GateRefused
from tests.generator.releasing import PAGE, report_on

OUTCOME = {"spec_sha256": "a" * 64, "model_sha256": "b" * 64}


def take(folder):
    return take_report(folder, outcome=OUTCOME)


def test_the_public_page_is_taken_as_it_is(tmp_path):
    assert take(report_on(tmp_path / "report")).decode() == PAGE


def test_the_internal_folder_cannot_be_named(tmp_path):
    report = report_on(tmp_path / "report")
    with pytest.raises(CallerMistake, match="no public/report.html"):
        take(report / "internal")
    report_on(report / "internal" / "internal")
    with pytest.raises(GateRefused, match="internal"):
        take(report / "internal" / "internal")


def test_an_internal_page_is_known_again_as_a_link_or_as_a_copy(tmp_path):
    linked = report_on(tmp_path / "linked")
    (linked / "public" / "report.html").unlink()
    (linked / "public" / "report.html").symlink_to(linked / "internal" / "report.html")
    copied = report_on(tmp_path / "copied", internal="<p>same</p>", page="<p>same</p>")
    folder = tmp_path / "folder"
    (folder / "internal").mkdir(parents=True)
    (folder / "internal" / "report.html").write_text("<p>whole folder</p>")
    (folder / "public").symlink_to(folder / "internal")
    for report in (linked, copied, folder):
        with pytest.raises(GateRefused, match="internal report"):
            take(report)


def test_a_report_reached_by_a_link_is_still_the_report(tmp_path):
    report = report_on(tmp_path / "report")
    (tmp_path / "link").symlink_to(report)
    assert take(tmp_path / "link").decode() == PAGE


def test_a_report_on_another_run_or_one_that_calls_itself_internal_is_refused(tmp_path):
    with pytest.raises(CallerMistake, match="another run"):
        take(report_on(tmp_path / "other", run={"spec_sha256": "c" * 64}))
    with pytest.raises(GateRefused, match="internal report"):
        take(report_on(tmp_path / "inner", kind="internal", run=OUTCOME))
    assert take(report_on(tmp_path / "own", kind="public", run=OUTCOME))


@pytest.mark.parametrize("content", ["", "[]", "{", '{"run": 3}', '{"run": {"spec_sha256": null}}'])
def test_figures_that_do_not_say_whose_they_are_decide_nothing(tmp_path, content):
    report = report_on(tmp_path / "report")
    (report / "public" / "report.json").write_text(content)
    assert take(report)
