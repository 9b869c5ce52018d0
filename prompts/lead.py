"""`Lead`: decides who does what next in an interactive session. Calls no model.

The lead holds the session's plan, the patient's readiness to speak (`Disclosure`) and what has
been told so far, and gives a cue for every turn: to the therapist what to do (ask about an area,
reflect, begin a phase), to the patient how to answer (tell a symptom, briefly, at length). Which
area a therapist asks about follows from the kind of session and from what was said; what a patient
tells, from the words of the question (`prompts.topic`), or from being listened to. What is still
untold sets the pace of both, never the topic.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.profile import RISKS, Profile
from knowledge.session import Evidence, Speaker
from prompts.acts import Act
from prompts.areas import ANYTHING, area_of, areas
from prompts.cue import ANSWER, BRIEF, Cue
from prompts.disclosure import Disclosure, at_the_door
from prompts.inquiry import near_areas
from prompts.manner import draw_manner
from prompts.plan import SessionPlan, session_plan
from prompts.render import LOW_SKILL, even_turns
from prompts.rupture import drawn_rupture
from prompts.therapist_cue import ACTS_OF_LOW_SKILL, EVERYDAY, INVITING, act_of
from prompts.topic import fitting

HURRY = 2.0
"""Exchanges for each thing still to be told, from which on nobody waits for the right question."""


@dataclass(slots=True, kw_only=True)
class Lead:
    """One session's lead. `tiers`: symptom -> how hard it is to say (1 to 3)."""

    profile: Profile
    evidence: Sequence[Evidence]
    denials: Sequence[str]
    tiers: Mapping[str, int]
    rng: random.Random
    disclosure: Disclosure = field(init=False)
    told: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    _untold: list[str] = field(init=False)
    _to_deny: list[str] = field(init=False)
    _phases: list[str] = field(init=False)
    _vain: set[str] = field(default_factory=set)
    _owed: str | None = None
    _words: str = ""

    def __post_init__(self) -> None:
        session = self.profile.session
        self.disclosure = at_the_door(
            stance=session.stance, style=session.style, turns=self.num_turns
        )
        self._untold = [item.symptom for item in self.evidence]
        self._to_deny = list(self.denials)
        self._phases = self._chosen_phases()

    @property
    def num_turns(self) -> int:
        """Turns of both speakers that the session is to have."""
        return even_turns(self.profile)

    @property
    def plan(self) -> SessionPlan:
        return session_plan(self.profile.session.modality)

    @property
    def _is_low_skill(self) -> bool:
        return self.profile.session.therapist_skill == LOW_SKILL

    def _chosen_phases(self) -> list[str]:
        """The phases there is time for, the checklist's first; an unskilled therapist has none."""
        if self._is_low_skill:
            return []
        room = max(1, self.num_turns // 2 - 2 - int(1.4 * self._num_owed()))
        inner = self.plan.inner(session_number=self.profile.session.number)
        wanted = sorted(inner, key=lambda name: name not in self.plan.needs)[:room]
        chosen = [name for name in inner if name in wanted]
        rupture = drawn_rupture(self.rng)
        if rupture and room > len(chosen):
            chosen.insert(len(chosen) // 2, rupture)
        return chosen

    def next_cue(self) -> Cue | None:
        """The cue of the next turn; None at the end."""
        done = len(self.cues)
        if done >= self.num_turns:
            return None
        word = self._answer() if done % 2 else self._therapist()
        cue = Cue(speaker=Speaker.PATIENT if done % 2 else Speaker.THERAPIST, word=word)
        self._note(cue)
        return cue

    def hear(self, text: str) -> None:
        """What was said on the last cue."""
        self._words = text

    def _note(self, cue: Cue) -> None:
        self.cues.append(cue)
        if cue.speaker is Speaker.THERAPIST:
            self.disclosure = self.disclosure.after(act_of(cue.word))

    # --- the therapist ----------------------------------------------------------------------

    def _therapist(self) -> str:
        done, left = len(self.cues), self.num_turns - len(self.cues)
        if done == 0:
            return Act.OPENING
        if self._owed is not None:
            owed, self._owed = self._owed, None
            return owed
        if left <= 2:
            return Act.CLOSING
        if self._phase_is_due() and self._exchanges_left() > self._num_owed():
            return self._phases.pop(0)
        if self._exploring_is_due():
            return self._question()
        if self.rng.random() < 0.1:
            return self.rng.choice(EVERYDAY)
        weights = ACTS_OF_LOW_SKILL if self._is_low_skill else self.plan.acts
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def _phase_is_due(self) -> bool:
        if not self._phases:
            return False
        share = len(self.cues) / self.num_turns
        place = self.plan.phases.get(self._phases[0], "middle")
        return share >= {"early": 0.05, "middle": 0.4, "late": 0.78}[place]

    def _exchanges_left(self) -> float:
        """Before the closing one."""
        return (self.num_turns - len(self.cues)) / 2 - 1

    def _exploring_is_due(self) -> bool:
        """At a steady pace: a session that is to bring much out asks for it more often."""
        exchanges = self._exchanges_left() - len(self._phases)
        return self.rng.random() * max(1.0, exchanges) < 1.4 * self._num_owed() + 0.5

    def _num_owed(self) -> int:
        """Exchanges that what is planned still takes; a risk takes two."""
        return len(self._untold) + len(self._to_deny) + len(RISKS & set(self._untold))

    def _question(self) -> str:
        """What a therapist asks next who knows only what has been said, and what to check.

        How much is still untold decides whether a question or room to talk comes next.
        """
        if self._to_deny and (not self._untold or len(self.cues) > 0.6 * self.num_turns):
            return self._to_deny[0]
        near = near_areas(self.told, self._vain)
        if not near or self._is_late() or self.rng.random() < 0.1:
            return self._invitation()
        return self.rng.choices(list(near), list(near.values()))[0]

    def _invitation(self) -> str:
        """What leaves it to the patient where to go on: mostly to listen, now and then to ask."""
        acts = {act: weight for act, weight in self.plan.acts.items() if act in INVITING}
        asked_lately = ANYTHING in (cue.word for cue in self.cues[-4:])
        if not self.told or self._is_low_skill or not (asked_lately or self.rng.random() < 0.7):
            return ANYTHING
        return self.rng.choices(list(acts), list(acts.values()))[0]

    # --- the patient ------------------------------------------------------------------------

    def _answer(self) -> str:
        asked = self.cues[-1].word
        if asked in self._to_deny:
            self._to_deny.remove(asked)
            return asked
        told = self._tellable(asked) if asked in areas() else self._volunteered(asked)
        if told is not None:
            return self._tell(told)
        if asked in areas():
            self._vain.add(asked)
            return self.rng.choice((BRIEF, BRIEF, ANSWER))
        return draw_manner(act_of(asked), self.profile.session, self.rng)

    def _tell(self, symptom: str) -> str:
        self._untold.remove(symptom)
        self.told.append(symptom)
        if symptom in RISKS:
            self._owed = Act.RISK_QUESTION
        return symptom

    def _tellable(self, area: str) -> str | None:
        """The next thing of this area that the words of the question fit; of `ANYTHING`, any."""
        if area == ANYTHING:
            return next(self._ready(), None)
        asked = fitting(self._words, areas()[area].symptoms) if self._words else None
        own = (name for name in self._ready() if area == area_of(name))
        return next((name for name in own if asked is None or name in asked), None)

    def _volunteered(self, after: str) -> str | None:
        """What a patient who is listened to goes on to say unasked, of the same area if there is.

        The fewer exchanges are left for what is planned, the likelier.
        """
        pressure = HURRY * self._num_owed() / max(1.0, self._exchanges_left())
        if after not in INVITING or self.rng.random() >= pressure**2:
            return None
        last = area_of(self.told[-1]) if self.told else None
        return min(self._ready(), key=lambda name: area_of(name) != last, default=None)

    def _ready(self) -> Iterator[str]:
        """What is still to be told and may be said now, in order.

        With a hand on the door a patient comes out with what is hard to say, if the therapist has
        any skill at all.
        """
        at_the_end = self._is_late() and not self._is_low_skill
        for symptom in self._untold:
            if at_the_end or self.disclosure.allows(self.tiers.get(symptom, 1)):
                yield symptom

    def _is_late(self) -> bool:
        return bool(self._untold) and self._exchanges_left() <= HURRY * self._num_owed()
