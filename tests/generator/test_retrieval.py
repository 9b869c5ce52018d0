"""What a session is asked to say: from the right symptom, condition, medium and background."""

import random
import zlib
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from generator.retrieval import Retriever
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.expression import load_expressions
from knowledge.planner import plan
from knowledge.store import KnowledgeStore

KNOWLEDGE, BANK = load_knowledge(), load_expressions()


class _Arbitrary:
    """Vectors without meaning: what is tested here must not hang on who is nearest."""

    name, dimension = "arbitrary", 8

    def embed(self, texts):
        rows = [
            np.random.default_rng(zlib.crc32(text.encode())).standard_normal(8) for text in texts
        ]
        vectors = np.asarray(rows, dtype=np.float32).reshape(-1, 8)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def retriever():
    store = KnowledgeStore.build(KNOWLEDGE, BANK, _Arbitrary())
    return Retriever(store=store, bank=BANK, knowledge=KNOWLEDGE)


def _profiles(**request):
    spec = {"n": 12, "seed": 5, "conditions": {"mdd": 6, "panic": 6}, **request}
    return [planned.profile for planned in plan(parse_spec(spec), KNOWLEDGE)]


def test_every_heard_symptom_gets_one_expression_of_its_own(retriever):
    by_id = {passage.id: passage for passage in retriever.store.passages}
    for number, profile in enumerate(_profiles()):
        brief = retriever.brief(profile, random.Random(number))
        assert sorted(item.symptom for item in brief.evidence) == sorted(profile.heard())
        for item in brief.evidence:
            passage = by_id[item.passage_id]
            assert passage.kind == "expression" and passage.symptom == item.symptom
            assert passage.condition in {None, profile.condition, *profile.comorbid}


def test_somebody_who_types_is_given_what_is_typed(retriever):
    by_id = {passage.id: passage for passage in retriever.store.passages}
    for number, profile in enumerate(_profiles(register="chat")):
        brief = retriever.brief(profile, random.Random(number))
        assert {by_id[item.passage_id].medium for item in brief.evidence} == {"chat"}


def test_an_idiom_is_given_to_its_own_background_alone(retriever):
    def told(culture):
        for profile in _profiles():
            stated = replace(profile, patient=replace(profile.patient, culture=culture))
            for seed in range(10):
                for item in retriever.brief(stated, random.Random(seed)).evidence:
                    _, _, idiom = item.passage_id.partition("+idiom:")
                    if idiom:
                        yield KNOWLEDGE.idioms[idiom.rpartition(":")[0]], item

    assert not list(told(None))
    for culture in sorted(KNOWLEDGE.cultures)[:4]:
        for idiom, item in told(culture):
            assert culture in idiom.cultures and item.symptom in idiom.symptoms
            assert any(item.text.endswith(line) for line in idiom.lines)
    assert any(list(told(culture)) for culture in KNOWLEDGE.cultures)


def test_only_an_absent_risk_is_asked_and_denied(retriever):
    for number, profile in enumerate(_profiles()):
        for name in retriever.brief(profile, random.Random(number)).denials:
            assert KNOWLEDGE.symptoms[name].domain == "risk" and name in profile.denied()


def test_the_same_seed_draws_the_same_brief(retriever):
    (profile, *_) = _profiles()
    again = replace(retriever)
    assert retriever.brief(profile, random.Random(3)) == again.brief(profile, random.Random(3))


def test_symptoms_told_in_own_words_are_named_in_the_same_order(retriever):
    unworded = replace(retriever, is_worded=False)
    for number, profile in enumerate(_profiles()):
        worded = retriever.brief(profile, random.Random(number))
        named = unworded.brief(profile, random.Random(number))
        assert [i.symptom for i in named.evidence] == [i.symptom for i in worded.evidence]
        assert {(i.text, i.passage_id) for i in named.evidence} == {("", "")}
        assert bool(named.denials) == bool(worded.denials)


def _told(briefs):
    return Counter(item.passage_id for brief in briefs for item in brief.evidence)


def test_a_plan_repeats_an_expression_only_when_all_were_told(retriever):
    profiles = _profiles(n=30, conditions={"mdd": 1.0}, severity={"moderate": 1.0})
    alone = [retriever.brief(profile, random.Random(n)) for n, profile in enumerate(profiles)]
    asked = ((profile, random.Random(n)) for n, profile in enumerate(profiles))
    shared = tuple(replace(retriever, _uses=Counter()).share_out(asked))
    assert _told(shared).total() == _told(alone).total()
    assert max(_told(shared).values()) < max(_told(alone).values())
    assert shared[0] == alone[0]


def test_what_is_drawn_again_does_not_depend_on_what_else_was(retriever):
    profiles = _profiles()
    tuple(retriever.share_out((p, random.Random(n)) for n, p in enumerate(profiles)))
    again = [retriever.brief(profile, random.Random(99)) for profile in profiles]
    assert (
        again
        == [retriever.brief(profile, random.Random(99)) for profile in reversed(profiles)][::-1]
    )
