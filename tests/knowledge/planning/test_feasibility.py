"""Strata of a feasible request."""

from knowledge.planning.feasibility import feasibility_json
from tests.knowledge.patients import checked


def test_strata_add_up_and_go_by_the_verified_odds_ratio():
    found = checked(n=200, conditions={"ocd": 0.5, "gad": 0.5}, gender={"woman": 0.6, "man": 0.4})
    strata = feasibility_json(found)["strata"]
    assert sum(row["count"] for row in strata) == 200
    counts = {(row["condition"], row["gender"]): row["count"] for row in strata}
    assert abs(counts["ocd", "woman"] - 60) <= 1
