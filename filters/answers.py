# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""What a short answer says of the question before it: yes, no, or neither.

Rules over words, tested on tables. A question back ("Wouldn't you?", "Why would I?") answers too.
Knows nothing of what was asked.
"""

import re
from typing import Literal

Answer = Literal["yes", "no"]

MOST_WORDS = 12
"""A longer turn speaks for itself."""
_OPENING = r"^\W*(?:(?:um+|uh+|er+m?|well|oh|ah|honestly|mm+|god|lord|goodness(?: me)?|heavens|gosh|i mean|you know|to be (?:honest|fair))\W+)*"
_YES = re.compile(
    _OPENING
    + r"(?:(?:yes|yeah|yep|yup|aye|absolutely|definitely|certainly|of course(?! not)|oh yes|very much|too right|afraid so|i(?:['’]m| am) afraid so|i suppose so|i(?:['’]d| would) say so|a (?:lot|bit|little)|sometimes|often|always|constantly|usually|mostly|all the time"
    r"|(?:on|most|some|nearly all|almost all) (?:days|nights|mornings|evenings|weeks|of the time)|(?:nearly |almost )?every(?: \w+)? (?:day|night|morning|evening|week|time|hour|minute|single \w+)|now and (?:then|again)|on and off"
    r"|(?:quite|very|too|more) (?:often|a (?:bit|lot)|much)|day (?:in|and)|morning,? noon|from (?:the moment|morning|dawn|the minute|start)|(?:it|they) never (?:stops?|lets? up|goes? away|leaves?)|put it this way|more than i(?:['’]d| would)|non-?stop|like (?:a|an|the|anything|mad|clockwork)|tell me about it|you could say that|more (?:days|nights|often|times) than not|you bet|and then some|how did you guess|don['’]t i just|i(?:['’]ll| will) say)\b"
    r"|(?:i|it|they|he|she|that) (?:do|does|am|is|are|have|has|can|did)(?:,? (?:though|yes|yeah|a (?:bit|lot)|all|most|every|still|sometimes|often)\b|[.,!]|$))",
    re.I,
)
_YES_AT_THE_END = re.compile(
    r"^(?:\w+\W+){1,3}(?:yes|yeah|yep)\W*$|[.!?;,]\W+(?:(?:so|but|well|then|mostly|usually),? )*(?:yes|yeah|yep|(?:it|i|they) (?:do|does|am|is|are|have|has))\W*$|\bif that['’]s what you mean\W*$|\bcrossed my mind\b",
    re.I,
)
"""In a few words: "Very nearly, yeah." A no at the beginning is looked for first."""
_NO = re.compile(
    _OPENING
    + r"(?:no(?=[,.!]|$)(?!,? (?:i do|it is|it does|yeah|you're right|that's))|nope|nah|never|not (?:really|at all|that|since|those|especially|particularly|so far|in the least|as such|a bit|me|any ?more|lately|these days|now)\b|nothing (?:like|comes|springs)|none(?! of my)\b|hardly(?: ever)?\b|i (?:don['’]t|haven['’]t|wouldn['’]t|didn['’]t|can['’]t)(?: (?:think so|really|think of any)|[.,!]|$)|that['’]s not (?:me|it)\b|far from it|can['’]t say (?:that )?i (?:do|have|am|did|was)\b|(?:thankfully|happily|luckily|fortunately|mercifully|i['’]m (?:glad|pleased|happy) to say|thank (?:god|goodness|heavens)),? (?:not?|never|none)\b|not (?:so|as) far as\b|i wish\W*$|if only\W*$|chance would be|god forbid|heaven forbid|perish the thought|no way\b|as if\b)",
    re.I,
)
_OF_COURSE = re.compile(
    r"^\W*(?:well\W+)?(?:(?:wouldn['’]t|doesn['’]t|don['’]t|isn['’]t|haven['’]t|aren['’]t) (?:you|any(?:one|body)|every(?:one|body)|we all)\b|is the pope\b|(?:show|find) me (?:a|an|one|any)\w* \w+ (?:who|that) (?:isn|doesn|wouldn|hasn)['’]t|i['’]d be an? \w+ (?:if i didn|not to)|do bears\b|is water wet|is grass green|need you ask|how long have you got|what do you reckon\b|who (?:wouldn['’]t|doesn['’]t|isn['’]t|hasn['’]t)\b|what do you think\b|how (?:could|can) i not\b|why (?:else|do you think)\b|does (?:a|the) \w+)",
    re.I,
)
_OF_COURSE_NOT = re.compile(
    r"^\W*(?:well\W+)?(?:why (?:would|should) (?:i|it|they)\b|do i (?:look|seem|sound)\b|what do you take me for|who['’]s got (?:the )?time|how would i\b|what (?:me|would i)\b|me\?\W+(?:what|why|no|never|how)\b|what (?:on earth )?for\b|what (?:have i got|is there|['’]?s there) to (?:feel (?:guilty|bad|ashamed)|be (?:scared|afraid|ashamed|anxious|angry|guilty)|worry)|(?:on|with) my \w+\?|since when\b|who['’]d (?:bother|want|care)|does it look like|do i strike|at my age\?)",
    re.I,
)
_ANSWERED_BACK = re.compile(r"\?\s*(?=\w)")
_OF_WELL_BEING = re.compile(
    r"\b(?:still|able|manag\w+|well|stop|stops|ease|settle|go away|switch off|wind down|all ?right|ok(?:ay)?|enjoy\w*|look(?:ing)? forward|fine|through|properly|enough|good|easily|happy|normally|as usual|relax|safe(?:ly)?)\b",
    re.I,
)
_OF_TROUBLE = re.compile(
    r"\b(?:hard|difficult\w*|trouble|problem|struggl\w+|not|less|\w+n['’]t|wak(?:e|ing))\b", re.I
)
_QUESTION = re.compile(r"[^.!?]+\?")


def answer_to(turn: str) -> Answer | None:
    """How the turn as a whole answers what was asked; None where it answers something else."""
    if _OF_COURSE.search(turn):
        return "yes"
    if _OF_COURSE_NOT.search(turn):
        return "no"
    # "Do you mean, do I shout? All day long." answers after the question back.
    said = _ANSWERED_BACK.split(turn)[-1]
    if _NO.search(said):
        return "no"
    return "yes" if _YES.search(said) or _YES_AT_THE_END.search(said) else None


def is_short(turn: str) -> bool:
    """Whether it is so short that the question has to say what it is about."""
    return len(turn.split()) <= MOST_WORDS


def question_in(turn: str) -> str:
    """The last question of a therapist's turn; the whole turn if it asks none."""
    return next((match.group() for match in reversed(list(_QUESTION.finditer(turn)))), turn).strip()


def asks_of_well_being(question: str) -> bool:
    """Whether a yes would be good news: "Are you still sleeping through the night?"."""
    return bool(_OF_WELL_BEING.search(question) and not _OF_TROUBLE.search(question))
