"""Which symptoms of an area a therapist's words fit, by the words of the authored questions.

A question about an area may be nearer to one of its symptoms than to the others: "Do you drop off
easily?" is about falling asleep. Knows no patient and no model.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from itertools import chain

from knowledge.base import load_knowledge
from prompts.symptom_moves import symptom_moves

CLEAR = 5.5
"""Weight of words from which a text is about some symptom; no word weighs so much alone."""
AS_NEAR = 0.6
"""Share of the best fit from which a symptom fits as well."""
MOST_SYMPTOMS = 0.25
"""A word that questions about more of all symptoms use says nothing."""


def fitting(text: str, symptoms: Collection[str]) -> frozenset[str]:
    """Those of the symptoms that the text may be about; all where it points to none of them."""
    weights, said = _weights(), _words(text)
    fit = {
        name: sum(weights[word] for word in said & _words_by_symptom().get(name, frozenset()))
        for name in symptoms
    }
    best = max(fit.values(), default=0.0)
    least = AS_NEAR * best if best >= CLEAR else 0.0
    return frozenset(name for name, value in fit.items() if value >= least)


@functools.cache
def _words_by_symptom() -> Mapping[str, frozenset[str]]:
    """Symptom -> the words of its label and of all authored lines about it."""
    moves = symptom_moves()
    return {
        name: _words(" ".join([record.label, *chain(*moves.get(name, {}).values())]))
        for name, record in load_knowledge().symptoms.items()
    }


@functools.cache
def _weights() -> Mapping[str, float]:
    """Word -> how much it tells; 0 for one that is said of anything."""
    used = Counter(word for words in _words_by_symptom().values() for word in words)
    num_symptoms = len(_words_by_symptom())
    rare = {word: n for word, n in used.items() if n <= MOST_SYMPTOMS * num_symptoms}
    return Counter({word: math.log(num_symptoms / n) for word, n in rare.items()})


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}", text.lower()))
