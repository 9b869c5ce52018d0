"""What a therapist does with a turn, in the codes of the field, and what it does to disclosure.

Sources: MITI 4.2.1 (Moyers et al. 2014) and the Hill Helping Skills System, names of codes only.
That exploring and empathic turns open a patient and confronting or advising ones close them:
arXiv 2606.10051 (about 2,000 hours of transcripts); the sizes are choices of this project.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Act(StrEnum):
    """One therapist turn has one act, its main one."""

    OPENING = "opening"
    STRUCTURE = "structure"
    EXPLORE = "explore"
    OPEN_QUESTION = "open_question"
    CLOSED_QUESTION = "closed_question"
    SIMPLE_REFLECTION = "simple_reflection"
    COMPLEX_REFLECTION = "complex_reflection"
    AFFIRMATION = "affirmation"
    INFORMATION = "information"
    TECHNIQUE = "technique"
    RISK_QUESTION = "risk_question"
    REPAIR = "repair"
    ADVICE = "advice"
    CONFRONTATION = "confrontation"
    SUMMARY = "summary"
    HOMEWORK = "homework"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Codes of two schemes (empty where a scheme has none) and the pull on the patient's openness.

    `opens` is in units of one exploring question: 1 opens as much as that, below 0 closes.
    """

    miti: str
    hill: str
    opens: float


CODES: Mapping[Act, Code] = MappingProxyType(
    {
        Act.OPENING: Code(miti="", hill="open question", opens=0.0),
        Act.STRUCTURE: Code(miti="seek", hill="information", opens=0.0),
        Act.EXPLORE: Code(miti="question", hill="open question", opens=1.0),
        Act.OPEN_QUESTION: Code(miti="question", hill="open question", opens=1.0),
        Act.CLOSED_QUESTION: Code(miti="question", hill="closed question", opens=0.0),
        Act.SIMPLE_REFLECTION: Code(miti="simple reflection", hill="restatement", opens=0.8),
        Act.COMPLEX_REFLECTION: Code(
            miti="complex reflection", hill="reflection of feelings", opens=1.4
        ),
        Act.AFFIRMATION: Code(miti="affirm", hill="approval", opens=0.6),
        Act.INFORMATION: Code(miti="giving information", hill="information", opens=0.0),
        Act.TECHNIQUE: Code(miti="question", hill="open question", opens=0.3),
        Act.RISK_QUESTION: Code(miti="question", hill="closed question", opens=0.4),
        Act.REPAIR: Code(miti="emphasise autonomy", hill="immediacy", opens=1.0),
        Act.ADVICE: Code(miti="persuade", hill="direct guidance", opens=-2.0),
        Act.CONFRONTATION: Code(miti="confront", hill="challenge", opens=-4.0),
        Act.SUMMARY: Code(miti="simple reflection", hill="restatement", opens=0.4),
        Act.HOMEWORK: Code(miti="seek", hill="direct guidance", opens=0.0),
        Act.CLOSING: Code(miti="", hill="information", opens=0.0),
    }
)
"""Every act has a code."""
