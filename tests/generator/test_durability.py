"""`sottovoce generate` as a process that is killed, starved and let down, and then gone on with.

The text comes from a server on a loopback port; everything else is what a user runs.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from generator.repair import SESSIONS, VERDICTS
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec, spec_sha256
from knowledge.planner import plan
from tests.generator.serving import Reply, Server, authored, failure

ROOT = Path(__file__).resolve().parents[2]
SPEC = {"n": 6, "seed": 5, "conditions": {"mdd": 2, "gad": 2, "ptsd": 2}}
PLAN = plan(parse_spec(SPEC), load_knowledge())
KEY = "sk-not-to-be-seen"


@pytest.fixture(scope="module")
def write():
    return authored(PLAN, run_seed=SPEC["seed"])


@pytest.fixture
def server(write):
    with Server() as running:
        running.reply = write
        yield running


class Run:
    """One run folder and the processes that write in it, one after the other."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.path, self.server = folder / "run", server
        (folder / "cohort.yaml").write_text(json.dumps(SPEC))
        self.spec = folder / "cohort.yaml"

    def start(self, *options) -> subprocess.Popen:
        command = ("generate", self.spec, "-o", self.path, "--endpoint", self.server.url)
        return subprocess.Popen(
            [sys.executable, "-m", "generator.cli", *map(str, command), "--resume", *options],
            cwd=ROOT,
            env={**os.environ, "HF_HUB_OFFLINE": "1", "SOTTOVOCE_API_KEY": KEY},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ends(self, *options) -> tuple[int, str]:
        """Exit code and the last line on standard error."""
        return ended(self.start(*options))

    def lines(self, name: str) -> list[dict]:
        """The whole lines of a file, while somebody writes in it."""
        path = self.path / name
        text = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
        return [json.loads(line) for line in text.splitlines()]

    def accepted(self) -> set[str]:
        return {record["session_id"] for record in self.lines("sessions.jsonl")}

    def is_whole(self) -> None:
        """Every session asked for is there, once, with its verdicts."""
        outcome = json.loads((self.path / "run.json").read_text())
        assert (outcome["accepted"], outcome["shortfall"]) == (len(PLAN), 0)
        assert outcome["spec_sha256"] == spec_sha256(parse_spec(SPEC))
        found = {
            accepted: [(s["session_id"], s["provenance"]["attempt"]) for s in self.lines(name)]
            for name, accepted in SESSIONS.items()
        }
        ids = [session_id for session_id, _ in found[True]]
        assert sorted(ids) == sorted(item.profile_id for item in PLAN)
        judged = [(v["session_id"], v["attempt"], v["accepted"]) for v in self.lines(VERDICTS)]
        assert max(Counter(judged).values()) == 1
        sessions = [(*made, accepted) for accepted, all_made in found.items() for made in all_made]
        assert sorted(judged) == sorted(sessions)
        assert outcome["attempted"] == len(judged)
        everything = b"".join(p.read_bytes() for p in self.path.iterdir())
        assert KEY.encode() not in everything and self.server.url.encode() not in everything


def ended(process: subprocess.Popen) -> tuple[int, str]:
    out, err = process.communicate(timeout=300)
    assert "Traceback" not in err, err[-3000:]
    assert KEY not in out + err
    return process.returncode, (err.strip().splitlines() or [""])[-1]


def once(condition, process, *, seconds=120.0) -> None:
    """Waits until it holds, or the process has ended by itself."""
    latest = time.monotonic() + seconds
    while not condition() and process.poll() is None and time.monotonic() < latest:
        time.sleep(0.001)


@pytest.fixture
def run(tmp_path, server):
    return Run(tmp_path, server)


def test_killed_at_any_moment_a_run_ends_whole(run):
    rng, kills = random.Random(8), 0
    for wanted in (0, rng.randint(1, 3)):
        process = run.start()
        if wanted == 0:
            time.sleep(rng.uniform(0.0, 4.0))  # before there is anything
        else:
            once(lambda: len(run.lines(VERDICTS)) >= wanted, process)  # noqa: B023
            time.sleep(rng.uniform(0.0, 0.01))
        before = run.accepted()
        process.kill()
        kills += process.wait() == -signal.SIGKILL
        process.communicate()
        assert run.accepted() >= before
    assert kills == 2
    for name in (VERDICTS, *SESSIONS):  # and what a machine without power leaves
        with (run.path / name).open("ab") as file:
            file.write(b'{"session_id": "p0001-s1", "attem')
    assert run.ends()[0] == 0
    run.is_whole()


# Its parts are tested fast: the engine's in test_openai, the loop's in test_pipeline.
@pytest.mark.long
def test_a_run_let_down_by_everything_ends_whole(run, write):
    asked = []

    def breaks_after(number, reply):
        asked.clear()

        def answer(request):
            asked.append(request["seed"])
            return write(request) if len(asked) <= number else reply

        return answer

    run.server.reply = breaks_after(3, failure(500, "out of memory"))
    code, said = run.ends("--tries", "1", "--concurrency", "1")
    assert (code, "--resume" in said, "500" in said) == (1, True, True)
    assert run.lines(VERDICTS), "what was written before is kept"
    kept = run.accepted()

    run.server.reply = breaks_after(1, failure(400, "context too long"))
    code, said = run.ends()
    assert (code, "context too long" in said, "--resume" in said) == (2, True, True)

    run.server.reply = lambda request: Reply(wait=60)
    process, seen = run.start(), len(run.server.asked)
    once(lambda: len(run.server.asked) > seen, process)
    process.send_signal(signal.SIGINT)
    code, said = ended(process)
    assert (code, "--resume" in said) == (130, True)

    assert run.accepted() >= kept
    run.server.reply = write
    assert run.ends()[0] == 0
    run.is_whole()


@pytest.mark.parametrize(
    ("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")]
)
@pytest.mark.parametrize("ignored", [False, True])
def test_a_signal_ends_a_command_in_one_line_unless_it_is_ignored_from_outside(
    number, word, ignored
):
    waiting = (
        "import sys, time\n"
        "from generator import cli\n"
        "cli.app = lambda **options: (print('ready', flush=True), sys.stdin.readline())[0]\n"
        "cli.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", waiting],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Said either way: whoever runs these tests may ignore it themselves.
        preexec_fn=lambda: signal.signal(number, signal.SIG_IGN if ignored else signal.SIG_DFL),
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    if ignored:
        time.sleep(0.2)
    _, err = process.communicate("\n")
    if ignored:
        assert (process.returncode, err) == (0, "")
    else:
        assert process.returncode == 128 + number
        assert err.startswith(f"sottovoce: {word}") and len(err.splitlines()) == 1
