"""Sessions and runs that a judge read: it is shown what fidelity passed, and can only reject."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from generator.judge import judge_source
from generator.judging import judge_file
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake
from knowledge.planner import plan
from knowledge.profile_file import parse_profile
from knowledge.session import Provenance, Speaker
from knowledge.session_file import session_json
from tests.filters.talk import GOOD, build_talk
from tests.generator.asking import asked_symptoms
from tests.generator.serving import Reply, Server, authored, chat_answer


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def told():
    """A real session that every filter passes, told by the material of the embedded model."""
    import random

    from filters.gate import Gate, accepted
    from generator.base.composer import compose
    from generator.base.material import base_material
    from generator.base.speech import Manner
    from generator.judging import build_filters

    (item,) = plan(parse_spec({"n": 1, "seed": 3, "conditions": {"gad": 1}}), load_knowledge())
    gate = Gate(build_filters())
    for seed in range(20):
        written = compose(
            item.profile, material=base_material(), manner=Manner(), rng=random.Random(seed)
        )
        talk = build_talk(*(turn.text for turn in written.turns), profile=item.profile)
        if accepted(gate.judge(talk)):
            return talk
    raise AssertionError("the composer's sessions no longer pass the gate")


def test_the_filter_command_shows_the_judge_what_fidelity_passed_and_nothing_else(
    server, told, tmp_path
):
    rejected = build_talk(*GOOD, profile=told.profile, session_id="s2")
    lines = [json.dumps(session_json(item)) + "\n" for item in (told, rejected)]
    (tmp_path / "s.jsonl").write_text("".join(lines))
    quote = next(turn.text for turn in told.turns if turn.speaker is Speaker.PATIENT)

    def reply(asked):
        first, *others = asked_symptoms(asked)
        none = {name: {"quote": "", "status": "not_mentioned"} for name in others}
        found = {first: {"quote": quote, "status": "present"}, **none}
        return Reply(body=chat_answer(json.dumps(found)))

    server.reply = reply
    source = judge_source(endpoint=server.url)
    one, other = judge_file(tmp_path / "s.jsonl", judge=source)
    said = {v["filter"]: v for v in one["verdicts"]}
    assert said["fidelity"]["passed"] is True
    assert (said["judge"]["passed"], said["judge"]["class"]) == (False, "public")
    planned = told.profile.heard()
    assert said["judge"]["score"] == pytest.approx(1 / len(planned))
    assert f"{planned[1]} (not mentioned)" in said["judge"]["reason"]
    assert not one["accepted"] and not other["accepted"]
    assert other["verdicts"][-1]["passed"] is None
    assert len(server.asked) == 1
    profile = parse_profile(session_json(told)["profile"])
    assert asked_symptoms(server.asked[0]) == list(profile.heard())


def test_a_session_id_that_comes_twice_is_refused_by_its_line_before_any_verdict(told, tmp_path):
    lines = [json.dumps(session_json(told)), "", json.dumps(session_json(told))]
    (tmp_path / "s.jsonl").write_text("\n".join(lines))
    with pytest.raises(CallerMistake) as caught:
        next(judge_file(tmp_path / "s.jsonl"))
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 's.jsonl'} line 3: the session id was already used at")
    assert "line 1" in said and "\n" not in said


def test_drafts_of_one_session_are_judged_each(told, tmp_path):
    drafts = [
        replace(told, provenance=Provenance(seed=7, attempt=number, profile_id="p1"))
        for number in (1, 2)
    ]
    file = tmp_path / "rejected.jsonl"
    file.write_text("".join(json.dumps(session_json(item)) + "\n" for item in drafts))
    assert len(list(judge_file(file))) == 2
    file.write_text(f"{json.dumps(session_json(drafts[0]))}\n" * 2)
    with pytest.raises(CallerMistake, match="line 2: the session id was already used at line 1"):
        next(judge_file(file))


def test_of_two_copies_without_an_id_the_second_is_rejected(told, tmp_path):
    copy = {name: part for name, part in session_json(told).items() if name != "session_id"}
    (tmp_path / "s.jsonl").write_text(f"{json.dumps(copy)}\n" * 2)
    one, other = judge_file(tmp_path / "s.jsonl")
    assert one["accepted"] and not other["accepted"]
    (memorization,) = [v for v in other["verdicts"] if v["filter"] == "memorization"]
    assert "near-copy of session s.jsonl line 1" in memorization["reason"]


def test_a_run_names_its_judge_and_its_public_text_and_keeps_what_it_accepts(server, tmp_path):
    spec = {"n": 2, "seed": 5, "conditions": {"gad": 2}}
    write = authored(plan(parse_spec(spec), load_knowledge()), run_seed=5)

    def reply(asked):
        return find_all(asked) if "response_format" in asked else write(asked)

    def find_all(asked):
        lines = asked["messages"][1]["content"].splitlines()
        said = [line.removeprefix("Patient: ") for line in lines if line.startswith("Patient: ")]
        quote = max(said, key=len)[:150].rpartition(" ")[0]
        found = {name: {"quote": quote, "status": "present"} for name in asked_symptoms(asked)}
        return Reply(body=chat_answer(json.dumps(found)))

    server.reply = reply
    (tmp_path / "cohort.yaml").write_text(json.dumps(spec))
    (tmp_path / "public.jsonl").write_text(json.dumps({"text": " ".join(GOOD)}) + "\n")
    (tmp_path / "gate.yaml").write_text(f"public_text: {tmp_path / 'public.jsonl'}\n")
    run = tmp_path / "run"
    command = ("generate", tmp_path / "cohort.yaml", "-o", run, "--json",
               "--gate", tmp_path / "gate.yaml",
               "--endpoint", server.url, "--judge-endpoint", server.url)  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", *map(str, command)],
        capture_output=True, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["accepted"] == 2
    assert json.loads(done.stdout)["thresholds"]["judge"] == {
        "min_recall": 0.8,
        "reject_unjudged": True,
    }
    outcome = json.loads((run / "run.json").read_text())
    terms = json.loads((run / "terms.json").read_text())
    assert (outcome["judge"], terms["judge"]) == ("endpoint, model small", "served as small")
    assert outcome["public_text"].startswith("public.jsonl, ")
    assert len(terms["public text"]) == 64
    rows = [json.loads(line)["verdicts"] for line in (run / "verdicts.jsonl").open()]
    for row in rows:
        said = {verdict["filter"]: verdict["passed"] for verdict in row}
        assert said["public_text"] is True
        others = [passed for name, passed in said.items() if name not in ("judge", "memorization")]
        assert said["judge"] is (True if all(others) else None)
    everything = b"".join(path.read_bytes() for path in run.iterdir())
    assert server.url.encode() not in everything
