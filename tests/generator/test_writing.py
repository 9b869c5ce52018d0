"""Two ways to write a session, through the pipeline: what is asked of a chat model in each."""

import random
import re

import pytest

from filters.gate import Gate
from filters.structure import StructureFilter
from generator.engines.scripted import ScriptedEngine
from generator.interactive import InteractiveEngine
from generator.pipeline import Pipeline
from generator.retrieval import Brief
from generator.run import RunFolder
from generator.writing import INTERACTIVE, Interactive, OnePass, writing_with
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake
from knowledge.expression import load_expressions
from knowledge.planner import plan
from knowledge.session import Evidence, Speaker
from tests.generator.serving import Reply, Server, chat_answer

KNOWLEDGE, BANK = load_knowledge(), load_expressions()
SPEC = {"n": 4, "seed": 2, "conditions": {"mdd": 2, "gad": 2}, "turns": [28, 28]}
PLAN = plan(parse_spec(SPEC), KNOWLEDGE)
_TALK = BANK.slots["hobby"]
_WORDS = re.compile(r"close to these words: (.*)\]$", re.S)


class _Retriever:
    """Every heard symptom in the bank's first words for it; no store."""

    knowledge, bank = KNOWLEDGE, BANK

    def labels(self):
        return {name: record.label for name, record in KNOWLEDGE.symptoms.items()}

    def brief(self, profile, rng):
        heard = (name for name in profile.heard() if name in BANK.phrases)
        said = ((name, BANK.phrases[name][0].template) for name in heard)
        evidence = tuple(Evidence(passage_id=n, symptom=n, text=text) for n, text in said)
        return Brief(evidence=evidence, denials=())

    def share_out(self, asked):
        return (self.brief(profile, rng) for profile, rng in asked)


def _voice(asked):
    """A chat model that follows its directions and never says the same twice."""
    direction = asked["messages"][-1]["content"]
    told = _WORDS.search(direction)
    if told:
        return Reply(body=chat_answer(f"Patient: {told[1]}"))
    if "one to three words" in direction:
        return Reply(body=chat_answer("Yeah."))
    words = random.Random(asked["seed"]).sample(_TALK, k=6)
    return Reply(body=chat_answer(f"{' '.join(words)}."))


@pytest.fixture
def filled(tmp_path):
    with Server() as server:
        server.reply = _voice
        retriever = _Retriever()
        writing, engine = writing_with(INTERACTIVE, server.engine(), retriever)
        run = RunFolder.create(tmp_path / "run", spec_yaml="n: 4\n", plan=PLAN, overwrite=False)
        report = Pipeline(
            plan=PLAN,
            run=run,
            retriever=retriever,
            engine=engine,
            writing=writing,
            gate=Gate([StructureFilter()]),
            seed=2,
            attempts_per_session=2,
            on_progress=lambda report: None,
        ).fill()
        engine.close()
        yield report, run.accepted(), server.asked


def test_two_voices_fill_a_request_turn_by_turn(filled):
    report, sessions, asked = filled
    assert report.accepted == len(sessions) == 4
    for session in sessions:
        assert [turn.speaker for turn in session.turns] == [*Speaker] * 14
        said = " ".join(session.texts(Speaker.PATIENT))
        told = [item.text in said for item in session.provenance.evidence]
        assert sum(told) >= 0.8 * len(told)
        assert not any(text.startswith("Patient:") for text in session.texts(Speaker.PATIENT))
    assert len(asked) >= 4 * 28


def test_the_therapist_was_never_told_what_only_the_patient_knows(filled):
    _, sessions, asked = filled
    told = {item.text for session in sessions for item in session.provenance.evidence}
    for one in asked:
        system, *history = one["messages"]
        if system["content"].startswith("You play the therapist"):
            heard = {turn["content"].split("\n\n[")[0] for turn in history}
            leaked = {text for text in told if text in str(one["messages"])}
            assert leaked <= heard
            assert not re.search(r"\b(mdd|gad|moderate|severe|woman|man)\b", system["content"])


def test_one_pass_is_the_default_and_either_form_of_prompt_has_two_voices():
    for form in ("control", "chat"):
        engine = ScriptedEngine(lambda request: "", prompt_form=form)
        writing, same = writing_with("one-pass", engine, _Retriever())
        assert isinstance(writing, OnePass) and same is engine
        writing, wrapped = writing_with(INTERACTIVE, engine, _Retriever())
        assert isinstance(writing, Interactive) and isinstance(wrapped, InteractiveEngine)
        assert wrapped.prompt_form == form
    assert parse_spec({"n": 1, "conditions": {"mdd": 1.0}}).writing == "one-pass"


def test_a_way_of_writing_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(CallerMistake, match="writing.*one-pass.*interactive"):
        parse_spec({"n": 1, "conditions": {"mdd": 1.0}, "writing": "slowly"})
