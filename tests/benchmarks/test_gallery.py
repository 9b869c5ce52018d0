"""The gallery: chosen by rule, shown as written."""

import re

import pytest
from markdown_it import MarkdownIt

from benchmarks.gallery import CONDITIONS, choose, write_gallery
from benchmarks.gallery_dialogue import dialogue, escaped
from generator.run import RunFolder
from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from tests.benchmarks.runs import finished_run
from tests.evaluation.talk import session


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The first patient of the plan fails once, so that the run accepts it after others."""
    folder = tmp_path_factory.mktemp("gallery") / "run"
    return finished_run(folder, CONDITIONS, fails=lambda index, attempt: index + attempt == 1)


@pytest.fixture(scope="module")
def written(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("docs") / "gallery.md"
    write_gallery(run.path, out, hardware="a slate | chalk")
    return out.read_text(encoding="utf-8")


def shown(markdown):
    """What a reader sees of a page, without markup."""
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    plain = re.sub(r"<sup>.*?</sup>|</?(?:p|strong|ins)>", "", html)
    return plain.replace("&quot;", '"').replace("&amp;", "&").replace("&lt;", "<")


def test_the_twelve_conditions_are_disorders_of_the_knowledge_base():
    assert len(CONDITIONS) == len(set(CONDITIONS)) == 12
    assert set(CONDITIONS) <= set(load_knowledge().disorders)


def test_of_each_condition_the_first_patient_of_the_plan_is_shown_whenever_it_was_accepted(run):
    by_condition = {}
    for item in sorted(run.accepted(), key=lambda item: item.session_id):
        by_condition.setdefault(item.profile.condition, item.session_id)
    assert [item.session.session_id for item in choose(run)] == [
        by_condition[name] for name in CONDITIONS
    ]


def test_a_patient_who_was_never_accepted_gives_way_to_the_next_of_the_condition(tmp_path):
    made = finished_run(tmp_path / "run", CONDITIONS, fails=lambda index, attempt: index == 0)
    refused = next(iter(made.path.joinpath("rejected.jsonl").open()))
    assert '"p0001-s1"' in refused
    assert "p0001-s1" not in [item.session.session_id for item in choose(made)]


def test_the_order_in_which_sessions_ended_changes_nothing(run, tmp_path):
    other = RunFolder(tmp_path / "run")
    other.path.mkdir()
    for file in run.path.iterdir():
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        backwards = file.name in ("sessions.jsonl", "verdicts.jsonl")
        (other.path / file.name).write_text("".join(reversed(lines) if backwards else lines))
    assert choose(other) == choose(run)


def test_every_turn_of_every_shown_session_stands_on_the_page_as_written(run, written):
    seen = shown(written)
    for item in choose(run):
        name = item.profile.patient.name
        for turn in item.session.turns:
            speaker = name if turn.speaker == "patient" else "Therapist"
            assert f"{speaker}: {turn.text}\n" in seen


def test_the_contents_lead_to_the_headings(written):
    slugs = re.findall(r"^\d+\. \[.*?\]\(#(.*?)\)", written, re.M)
    headings = re.findall(r"^## (\d+\. .*)$", written, re.M)
    assert len(slugs) == len(headings) == 12
    as_slugs = [re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings]
    assert slugs == as_slugs


def test_the_page_says_what_wrote_it_and_that_nobody_reviewed_it(written):
    head = written.split("## Contents")[0]
    for words in ("Synthetic", "Not reviewed by a clinician", "scripted", "abc123abc123", "public"):
        assert words in head
    assert r"a slate \| chalk" in head
    assert "python -m benchmarks.gallery run -o gallery.md" in head
    assert "/tmp" not in head and "seed: 3" in written


def test_an_infinite_epsilon_is_said_in_the_head(tmp_path):
    guarantee = {"kind": "non-dp", "epsilon": "inf", "delta": None}
    outcome = {"engine": "scripted", "model_sha256": "a" * 64, "guarantee": guarantee}
    made = finished_run(tmp_path / "run", CONDITIONS, num=1, outcome=outcome)
    write_gallery(made.path, tmp_path / "page.md", hardware="a slate")
    assert "**no guarantee** (kind non-dp" in (tmp_path / "page.md").read_text()


def test_evidence_is_underlined_with_the_number_of_its_row(run, written):
    for item in choose(run):
        assert item.evidence()
    rows = re.findall(r"^\| (\d+) \| .* \| “(.*?)” \|$", written, re.M)
    for row, words in rows:
        assert re.search(rf"{re.escape(words)}.*?</ins><sup>(?:\d+, )*{row}\b", written)


def test_marks_that_overlap_become_one_and_words_of_the_therapist_are_never_marked():
    talk = session("a", "T: I can't sleep.", "P: Well, I can't sleep at all. No.")
    marks = [(1, "I can't sleep at all."), (2, "can't sleep"), (3, "never said")]
    therapist, patient = dialogue(talk, marks, name="Ana")
    assert therapist == "**Therapist:** I can't sleep."
    assert patient == "**Ana:** Well, <ins>I can't sleep at all.</ins><sup>1, 2</sup> No."


@pytest.mark.parametrize(
    "text", ["*so* _much_ <b>", "a | b", "[x](y) `z`", "1 & 2 &lt;", "# no", "~~a~~", "a\\b", "$x$"]
)
def test_what_markdown_would_read_is_shown_as_written(text):
    html = MarkdownIt("commonmark").render(f"**Ana:** {escaped(text)}")
    assert html.split("</strong> ")[1].removesuffix("</p>\n") == text.replace("&", "&amp;").replace(
        "<", "&lt;"
    ).replace(">", "&gt;")


def test_a_run_that_lacks_a_condition_makes_no_page(tmp_path):
    made = finished_run(tmp_path / "run", CONDITIONS[:-2], num=1)
    with pytest.raises(CallerMistake, match="bpd, adhd_adult"):
        write_gallery(made.path, tmp_path / "gallery.md", hardware="a slate")
    assert not (tmp_path / "gallery.md").exists()


def test_a_folder_that_is_no_ended_run_is_refused(tmp_path):
    with pytest.raises(CallerMistake, match="run.json is missing"):
        write_gallery(tmp_path, tmp_path / "gallery.md", hardware="a slate")
    with pytest.raises(CallerMistake, match="does not exist"):
        write_gallery(tmp_path, tmp_path / "no" / "gallery.md", hardware="a slate")
