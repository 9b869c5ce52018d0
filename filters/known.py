"""`KnownLines`: the symptom that a line of the expression bank tells of, whatever fills its slots.

A reader of meanings misses one in forty of the very lines it was fitted on, most of them lines that
begin with a "no" or ask "what if". What the bank says of a line needs no guess. Held-out lines are
not known here. Knows no session and no score.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from filters.clauses import without_hesitation
from knowledge.expression import ExpressionBank, load_expressions

FEWEST_WORDS = 3
_WORD = re.compile(r"[a-z_']+")
_SLOT = re.compile(r"\{\w+\}")
_LEAD_IN = re.compile(
    r"^(?![^,]*(?:n't|\b(?:no|not|never|if|my|she|he|they|her|his|used|when|would|once|nobody)\b))"
    r"[^,.!?]{1,24}, (?=\S)",
    re.I,
)
"""A few words before the line that turn nothing round: "Thing is, ...", "To be honest, ..."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLines:
    """`symptoms`: the words of a line, slots blanked -> the one symptom that has it."""

    symptoms: Mapping[str, str]
    slot_values: re.Pattern[str]

    def symptom_of(self, text: str) -> str | None:
        """The symptom of a bank line that this is, word for word but for slots and hesitations."""
        spoken = without_hesitation(text)
        for line in dict.fromkeys((spoken, _LEAD_IN.sub("", spoken, count=1))):
            found = self.symptoms.get(_words(line, self.slot_values))
            if found is not None:
                return found
        return None


@functools.cache
def load_known_lines() -> KnownLines:
    """The lines that ship with the package."""
    return known_lines(load_expressions())


def known_lines(bank: ExpressionBank) -> KnownLines:
    """Lines of three words or more that are one symptom's alone."""
    values = sorted({v for words in bank.slots.values() for v in words}, key=len, reverse=True)
    slot_values = re.compile(rf"\b(?:{'|'.join(map(re.escape, values))})\b", re.I)
    found: dict[str, set[str]] = {}
    for symptom, phrases in bank.phrases.items():
        for phrase in phrases:
            words = _words(_SLOT.sub(" _ ", phrase.template), slot_values)
            if not phrase.held_out and len(words.split()) >= FEWEST_WORDS:
                found.setdefault(words, set()).add(symptom)
    return KnownLines(
        symptoms={words: next(iter(own)) for words, own in found.items() if len(own) == 1},
        slot_values=slot_values,
    )


def _words(text: str, slot_values: re.Pattern[str]) -> str:
    return " ".join(_WORD.findall(slot_values.sub(" _ ", text).lower()))
