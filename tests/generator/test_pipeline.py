"""The loop with a scripted engine: exact counts, honest shortfall, resume, files on disk."""

import json
import random
import time
from pathlib import Path

import pytest

from filters.gate import Gate
from filters.memorization import MemorizationFilter, MinHashSessions
from filters.structure import StructureFilter
from filters.verdict import PrivacyClass, Verdict
from generator.base.composer import compose
from generator.base.material import base_material
from generator.base.speech import Manner
from generator.engine import Request, refusal
from generator.engines.scripted import ScriptedEngine
from generator.pipeline import Pipeline, seed_of
from generator.retrieval import Brief
from generator.run import RunFolder
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.planner import plan
from knowledge.session_file import read_sessions
from prompts.transcript import render_transcript

SPEC = {"n": 6, "seed": 3, "conditions": {"mdd": 3, "gad": 3}}
KNOWLEDGE = load_knowledge()
PLAN = plan(parse_spec(SPEC), KNOWLEDGE)
MATERIAL = base_material()
YAML = json.dumps(SPEC)  # which is YAML, too


class _Briefs:
    """Stands where the FAISS retriever does; the pipeline must not care."""

    knowledge = KNOWLEDGE

    def brief(self, profile, rng):
        return Brief(evidence=(), denials=())

    def share_out(self, asked):
        return (self.brief(profile, rng) for profile, rng in asked)


def _good(request: Request) -> str:
    profile = next(p.profile for p in PLAN if request.request_id.startswith(p.profile_id))
    rng = random.Random(request.seed)
    return render_transcript(compose(profile, material=MATERIAL, manner=Manner(), rng=rng).turns)


def _pipeline(folder: RunFolder, script, **options):
    return Pipeline(
        **{
            "plan": PLAN,
            "run": folder,
            "retriever": _Briefs(),
            "engine": ScriptedEngine(script),
            "gate": Gate([StructureFilter()]),
            "seed": 3,
            "attempts_per_session": 3,
            "on_progress": lambda report: None,
            **options,
        }
    )


def _create(path: Path) -> RunFolder:
    return RunFolder.create(path, spec_yaml=YAML, plan=PLAN, overwrite=False)


def test_every_profile_is_accepted_once_and_the_plan_is_kept(tmp_path):
    folder = _create(tmp_path / "run")
    report = _pipeline(folder, _good).fill()
    sessions = folder.accepted()
    assert report.accepted == report.requested == 6
    assert sorted(s.session_id for s in sessions) == sorted(p.profile_id for p in PLAN)
    assert all(s.synthetic and s.profile is not None for s in sessions)


def test_a_rejected_draft_is_drawn_again_with_another_seed(tmp_path):
    folder, seen = _create(tmp_path / "run"), []

    def first_fails(request: Request) -> str:
        seen.append(request.seed)
        return _good(request) if request.request_id.endswith(".2") else "no transcript at all"

    report = _pipeline(folder, first_fails).fill()
    assert (report.accepted, report.attempted) == (6, 12)
    assert len(set(seen)) == 12
    assert len(list(read_sessions(folder.path / "rejected.jsonl"))) == 6


def test_a_spent_attempt_budget_leaves_a_shortfall_and_relaxes_nothing(tmp_path):
    folder = _create(tmp_path / "run")
    report = _pipeline(folder, lambda request: "no transcript").fill()
    assert (report.accepted, report.attempted) == (0, 18)
    assert folder.accepted() == ()


def test_every_attempt_has_its_verdicts_with_reasons(tmp_path):
    folder = _create(tmp_path / "run")
    _pipeline(folder, lambda request: "no transcript", attempts_per_session=1).fill()
    records = [json.loads(line) for line in (folder.path / "verdicts.jsonl").open()]
    assert len(records) == 6
    assert all(v["reason"] for r in records for v in r["verdicts"] if v["passed"] is False)


