"""A gate file names public text; what is not public, missing or empty is refused in one line."""

import json
import sys
from dataclasses import replace

import pytest

from filters.gate import Gate
from filters.public_text import PublicTextFilter
from filters.runs import RUN_WORDS
from filters.structure import StructureFilter
from generator.accounting import DpSgd
from generator.cli import main
from generator.corpus_import import import_table
from generator.guarantee import build_guarantee, public_only
from generator.judging import build_filters
from generator.ledger import reserve
from generator.public_text import open_public_text
from generator.terms import run_terms
from knowledge.errors import CallerMistake
from knowledge.session_file import session_json
from tests.filters.approval import with_approvals
from tests.filters.talk import GOOD, build_talk, replaced
from tests.generator.releasing import finish, released
from tests.generator.test_pipeline import PLAN, _create, _good, _pipeline

STORY = (
    "we kept nine geese behind the chapel until the winter the river came up over the lower field "
    "and took the fence and then my father sold the lot to a man from the fair"
)
BOOK = build_talk("Go on.", STORY, session_id="book")
COPY = build_talk(*replaced(5, STORY), session_id="copy")
OWN = build_talk(*GOOD, session_id="own")


def lines(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def corpus(folder, *, public):
    sessions = lines(folder.with_suffix(".jsonl"), session_json(BOOK))
    import_table([sessions], folder, public=public, name="geese")
    return folder


@pytest.fixture(params=["corpus", "its file", "sessions", "texts"])
def public_text(request, tmp_path):
    """The same text in every form that a gate file may name."""
    if request.param == "sessions":
        return lines(tmp_path / "some.jsonl", session_json(BOOK))
    if request.param == "texts":
        return request.getfixturevalue("texts")
    folder = corpus(tmp_path / "corpus", public=True)
    return folder if request.param == "corpus" else folder / "sessions.jsonl"


@pytest.fixture
def texts(tmp_path):
    return lines(tmp_path / "story.jsonl", {"text": STORY, "page": 3}, {"text": "The end."})


def test_every_form_of_public_text_finds_a_copy_and_passes_what_is_none(public_text):
    found = open_public_text(public_text)
    judge = PublicTextFilter(text=found.runs)
    assert judge.judge(COPY).passed is False
    assert judge.judge(COPY).evidence == (STORY,)
    assert judge.judge(OWN).passed is True


def test_it_is_called_by_a_name_without_a_path_and_told_by_its_content(public_text, tmp_path):
    found = open_public_text(public_text)
    assert found.described().startswith(("geese, ", "some.jsonl, ", "story.jsonl, "))
    assert str(tmp_path) not in found.described() and "geese behind" not in repr(found)
    other = lines(tmp_path / "other.jsonl", {"text": STORY + " again"})
    assert open_public_text(other).sha256 != found.sha256
    assert len(found.runs) >= len(STORY.split()) - RUN_WORDS + 1


def test_a_corpus_that_is_not_declared_public_is_refused_before_it_is_read(tmp_path):
    private = corpus(tmp_path / "corpus", public=False)
    (tmp_path / "link.jsonl").symlink_to(private / "sessions.jsonl")
    (private / "sessions.jsonl").write_text("damaged")
    for path in (private, private / "sessions.jsonl", tmp_path / "link.jsonl"):
        with pytest.raises(CallerMistake, match="not declared public.*--raw-filter") as refusal:
            open_public_text(path)
        assert str(path) in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no 8 words in a row"),
        (json.dumps({"text": "too short to compare"}), "holds no 8 words in a row"),
        (json.dumps({"title": "none"}), 'line 1: expected {"text"'),
        ("[1]", 'line 1: expected {"text"'),
        ("once upon a time", "line 1: not JSON"),
        (json.dumps(session_json(BOOK)) + "\n{}", "line 2: session field session_id"),
        (json.dumps({"text": "a"}) + "\n\n" + json.dumps({"text": 3}), "line 3: expected"),
    ],
)
def test_a_file_without_public_text_is_refused(tmp_path, content, words):
    path = tmp_path / "some.jsonl"
    path.write_text(content)
    with pytest.raises(CallerMistake) as refusal:
        open_public_text(path)
    assert words in str(refusal.value) and "some.jsonl" in str(refusal.value)
    assert "\n" not in str(refusal.value) and "upon" not in str(refusal.value)


