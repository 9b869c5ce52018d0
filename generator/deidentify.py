"""Removes direct identifiers from one private session before training sees it.

A map of one session alone: no statistic of other patients enters, so it costs no privacy. It is
the first line of defence, not the guarantee: what it misses is bounded by the training noise.
Patterns and name cues only; it knows no model and no list of people.
"""

import re
from dataclasses import replace

from knowledge.session import Session, Turn

_MONTH = (
    "(?:May|(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_STREET = "(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|boulevard|blvd|court|square)"

# In this order: a web address is not half an e-mail address, a date is not a telephone number.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[email]", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("[url]", re.compile(r"\b(?:https?://|www\.)\S*[\w/]", re.I)),
    ("[address]", re.compile(rf"\b\d{{1,5}}[a-z]?(?: [A-Z][a-z]+){{1,3}} {_STREET}\b", re.I)),
    ("[date]", re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")),
    ("[date]", re.compile(rf"\b{_DAY} (?:of )?{_MONTH}\b\.?(?:,? \d{{4}}\b)?")),
    ("[date]", re.compile(rf"\b{_MONTH}\b\.? (?:the )?{_DAY}\b(?:,? \d{{4}}\b)?")),
    ("[phone]", re.compile(r"(?<!\w)(?:\+|\()?\d(?:[\d\s().-]{6,}\d)(?!\w)")),
    ("[number]", re.compile(r"\b[A-Z]{0,3}\d{5,}[A-Z]?\b")),
)
_NAME = r"([A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?)"
_TITLE = "(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Uncle|Aunt|Auntie)"
_TITLED = re.compile(rf"\b{_TITLE}\.?\s+{_NAME}")
_INTRODUCED = re.compile(
    r"(?i:\b(?:my|her|his|their|your) name(?:'s|’s| is| was)|\bcalls? me|\bnamed|\bcalled)"
    rf"\s+{_NAME}"
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
    mr mrs ms miss mx dr prof professor it's that's there's what's he's she's mm-hmm mhm
    """.split()  # noqa: SIM905
)
_COMMON_STEMS = frozenset(word.rstrip("s") for word in COMMON_CAPITALISED)


def deidentify(session: Session) -> Session:
    """The same session with identifiers in its turns replaced by tags such as `[name]`.

    A name recognised once is removed from the whole session, also where it begins a sentence.
    """
    names = frozenset(name for turn in session.turns for name in names_in(turn.text))
    turns = (
        Turn(speaker=turn.speaker, text=deidentify_text(turn.text, names=names))
        for turn in session.turns
    )
    return replace(session, turns=tuple(turns))


def names_in(text: str) -> frozenset[str]:
    """The words that cues mark as names: a title, an introduction, a capital inside a sentence."""
    found = [match[0] for match in _CAPITALISED.finditer(text)]
    found += [match[1] for cue in (_TITLED, _INTRODUCED) for match in cue.finditer(text)]
    words = (word for name in found for word in name.split() if word[0].isupper())
    return frozenset(word for word in map(_stem, words) if not _is_common(word))


def deidentify_text(text: str, *, names: frozenset[str] | None = None) -> str:
    """Replaces identifiers by tags; the tag says the kind, so the sentence still reads."""
    for tag, pattern in PATTERNS:
        text = pattern.sub(tag, text)
    known = names_in(text) if names is None else names
    if not known:
        return text
    name = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.sub(rf"\b(?:{name})(?:\s+(?:{name}))*\b", "[name]", text)


def _stem(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _is_common(word: str) -> bool:
    return word.lower().rstrip("s") in _COMMON_STEMS
