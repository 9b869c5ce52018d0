"""How well a lay query finds its symptom, and how long building and asking the store take.

`lay_queries.yaml` was written from the symptom labels alone, without sight of the indexed lines.
A query is answered if one of the five passages shown (one a topic, as `knowledge search` does) is
of its symptom or of one that implies it. `lay_queries_dev.yaml` was used to choose the two
constants of the discriminant and is shown for comparison.

    python -m benchmarks.retrieval
"""

import time
from pathlib import Path

from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.embedding import MiniLmEmbedder
from knowledge.expression import load_expressions
from knowledge.store import KnowledgeStore
from knowledge.yaml_text import parse_yaml

FOLDER = Path(__file__).resolve().parent
SHOWN = 5
TIMED_QUERIES = 50


def recall(queries: dict[str, list[str]], store: KnowledgeStore, knowledge: KnowledgeBase) -> float:
    """Share of the queries that find their symptom among the passages shown."""
    found = total = 0
    for symptom, texts in queries.items():
        right = {symptom, *knowledge.narrower[symptom]}
        for text in texts:
            hits = store.search(text, SHOWN, one_a_topic=True)
            found += any(hit.passage.symptom in right for hit in hits)
            total += 1
    return found / total


def read_queries(name: str) -> dict[str, list[str]]:
    """symptom -> queries."""
    data = parse_yaml((FOLDER / name).read_text(encoding="utf-8"))
    return {key: [value] if isinstance(value, str) else value for key, value in data.items()}


def main() -> None:
    import torch

    knowledge, bank, embedder = load_knowledge(), load_expressions(), MiniLmEmbedder()
    embedder.embed(["the model is loaded before the clock starts"])
    began = time.perf_counter()
    store = KnowledgeStore.build(knowledge, bank, embedder)
    built = time.perf_counter() - began
    torch.set_num_threads(1)
    texts = [query for queries in read_queries("lay_queries.yaml").values() for query in queries]
    began = time.perf_counter()
    for text in texts[:TIMED_QUERIES]:
        store.search(text, SHOWN, one_a_topic=True)
    asked = (time.perf_counter() - began) / TIMED_QUERIES
    print(f"passages indexed             {len(store.passages)}")
    print(f"build, all cores             {built:.1f} s")
    print(f"one query, one core          {asked * 1000:.1f} ms")
    for name in ("lay_queries.yaml", "lay_queries_dev.yaml"):
        queries = read_queries(name)
        count = sum(map(len, queries.values()))
        print(f"recall@{SHOWN}, {name:22s} {recall(queries, store, knowledge):.3f} of {count}")


if __name__ == "__main__":
    main()
