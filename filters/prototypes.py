"""`Prototypes`: a reading of sentence vectors, fitted on the knowledge base's own lines and on
paraphrases.

Classes are the symptoms as said, the symptoms as denied, and one for what is neither (the lines a
patient adds around a complaint, and everyday talk). The vectors come from a sentence model adapted
to these classes (`filters.adaptation`). Three experts multiply: a linear one (scikit-learn,
multinomial logistic regression, C = 5), the neighbours of a sentence (kernel density of each class
at bandwidth .05 of cosine) and its words (`filters.word_counts`). On development lines top-1 is .81
by all three, .74 and .76 by the first two alone. Reads public lines only, without the held-out
ones; the fit is deterministic.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from filters.clauses import without_hesitation
from filters.examples import examples
from filters.word_counts import WordCounts
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.embedding import Embedder, MiniLmEmbedder, judging_embedder
from knowledge.everyday import load_everyday
from knowledge.expression import ExpressionBank, load_expressions
from knowledge.fits import Fit, kept_fit
from knowledge.packing import pack, unpack
from knowledge.paraphrase import Paraphrases, load_paraphrases

INVERSE_REGULARISATION = 5.0
PLAIN_INVERSE_REGULARISATION = 20.0
"""Vectors that were not bent to the classes need the looser fit."""
LINEAR, NEIGHBOURS, WORDS = 0.4, 0.4, 0.2
"""Exponents of the three experts; chosen on development lines."""
BANDWIDTH = 0.05
CLASS_SIZE_POWER = 0.5
"""At 0 a class with many lines wins by their number, at 1 one with a single stray line."""
TINY = 1e-30
ADAPTER = Path(__file__).resolve().parent / "adapter" / "symptoms.safetensors"
"""Made by `filters.adaptation`; the note beside it says how."""
TEXTS_AT_A_TIME = 256
"""Each is compared with every line: all texts of a hundred sessions at once take a gigabyte."""
_VERSION = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Probabilities of texts, NS: N texts, S symptoms. They sum to 1 less that of neither."""

    present_NS: NDArray[np.float32]
    denied_NS: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prototypes:
    """weight_CD, bias_C: C = 2 S + 1 classes (said, denied, neither), D of the embedder.

    example_ED, target_E: the unit vectors of E lines, and the class of each. `words` are theirs.
    """

    symptoms: tuple[str, ...]
    weight_CD: NDArray[np.float32]
    bias_C: NDArray[np.float32]
    example_ED: NDArray[np.float32]
    target_E: NDArray[np.int64]
    words: WordCounts
    embedder: Embedder

    def read(self, texts: Sequence[str]) -> Reading:
        """One row a text, in order; equal texts are embedded once."""
        distinct = list(dict.fromkeys(map(without_hesitation, texts)))
        row_of = {text: row for row, text in enumerate(distinct)}
        embedding_ND = self.embedder.embed(distinct)
        logit_NC = embedding_ND @ self.weight_CD.T + self.bias_C
        probability_NC = _softmax(logit_NC) ** LINEAR
        probability_NC *= self._neighbours(embedding_ND) ** NEIGHBOURS
        probability_NC *= self.words.read(distinct) ** WORDS
        probability_NC /= np.maximum(probability_NC.sum(axis=1, keepdims=True), TINY)
        rows = [row_of[without_hesitation(text)] for text in texts]
        num_symptoms = len(self.symptoms)
        return Reading(
            present_NS=probability_NC[rows, :num_symptoms],
            denied_NS=probability_NC[rows, num_symptoms : 2 * num_symptoms],
        )

    def _neighbours(self, embedding_ND: NDArray[np.float32]) -> NDArray[np.float32]:
        """Share of each class among the lines near a text, shape [texts, classes]."""
        num_classes, num_examples = len(self.bias_C), len(self.target_E)
        member_CE = csr_array(
            (np.ones(num_examples, np.float32), (self.target_E, np.arange(num_examples))),
            shape=(num_classes, num_examples),
        )
        density_CN = np.zeros((num_classes, len(embedding_ND)), dtype=np.float32)
        for start in range(0, len(embedding_ND), TEXTS_AT_A_TIME):
            some = slice(start, start + TEXTS_AT_A_TIME)
            closeness_EN = self.example_ED @ embedding_ND[some].T
            closeness_EN -= 1
            closeness_EN /= BANDWIDTH
            density_CN[:, some] = member_CE @ np.exp(closeness_EN, out=closeness_EN)
        size_C = np.bincount(self.target_E, minlength=num_classes)
        density_CN /= np.maximum(size_C, 1)[:, None] ** CLASS_SIZE_POWER
        return (density_CN / np.maximum(density_CN.sum(axis=0), TINY)).T


