"""`evaluate` leaves a page beside each of its two reports, and a release takes the public one."""

import json

import pytest

from evaluation.report_html import render_report
from generator.evaluating import evaluate_run
from generator.releasing.public_report import take_report
from generator.report_folder import KINDS
from tests.generator.releasing import finished_run


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluated")
    finished_run(folder / "run")
    evaluate_run(folder / "run", output=folder / "report")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_drawn_from_the_figures_beside_it(evaluated, kind):
    home = evaluated / "report" / kind
    page = (home / "report.html").read_text(encoding="utf-8")
    assert page == render_report(json.loads((home / "report.json").read_text(encoding="utf-8")))
    assert ("never publish it" in page) is (kind == "internal")
    assert "6 were requested and 6 accepted from 6 drafts" in page


def test_a_page_names_no_folder_of_this_machine(evaluated):
    for page in (evaluated / "report").rglob("*.*"):
        assert str(evaluated.parent) not in page.read_text(encoding="utf-8")


def test_a_release_takes_the_public_page(evaluated):
    outcome = json.loads((evaluated / "run" / "run.json").read_text())
    page = take_report(evaluated / "report", outcome=outcome)
    assert page == (evaluated / "report" / "public" / "report.html").read_bytes()
