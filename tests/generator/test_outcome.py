"""Accept rates by filter and by stratum, counted from what is on disk, each draft once."""

import json

import pytest

from filters.gate import Gate
from filters.public_text import NOT_CHECKED, PublicTextFilter
from filters.structure import StructureFilter
from filters.verdict import PrivacyClass, Verdict
from generator.guarantee import (
    RAW_FILTER,
    UNPAID_FILTER,
    after_filters,
    public_only,
    unpaid_filters,
)
from generator.outcome import read_judged, summarise
from knowledge.cohort import parse_spec
from tests.generator.test_pipeline import KNOWLEDGE, PLAN, SPEC, _create, _good, _pipeline


class NotGad:
    """Rejects one condition, so that its stratum is hit harder than the other."""

    name, privacy_class = "not_gad", PrivacyClass.PUBLIC

    def judge(self, session):
        passed = session.labels["condition"] != "gad"
        return Verdict(filter=self.name, privacy_class=self.privacy_class, passed=passed)


@pytest.fixture
def run(tmp_path):
    folder, gate = _create(tmp_path / "run"), Gate([StructureFilter(), NotGad()])
    _pipeline(folder, _good, gate=gate, attempts_per_session=2).fill()
    return folder


def outcome(folder, model=None):
    return summarise(
        folder,
        PLAN,
        spec=parse_spec(SPEC),
        knowledge=KNOWLEDGE,
        guarantee=public_only(),
        engine="scripted",
        model=model,
    )


def test_a_stratum_says_how_hard_it_was_and_what_rejected_most(run):
    rows = {row["condition"]: row for row in outcome(run)["conditions"]}
    expected = {"condition": "gad", "requested": 3, "attempted": 6, "accepted": 0}
    assert rows["gad"] == {**expected, "accept_rate": 0.0, "rejected_by": {"not_gad": 6}}
    assert rows["mdd"]["accept_rate"] == 1.0 and rows["mdd"]["rejected_by"] == {}
    strata = outcome(run)["strata"]
    assert sum(row["attempted"] for row in strata) == 9
    assert all({"stratum", "accept_rate", "rejected_by"} <= set(row) for row in strata)


def test_the_model_is_told_by_a_digest_of_its_weights_or_name(run):
    weights = "ab" * 32
    assert outcome(run, model=weights)["model_sha256"] == weights
    served = outcome(run, model="served as one")["model_sha256"]
    assert len(served) == 64 and served != outcome(run, model="served as two")["model_sha256"]


def test_a_filter_says_how_many_it_judged_and_failed(run):
    rows = {row["name"]: row for row in outcome(run)["filters"]}
    assert (rows["not_gad"]["judged"], rows["not_gad"]["failed"]) == (9, 6)
    assert rows["not_gad"]["accept_rate"] == 0.3333
    assert (rows["structure"]["judged"], rows["structure"]["failed"]) == (9, 0)


def test_a_filter_that_applied_to_no_draft_says_why_and_any_other_says_nothing(tmp_path):
    folder = _create(tmp_path / "run")
    gate = Gate([StructureFilter(), PublicTextFilter()])
    _pipeline(folder, _good, gate=gate).fill()
    rows = {row["name"]: row for row in outcome(folder)["filters"]}
    assert rows["structure"]["unused"] is None
    assert rows["public_text"]["unused"] == NOT_CHECKED
    assert (rows["public_text"]["judged"], rows["public_text"]["failed"]) == (0, 0)
    assert rows["public_text"]["not_applicable"] == len(PLAN)


def test_a_verdict_that_a_crash_left_twice_counts_once(run):
    before = outcome(run)
    lines = (run.path / "verdicts.jsonl").read_text().splitlines(keepends=True)
    (run.path / "verdicts.jsonl").write_text("".join((lines[0], *lines)))
    assert outcome(run) == before
    assert len(read_judged(run)) == 9


def test_rejected_sessions_are_kept_with_their_reasons(run):
    rejected = [json.loads(line) for line in (run.path / "rejected.jsonl").open()]
    assert len(rejected) == 6
    failed = {
        (item.profile_id, item.attempt): [said.filter for said in item.said if not said.passed]
        for item in read_judged(run)
        if not item.accepted
    }
    for session in rejected:
        key = session["session_id"], session["provenance"]["attempt"]
        assert failed[key] == ["not_gad"]


@pytest.mark.parametrize(
    ("classes", "mechanisms", "unpaid"),
    [
        ({"structure": "public"}, (), {}),
        ({"raw": "raw", "structure": "public"}, ("dp-sgd", "set-union"), {"raw": RAW_FILTER}),
        ({"support": "charged"}, ("dp-sgd",), {"support": UNPAID_FILTER}),
        ({"support": "charged"}, ("set-union",), {}),
    ],
)
def test_one_rule_says_which_filters_nobody_paid_for(classes, mechanisms, unpaid):
    assert unpaid_filters(classes, mechanisms) == unpaid


def test_a_raw_filter_explains_the_lost_guarantee_before_an_unpaid_one():
    kept = after_filters(public_only(), {"a": "charged", "b": "raw"})
    assert (kept.kind, kept.reason) == ("non-dp", RAW_FILTER)
    assert after_filters(public_only(), {"a": "public"}) == public_only()
