"""`release` and `verify` as a user meets them: what is printed, one line a fault, exit codes."""

import json

import pytest

from generator.releasing.signing import user_key_folder
from tests.generator.command_line import one_line
from tests.generator.releasing import finished_run, report_on
from tests.generator.test_signing import made_key


@pytest.fixture
def made(tmp_path):
    finished = finished_run(tmp_path / "run")
    report_on(tmp_path / "report", finished.outcome())
    return tmp_path


def _release(run, made, *more):
    return run("release", made / "run", "-o", made / "release", "--report", made / "report", *more)


def test_a_release_says_who_signed_and_what_to_hand_on(run, made):
    code, out, _ = _release(run, made)
    assert code == 0
    assert str(user_key_folder() / "release.pub") in out
    assert "No private record was read" in out
    code, out, _ = run("verify", made / "release")
    assert code == 0
    assert "signer unchecked" in out and "ledger unchecked" in out
    code, out, _ = run("verify", made / "release", "--key", user_key_folder() / "release.pub")
    assert code == 0
    assert "signer unchecked" not in out


def test_a_given_key_signs_and_only_its_public_part_verifies(run, made):
    key = made_key(made / "mine.pem")
    (made / "mine.pub").write_bytes(key.public.pem())
    code, out, _ = _release(run, made, "--key", made / "mine.pem")
    assert code == 0
    assert key.public.key_id in out
    code, out, _ = run("verify", made / "release", "--key", made / "mine.pub", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["signer"] == key.public.key_id and told["signer_checked"]
    assert (told["sessions"], told["kind"], told["epsilon"]) == (6, "public-only", 0.0)
    made_key(made / "other.pem")
    (made / "other.pub").write_bytes(made_key(made / "other.pem").public.pem())
    code, out, err = run("verify", made / "release", "--key", made / "other.pub")
    assert (code, out) == (3, "")
    assert one_line(err) and "not by" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--key", "nowhere.pem"), "nowhere.pem does not exist"),
        (("--key", "open.pem"), "chmod 600"),
        (("--report", "nowhere"), "public/report.html"),
        (("--report", "report/internal"), "public/report.html"),
    ],
)
def test_a_wrong_key_or_report_is_the_callers_mistake_and_writes_nothing(
    run, made, monkeypatch, arguments, words
):
    monkeypatch.chdir(made)
    made_key(made / "open.pem")
    (made / "open.pem").chmod(0o644)
    code, out, err = _release(run, made, *arguments)
    assert (code, out) == (2, "")
    assert one_line(err) and words in err
    assert not (made / "release").exists()


def test_an_edited_release_exits_3_and_names_the_file(run, made):
    _release(run, made)
    with (made / "release" / "README.md").open("a") as card:
        card.write("These are real.\n")
    code, out, err = run("verify", made / "release")
    assert (code, out) == (3, "")
    assert one_line(err) and "README.md differs" in err


def test_an_existing_release_is_not_replaced_unless_asked(run, made):
    _release(run, made)
    before = (made / "release" / "manifest.sig").read_bytes()
    code, _, err = _release(run, made)
    assert code == 2 and "--overwrite" in err and one_line(err)
    assert (made / "release" / "manifest.sig").read_bytes() == before
    assert _release(run, made, "--overwrite")[0] == 0


@pytest.mark.parametrize("option", ["--ledger", "--key"])
def test_a_key_or_ledger_that_is_not_there_is_the_callers_mistake(run, made, option):
    _release(run, made)
    code, _, err = run("verify", made / "release", option, made / "nowhere")
    assert code == 2 and one_line(err) and "nowhere" in err
