"""`TurnCheck`: whether a turn of an interactive session does what its cue asks for.

A voice now and then says something else: a turn that misses is asked for again, a few times. Reads
words, not meanings; knows no engine.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from filters.clauses import without_hesitation
from filters.lexicon import Lexicon
from filters.risk import answers_risk, risk_cue
from filters.style import says_again
from knowledge.profile import RISKS
from knowledge.session import Evidence, Speaker, Turn
from prompts.acts import Act
from prompts.cue import STORY, Cue

TOLD = 0.5
"""Share of the words of an expression that are to be heard where it is told."""
LEAST_STORY_WORDS = 15
"""Of a long answer. Asked for one, the embedded model gives five words in the median."""
_NO = re.compile(
    r"n['’]t\b|\b(?:no|not|none|nothing|never|nope|nah|without|far from|hardly)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCheck:
    """`expressions` maps a symptom to the words it is to be told in; `lexicon` are the words that
    the writer can know, None where nobody can tell."""

    expressions: Mapping[str, str] = field(repr=False)
    denials: frozenset[str]
    lexicon: Lexicon | None = field(repr=False)

    @classmethod
    def of(
        cls, evidence: Sequence[Evidence], denials: Sequence[str], *, lexicon: Lexicon | None
    ) -> "TurnCheck":
        expressions = {item.symptom: item.text for item in evidence}
        return cls(expressions=expressions, denials=frozenset(denials), lexicon=lexicon)

    def passes(self, cue: Cue, text: str, turns: Sequence[Turn]) -> bool:
        """Whether the words are words, fit the cue and were not said before in these turns.

        Who is to tell no risk is not to tell one in passing.
        """
        if not text or says_again(text, turns):
            return False
        if self.lexicon is not None and self.lexicon.unknown_in(text):
            return False
        if cue.speaker is Speaker.THERAPIST:
            return self._asks(cue.word, text)
        if cue.word in self.denials:
            return bool(_NO.search(text)) and not risk_cue(text)
        if cue.word in self.expressions:
            return _share_said(self.expressions[cue.word], text) >= TOLD
        if cue.word == STORY and len(text.split()) < LEAST_STORY_WORDS:
            return False
        return bool(RISKS & self.expressions.keys()) or not risk_cue(text)

    def _asks(self, word: str, text: str) -> bool:
        if word == Act.RISK_QUESTION:
            return answers_risk(text)
        return word not in self.denials or "?" in text


def _share_said(expression: str, text: str) -> float:
    wanted, said = _words(expression), _words(text)
    return len(wanted & said) / max(1, len(wanted))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w'’]+", without_hesitation(text).lower()))
