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
TOLD_BY_HEART = 0.9
"""The same of the embedded model, which repeats an expression or loses its thread in the middle of
one: of 447 it told 431 whole, the rest went over into something else."""
LEAST_STORY_WORDS = 25
"""Of a long answer. Asked for one, the embedded model often gives a few words: it goes by its
thread, not by the cue."""
WORST = 1.0
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

    def miss(self, cue: Cue, text: str, turns: Sequence[Turn]) -> float:
        """How far the words are from what the cue asks for: 0 if they will do, at most `WORST`.

        They are to be words, and not said before in these turns. Who is to tell no risk is not to
        tell one in passing.
        """
        if says_again(text, turns) or self._is_no_word(text):
            return WORST
        if cue.speaker is Speaker.THERAPIST:
            return 0.0 if self._asks(cue.word, text) else WORST
        if cue.word in self.denials:
            return 0.0 if _NO.search(text) and not risk_cue(text) else WORST
        if cue.word in self.expressions:
            return self._miss_told(self.expressions[cue.word], text)
        if risk_cue(text) and not RISKS & self.expressions.keys():
            return WORST
        return max(0.0, 1 - len(text.split()) / LEAST_STORY_WORDS) if cue.word == STORY else 0.0

    def _is_no_word(self, text: str) -> bool:
        return self.lexicon is not None and bool(self.lexicon.unknown_in(text))

    def _miss_told(self, expression: str, text: str) -> float:
        said = _share_said(expression, text)
        return 0.0 if said >= (TOLD if self.lexicon is None else TOLD_BY_HEART) else 1 - said

    def _asks(self, word: str, text: str) -> bool:
        if word == Act.RISK_QUESTION:
            return answers_risk(text)
        return word not in self.denials or "?" in text


def _share_said(expression: str, text: str) -> float:
    wanted, said = _words(expression), _words(text)
    return len(wanted & said) / max(1, len(wanted))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w'’]+", without_hesitation(text).lower()))
