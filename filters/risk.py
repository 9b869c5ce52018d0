"""Words of suicidal risk: what a patient's cue sounds like, and what an answer to it sounds like.

Patterns, not understanding: meant to catch every cue that is said plainly and to accept any answer
that takes the matter up. Knows nothing of profiles; the wider recognition is in
`filters.recogniser`.
"""

import itertools
import re
from collections.abc import Sequence

from filters.answers import answer_to, is_short, question_in
from filters.clauses import without_hesitation
from filters.risk_phrases import (
    ABOUT_OTHERS,
    ASKED_DIRECTLY,
    ASKS_FOR_MORE,
    CUE,
    DENIED_AFTER,
    DENIED_BEFORE,
    ECHO_DENIED,
    NOT_SO,
    RESPONSE,
    SAID_BACK,
    TOO_MUCH_TO,
)
from knowledge.session import Speaker, Turn

_UNSURE = re.compile(r"\bnot sure\b|\bdon['’]t know\b", re.I)
_CUT = re.compile(r"(?:hurt|cut)", re.I)
_ACCIDENT = re.compile(r"\b(?:shav|cook|chopp|peel|slic|slipp|fell\b|tripp)", re.I)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|I'd|my own|me)\b")


def risk_agreed_to(turns: Sequence[Turn]) -> str:
    """A short yes to a direct question about suicide or self-harm; empty if there is none."""
    for asked, said in itertools.pairwise(turns):
        question = question_in(asked.text)
        if (
            asked.speaker is Speaker.THERAPIST
            and said.speaker is Speaker.PATIENT
            and ASKED_DIRECTLY.search(question)
            and not ASKS_FOR_MORE.search(question)
            and is_short(said.text)
            and answer_to(said.text) == "yes"
        ):
            return said.text
    return ""


def risk_cue(text: str) -> str:
    """The words of a patient's turn that ask for a risk question; empty if there are none.

    A cue that is denied ("I'd never kill myself") or another person's is none, nor is a question
    said back and denied ("if you're asking would I kill myself, no"). Hesitations are read over;
    where one splits the cue the whole turn is given back.
    """
    cue = _cue_in(without_hesitation(text))
    return cue if cue in text else text


def _cue_in(text: str) -> str:
    for match in CUE.finditer(text):
        before = re.split(r"[.!?]|\bbut\b|\b(?:just|and)\b", text[: match.start()])[-1]
        certain_denial = DENIED_BEFORE.search(before) and not _UNSURE.search(before)
        sentence = re.split(r"[.!?]", text[: match.start()])[-1]
        after = re.sub(r"^\w+", "", text[match.end() :])
        certain_denial = certain_denial or DENIED_AFTER.match(after) or TOO_MUCH_TO.search(before)
        is_echo = ECHO_DENIED.match(after) or _is_said_back(before, after)
        by_accident = _CUT.match(match[0]) and _ACCIDENT.search(sentence)
        if not (certain_denial or is_echo or by_accident) and not _is_about_others(before):
            return match[0]
    return ""


def _is_said_back(before: str, after: str) -> bool:
    return bool(SAID_BACK.search(before) and NOT_SO.match(after))


def _is_about_others(before: str) -> bool:
    other = ABOUT_OTHERS.search(before)
    return bool(other and not _FIRST_PERSON.search(other[0]))


def answers_risk(text: str) -> bool:
    """Whether a therapist's turn takes the risk up: names it, asks on, or speaks of safety."""
    return bool(RESPONSE.search(text))