@functools.cache
def load_prototypes() -> Prototypes:
    """Of the lines that ship with the package."""
    return fit_prototypes(
        load_expressions(),
        load_knowledge(),
        symptom_embedder(),
        paraphrases=load_paraphrases(),
        everyday=load_everyday(),
    )


@functools.cache
def symptom_embedder() -> MiniLmEmbedder:
    """The sentence model as adapted to symptoms: near in its sense is what tells the same one."""
    return MiniLmEmbedder(adapter=ADAPTER)


@functools.cache
def load_second_prototypes() -> Prototypes:
    """Fitted without a line of the expression bank: paraphrases, labels and glosses alone.

    For measuring: sessions are composed and generated from the bank, so a reading that never saw
    it does not go in a circle. Nor has its sentence model: the adapter learned from the bank.
    """
    bank = load_expressions()
    return fit_prototypes(
        replace(bank, phrases=dict.fromkeys(bank.phrases, ()), detail_lines={}, denial_lines={}),
        load_knowledge(),
        judging_embedder(),
        inverse_regularisation=PLAIN_INVERSE_REGULARISATION,
        paraphrases=load_paraphrases(),
    )


def fit_prototypes(
    bank: ExpressionBank,
    knowledge: KnowledgeBase,
    embedder: Embedder,
    *,
    inverse_regularisation: float = INVERSE_REGULARISATION,
    paraphrases: Mapping[str, Paraphrases] = MappingProxyType({}),
    everyday: Sequence[str] = (),
) -> Prototypes:
    """Fits the classes, or takes the fit of exactly these lines that was kept."""
    symptoms = bank.symptoms
    lines = list(examples(bank, knowledge, paraphrases, everyday))
    num_classes = 2 * len(symptoms) + 1

    def fit() -> Fit:
        return _packed(
            fit_lines(
                lines,
                embedder,
                num_classes=num_classes,
                inverse_regularisation=inverse_regularisation,
            )
        )

    made_of = [_VERSION, embedder.name, inverse_regularisation, symptoms, lines]
    fitted = _unpacked(kept_fit("prototypes", made_of, fit))
    words = WordCounts.fit(lines, num_classes=num_classes)
    return Prototypes(symptoms=symptoms, words=words, embedder=embedder, **fitted)


def fit_lines(
    lines: Sequence[tuple[str, int]],
    embedder: Embedder,
    *,
    num_classes: int,
    inverse_regularisation: float,
) -> Fit:
    """What `Prototypes` holds of vectors."""
    from sklearn.linear_model import LogisticRegression

    example_ED = embedder.embed([text for text, _ in lines])
    target_E = np.array([target for _, target in lines], dtype=np.int64)
    model = LogisticRegression(C=inverse_regularisation, max_iter=300, tol=1e-3)
    model.fit(example_ED, target_E)
    weight_CD = np.zeros((num_classes, embedder.dimension), dtype=np.float32)
    bias_C = np.full(num_classes, -50.0, dtype=np.float32)  # a class without lines is never read
    weight_CD[model.classes_], bias_C[model.classes_] = model.coef_, model.intercept_
    return {
        "weight_CD": weight_CD,
        "bias_C": bias_C,
        "example_ED": example_ED,
        "target_E": target_E,
    }


def _packed(fitted: Fit) -> Fit:
    packed_EP, step_E = pack(fitted.pop("example_ED"), bits=4)
    target_E = fitted.pop("target_E").astype(np.uint16)
    return fitted | {"packed_EP": packed_EP, "step_E": step_E, "target_E": target_E}


def _unpacked(kept: Fit) -> Fit:
    example_ED = unpack(kept.pop("packed_EP"), kept.pop("step_E"), bits=4)
    return kept | {"example_ED": example_ED, "target_E": kept["target_E"].astype(np.int64)}


def _softmax(logit_NC: NDArray[np.float32]) -> NDArray[np.float32]:
    odds_NC = np.exp(logit_NC - logit_NC.max(axis=1, keepdims=True, initial=-np.inf))
    return odds_NC / odds_NC.sum(axis=1, keepdims=True)
