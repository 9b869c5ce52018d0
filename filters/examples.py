"""Lines that a reading of symptoms learns from, each with its class.

Classes: with S symptoms, 0 to S - 1 as said, S to 2 S - 1 as denied, 2 S for neither (the lines a
patient adds around a complaint, and everyday talk). From the expression bank without the held-out
lines, the glosses, paraphrases and everyday lines. Knows nothing of vectors.
"""

import random
from collections.abc import Iterator, Mapping, Sequence

from knowledge.base import KnowledgeBase
from knowledge.expression import ExpressionBank, draw_slots, expanded, fill, slots_in
from knowledge.paraphrase import Paraphrases

FILLINGS_OF_A_TEMPLATE = 2
"""Each template is seen with several slot values, so that "the warehouse" says nothing."""
WORDINGS_OF_A_DENIAL = 3


def examples(
    bank: ExpressionBank,
    knowledge: KnowledgeBase,
    paraphrases: Mapping[str, Paraphrases],
    everyday: Sequence[str] = (),
) -> Iterator[tuple[str, int]]:
    """(line with its slots filled, class), always the same ones."""
    rng = random.Random(0)
    for said, symptom in enumerate(bank.symptoms):
        for template, target in _templates(bank, knowledge, symptom, said):
            for wording in _wordings(template):
                for _ in range(FILLINGS_OF_A_TEMPLATE if slots_in(wording) else 1):
                    yield fill(wording, draw_slots(rng, bank)), target
    yield from _paraphrased(bank, paraphrases)
    yield from ((line, 2 * len(bank.symptoms)) for line in everyday)


def templates(
    bank: ExpressionBank, knowledge: KnowledgeBase, paraphrases: Mapping[str, Paraphrases]
) -> Iterator[tuple[str, int]]:
    """(template, class) of lines that tell or deny, slots and alternatives still open."""
    for said, symptom in enumerate(bank.symptoms):
        yield from _templates(bank, knowledge, symptom, said)
    yield from _paraphrased(bank, paraphrases)


def _templates(
    bank: ExpressionBank, knowledge: KnowledgeBase, symptom: str, said: int
) -> Iterator[tuple[str, int]]:
    num_symptoms = len(bank.symptoms)
    yield from ((p.template, said) for p in bank.phrases[symptom] if not p.held_out)
    yield from ((line, num_symptoms + said) for line in bank.denials(symptom))
    yield from ((line, 2 * num_symptoms) for line in bank.details(symptom))
    if symptom in knowledge.symptoms:
        gloss = knowledge.glosses[symptom]
        texts = (knowledge.symptoms[symptom].label, gloss.meaning, *gloss.also)
        yield from ((text, said) for text in texts)


def _wordings(line: str) -> Iterator[str]:
    """Some of the wordings that a line with alternatives offers, always the same ones."""
    rng = random.Random(line)
    drawn = (" ".join(expanded(line, rng).split()) for _ in range(WORDINGS_OF_A_DENIAL))
    yield from dict.fromkeys(drawn)


def _paraphrased(
    bank: ExpressionBank, paraphrases: Mapping[str, Paraphrases]
) -> Iterator[tuple[str, int]]:
    for said, symptom in enumerate(bank.symptoms):
        if symptom in paraphrases:
            yield from ((line, said) for line in paraphrases[symptom].said)
            yield from ((line, len(bank.symptoms) + said) for line in paraphrases[symptom].denied)
