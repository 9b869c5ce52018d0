"""`corpus` as the owner of private text meets it: what is printed, written and warned of."""

import json

import pytest

from tests.generator.command_line import import_jake, one_line


@pytest.fixture
def corpus(run, tmp_path):
    return import_jake(run, tmp_path)


def _words(folder):
    return json.loads((folder / "sessions.jsonl").read_text())["turns"][0]["text"]


def test_corpus_deidentify_writes_a_corpus_and_counts_what_it_took_out(run, corpus, tmp_path):
    out = tmp_path / "clean"
    code, printed, err = run("corpus", "deidentify", corpus, "-o", out, "--json")
    counts = {"PERSON": 1, "PHONE_NUMBER": 1, "DATE_TIME": 1}
    assert code == 0
    assert json.loads(printed) == {"mode": "tags", "sessions": 1, "counts": counts}
    assert "internal, not for release" in err
    assert _words(out) == "I told [name]. Ring [phone] on [date]."
    assert (out / "ledger.jsonl").resolve() == corpus / "ledger.jsonl"
    code, printed, _ = run("corpus", "check", out)
    assert (code, "de-identified (tags)" in printed) == (0, True)


def test_corpus_deidentify_can_write_surrogates_and_overwrite(run, corpus, tmp_path):
    out = tmp_path / "clean"
    for more in ([], ["--overwrite"]):
        code, printed, _ = run(
            "corpus", "deidentify", corpus, "-o", out, "--mode", "surrogates", *more
        )
        assert code == 0
        assert "1  PERSON" in printed
        assert "Jake" not in _words(out) + printed
        assert "[name]" not in _words(out)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["raw", "-o", "clean", "--mode", "blanks"], "tags or surrogates"),
        (["missing", "-o", "clean"], "missing is no corpus"),
        (["raw", "-o", "raw", "--overwrite"], "the corpus itself"),
        (["raw", "-o", "raw"], "allow overwriting"),
        (["raw", "-o", "s.jsonl"], "is a file"),
    ],
)
def test_corpus_deidentify_refuses_in_one_line(run, corpus, tmp_path, monkeypatch, arguments, word):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("corpus", "deidentify", *arguments)
    assert (code, out, one_line(err)) == (2, "", True)
    assert word in err


@pytest.mark.parametrize(
    ("patients", "declared", "warned"), [(1, 1, True), (3, 7, True), (3, 6, False)]
)
def test_a_declared_number_far_from_the_corpus_is_a_warning_on_the_owners_screen(
    run, tmp_path, patients, declared, warned
):
    turns = [{"speaker": "patient", "text": "I sleep badly."}]
    lines = (
        json.dumps({"session_id": f"s{n}", "patient_id": f"p{n}", "turns": turns})
        for n in range(patients)
    )
    (tmp_path / "s.jsonl").write_text("\n".join(lines))
    for arguments in (
        ("import", tmp_path / "s.jsonl", "-o", tmp_path / "new", "--patients", declared),
        ("check", tmp_path / "new"),
    ):
        code, _, err = run("corpus", *arguments)
        assert code == 0
        assert err.startswith("WARNING: patients") == warned
        assert len(err.splitlines()) == warned
