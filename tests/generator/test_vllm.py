"""The engine in this process and vLLM's own OpenAI server, both with the embedded model."""

import json
import os
import random
import socket
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from filters.judge import JudgeFilter, Question
from filters.style import StyleFilter
from generator.base.vocabulary import base_lexicon
from generator.checkpoint import find_base
from generator.engine import Request, Sampling
from generator.engines.openai import EndpointEngine
from generator.judge import COMPACT_JSON, judge_source
from generator.pipeline import seed_of
from generator.source import OF_EMBEDDED
from generator.watch import SentenceWatch
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.planner import plan
from knowledge.profile_file import parse_profile
from prompts.render import control_messages
from prompts.transcript import parse_transcript
from tests.filters.talk import GOOD, build_talk

SPEC = {"n": 12, "seed": 3, "conditions": {"mdd": 6, "gad": 6}}


def requests(lexicon=None):
    """One a profile, as the pipeline words them, without evidence; watched with a lexicon."""
    for item in plan(parse_spec(SPEC), load_knowledge()):
        seed = seed_of(SPEC["seed"], item.profile_id, 1)
        denials = item.profile.denied()[:2]
        messages = control_messages(item.profile, (), denials)
        watch = SentenceWatch.of_prefix("", lexicon)
        yield Request(request_id=item.profile_id, messages=messages, seed=seed, watch=watch)


