"""`Lead`: decides who does what next in an interactive session. Calls no model.

The lead holds the session's plan, the patient's readiness to speak (`Disclosure`) and what has
been told so far, and gives a cue for every turn: to the therapist what to do (ask about an area,
reflect, begin a phase), to the patient how to answer (tell a symptom, briefly, at length). Which
area a therapist asks about follows from the kind of session and from what was said.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.profile import RISKS, Profile
from knowledge.session import Evidence, Speaker
from prompts.acts import Act
from prompts.areas import ANYTHING, area_of, areas
from prompts.cue import ANSWER, BRIEF, STORY, Cue
from prompts.disclosure import Disclosure, at_the_door
from prompts.plan import SessionPlan, session_plan
from prompts.render import LOW_SKILL, even_turns
from prompts.rupture import RUPTURES, drawn_rupture

EVERYDAY = (
    "job", "family", "home", "neighbours", "money", "food", "getting_here", "telly_and_books",
    "pets", "beliefs", "sport_and_hobbies", "technology", "celebrations", "history", "humour",
    "silence", "misunderstanding", "disagreement", "digression",
)  # fmt: skip
FOLLOWING: Mapping[Act, tuple[float, float, float]] = {
    Act.OPEN_QUESTION: (0.2, 0.45, 0.35),
    Act.CLOSED_QUESTION: (0.5, 0.4, 0.1),
    Act.SIMPLE_REFLECTION: (0.6, 0.3, 0.1),
    Act.COMPLEX_REFLECTION: (0.45, 0.4, 0.15),
    Act.AFFIRMATION: (0.75, 0.25, 0.0),
    Act.ADVICE: (0.7, 0.3, 0.0),
    Act.CONFRONTATION: (0.6, 0.4, 0.0),
}
"""How a patient answers an act: shares of brief, ordinary and long answers."""
USUAL_ANSWER = (0.3, 0.45, 0.25)
STYLE_WEIGHTS: Mapping[str, tuple[float, float, float]] = {
    "verbose": (0.5, 1.0, 2.5),
    "reserved": (2.0, 0.8, 0.3),
}
FIT_POWER = 6
"""How much more a record counts that fits all that was told than one that fits most of it."""
ACTS_OF_LOW_SKILL: Mapping[Act, float] = {
    Act.CLOSED_QUESTION: 5,
    Act.ADVICE: 5,
    Act.CONFRONTATION: 2,
    Act.INFORMATION: 1,
}
"""What an unskilled therapist does between the topics: asks closed questions, advises, argues."""


def act_of(word: str) -> Act:
    """The act of a therapist's cue: areas and symptoms are explored, phases are techniques."""
    if word in set(Act):
        return Act(word)
    if word in areas() or area_of(word):
        return Act.EXPLORE
    if word in RUPTURES:
        return Act.CONFRONTATION
    return Act.OPEN_QUESTION if word in EVERYDAY else Act.TECHNIQUE


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
    _asked: list[str] = field(default_factory=list)
    _vain: set[str] = field(default_factory=set)
    _owed: str | None = None

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

    def _note(self, cue: Cue) -> None:
        self.cues.append(cue)
        if cue.speaker is Speaker.THERAPIST:
            self.disclosure = self.disclosure.after(act_of(cue.word))
            if cue.word in areas():
                self._asked.append(cue.word)

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
        acts = [act for act in weights if act is not Act.EXPLORE]
        return self.rng.choices(acts, [weights[act] for act in acts])[0]

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
        return self.rng.random() * max(1.0, exchanges) < 2 * self._num_owed() + 0.5

    def _num_owed(self) -> int:
        """Exchanges that what is planned still takes; a risk takes two."""
        return len(self._untold) + len(self._to_deny) + len(RISKS & set(self._untold))

    def _question(self) -> str:
        """What a therapist would ask next who knows only what has been said, and what to check."""
        if self._to_deny and (not self._untold or len(self.cues) > 0.6 * self.num_turns):
            return self._to_deny[0]
        near = self._near()
        if self._untold and self._exchanges_left() <= self._num_owed():
            return ANYTHING
        again = self._asked[-1:] == [ANYTHING]
        chance = (0.5 if again else 1.0) if self._is_late() else (0.0 if again else 0.1)
        if not near or self.rng.random() < chance:
            return ANYTHING
        return self.rng.choices(list(near), list(near.values()))[0]

    def _near(self) -> Mapping[str, float]:
        """Areas of what goes with the told, by how much is left in the records that fit best.

        What was asked about in vain is not asked about again.
        """
        from knowledge.base import load_knowledge

        knowledge, told = load_knowledge(), set(self.told)
        near: defaultdict[str, float] = defaultdict(float)
        for name in sorted(knowledge.disorders):
            symptoms = knowledge.supporting_symptoms(name)
            fit = len(told & symptoms) / len(told) if told else 0.0
            for symptom in sorted(symptoms - told):
                area = area_of(symptom)
                if fit > 0.5 and area and area not in self._vain:
                    near[area] += fit**FIT_POWER
        return near

    # --- the patient ------------------------------------------------------------------------

    def _answer(self) -> str:
        asked = self.cues[-1].word
        if asked in self._to_deny:
            self._to_deny.remove(asked)
            return asked
        if asked in areas():
            told = self._tellable(asked)
            if told is not None:
                return self._tell(told)
            self._vain.add(asked)
            return BRIEF
        return self._manner(act_of(asked))

    def _tell(self, symptom: str) -> str:
        self._untold.remove(symptom)
        self.told.append(symptom)
        if symptom in RISKS:
            self._owed = Act.RISK_QUESTION
        return symptom

    def _tellable(self, area: str) -> str | None:
        """The next thing of this area that the patient is ready to say.

        With a hand on the door a patient comes out with what is hard to say, if the therapist has
        any skill at all.
        """
        at_the_end = self._is_late() and not self._is_low_skill
        return next(
            (
                symptom
                for symptom in self._untold
                if area in (ANYTHING, area_of(symptom))
                and (at_the_end or self.disclosure.allows(self.tiers.get(symptom, 1)))
            ),
            None,
        )

    def _is_late(self) -> bool:
        return bool(self._untold) and self._exchanges_left() <= 1.3 * self._num_owed()

    def _manner(self, act: Act) -> str:
        shares = FOLLOWING.get(act, USUAL_ANSWER)
        tilt = STYLE_WEIGHTS.get(self.profile.session.style or "", (1.0, 1.0, 1.0))
        if self.profile.session.stance in ("guarded", "hostile"):
            tilt = (tilt[0] * 1.5, tilt[1], tilt[2] * 0.5)
        weights = [share * factor for share, factor in zip(shares, tilt, strict=True)]
        return self.rng.choices((BRIEF, ANSWER, STORY), weights)[0]
