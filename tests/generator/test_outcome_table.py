"""The outcome of a run on the terminal."""

from pathlib import Path

from generator.outcome_table import print_outcome


def test_the_table_at_the_end_names_rates_reasons_and_what_was_loosened(capsys):
    row = {
        "requested": 4,
        "attempted": 8,
        "accepted": 3,
        "accept_rate": 0.375,
        "rejected_by": {"style": 4, "safety": 1},
    }
    loose = {"filter": "fidelity", "threshold": "min_recall", "value": 0.5, "default": 0.8}
    outcome = {
        **row,
        "shortfall": 1,
        "conditions": [{"condition": "gad", **row}],
        "strata": [{"stratum": "gad, woman", **row}],
        "filters": [
            {"name": "style", "failed": 4},
            {"name": "safety", "failed": 1},
            {"name": "public_text", "failed": 0, "unused": "overlap was not checked"},
        ],
        "loosened": [loose],
    }
    print_outcome(outcome, Path("run"))
    told = capsys.readouterr().out
    assert "0.38" in told and "style 4, safety 1" in told
    assert "looser than the default: fidelity min_recall 0.5 (default 0.8)" in told
    assert "gad, woman: 3 of 4, rejected most by style" in told
    assert "not applied: public_text: overlap was not checked" in told
