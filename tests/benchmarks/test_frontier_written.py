"""What runs of a frontier wrote, pooled: the share accepted, and how much of the plan was heard."""

import json

from benchmarks.frontier_written import written_cells


def _written(folder, name, *, accepted, done=True):
    run = folder / "written" / name
    run.mkdir(parents=True)
    heard = {"filter": "fidelity", "score": 0.5}
    lines = [
        {"session_id": f"s{number}", "accepted": is_in, "verdicts": [heard]}
        for number, is_in in enumerate(accepted)
    ]
    (run / "verdicts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    if done:
        (run / "run.json").touch()


def test_runs_of_the_same_cohort_are_pooled_by_patient(tmp_path):
    _written(tmp_path, "one", accepted=[True] * 10 + [False] * 10)
    _written(tmp_path, "two", accepted=[True] * 10 + [False] * 10)
    alone, both = (written_cells(tmp_path, *names) for names in (("one",), ("one", "two")))
    share, heard = both.split(" | ")
    assert share == f"{alone.split(' | ')[0]} (0.50, 0.50)", "the same patients tell no more"
    assert share.startswith("0.50 [") and heard == "0.500"


def test_a_run_that_is_not_done_is_left_out(tmp_path):
    _written(tmp_path, "one", accepted=[True] * 4)
    _written(tmp_path, "two", accepted=[False] * 4, done=False)
    assert written_cells(tmp_path, "one", "two") == written_cells(tmp_path, "one")
    assert written_cells(tmp_path, "two") == "|"
