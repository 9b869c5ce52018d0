# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""`IdentifierFilter`: no name, address, number or link of anybody in a session.

Finds what patterns can find: Presidio's pattern recognizers over a blank spaCy pipeline, and cues
for names, addresses and dates of our own. Not a proof of absence: an unusual name without a cue
goes unseen, so quote a recall on planted identifiers, never "free of identifiers". The detectors
know public word lists only and never a list of real patients.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from filters.names import EVERYDAY_CAPITALS, GIVEN_NAMES
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

MIN_SCORE = 0.4
"""Presidio gives a plain phone number .4 and guesses (nine digits, month/day) .05 to .2."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d{2}"
_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Crescent|Court|Place|Terrace|Way|Square"
    r"|Gardens|Grove|Hill|Park|Boulevard|Blvd|Mews|Row|Walk|House|Flats?)"
)
_WORD = r"(?:[A-Z]['’]|Mc|Mac)?[A-Z][a-zà-öø-ÿ]+(?:['’-][A-Z]?[a-zà-öø-ÿ]+)*"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,2}}"
_RELATION = (
    r"(?:sister|brother|mum|mom|mother|dad|father|son|daughter|husband|wife|partner|boyfriend"
    r"|girlfriend|friend|mate|cousin|aunt|auntie|uncle|niece|nephew|boss|manager|colleague"
    r"|neighbour|neighbor|flatmate|ex)"
)
# Entity, score and pattern; the group `span` is what identifies.
_CUES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (entity, score, re.compile(pattern))
    for entity, score, pattern in (
        ("PERSON", 0.9, rf"\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir) name(?:'s|’s| is| was)\s(?P<span>{_NAME})"),
        ("PERSON", 0.8, rf"\b(?:called|named|call me|nicknamed)\s(?P<span>{_NAME})"),
        ("PERSON", 0.9, rf"\b[Tt]his is\s(?P<span>{_NAME})\s(?:speaking|here|calling)\b"),
        ("PERSON", 0.9, rf"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|Professor|Doctor|Nurse|Sister|Father|Rev|Auntie|Uncle)\.?\s(?P<span>{_NAME})"),
        ("PERSON", 0.7, rf"\b(?:I'm|I’m|I am|[Ii]t's|[Hh]ello|[Hh]i|[Hh]ey|[Tt]hanks|[Tt]hank you|[Bb]ye),?\s(?P<span>{_NAME})"),
        ("PERSON", 0.8, rf"\b{_RELATION},?\s(?P<span>{_WORD})"),
        ("PERSON", 0.7, rf"(?<=[a-z,;]\s)(?P<span>{_WORD}\s{_WORD}(?:\s{_WORD})?)"),
        ("PERSON", 0.6, rf"(?<=[a-z,;]\s)(?P<span>{_WORD})"),
        ("STREET_ADDRESS", 0.9, rf"\b(?P<span>\d{{1,4}}[A-Za-z]?,?\s(?:{_WORD}\s){{1,3}}{_STREET})\b"),
        # Numbers set aside for fiction are no valid ones to Presidio, and models like them best.
        ("PHONE_NUMBER", 0.7, r"(?P<span>(?<!\d)(?:\+44\s?|0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d))"),
        ("PHONE_NUMBER", 0.7, r"(?P<span>(?<!\d)(?:\(?\d{3}\)?[\s-]?)?555[\s-]\d{4}(?!\d))"),
        ("POSTCODE", 0.8, r"\b(?P<span>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b"),
        ("DATE_TIME", 0.8, rf"\b(?P<span>\d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH},?\s{_YEAR})\b"),
        ("DATE_TIME", 0.8, rf"\b(?P<span>{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR})\b"),
        ("RECORD_NUMBER", 0.8, r"(?i)\b(?:record|patient|hospital|case|NHS|MRN|account|insurance|policy|passport|licence)\s(?:number|no\.?|id|#)?\s?(?:is\s|:\s?|was\s)?(?P<span>[A-Z]{0,3}[-\s]?\d[\d\s-]{4,}\d)"),
    )
)  # fmt: skip
_NEEDS_GIVEN_NAME = 0.6
_MACHINE_READABLE = re.compile(r"\d|@|www|\w\.\w", re.I)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]['\"”’)]*\s+|[\"“(\[]\s*|\n)$")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A span of a text that may point at a person. The words hide from `repr`: maybe private."""

    entity: str
    start: int
    end: int
    text: str = field(repr=False)
    score: float


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """What may identify somebody in one turn, in order, without overlaps (higher scores win)."""
    found = [*_found_by_cues(text)]
    if _MACHINE_READABLE.search(text):
        found.extend(_found_by_presidio(text))
    return _without_overlaps(found)


@dataclass(slots=True, kw_only=True)
class IdentifierFilter:
    """Fails a session in which any turn holds an identifier. `score` is their number."""

    name: str = "identifiers"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        found = [item for turn in session.turns for item in find_identifiers(turn.text)]
        kinds = dict.fromkeys(item.entity for item in found)
        return Verdict(
            filter=self.name,
            privacy_class=self.privacy_class,
            passed=not found,
            score=float(len(found)),
            reason=f"identifiers: {', '.join(kinds)}" if found else "",
            evidence=tuple(item.text for item in found),
        )


def _found_by_cues(text: str) -> Iterator[Identifier]:
    for entity, score, pattern in _CUES:
        for match in pattern.finditer(text):
            start, end = match.span("span")
            if entity == "PERSON":
                start, end = _name_within(
                    text, start, end, needs_given_name=score <= _NEEDS_GIVEN_NAME
                )
            if start < end:
                yield Identifier(
                    entity=entity, start=start, end=end, text=text[start:end], score=score
                )


def _name_within(text: str, start: int, end: int, *, needs_given_name: bool) -> tuple[int, int]:
    """Cuts everyday capitals (Monday, English, May) off both ends; empty if nothing is left."""
    words = [(start + match.start(), match[0]) for match in re.finditer(r"\S+", text[start:end])]
    while words and _is_everyday(words[-1][1]):
        words.pop()
    while words and _is_everyday(words[0][1]):
        words.pop(0)
    if not words or (needs_given_name and _bare(words[0][1]) not in GIVEN_NAMES):
        return start, start
    last_start, last = words[-1]
    return words[0][0], last_start + len(last)


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _is_everyday(word: str) -> bool:
    return word in EVERYDAY_CAPITALS or _bare(word) in EVERYDAY_CAPITALS


def _found_by_presidio(text: str) -> Iterator[Identifier]:
    results = _engine().analyze(
        text=text, language="en", entities=list(_PRESIDIO_ENTITIES), score_threshold=MIN_SCORE
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
            score=result.score,
        )


def _without_overlaps(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    kept: list[Identifier] = []
    for item in sorted(found, key=lambda item: (-item.score, item.start - item.end)):
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return tuple(sorted(kept, key=lambda item: item.start))


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
