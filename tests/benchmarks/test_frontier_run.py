"""Which runs and audits of a frontier's folder are told of."""

import json

from benchmarks.frontier_canaries import canary_table
from benchmarks.frontier_run import finished_runs


def test_runs_of_every_epsilon_are_found_and_what_lies_beside_them_is_not(tmp_path):
    for name in ("8-seed-0", "8-seed-0.whole", "inf-seed-1", "2.5-seed-0", "8-seed-10"):
        (tmp_path / "runs" / f"epsilon-{name}").mkdir(parents=True)
    (tmp_path / "runs" / "epsilon-8-seed-0.losses.json").touch()
    found = [run.checkpoint.name for run in finished_runs(tmp_path)]
    assert found == [
        "epsilon-inf-seed-1", "epsilon-8-seed-0", "epsilon-8-seed-10", "epsilon-2.5-seed-0",
    ]  # fmt: skip
    assert finished_runs(tmp_path / "nothing") == []


def test_audits_of_every_epsilon_have_a_row(tmp_path):
    scores = [float(n // 2) for n in range(600)]
    record = {
        "delta": 1e-5,
        "scores": {"scores": scores, "included": [n % 2 == 0 for n in range(600)], "unseen": []},
        "figures": [{"name": "weights: extracted secrets", "value": 0.1, "n": 10}],
    }
    for audit in "01":
        for epsilon in ("2", "16", "inf"):
            file = tmp_path / "canaries" / audit / f"epsilon-{epsilon}.audit.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(record))
    rows = canary_table(tmp_path).splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| inf", "| 16", "| 2"]
    assert all(" | 2 | 0.500 [" in row and "2 of 20" in row for row in rows)
