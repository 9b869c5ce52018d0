"""The main job with real parts: FAISS retrieval, vLLM, every filter, a release that loads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation.body import recognise
from generator.readings import RunReadings
from generator.run import RunFolder

ROOT = Path(__file__).resolve().parents[2]
COHORT = "n: 3\nseed: 11\nconditions: {mdd: 1, ptsd: 1, schizophrenia: 1}\ngender: {woman: 1.0}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("job")


def _sottovoce(*arguments, folder):
    return subprocess.run(
        [sys.executable, "-m", "generator.cli", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": str(folder / "hf")},
    )


@pytest.fixture(scope="module")
def run(folder):
    (folder / "cohort.yaml").write_text(COHORT)
    done = _sottovoce(
        "generate", folder / "cohort.yaml", "--checkpoint", "examples/clinic/checkpoint",
        "-o", folder / "run", "--json", "--attempts", 25, folder=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_the_request_is_filled_to_the_last_session_of_every_condition(run, folder):
    assert (run["accepted"], run["requested"], run["shortfall"]) == (3, 3, 0)
    sessions = [json.loads(line) for line in (folder / "run" / "sessions.jsonl").open()]
    conditions = sorted(session["labels"]["condition"] for session in sessions)
    assert conditions == ["mdd", "ptsd", "schizophrenia"]
    assert all(session["profile"]["patient"]["gender"] == "woman" for session in sessions)
    assert all(session["provenance"]["evidence"] for session in sessions)


def test_what_the_gate_heard_need_not_be_read_again_to_be_evaluated(run, folder):
    class _ReadsNothing:
        symptoms = ()

        def recognise_all(self, sessions, **asked):
            raise AssertionError(f"{len(sessions)} sessions were read again")

    sessions = RunFolder(folder / "run").accepted()
    heard = recognise(sessions, RunReadings(folder / "run", _ReadsNothing()), lambda line: None)
    assert all(any(m.symptom in s.profile.heard() for m in heard[s.session_id]) for s in sessions)


def test_the_release_of_a_real_run_verifies_and_carries_its_guarantee(run, folder):
    done = _sottovoce("release", folder / "run", "-o", folder / "release", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "one patient with all of their sessions" in done.stdout
    assert _sottovoce("verify", folder / "release", folder=folder).returncode == 0
    page = (folder / "release" / "report.html").read_text()
    assert "3 were requested and 3 accepted" in page and "never publish it" not in page
    guarantee = json.loads((folder / "release" / "guarantee.json").read_text())
    assert guarantee["unit"] == "patient"
    assert 0 < guarantee["epsilon"] <= 8.0


def test_the_filters_judge_the_run_again_from_its_file_alone(run, folder):
    done = _sottovoce("filter", folder / "run" / "sessions.jsonl", "--json", folder=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == 3
    assert {v["class"] for r in records for v in r["verdicts"]} == {"public"}
    fidelity = [v for r in records for v in r["verdicts"] if v["filter"] == "fidelity"]
    assert all(v["passed"] and v["evidence"] for v in fidelity)


def test_an_altered_checkpoint_is_refused_with_code_3(folder):
    import shutil

    shutil.copytree(ROOT / "examples" / "clinic" / "checkpoint", folder / "altered")
    path = folder / "altered" / "guarantee.json"
    guarantee = json.loads(path.read_text())
    path.write_text(json.dumps({**guarantee, "epsilon": 1.0}))
    done = _sottovoce(
        "generate", folder / "cohort.yaml", "--checkpoint", folder / "altered",
        "-o", folder / "other", folder=folder,
    )  # fmt: skip
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (folder / "other").exists()


def test_a_checkpoint_without_its_guarantee_is_refused_with_code_2(folder):
    import shutil

    shutil.copytree(ROOT / "examples" / "clinic" / "checkpoint", folder / "bare")
    (folder / "bare" / "guarantee.json").unlink()
    done = _sottovoce(
        "generate", folder / "cohort.yaml", "--checkpoint", folder / "bare",
        "-o", folder / "other", folder=folder,
    )  # fmt: skip
    assert done.returncode == 2
    assert "guarantee.json" in done.stderr
