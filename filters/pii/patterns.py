"""Identifiers that have a shape: numbers, links and dates.

Presidio's pattern recognizers over a blank spaCy pipeline, and a table of our own (`shapes`) beside
them. Knows no names and no addresses.
"""

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from filters.pii.identifier import STANDS_ALONE, Identifier
from filters.pii.shapes import SHAPES

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

MIN_PRESIDIO_SCORE = 0.4
"""Presidio gives a plain phone number .4 and guesses (nine digits, month/day) .05 to .2."""

_HAS_SHAPE = re.compile(r"\d|@|www|\w\.\w|://| dot \w", re.I)
_GLUED_SENTENCES = re.compile(r"^[a-z]+\.[A-Z]|\.(?:so|it|is|in|me|my|no|am|as|at|be|us|to|do)$")
_PRESIDIO_ENTITIES = (
    "EMAIL_ADDRESS",
    "PHONE_NUMBER",
    "URL",
    "IP_ADDRESS",
    "CREDIT_CARD",
    "IBAN_CODE",
    "US_SSN",
    "DATE_TIME",
)


def find_shapes(text: str) -> Iterator[Identifier]:
    """Every finding, overlapping ones too. Texts without a digit, link or @ cost nothing."""
    if not _HAS_SHAPE.search(text):
        return
    for entity, score, pattern in SHAPES:
        for match in pattern.finditer(text):
            start, end = match.span("span")
            if entity != "PHONE_NUMBER" or _could_ring(match["span"]):
                yield Identifier(
                    entity=entity, start=start, end=end, text=text[start:end], score=score
                )
    yield from _found_by_presidio(text)


def _could_ring(number: str) -> bool:
    """Seven to sixteen figures, and not "10 20 30 40", which somebody counts aloud."""
    counted = number[0] in "123456789" and all(len(part) < 3 for part in number.split())
    return 7 <= sum(letter.isdigit() for letter in number) <= 16 and not counted


def _found_by_presidio(text: str) -> Iterator[Identifier]:
    results = _engine().analyze(
        text=text,
        language="en",
        entities=list(_PRESIDIO_ENTITIES),
        score_threshold=MIN_PRESIDIO_SCORE,
    )
    for result in results:
        span = text[result.start : result.end]
        # A model forgets the space after a full stop: "home.So" is two sentences, not a link.
        if result.entity_type == "URL" and _GLUED_SENTENCES.search(span):
            continue
        yield Identifier(
            entity=result.entity_type,
            start=result.start,
            end=result.end,
            text=span,
            score=max(STANDS_ALONE, result.score),
        )


@functools.cache
def _engine() -> "AnalyzerEngine":
    """Pattern recognizers over a blank pipeline; nothing is downloaded."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as recognizers
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class BlankEngine(SpacyNlpEngine):
        """Tokens without a model: enough for patterns and their context words."""

        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}

    class OfflineEmailRecognizer(recognizers.EmailRecognizer):
        """Checks the domain against the bundled suffix list; the parent asks the network."""

        extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

        def validate_result(self, pattern_text: str) -> bool:
            return self.extract(pattern_text).fqdn != ""

    registry = RecognizerRegistry(
        recognizers=[
            OfflineEmailRecognizer(),
            recognizers.PhoneRecognizer(supported_regions=("US", "GB")),
            recognizers.UrlRecognizer(),
            recognizers.IpRecognizer(),
            recognizers.CreditCardRecognizer(),
            recognizers.IbanRecognizer(),
            recognizers.UsSsnRecognizer(),
            recognizers.DateRecognizer(),
        ]
    )
    engine = BlankEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.load()
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
