"""What tests of the command line give it, and how they read what it says."""

import json

GOOD = "n: 10\nseed: 1\nconditions: {mdd: 0.5, gad: 0.5}\n"
"""A request that can be met."""


def one_line(err):
    return len(err.strip().splitlines()) == 1 and "Traceback" not in err


def import_jake(run, folder):
    """A corpus of one patient whose words hold a name, a number and a date."""
    turns = [{"speaker": "patient", "text": "I told Jake. Ring 07700 900123 on 3 May 2019."}]
    line = {"session_id": "Jake-1", "patient_id": "Jake", "turns": turns}
    (folder / "s.jsonl").write_text(json.dumps(line) + "\n")
    code, _, _ = run("corpus", "import", folder / "s.jsonl", "-o", folder / "raw")
    assert code == 0
    return folder / "raw"
