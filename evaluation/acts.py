"""`Act`: what a therapist's turn does, by rules over its words.

Coarse on purpose: one act a turn, that of its last sentence that is more than a nod, because that
is what the client answers. It cannot tell a simple reflection from a complex one, nor advice with
permission from advice without. How often it agrees with people's labels: docs/evaluation.md.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from evaluation.speech import sentences_of, words_of


class Act(StrEnum):
    """A reduced MITI: information, advice and direction are one act, input."""

    OPEN_QUESTION = "open question"
    CLOSED_QUESTION = "closed question"
    REFLECTION = "reflection"
    INPUT = "advice or information"
    AFFIRMATION = "affirmation"
    OTHER = "other"


QUESTIONS = (Act.OPEN_QUESTION, Act.CLOSED_QUESTION)
NOD_WORDS = 2
_OPEN = re.compile(
    r"^(?:(?:and|so|but|um|uh|well|okay|ok|right|now|then|yeah|mm|hmm)[, ]+)*"
    r"(?:what|how(?! (?:many|much|often|long|old|far|soon|about))|why|where|in what way|"
    r"tell me|describe|walk me|talk me|help me understand|say more|"
    r"(?:can|could|would|will) you (?:please )?"
    r"(?:tell|describe|say|walk|talk|explain|share|give))\b",
    re.I,
)
_ASKED_OPEN = re.compile(
    r"\b(?:tell me (?:more|about|a bit|a little)|say more|i wonder what)\b", re.I
)
_REFLECTION = re.compile(
    r"^(?:(?:and|so|but|um|uh|well|okay|ok|right|yeah|mm|hmm|i see|it sounds|then|oh)[, ]+)*"
    r"(?:it sounds|sounds|it seems|seems|it feels|feels|it's like|it's as|it's almost|"
    r"you're(?! welcome)|you are|you've|you have|you feel|you felt|you want|you wanted|you don't|"
    r"you didn't|you can|you can't|you know you|you were|you had|you think|you thought|you like|"
    r"you see|you lie|you sort|you kind|you love|you'd|you never|you know (?:that|what)|you really|"
    r"part of you|a part of you|on (?:the )?one hand|"
    r"(?:what )?i hear|i'm hearing|if i(?:'ve| have)? (?:heard|understand|understood)|"
    r"so you|so it|so that|so there|so the|so that's|so this|let me see if i|"
    r"that (?:must|sounds|feels|seems|was|really|made|hurt)|"
    r"that's (?:hard|tough|a lot|scary|why))\b",
    re.I,
)
_AFFIRMATION = re.compile(
    r"\b(?:well done|good (?:job|for you|work|on you)|great (?:job|work)|that's (?:great|wonderful|"
    r"fantastic|excellent|brilliant|impressive|really good|awesome|terrific|a great)|"
    r"i'm (?:glad|proud|"
    r"impressed)|i (?:really )?(?:appreciate|admire)|thank(?:s| you) for (?:being|telling|sharing|"
    r"coming|trusting|saying|letting|talking)|takes? (?:a lot of )?(?:courage|guts|strength)|"
    r"you(?:'ve| have) (?:done|worked|come) "
    r"(?:really |so |very )?(?:well|hard|far|a lot|a long))\b",
    re.I,
)
_INPUT = re.compile(
    r"\b(?:you (?:should|need to|ought|might want|could try|must|may want|may find)|"
    r"i(?:'d| would) (?:like you|suggest|recommend|advise|encourage|want you)|"
    r"i(?:'m going to| will|'ll|'d like to| want to| think| recommend| suggest)|"
    r"try (?:to|and|writing|it|"
    r"this|that)|why don't you|how about (?:you|we)|what if you|"
    r"let's|let us|one thing|the thing is|"
    r"it's important|it is important|(?:research|studies|people|doctors|patients|many|most|some) "
    r"(?:shows?|find|who|say|with|people|of)|because|which means|for example|percent|per cent|"
    r"recommended|risks?|guidelines?|bring back|write (?:it |them |that |one |down)|"
    r"next (?:time|week)|for next|homework|remember|make sure|don't forget)\b",
    re.I,
)  # fmt: skip


def act_of(text: str) -> Act:
    """The act of one turn of a therapist."""
    sentences = [s for s in sentences_of(text) if len(words_of(s)) > NOD_WORDS]
    if not sentences:
        return _question(text) if text.rstrip().endswith("?") else Act.OTHER
    return _act_of_last(sentences)


def _question(text: str) -> Act:
    is_open = _OPEN.search(text.strip()) or _ASKED_OPEN.search(text)
    return Act.OPEN_QUESTION if is_open else Act.CLOSED_QUESTION


def _act_of_last(sentences: Sequence[str]) -> Act:
    last = sentences[-1].strip()
    if last.endswith("?"):
        return _question(last)
    if _ASKED_OPEN.search(last):
        return Act.OPEN_QUESTION
    for sentence in reversed(sentences):
        for act, pattern in (
            (Act.AFFIRMATION, _AFFIRMATION),
            (Act.REFLECTION, _REFLECTION),
            (Act.INPUT, _INPUT),
        ):
            if pattern.search(sentence.strip()):
                return act
    return _act_of_statement(sentences)


def _act_of_statement(sentences: Sequence[str]) -> Act:
    """What none of the phrases tells: who is spoken of, and at what length."""
    words = [word for sentence in sentences for word in words_of(sentence)]
    if _ADDRESSED & set(words) and not _SELF & set(words):
        return Act.REFLECTION
    return Act.INPUT if len(words) >= LONG_TURN_WORDS else Act.OTHER


_ADDRESSED = frozenset({"you", "your", "yourself", "you're", "you've", "you'd", "you'll"})
_SELF = frozenset({"i", "i'm", "i've", "i'd", "i'll", "me", "my", "we", "we're", "we'll", "our"})
LONG_TURN_WORDS = 25
"""A therapist who speaks so long without asking or reflecting tells something."""
