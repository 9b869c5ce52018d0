"""Removes direct identifiers from one private session before training sees it.

A map of one session alone: no statistic of other patients enters, so it costs no privacy. It is
the first line of defence, not the guarantee: what it misses is bounded by the training noise.
Patterns and name cues only; it knows no model and no list of people.
"""

import re
from dataclasses import replace

from knowledge.session import Session, Turn

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_STREET = "(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|boulevard|blvd|court|square)"

# In this order: a web address is not half an e-mail address, a date is not a telephone number.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[email]", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("[url]", re.compile(r"\b(?:https?://|www\.)\S*[\w/]", re.I)),
    ("[address]", re.compile(rf"\b\d{{1,5}}[a-z]?(?: [A-Z][a-z]+){{1,3}} {_STREET}\b", re.I)),
    ("[date]", re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")),
    ("[date]", re.compile(rf"\b{_DAY} (?:of )?{_MONTH}\b\.?(?:,? \d{{4}}\b)?", re.I)),
    ("[date]", re.compile(rf"\b{_MONTH}\b\.? (?:the )?{_DAY}\b(?:,? \d{{4}}\b)?", re.I)),
    ("[phone]", re.compile(r"(?<!\w)(?:\+|\()?\d(?:[\d\s().-]{6,}\d)(?!\w)")),
    ("[number]", re.compile(r"\b[A-Z]{0,3}\d{5,}[A-Z]?\b")),
)
_TITLED = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Uncle|Aunt|Auntie)"
    r"(\.?\s+)[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"
)
_INTRODUCED = re.compile(
    r"\b((?:my|her|his|their|your) name(?:'s|’s| is| was)|call me|calls me|named|called)"
    r"(\s+)[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?",
    re.I,
)
_CAPITALISED = re.compile(
    r"(?<=[\w,;] )(?!I\b)[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)*(?:\s+[A-Z][a-z]+)?"
)
COMMON_CAPITALISED = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december christmas easter thanksgiving halloween god
    lord jesus bible internet english spanish french german american british european african asian
    okay ok yeah yes no well so and but oh um uh hmm right sure just like you we they he she it the
    a an that this there then what when where why how do did is are was were have has had can could
    would should will my your his her our their if or not mum mom dad mother father grandma grandpa
    gran nan doctor nurse valium xanax prozac zoloft lexapro facebook instagram google netflix
    """.split()  # noqa: SIM905
)


def deidentify(session: Session) -> Session:
    """The same session with identifiers in its turns replaced by tags such as `[name]`."""
    turns = (Turn(speaker=turn.speaker, text=deidentify_text(turn.text)) for turn in session.turns)
    return replace(session, turns=tuple(turns))


def deidentify_text(text: str) -> str:
    """Replaces identifiers by tags; the tag says the kind, so the sentence still reads."""
    for tag, pattern in PATTERNS:
        text = pattern.sub(tag, text)
    text = _TITLED.sub(r"\1\2[name]", text)
    text = _INTRODUCED.sub(_introduced, text)
    return _CAPITALISED.sub(_name_unless_common, text)


def _introduced(match: re.Match[str]) -> str:
    # With re.I the pattern also meets "called home": only a capital letter makes it a name.
    rest = match[0][len(match[1]) + len(match[2]) :]
    return f"{match[1]}{match[2]}[name]" if rest[0].isupper() else match[0]


def _name_unless_common(match: re.Match[str]) -> str:
    words = match[0].split()
    if all(word.lower() in COMMON_CAPITALISED for word in words):
        return match[0]
    return "[name]"