def test_a_killed_run_goes_on_and_ends_as_an_unbroken_one_does(tmp_path):
    whole = _create(tmp_path / "whole")
    _pipeline(whole, _good).fill()
    broken = _create(tmp_path / "broken")

    class Killed(BaseException):
        pass

    calls = []

    def dies_after_three(request: Request) -> str:
        if len(calls) == 3:
            raise Killed
        calls.append(request)
        return _good(request)

    with pytest.raises(Killed):
        _pipeline(broken, dies_after_three, judged_together=1).fill()
    with (broken.path / "sessions.jsonl").open("ab") as file:
        file.write(b'{"session_id": "cut sho')
    resumed = RunFolder.resume(broken.path, spec_yaml=YAML)
    report = _pipeline(resumed, _good).fill()
    assert report.accepted == 6
    assert [(s.session_id, s.turns) for s in resumed.accepted()] == [
        (s.session_id, s.turns) for s in whole.accepted()
    ]


def test_a_run_is_not_overwritten_and_not_resumed_for_another_request(tmp_path):
    _create(tmp_path / "run")
    with pytest.raises(CallerMistake, match="--resume"):
        _create(tmp_path / "run")
    with pytest.raises(CallerMistake, match="another cohort request"):
        RunFolder.resume(tmp_path / "run", spec_yaml="n: 7\n")
    with pytest.raises(CallerMistake, match="no run to resume"):
        RunFolder.resume(tmp_path / "elsewhere", spec_yaml=YAML)