@pytest.mark.parametrize(("name", "words"), [("gone", "no such folder"), ("run", "is no corpus")])
def test_what_is_not_there_or_no_corpus_is_refused_naming_what_is_allowed(tmp_path, name, words):
    (tmp_path / "run").mkdir()
    with pytest.raises(CallerMistake, match=f"{words}.*allowed is a corpus declared public"):
        open_public_text(tmp_path / name)


def test_a_corpus_that_the_epsilon_speaks_of_is_refused_and_any_other_is_not(tmp_path):
    folder = corpus(tmp_path / "corpus", public=True)
    training = DpSgd(noise_multiplier=1.0, sampling_rate=0.1, steps=10)
    head = reserve(folder / "ledger.jsonl", purpose="training", mechanism=training)
    claim = build_guarantee(
        training=training, delta=1e-5, patients=40, clipping_norm=1.0,
        weights_sha256="0" * 64, base_sha256="0" * 64, ledger_head=head,
    )  # fmt: skip
    with pytest.raises(CallerMistake, match="epsilon of this run speaks of this corpus"):
        open_public_text(folder, guarantee=claim)
    elsewhere = replace(claim, ledger_head="1" * 64)
    with pytest.raises(CallerMistake, match="epsilon of this run"):
        open_public_text(folder, guarantee=elsewhere, support_head=head)
    without = replace(claim, epsilon=float("inf"))
    for guarantee in (elsewhere, without, public_only(), None):
        assert len(open_public_text(folder, guarantee=guarantee).runs)


def test_the_gate_is_given_the_text_and_resumed_under_no_other(texts):
    found = open_public_text(texts)
    (with_text,) = (f for f in build_filters(public_text=found) if f.name == "public_text")
    (without,) = (f for f in build_filters() if f.name == "public_text")
    assert (with_text.judge(COPY).passed, without.judge(COPY).passed) == (False, None)
    terms = run_terms(
        plan=PLAN, knowledge_version="1", model="m", guarantee="unknown", temperature=1.0,
        filters=(), public_text=found.sha256,
    )  # fmt: skip
    assert terms["public text"] == found.sha256


def _run(path, text):
    folder = _create(path)
    gate = Gate(with_approvals(StructureFilter(), PublicTextFilter(text=text)))
    _pipeline(folder, _good, gate=gate).fill()
    return folder


def test_a_release_tells_what_was_compared_or_that_nothing_was(texts, tmp_path):
    found = open_public_text(texts)
    for name, text, described in (("a", found.runs, found.described()), ("b", None, None)):
        run = _run(tmp_path / name, text)
        finish(run, public_only(), public_text=described)
        folder = released(run, tmp_path / f"release-{name}")
        card = (folder / "README.md").read_text()
        manifest = json.loads((folder / "manifest.json").read_text())["predicate"]
        assert manifest["public_text"] == described
        assert (f"compared every draft with {described}" in card) is (described is not None)
        told = "**Not applied to any draft:** `public_text`: overlap was not checked"
        assert (told in card) is (described is None)
        rows = {row["name"]: row for row in run.outcome()["filters"]}
        assert rows["public_text"]["judged"] == (len(PLAN) if described else 0)


def test_the_filter_command_rejects_a_copy_of_the_text_that_its_gate_file_names(
    texts, tmp_path, monkeypatch, capsys
):
    asked = lines(tmp_path / "asked.jsonl", *map(session_json, (COPY, OWN)))
    (tmp_path / "gate.yaml").write_text(f"public_text: {texts}\n")
    command = ["sottovoce", "filter", str(asked), "--gate", str(tmp_path / "gate.yaml"), "--json"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    records = map(json.loads, capsys.readouterr().out.splitlines())
    said = {r["session_id"]: {v["filter"]: v for v in r["verdicts"]} for r in records}
    assert not ended.value.code
    assert said["own"]["public_text"]["passed"] is True
    assert said["copy"]["public_text"]["passed"] is False
    assert said["copy"]["public_text"]["evidence"] == [STORY]
    assert said["copy"]["public_text"]["class"] == "public"
