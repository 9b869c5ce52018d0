"""Takes identifiers out of one patient's private sessions before training sees them.

A map of one patient's own text alone: no statistic of other patients enters, so it costs no
privacy. It is the first line of defence, not the guarantee: what it misses is bounded by the
training noise. Says nothing of ids and labels, which stay as they are.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, get_args

from filters.pii.detector import find_identifiers
from filters.pii.dialogue import find_between, with_others
from filters.pii.gazetteers import fold
from filters.pii.identifier import WORTH_REMOVING, Identifier
from filters.pii.known import NOBODY, known_names
from filters.pii.words import split_words
from generator.surrogates import Surrogates
from knowledge.errors import CallerMistake
from knowledge.profile import Profile
from knowledge.session import Session

Mode = Literal["tags", "surrogates"]
MODES: tuple[Mode, ...] = get_args(Mode)
Write = Callable[[Identifier], str]
TAGS: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "[name]",
        "GPE": "[place]",
        "ORGANIZATION": "[organisation]",
        "STREET_ADDRESS": "[address]",
        "POSTCODE": "[postcode]",
        "EMAIL_ADDRESS": "[email]",
        "URL": "[url]",
        "HANDLE": "[handle]",
        "PHONE_NUMBER": "[phone]",
        "DATE_TIME": "[date]",
        "AGE": "[age]",
    }
)
OTHER_TAG = "[number]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deidentified:
    """One patient's sessions without identifiers, and how many of each kind were taken out.

    The counts are exact, so they are for the owner's eyes only.
    """

    sessions: tuple[Session, ...] = field(repr=False)
    counts: Mapping[str, int] = field(repr=False)


def deidentify_patient(
    sessions: Sequence[Session], *, mode: Mode = "tags", rng: random.Random | None = None
) -> Deidentified:
    """Replaces identifiers in all sessions of one patient.

    A name recognised once is replaced wherever the patient's sessions hold it, also where it
    begins a sentence.

    Args:
        mode: `tags` such as `[name]`, or `surrogates`: other names, moved dates, other figures.
        rng: draws the surrogates; by default the operating system's. One shared by several
            patients must be `random.SystemRandom`, or their surrogates would depend on each other.
    """
    texts = [turn.text for session in sessions for turn in session.turns]
    found = _found_in(sessions)
    write = _writer(texts, mode=mode, rng=rng or random.SystemRandom())
    cleaned = iter(
        [_rewritten(text, items, write) for text, items in zip(texts, found, strict=True)]
    )
    counts = Counter(item.entity for items in found for item in items)
    return Deidentified(
        sessions=tuple(
            replace(
                session,
                turns=tuple(replace(turn, text=next(cleaned)) for turn in session.turns),
                profile=_without_name(session.profile),
            )
            for session in sessions
        ),
        counts=MappingProxyType(dict(counts)),
    )


def parse_mode(text: str) -> Mode:
    """Raises CallerMistake naming what is allowed."""
    for mode in MODES:
        if text == mode:
            return mode
    raise CallerMistake(f"mode {text}: allowed is {' or '.join(MODES)}")


def total_counts(patients: Iterable[Deidentified]) -> Mapping[str, int]:
    """The counts of all patients, the largest first; exact, so for the owner's eyes only."""
    total: Counter[str] = Counter()
    for patient in patients:
        total.update(patient.counts)
    return MappingProxyType(dict(total.most_common()))


def _found_in(sessions: Sequence[Session]) -> list[tuple[Identifier, ...]]:
    """Turn by turn. Looks again where a name recognised elsewhere stands, until none is new."""
    texts = [turn.text for session in sessions for turn in session.turns]
    between = [
        items
        for session in sessions
        for items in find_between(session.turns, min_score=WORTH_REMOVING)
    ]
    words = [frozenset(fold(word.text) for word in split_words(text)) for text in texts]
    alone = [find_identifiers(text, min_score=WORTH_REMOVING) for text in texts]
    found = list(with_others(alone, between))
    known, before = known_names(item for items in found for item in items), NOBODY
    while known != before:
        new = known.words() - before.words()
        for index, text in enumerate(texts):
            if new & words[index]:
                alone[index] = find_identifiers(text, min_score=WORTH_REMOVING, known=known)
        found = list(with_others(alone, between))
        before, known = known, known | known_names(item for items in found for item in items)
    return found


def _writer(texts: Sequence[str], *, mode: Mode, rng: random.Random) -> Write:
    if mode == "tags":
        return lambda item: TAGS.get(item.entity, OTHER_TAG)
    taken = frozenset(fold(word.text) for text in texts for word in split_words(text))
    return Surrogates(rng=rng, taken=taken).stand_in


def _rewritten(text: str, found: Sequence[Identifier], write: Write) -> str:
    for item in reversed(found):
        text = text[: item.start] + write(item) + text[item.end :]
    return text


def _without_name(profile: Profile | None) -> Profile | None:
    """The profile without who the patient is; what is the matter with them stays."""
    if profile is None:
        return None
    return replace(profile, patient=replace(profile.patient, name=None, work=None, home=None))
