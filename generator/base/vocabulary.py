"""Which words the embedded model may know: English, and what it was composed from."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filters.lexicon import Lexicon, english_words
from knowledge.yaml_text import parse_yaml

ROOMS = ("knowledge", "prompts", "generator/base")
_PROJECT = Path(__file__).resolve().parents[2]
_SLOT = re.compile(r"\{\w*\}")
_ALTERNATIVES = re.compile(r"[\[\]|]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@functools.cache
def base_lexicon() -> Lexicon:
    """English and every word of the project's own texts."""
    return Lexicon(words=english_words() | authored_words())


def authored_words() -> frozenset[str]:
    """Every word of the records and lines, alternatives included, slots left out."""
    files = (file for room in ROOMS for file in sorted((_PROJECT / room).rglob("*.yaml")))
    texts = (text for file in files for text in _texts(parse_yaml(file.read_text("utf-8"))))
    plain = (_ALTERNATIVES.sub(" ", _SLOT.sub(" ", text.lower())) for text in texts)
    return frozenset(word for text in plain for word in _WORD.findall(text.replace("’", "'")))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)
