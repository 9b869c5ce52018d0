"""`Prototypes`: a linear reading of sentence vectors, fitted on the knowledge base's own lines.

Classes are the symptoms as said, the symptoms as denied, and one for what is neither (the lines a
patient adds around a complaint). Nearest-prototype similarity was measured first and told symptoms
apart worse: top-1 .27 against .41 on held-out lines. Reads public lines only, without the held-out
ones; the fit is deterministic. Source: scikit-learn, multinomial logistic regression, C = 20.
"""

import functools
import hashlib
import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from filters.clauses import without_hesitation
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.embedding import Embedder, MiniLmEmbedder
from knowledge.expression import ExpressionBank, draw_slots, fill, load_expressions, slots_in

INVERSE_REGULARISATION = 20.0
FILLINGS_OF_A_TEMPLATE = 2
"""Each template is seen with several slot values, so that "the warehouse" says nothing."""
CACHE_VARIABLE = "SOTTOVOCE_CACHE"
_VERSION = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Probabilities of texts, NS: N texts, S symptoms. They sum to 1 less that of neither."""

    present_NS: NDArray[np.float32]
    denied_NS: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prototypes:
    """weight_CD, bias_C: C = 2 S + 1 classes (said, denied, neither), D of the embedder."""

    symptoms: tuple[str, ...]
    weight_CD: NDArray[np.float32]
    bias_C: NDArray[np.float32]
    embedder: Embedder

    def read(self, texts: Sequence[str]) -> Reading:
        """One row a text, in order; equal texts are embedded once."""
        distinct = list(dict.fromkeys(map(without_hesitation, texts)))
        row_of = {text: row for row, text in enumerate(distinct)}
        logit_NC = self.embedder.embed(distinct) @ self.weight_CD.T + self.bias_C
        odds_NC = np.exp(logit_NC - logit_NC.max(axis=1, keepdims=True, initial=-np.inf))
        probability_NC = odds_NC / odds_NC.sum(axis=1, keepdims=True)
        rows = [row_of[without_hesitation(text)] for text in texts]
        num_symptoms = len(self.symptoms)
        return Reading(
            present_NS=probability_NC[rows, :num_symptoms],
            denied_NS=probability_NC[rows, num_symptoms : 2 * num_symptoms],
        )


@functools.cache
def load_prototypes() -> Prototypes:
    """Of the lines that ship with the package; fitted once and kept on disk by their hash."""
    return fit_prototypes(load_expressions(), load_knowledge(), MiniLmEmbedder(), cache=_cache())


def fit_prototypes(
    bank: ExpressionBank, knowledge: KnowledgeBase, embedder: Embedder, *, cache: Path | None = None
) -> Prototypes:
    """Fits the classes, or reads the fit of exactly these lines from the cache folder."""
    symptoms = bank.symptoms
    examples = list(_examples(bank, knowledge))
    key = json.dumps([_VERSION, embedder.name, INVERSE_REGULARISATION, symptoms, examples])
    path = cache and cache / f"prototypes-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"
    if path and path.is_file():
        with np.load(path, allow_pickle=False) as saved:
            weight_CD, bias_C = saved["weight_CD"], saved["bias_C"]
    else:
        weight_CD, bias_C = _fit(examples, embedder, num_classes=2 * len(symptoms) + 1)
        if path:
            _save(path, weight_CD, bias_C)
    return Prototypes(symptoms=symptoms, weight_CD=weight_CD, bias_C=bias_C, embedder=embedder)


def _examples(bank: ExpressionBank, knowledge: KnowledgeBase) -> Iterator[tuple[str, int]]:
    rng = random.Random(0)
    neither = 2 * len(bank.symptoms)
    for said, symptom in enumerate(bank.symptoms):
        lines = [(p.template, said) for p in bank.phrases[symptom] if not p.held_out]
        lines += [(line, len(bank.symptoms) + said) for line in bank.denials(symptom)]
        lines += [(line, neither) for line in bank.details(symptom)]
        if symptom in knowledge.symptoms:
            gloss = knowledge.glosses[symptom]
            texts = (knowledge.symptoms[symptom].label, gloss.meaning, *gloss.also)
            lines += [(text, said) for text in texts]
        for template, target in lines:
            for _ in range(FILLINGS_OF_A_TEMPLATE if slots_in(template) else 1):
                yield fill(template, draw_slots(rng, bank)), target


def _fit(
    examples: Sequence[tuple[str, int]], embedder: Embedder, *, num_classes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.linear_model import LogisticRegression

    embedding_ND = embedder.embed([text for text, _ in examples])
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=300, tol=1e-3)
    model.fit(embedding_ND, [target for _, target in examples])
    weight_CD = np.zeros((num_classes, embedder.dimension), dtype=np.float32)
    bias_C = np.full(num_classes, -50.0, dtype=np.float32)  # a class without lines is never read
    weight_CD[model.classes_], bias_C[model.classes_] = model.coef_, model.intercept_
    return weight_CD, bias_C


def _save(path: Path, weight_CD: NDArray[np.float32], bias_C: NDArray[np.float32]) -> None:
    # The cache only saves time: where the disk refuses, the fit in memory is as good.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.npz")
        np.savez(part, weight_CD=weight_CD, bias_C=bias_C)
        part.replace(path)
    except OSError:
        return


def _cache() -> Path:
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen) if chosen else Path.home() / ".cache" / "sottovoce"
