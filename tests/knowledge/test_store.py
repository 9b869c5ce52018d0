"""Retrieval: nearest passages, filters and where a passage is from."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.base import load_knowledge
from knowledge.discriminant import passage_vectors, query_vectors
from knowledge.embedding import MiniLmEmbedder
from knowledge.errors import CallerMistake
from knowledge.expression import load_expressions, read_expressions
from knowledge.passage import Passage, passages_of, read_passage
from knowledge.retriever import StoreRetriever
from knowledge.store import KnowledgeStore

EMBEDDER = MiniLmEmbedder()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The records without the lines people say, which take longer to embed."""
    empty = read_expressions(tmp_path_factory.mktemp("none"))
    return KnowledgeStore.build(load_knowledge(), empty, EMBEDDER)


def test_vectors_are_unit_rows():
    vectors = EMBEDDER.embed(["I cannot sleep", "the bus was late"])
    assert vectors.shape == (2, 384) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert EMBEDDER.embed([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("query", "symptom"),
    [
        ("my heart starts pounding", "palpitations"),
        ("I lie there for hours before I drop off", "sleep_onset"),
        ("I hear someone talking when nobody is there", "voices"),
    ],
)
def test_a_plain_sentence_finds_its_symptom(store, query, symptom):
    hits = store.search(query, 5, kinds=["symptom"])
    assert symptom in [hit.passage.symptom for hit in hits]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_search_is_the_exact_nearest_by_inner_product(store):
    embedding = EMBEDDER.embed([passage.text for passage in store.passages])
    vectors = passage_vectors(embedding, [passage.topic for passage in store.passages])
    scores = (vectors @ query_vectors(EMBEDDER.embed(["worry about money"])).T)[:, 0]
    hits = store.search("worry about money", 3)
    assert [hit.score for hit in hits] == pytest.approx(sorted(scores, reverse=True)[:3], abs=1e-4)


def test_within_a_topic_the_order_is_that_of_the_cosine():
    texts = [
        "I lost my keys",
        "the keys are gone again",
        "my wallet is lost",
        "sad all day",
        "blue",
    ]
    topics = ["lose", "lose", "lose", "sad", "sad"]
    embedding, query = EMBEDDER.embed(texts), EMBEDDER.embed(["where are my keys"])
    scores = (passage_vectors(embedding, topics) @ query_vectors(query).T)[:, 0]
    cosine = (embedding @ query.T)[:, 0]
    assert list(np.argsort(scores[:3])) == list(np.argsort(cosine[:3]))
    assert min(scores[:3]) > max(scores[3:])


def test_one_passage_a_topic_is_shown_if_so_asked(store):
    hits = store.search("cannot fall asleep", 8, one_a_topic=True)
    topics = [hit.passage.topic for hit in hits]
    assert len(topics) == 8 == len(set(topics))
    everything = store.search("cannot fall asleep", 300)
    first = {}
    for hit in everything:
        first.setdefault(hit.passage.topic, hit.passage.id)
    assert [hit.passage.id for hit in hits] == list(first.values())[:8]


def test_a_culture_leaves_out_the_idioms_of_others(store):
    known = load_knowledge().idioms
    for culture in ("latin_american", "muslim"):
        hits = store.search("nerves, heart, spirits", 500, kinds=["idiom"], culture=culture)
        names = {hit.passage.id.split(":")[1] for hit in hits}
        assert names == {
            name for name, idiom in known.items() if {culture, "any"} & set(idiom.cultures)
        }
    assert len(store.search("nerves", 500, kinds=["idiom"])) > len(hits)


def test_a_condition_keeps_what_bears_on_it(store):
    hits = store.search("what does it look like", 900, condition="panic")
    kinds = {hit.passage.kind for hit in hits}
    assert {"disorder", "differential", "guidance", "symptom", "idiom"} <= kinds
    assert {h.passage.condition for h in hits} <= {"panic", None}
    symptoms = {hit.passage.symptom for hit in hits if hit.passage.symptom}
    assert {"panic_abrupt", "palpitations"} <= symptoms
    assert "su_craving" not in symptoms


def test_every_passage_says_where_it_is_from(store):
    assert len({passage.id for passage in store.passages}) == len(store.passages)
    for passage in store.passages:
        assert passage.origin == "project" and passage.licence == "Apache-2.0" and passage.source


def test_filters_hold_and_fewer_are_given_where_fewer_are_left(store):
    hits = store.search("anything", 50, kinds=["differential"], condition="gad")
    assert {hit.passage.condition for hit in hits} == {"gad"}
    assert len(hits) == len(load_knowledge().disorders["gad"].confusable)
    assert {h.passage.symptom for h in store.search("x", 5, symptom="low_mood")} == {"low_mood"}
    assert store.search("x", 5, kinds=["expression"]) == ()
    with pytest.raises(CallerMistake, match="k 0"):
        store.search("x", 0)


def test_only_text_of_the_project_is_indexed(store):
    foreign = replace(store.passages[0], origin="web")
    with pytest.raises(CallerMistake, match="web"):
        KnowledgeStore.of_passages([foreign], EMBEDDER)


def test_held_out_lines_are_never_retrievable():
    bank = load_expressions()
    ids = {passage.id for passage in passages_of(load_knowledge(), bank)}
    phrases = [phrase for symptom in bank.symptoms for phrase in bank.phrases[symptom]]
    assert any(phrase.held_out for phrase in phrases)
    assert all((phrase.passage_id in ids) is not phrase.held_out for phrase in phrases)
    assert len(ids) == len(passages_of(load_knowledge(), bank))


def test_a_passage_reads_back_from_its_line():
    passage = Passage(id="a", kind="symptom", text="line one\u2028line two", symptom="low_mood")
    assert read_passage(passage.line()) == passage


def test_the_retriever_gives_documents_with_source_and_score(store):
    documents = StoreRetriever(store=store, k=2, filters={"kinds": ["differential"]}).invoke(
        "flashback or voice"
    )
    assert len(documents) == 2
    assert {"source", "score", "id"} <= set(documents[0].metadata)
