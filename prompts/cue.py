"""`Cue`: whose turn it is and what it is for, in one word.

An embedded model reads the word in the label of the turn, `Patient (brief):`, and has learned it
from composed sessions; a chat model is told the same in a sentence (`templates/cues.yaml`).
"""

import re
from dataclasses import dataclass

from knowledge.session import Speaker
from prompts.acts import Act

BRIEF, ANSWER, STORY = "brief", "answer", "story"
"""How a patient answers where no symptom is to be told."""
BRIEF_WORDS = 3
STORY_WORDS = 35
_ASKS = re.compile(r"\b(?:what|how|where|when|who|which|why)\b", re.I)
_INVITES = re.compile(r"(?:tell|talk|walk|take) me|say more|describe|go on\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Of a patient, `word` is a symptom or a manner of answer.

    Of a therapist it is an act, an area, a phase, a denied symptom to check, an everyday topic
    (`prompts.therapist_cue.EVERYDAY`) or a rupture (`prompts.rupture`).
    """

    speaker: Speaker
    word: str


def manner_of_answer(text: str) -> str:
    """The cue of a patient turn that tells no planned symptom: by its length in words."""
    num_words = len(text.split())
    if num_words <= BRIEF_WORDS:
        return BRIEF
    return STORY if num_words >= STORY_WORDS else ANSWER


def act_of_words(text: str) -> Act:
    """A therapist turn's act as far as its form says it: open, closed, or a reflection."""
    asks = text.rstrip().endswith("?")
    if _INVITES.match(text) or (asks and _ASKS.search(text)):
        return Act.OPEN_QUESTION
    return Act.CLOSED_QUESTION if asks else Act.SIMPLE_REFLECTION
