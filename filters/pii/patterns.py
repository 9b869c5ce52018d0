# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Identifiers that have a shape: numbers, links and dates.

Presidio's pattern recognizers over a blank spaCy pipeline, and a table of our own beside them.
Rows below `STANDS_ALONE` are for private text only: there a number too much costs little. Knows no
names and no addresses.
"""

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from filters.pii.identifier import STANDS_ALONE, Identifier

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

MIN_PRESIDIO_SCORE = 0.4
"""Presidio gives a plain phone number .4 and guesses (nine digits, month/day) .05 to .2."""

# "may 3" and "march 5" in lower case are more often no dates.
_MONTH = (
    r"(?:(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|january|february|april|june|july"
    r"|august|september|october|november|december)\b)"
)
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_RECORD = (
    r"\b(?:record|patient|hospital|case|NHS|MRN|account|insurance|policy|passport|member(?:ship)?"
    r"|reference|student|licence|license)\s(?:number|no\.?|id|\#)?\s?(?:is\s|:\s?|was\s)?"
)
_DIALLED = (
    r"(?P<span>(?<![\w.])(?:(?:\+|00|\()\d[\d ().-]{6,}\d|\d{2,6}(?:(?:[ -]\d{2,6}){1,4}"
    r"|(?:\.\d{2,6}){1,4})|\d{7,11})"
    r"(?:x\d+)?(?!\w))"
)
_OLD = r"(?P<span>9\d|1[01]\d)"

# Entity, score and pattern; the group `span` is what identifies.
_PATTERNS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (entity, score, re.compile(pattern))
    for entity, score, pattern in (
        ("EMAIL_ADDRESS", 0.9, r"(?P<span>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"),
        ("HANDLE", 0.7, r"(?<![\w.@])(?P<span>@[A-Za-z_][\w.]{1,28}\w)(?!@)"),
        ("URL", 0.9, r"(?P<span>\b(?i:https?://|www\.)[^\s,;\"”]*[\w/])"),
        # Numbers set aside for fiction are no valid ones to Presidio, and models like them best.
        ("PHONE_NUMBER", 0.7, r"(?P<span>(?<!\d)(?:\+44\s?|0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d))"),
        ("PHONE_NUMBER", 0.7, r"(?P<span>(?<!\d)(?:\(?\d{3}\)?[\s-]?)?555[\s-]\d{4}(?!\d))"),
        # Three, three, four with a bracket or hyphens is a North American number, valid or not.
        ("PHONE_NUMBER", 0.7, r"(?P<span>\(\d{3}\)\s?\d{3}[-\s.]\d{4}(?!\d)|(?<![\d-])\d{3}-\d{3}-\d{4}(?![\d-])|(?<![\d.])\d{3}\.\d{3}\.\d{4}(?![\d.]\d))"),
        # As the health service writes its numbers.
        ("RECORD_NUMBER", 0.6, r"(?<![\d.,] )(?<![\d.,])(?P<span>[4-7]\d{2} \d{3} \d{4})(?! ?\d)"),
        ("PHONE_NUMBER", 0.5, _DIALLED),
        ("PHONE_NUMBER", 0.7, rf"(?i)\b(?:phone|mobile|cell|desk|fax|number|(?:call|ring|text|phone|reach)(?: (?:me|us|her|him|them))?(?: (?:on|at))?)[:#]?(?: is)?\s{_DIALLED}"),
        ("POSTCODE", 0.8, r"\b(?P<span>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b"),
        ("POSTCODE", 0.6, r"\b(?P<span>[a-z]{1,2}\d[a-z\d]? \d[a-z]{2})\b"),
        ("POSTCODE", 0.7, r"\b(?i:zip(?:[ -]?code)?|post ?code|postal code)(?i: is|:| was){0,2} ?(?P<span>(?=[A-Z\d -]*\d)[A-Z\d]{2,5}(?:[ -][A-Z\d]{2,4})?)\b"),
        ("DATE_TIME", 0.8, rf"\b(?P<span>{_DAY}(?:\sof)?\s(?i:{_MONTH}|may|march)[.,]?\s{_YEAR}{_CLOCK})\b"),
        ("DATE_TIME", 0.8, rf"\b(?P<span>(?i:{_MONTH}|may|march)\.?\s(?:the )?{_DAY},?\s{_YEAR}{_CLOCK})\b"),
        ("DATE_TIME", 0.5, rf"\b(?P<span>{_DAY} (?:of )?{_MONTH})(?!\w)"),
        ("DATE_TIME", 0.5, rf"\b(?P<span>{_MONTH}\.? (?:the )?{_DAY})\b(?![:.]\d| (?:hours|days|weeks|months|times|years))"),
        ("DATE_TIME", 0.6, rf"(?<![\d/.-])(?P<span>(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{_YEAR}|\d{{2}})|{_YEAR}[/.-]\d{{1,2}}[/.-]\d{{1,2}}){_CLOCK})(?![\d/-])"),
        ("US_SSN", 0.8, r"(?<![\d-])(?P<span>\d{3}-\d{2}-\d{4})(?![\d-])"),
        ("RECORD_NUMBER", 0.8, rf"(?i){_RECORD}(?P<span>[A-Z]{{0,3}}[-\s]?\d[\d\s-]{{4,}}\d)"),
        ("RECORD_NUMBER", 0.5, rf"(?i){_RECORD}(?P<span>[A-Z]{{0,3}}\d[A-Z\d-]{{3,}})"),
        ("RECORD_NUMBER", 0.4, r"(?<![\w£$€.,])(?P<span>[A-Z]{0,3}\d{5,}[A-Z]?)\b(?!,\d)"),
        ("CREDIT_CARD", 0.6, r"(?<![\w.-])(?P<span>\d{4}(?:[ -]\d{4}){2}(?:[ -]\d{1,7})?|\d{4}[ -]\d{6}[ -]\d{4,5}|\d{12,19})(?![\w-])"),
        ("IBAN_CODE", 0.5, r"(?i)\b(?P<span>[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?)\b"),
        # At 90 and above few share an age; what "90" is must be said beside it.
        ("IBAN_CODE", 0.6, r"\b(?P<span>[a-z]{2}\d{2}(?=(?:[a-z ]{0,6}\d){8})(?: ?[a-z\d]{4}){2,7}(?: ?[a-z\d]{1,4})?)\b"),
        ("AGE", 0.4, rf"(?i)\b(?:i'm|i am|he's|he is|she's|she is|aged?|turned|turning|turns)\s{_OLD}(?![\d%:.]\d|\w| ?(?:%|per ?cent|kg|kilo|pounds|lbs|mg|minutes|hours|days|miles))"),
        ("AGE", 0.4, rf"(?i)(?<!\w){_OLD}(?=[ -](?:years?[ -]old|y/?o|yrs? old)\b)"),
    )
)  # fmt: skip
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
    for entity, score, pattern in _PATTERNS:
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
