"""`StoreRetriever`: a knowledge store behind LangChain's retriever interface.

Imported only when somebody asks for it, because it brings LangChain with it.
"""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from knowledge.store import Hit, KnowledgeStore


class StoreRetriever(BaseRetriever):
    """Gives the k nearest passages as documents, best first."""

    store: KnowledgeStore
    k: int
    filters: dict[str, Any] = {}

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.store.search(query, self.k, **self.filters)]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "id": passage.id,
            "kind": passage.kind,
            "symptom": passage.symptom,
            "condition": passage.condition,
            "cultures": passage.cultures,
            "origin": passage.origin,
            "source": passage.source,
            "licence": passage.licence,
            "score": hit.score,
        },
    )
