"""How long a patient answers where no symptom is to be told: by the act before it and by nature."""

import random
from collections.abc import Mapping

from knowledge.profile import Encounter
from prompts.acts import Act
from prompts.cue import ANSWER, BRIEF, STORY

FOLLOWING: Mapping[Act, tuple[float, float, float]] = {
    Act.OPENING: (0.35, 0.65, 0.0),
    Act.OPEN_QUESTION: (0.17, 0.05, 0.78),
    Act.CLOSED_QUESTION: (0.5, 0.28, 0.22),
    Act.SIMPLE_REFLECTION: (0.65, 0.35, 0.0),
    Act.COMPLEX_REFLECTION: (0.65, 0.35, 0.0),
    Act.AFFIRMATION: (0.75, 0.25, 0.0),
    Act.RISK_QUESTION: (0.05, 0.75, 0.2),
    Act.ADVICE: (0.7, 0.3, 0.0),
    Act.CONFRONTATION: (0.6, 0.4, 0.0),
    Act.CLOSING: (0.6, 0.4, 0.0),
}
"""How a patient answers an act: shares of brief, ordinary and long answers. Long ones only where
the sessions that the embedded model learned from have any: elsewhere it has none to give."""
USUAL_ANSWER = (0.36, 0.14, 0.5)
STYLE_WEIGHTS: Mapping[str, tuple[float, float, float]] = {
    "verbose": (0.5, 1.0, 2.5),
    "reserved": (2.0, 0.8, 0.3),
}


def draw_manner(act: Act, session: Encounter, rng: random.Random) -> str:
    """One of `BRIEF`, `ANSWER` and `STORY`."""
    shares = FOLLOWING.get(act, USUAL_ANSWER)
    tilt = STYLE_WEIGHTS.get(session.style or "", (1.0, 1.0, 1.0))
    if session.stance in ("guarded", "hostile"):
        tilt = (tilt[0] * 1.5, tilt[1], tilt[2] * 0.5)
    weights = [share * factor for share, factor in zip(shares, tilt, strict=True)]
    return rng.choices((BRIEF, ANSWER, STORY), weights)[0]
