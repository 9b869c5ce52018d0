"""The command line as a user meets it: results on stdout; one line and a code for errors."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.generator.command_line import one_line

ROOT = Path(__file__).resolve().parents[2]


def test_help_names_the_verbs_that_exist_and_imports_nothing_heavy():
    code = (
        "import sys; sys.argv=['sottovoce','--help']\n"
        "from generator.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy={'torch','vllm','opacus','faiss','presidio_analyzer','datasets','transformers'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"
    built = (
        "knowledge",
        "cohort",
        "corpus",
        "train",
        "audit",
        "generate",
        "filter",
        "evaluate",
        "augment",
        "release",
        "verify",
    )
    for verb in built:
        assert verb in done.stdout
    for unbuilt in ("serve",):
        assert unbuilt not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("knowledge", "check", "nowhere.yaml"),
        ("knowledge", "search", " "),
        ("cohort", "check", "nowhere.yaml"),
        ("filter", "nowhere.jsonl"),
        ("filter", "symptoms"),
        ("filter", "symptoms", "nowhere.jsonl", "--judge", "x"),
        ("filter", "nowhere.jsonl", "--judge", "x"),
        ("filter", "symptoms", "nowhere.jsonl"),
        ("verify", "nowhere"),
        ("release", "nowhere", "-o", "out"),
        ("corpus", "check", "nowhere"),
        ("corpus", "import", "nowhere.csv", "-o", "corpus"),
        ("train", "nowhere.yaml", "-o", "checkpoint"),
        ("generate", "nowhere.yaml", "-o", "run"),
        ("ledger", "show", "nowhere.jsonl"),
        ("ledger", "show", "two\nlines"),
    ],
)
def test_what_is_not_there_is_named_in_one_line(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(*arguments)
    assert code == 2
    assert one_line(err)
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_called_no_ledger(run, tmp_path):
    (tmp_path / "sessions.jsonl").write_text('{"session_id": "s1"}\n')
    code, _, err = run("ledger", "show", str(tmp_path / "sessions.jsonl"))
    assert code == 3
    assert one_line(err) and "or this is no ledger" in err