def test_overwriting_refuses_a_folder_that_is_no_run(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(CallerMistake, match="not a run"):
        RunFolder.create(tmp_path / "thesis", spec_yaml=YAML, plan=PLAN, overwrite=True)
    assert (tmp_path / "thesis" / "chapter.txt").exists()


def test_a_disk_that_cannot_be_written_says_so_and_names_the_way_on(tmp_path):
    folder = _create(tmp_path / "run")
    (folder.path / "verdicts.jsonl").unlink()
    (folder.path / "verdicts.jsonl").mkdir()
    with pytest.raises(WorldFailed, match="--resume"):
        _pipeline(folder, _good).fill()


def test_a_session_seed_depends_on_request_profile_and_attempt():
    seeds = {seed_of(r, p, a) for r in (1, 2) for p in ("p1-s1", "p2-s1") for a in (1, 2)}
    assert len(seeds) == 8
    assert seed_of(1, "p1-s1", 1) == seed_of(1, "p1-s1", 1)


def test_the_verdict_of_a_failing_filter_counts_as_its_rejection(tmp_path):
    class Never:
        name, privacy_class = "never", PrivacyClass.PUBLIC

        def judge(self, session):
            return Verdict(
                filter="never", privacy_class=self.privacy_class, passed=False, reason="no"
            )

    folder = _create(tmp_path / "run")
    report = _pipeline(folder, _good, gate=Gate([Never()]), attempts_per_session=1).fill()
    assert report.rejections == {"never": 6}


class Shuffled(ScriptedEngine):
    """Finishes what it is asked in an order of its own, some of it late."""

    def __init__(self, script, *, seed: int):
        super().__init__(script)
        self._rng = random.Random(seed)

    def complete(self, requests):
        finished = list(super().complete(requests))
        self._rng.shuffle(finished)
        for completion in finished:
            time.sleep(0.02 * self._rng.random())
            yield completion


def _two_of_a_kind(request: Request) -> str:
    """Every profile's first draft is one of two texts; the second is its own."""
    if request.request_id.endswith(".2"):
        return _good(request)
    profile = PLAN[request.seed % 2].profile
    return render_transcript(
        compose(profile, material=MATERIAL, manner=Manner(), rng=random.Random(0)).turns
    )


@pytest.mark.parametrize("together", [1, 4, 16])
def test_what_is_accepted_depends_on_neither_timing_nor_batches(tmp_path, together):
    """Which of two near-copies is the copy is decided by the plan, not by who was first."""

    def ended(name, engine, judged_together):
        folder = _create(tmp_path / name)
        gate = Gate([StructureFilter(), MemorizationFilter(accepted=MinHashSessions())])
        _pipeline(folder, None, engine=engine, gate=gate, judged_together=judged_together).fill()
        lines = (folder.path / "verdicts.jsonl").read_text()
        return [s.turns for s in folder.accepted()], lines

    expected = ended("in-order", ScriptedEngine(_two_of_a_kind), 2)
    assert "near-copy" in expected[1]
    for seed in range(3):
        engine = Shuffled(_two_of_a_kind, seed=seed)
        assert ended(f"shuffled-{seed}", engine, together) == expected


def test_a_judge_that_fails_stops_the_run_and_later_drafts_do_not_overtake(tmp_path):
    class Breaks:
        name, privacy_class = "breaks", PrivacyClass.PUBLIC
        seen = 0

        def judge(self, session):
            self.seen += 1
            if self.seen == 3:
                raise WorldFailed("the judge's disk is full")
            return Verdict(filter="breaks", privacy_class=self.privacy_class, passed=True)

    folder, breaks = _create(tmp_path / "run"), Breaks()
    with pytest.raises(WorldFailed, match="disk is full"):
        _pipeline(folder, _good, gate=Gate([breaks]), judged_together=1).fill()
    assert breaks.seen == 3
    assert [s.session_id for s in folder.accepted()] == [p.profile_id for p in PLAN[:2]]


def test_what_was_finished_before_the_engine_failed_is_kept(tmp_path):
    folder, asked = _create(tmp_path / "run"), []

    def fails_at_the_fifth(request: Request) -> str:
        asked.append(request)
        if len(asked) == 5:
            raise WorldFailed("the engine is gone")
        return _good(request)

    with pytest.raises(WorldFailed, match="engine is gone"):
        _pipeline(folder, fails_at_the_fifth).fill()
    assert len(folder.accepted()) == 4


def test_an_engine_that_leaves_a_request_unanswered_is_no_quiet_shortfall(tmp_path):
    class Forgetful(ScriptedEngine):
        def complete(self, requests):
            yield from list(super().complete(requests))[1:]

    with pytest.raises(WorldFailed, match="1 requests unanswered"):
        _pipeline(_create(tmp_path / "run"), None, engine=Forgetful(_good)).fill()


class _Refusing(ScriptedEngine):
    """Takes what its script answers and refuses what it answers with None."""

    def complete(self, requests):
        for request in requests:
            if self._script(request) is None:
                yield refusal(request, "too long")
            else:
                yield from super().complete([request])


def test_a_refused_request_stops_no_other_and_ends_as_the_callers_mistake(tmp_path):
    folder, last = _create(tmp_path / "run"), f"{PLAN[0].profile_id}.1"

    def script(request):
        if request.request_id == last:
            return None
        return _good(request) if request.request_id.endswith(".2") else "no transcript"

    with pytest.raises(CallerMistake, match="1 requests.*too long.*--resume"):
        _pipeline(folder, script, engine=_Refusing(script)).fill()
    assert len(folder.accepted()) == len(PLAN) - 1
    assert _pipeline(RunFolder.resume(folder.path, spec_yaml=YAML), _good).fill().accepted == 6


def test_nothing_but_refusals_ends_a_run_before_every_request_is_made(tmp_path):
    asked = []
    many = plan(parse_spec({**SPEC, "n": 40, "conditions": {"mdd": 40}}), KNOWLEDGE)
    engine = _Refusing(lambda request: asked.append(request))
    with pytest.raises(CallerMistake, match="8 requests"):
        _pipeline(_create(tmp_path / "run"), _good, engine=engine, plan=many).fill()
    assert len(asked) == 8


def test_what_was_drafted_before_the_engine_died_is_judged_and_kept(tmp_path):
    folder = _create(tmp_path / "run")

    def dies_at_the_fourth(request):
        if request.request_id == f"{PLAN[3].profile_id}.1":
            raise WorldFailed("gone")
        return _good(request)

    with pytest.raises(WorldFailed, match="gone"):
        _pipeline(folder, dies_at_the_fourth).fill()
    assert [s.session_id for s in folder.accepted()] == [p.profile_id for p in PLAN[:3]]