def _elsewhere(function, *arguments):
    """In a process of its own: two engines do not share one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _alone_and_together(folder, lexicon):
    from generator.engines.vllm import VllmEngine

    engine = VllmEngine(folder, prompt_form="control", sampling=Sampling())

    def words(asked):
        return {answer.request_id: answer.text for answer in engine.complete(asked)}

    asked = list(requests(lexicon))
    mixed = random.Random(1).sample(list(requests(lexicon)), k=len(asked))
    alone = {}
    for request in asked:
        alone |= words([request])
    return alone, words(requests(lexicon)), words(mixed)


def _watched_texts(folder):
    from generator.engines.vllm import VllmEngine

    engine = VllmEngine(folder, prompt_form="control", sampling=OF_EMBEDDED)
    return [answer.text for answer in engine.complete(requests(base_lexicon()))]


def _refused(folder):
    from generator.engines.vllm import VllmEngine

    engine = VllmEngine(folder, prompt_form="chat", sampling=Sampling())
    return [answer.refused for answer in engine.complete(requests())]


def _dying(folder):
    from generator.engines.vllm import VllmEngine

    engine = VllmEngine(folder, prompt_form="control", sampling=Sampling())
    kept = 0
    try:
        for _ in engine.complete(requests()):
            kept += 1
            engine.llm.apply_model(_break)
    except WorldFailed as failure:
        return kept, str(failure)
    finally:
        engine.close()
    return kept, ""


def _break(model):
    """A real failure of a real step: the weights of one layer no longer fit the next."""
    import torch

    model.model.norm.weight = torch.nn.Parameter(torch.ones(7), requires_grad=False)


@pytest.mark.long
@pytest.mark.parametrize("watched", [False, True])
def test_a_session_has_the_same_words_alone_and_in_any_batch(watched):
    lexicon = base_lexicon() if watched else None
    alone, together, mixed = _elsewhere(_alone_and_together, find_base("embedded"), lexicon)
    assert len(set(alone.values())) == SPEC["n"]
    assert alone == together == mixed


@pytest.mark.long
def test_a_watched_model_makes_no_word_up_and_says_no_sentence_again():
    style = StyleFilter(lexicon=base_lexicon())
    texts = _elsewhere(_watched_texts, find_base("embedded"))
    turns = [[turn.text for turn in parse_transcript(text)] for text in texts]
    verdicts = [style.judge(build_talk(*said)) for said in turns]
    assert len(texts) == SPEC["n"]
    assert not [verdict.reason for verdict in verdicts if verdict.passed is False]


@pytest.mark.long
def test_a_model_that_dies_is_one_line_and_keeps_what_was_finished():
    kept, said = _elsewhere(_dying, find_base("embedded"))
    assert kept >= 1
    assert said.startswith("vLLM stopped") and "--resume" in said and "\n" not in said


@pytest.mark.long
def test_a_context_too_short_for_a_session_refuses_each_request_with_its_figures(base):
    refused = _elsewhere(_refused, base)
    assert len(refused) == SPEC["n"]
    assert all("64 tokens" in reason for reason in refused)


@pytest.mark.long
@pytest.mark.parametrize("fault", ["template", "context"])
def test_a_model_that_cannot_be_asked_ends_in_one_line(base, tmp_path, fault):
    import shutil

    model = tmp_path / "model"
    shutil.copytree(base, model)
    if fault == "template":
        (model / "chat_template.jinja").unlink()
    (tmp_path / "cohort.yaml").write_text("n: 12\nseed: 3\nconditions: {mdd: 6, gad: 6}\n")
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", "generate", str(tmp_path / "cohort.yaml"),
         "--model", str(model), "-o", str(tmp_path / "run")],
        capture_output=True, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 2, done.stderr[-2000:]
    assert fault in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def server_url(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    command = ("--model", find_base("embedded"), "--served-model-name", "embedded", "--host",
               "127.0.0.1", "--port", port, "--dtype", "float32", "--enforce-eager",
               "--max-num-seqs", 8, "--no-enable-chunked-prefill",
               "--structured-outputs-config", json.dumps(COMPACT_JSON))  # fmt: skip
    quiet = {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "vllm.entrypoints.openai.api_server", *map(str, command)],
            stdout=out,
            stderr=out,
            env={**os.environ, **quiet, "HF_HUB_OFFLINE": "1"},
        )
    try:
        yield _when_ready(f"http://127.0.0.1:{port}/v1", process, log)
    finally:
        process.terminate()
        process.wait(60)


def _when_ready(url, process, log):
    for _ in range(300):
        try:
            EndpointEngine(url, model=None, sampling=Sampling(), tries=1).close()
            return url
        except WorldFailed:
            assert process.poll() is None, log.read_text()[-3000:]
            time.sleep(1)
    raise TimeoutError(log.read_text()[-3000:])


@pytest.mark.long
def test_the_servers_answers_are_read_and_a_seed_repeats_them(server_url):
    engine = EndpointEngine(server_url, model="embedded", sampling=Sampling())
    answers, again = (
        {answer.request_id: answer for answer in engine.complete(requests())} for _ in range(2)
    )
    assert len(answers) == SPEC["n"]
    assert all(answer.refused is None and answer.num_tokens > 50 for answer in answers.values())
    assert sum(answer.finished for answer in answers.values()) > SPEC["n"] / 2
    assert {n: a.text for n, a in answers.items()} == {n: a.text for n, a in again.items()}


@pytest.mark.long
def test_the_server_refuses_what_does_not_fit_and_answers_the_rest(server_url):
    engine = EndpointEngine(server_url, model=None, sampling=Sampling(max_tokens=4000))
    first, *rest = list(requests())[:4]
    long = Request(
        request_id=first.request_id,
        messages=({"role": "user", "content": "sleep " * 9000},),
        seed=first.seed,
    )
    answers = {answer.request_id: answer for answer in engine.complete([long, *rest])}
    assert "400" in answers[first.request_id].refused
    assert all(answers[request.request_id].refused is None for request in rest)


@pytest.mark.long
def test_the_server_serves_no_other_model(server_url):
    with pytest.raises(CallerMistake, match="embedded"):
        EndpointEngine(server_url, model="other", sampling=Sampling())


ASKED = ("sleep_onset", "worry_excess")


def _is_of_the_form(judge):
    """Nonsense, which is what the embedded model knows to say, and yet JSON of the schema."""
    labels = {name: load_knowledge().symptoms[name].label for name in ASKED}
    question = Question(turns=build_talk(*GOOD).turns, labels=labels)
    answers = judge.answer_all([question] * 3)
    for answer in answers:
        assert answer.missing is None
        found = json.loads(answer.text)
        assert tuple(found) == ASKED
        for finding in found.values():
            form = question.schema()["properties"]["sleep_onset"]["properties"]
            assert list(finding) == ["quote", "status"]
            assert finding["status"] in form["status"]["enum"]
            assert len(finding["quote"]) <= form["quote"]["maxLength"]
    profile = parse_profile({"symptoms": dict.fromkeys(ASKED, "present")})
    verdict = JudgeFilter(reader=judge).judge(build_talk(*GOOD, profile=profile))
    assert verdict.passed is False and verdict.reason.startswith("not found: sleep_onset")


@pytest.mark.long
def test_the_server_answers_a_judges_question_in_json_of_its_schema(server_url):
    source = judge_source(endpoint=server_url, served_model="embedded")
    judge = source.open()
    _is_of_the_form(judge)
    assert source.described(judge) == "endpoint, model embedded"


@pytest.mark.long
def test_a_model_of_ones_own_answers_a_judges_question_in_json_of_its_schema():
    judge = judge_source(model=str(find_base("embedded"))).open()
    try:
        _is_of_the_form(judge)
    finally:
        judge.close()
