"""Composes a session from authored lines: what the base model and the fictional clinic are made of.

A session follows its profile: the symptoms that should be heard, in order, each brought up by a
question or volunteered, then reflected and filled out; the planned denials; small talk, digression,
disagreement and silence around them. The expressions that were used are returned as evidence, so
that the control header of a training example names exactly what its session says.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.base.material import Lines, Material
from generator.base.speech import Manner, capitalised, hesitant, splice
from knowledge.expression import fill
from knowledge.profile import Profile
from knowledge.session import Evidence, Speaker, Turn
from prompts.render import MAX_DENIALS

RISK = "death_suicide_thoughts"
_FRAME_TURNS = 8  # opening, agenda, summary, homework and closing, on average


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A composed conversation and the expressions its patient used, in order.

    `marks` says at which turns the planned topics come up: turn position -> symptom.
    """

    turns: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]
    marks: Mapping[int, str]


def compose(
    profile: Profile, *, material: Material, manner: Manner, rng: random.Random
) -> Composed:
    """One session for a profile; the same rng state gives the same session."""
    return _Conversation(profile=profile, material=material, manner=manner, rng=rng).composed()


@dataclass(slots=True, kw_only=True)
class _Conversation:
    profile: Profile
    material: Material
    manner: Manner
    rng: random.Random
    turns: list[Turn] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    marks: dict[int, str] = field(default_factory=dict)

    def composed(self) -> Composed:
        self.slots = {name: self.rng.choice(values) for name, values in self.material.slots.items()}
        self._opening()
        topics = [name for name in self.profile.heard() if name in self.material.symptoms]
        denials = [name for name in self.profile.denied() if name in self.material.symptoms]
        denials = denials[:MAX_DENIALS]
        extras = self._extras(topics=len(topics), denials=len(denials))
        for position, name in enumerate(topics):
            self._symptom(name, first=position == 0)
            if name == RISK:
                self._risk()
            self._linger(name, exchanges=extras[position])
        for name in denials:
            self._denial(name)
        self._close()
        return Composed(
            turns=tuple(self.turns), evidence=tuple(self.evidence), marks=dict(self.marks)
        )

    def _extras(self, *, topics: int, denials: int) -> list[int]:
        """How many exchanges follow each topic, so that the session nears its planned length."""
        left = (self.profile.session.turns or 24) - _FRAME_TURNS - 2 * (topics + denials)
        counts = [0] * max(1, topics)
        for _ in range(max(0, round(left / 2))):
            counts[self.rng.randrange(len(counts))] += 1
        return counts

    # --- the parts of a session -------------------------------------------------------------

    def _opening(self) -> None:
        self._therapist(self._move("openings"))
        first = self.profile.session.number == 1 and "help_seeking" in self.material.patient
        reason = f" {self._line('help_seeking')}" if first else ""
        self._patient(self._line("greetings") + reason)
        if self._chance(0.6):
            self._therapist(self._move("agenda"))
            self._patient(self._line("agenda_reply"))

    def _symptom(self, name: str, *, first: bool) -> None:
        lines = self.material.symptoms[name]
        ask = self._pick(lines.asks)
        if not first and self._chance(0.35):
            ask = f"{self._move('transitions')} {ask}"
        self._therapist(ask)
        self._patient(self._expressed(name))
        self._mark(name)

    def _linger(self, name: str, *, exchanges: int) -> None:
        """Exchanges after a topic: about it at first, then a nod, then about anything."""
        for position in range(exchanges):
            if position == 0 and self._chance(self.manner.detail_per_symptom):
                self._therapist(self._response(name))
                self._patient(self._detail(name))
            elif self._chance(self.manner.nod_per_exchange):
                self._therapist(self._nod_to(name))
                self._patient(self._short())
            else:
                self._interlude()

    def _nod_to(self, name: str) -> str:
        """Something a patient answers with a word."""
        if self._chance(0.5):
            return self._pick(self.material.symptoms[name].reflections)
        return self._move("simple_reflections" if self._chance(0.6) else "affirmations")

    def _expressed(self, name: str) -> str:
        lines = self.material.symptoms[name]
        conditions = (self.profile.condition or "", *self.profile.comorbid)
        text = self._pick(lines.said(self._severity(name), conditions))
        if self.manner.spliced:
            text = splice(text, self._any_detail(), self.rng)
        self.evidence.append(Evidence(passage_id=f"composed:{name}", symptom=name, text=text))
        if self._chance(self.manner.long_turn):
            return f"{text} {self._rambling(lines.details)}"
        if self._chance(0.6 * self.manner.hedge):
            return f"{self._line('unsure')} {text}"
        if self._chance(0.4 * self.manner.hedge):
            return (
                f"{capitalised(self.rng.choice(self.material.patient['fillers']))}, {_decap(text)}"
            )
        return text

    def _any_detail(self) -> str:
        """A line about some other symptom altogether."""
        other = self.rng.choice(sorted(self.material.symptoms))
        return self._pick(self.material.symptoms[other].details)

    def _rambling(self, details: Lines) -> str:
        """Two to five sentences in a row, the last ones about life at large."""
        parts = [self._pick(details) for _ in range(self.rng.choice((1, 2, 2, 3)))]
        if self._chance(0.4):
            parts.append(self._line("life_context"))
        return self._said(" ".join(parts))

    def _severity(self, name: str) -> str:
        grade = self.profile.symptoms[name].severity
        if grade:
            return ("mild", "moderate", "severe")[grade - 1]
        return self.profile.severity or "moderate"

    def _response(self, name: str) -> str:
        lines = self.material.symptoms[name]
        roll = self.rng.random()
        if roll < 0.35:
            return f"{self._pick(lines.reflections)} {self._pick(lines.follow_ups)}"
        if roll < 0.55:
            return self._pick(lines.follow_ups)
        if roll < 0.75:
            return self._pick(lines.reflections)
        if roll < 0.88:
            return self._move("acknowledgements")
        return self._move("open_questions")

    def _detail(self, name: str) -> str:
        details = self.material.symptoms[name].details
        text = self._said(self._pick(details))
        if self._chance(self.manner.second_detail):
            text = f"{text} {self._rambling(details)}"
        if self._chance(0.2):
            text = f"{self._line('agreement')} {text}"
        return text

    def _denial(self, name: str) -> None:
        lines = self.material.symptoms[name]
        self._therapist(self._pick(lines.asks))
        self._patient(self._said(self._pick(lines.denials)))
        self._mark(name)

    def _mark(self, name: str) -> None:
        """The last two turns take up a planned symptom."""
        last = len(self.turns) - 1
        self.marks |= {last - 1: name, last: name}

    def _risk(self) -> None:
        self._therapist(self._move("risk_response"))
        self._patient(self._line("technique_reply" if self._chance(0.3) else "agreement"))

    def _interlude(self) -> None:
        """Two turns that are not about a symptom, as most of a session is not."""
        roll = self.rng.random()
        if roll < 0.38:
            self._therapist(self._move("simple_reflections"))
            self._patient(self._short())
        elif roll < 0.54:
            self._therapist(self._move("context_questions"))
            self._patient(self._life())
        elif roll < 0.70:
            self._therapist(self._move("techniques"))
            self._patient(self._reply())
        elif roll < 0.78:
            self._therapist(self._move("acknowledgements"))
            self._patient(self._line("digression" if self._chance(0.5) else "humour"))
        elif roll < 0.86:
            self._therapist(self._move("open_questions"))
            self._patient(self._line("unsure") if self._chance(0.5) else self._reply())
        elif roll < 0.94:
            self._therapist(self._move("affirmations"))
            self._patient(self._short())
        else:
            self._therapist(self._move("techniques"))
            self._patient(self._line("resistance"))
            self._therapist(self._move("resistance_response"))
            self._patient(self._short())

    def _close(self) -> None:
        if self._chance(0.7):
            self._therapist(self._move("summaries"))
            self._patient(self._line("summary_reply"))
        if self._chance(0.7):
            self._therapist(self._move("homework"))
            self._patient(self._line("homework_accept"))
        self._therapist(self._move("closings"))
        self._patient(self._line("thanks" if self._chance(0.5) else "closing_reply"))

    # --- single lines -----------------------------------------------------------------------

    def _reply(self) -> str:
        text = self._line("technique_reply")
        return f"{text} {self._line('insight')}" if self._chance(0.15) else text

    def _life(self) -> str:
        text = self._said(self._line("life_context"))
        if self._chance(self.manner.long_turn):
            text = f"{text} {self._rambling(self.material.patient['life_context'])}"
        return text

    def _short(self) -> str:
        roll = self.rng.random()
        if roll < 0.86:
            return self._line("backchannels")
        return self._line("agreement" if roll < 0.95 else "disagreement")

    def _move(self, move: str) -> str:
        return self._pick(self.material.moves(move, self.profile.session.modality or "supportive"))

    def _line(self, name: str) -> str:
        return self._pick(self.material.patient[name])

    def _pick(self, lines: Lines) -> str:
        """A line not yet used in this session if there is one, its slots filled."""
        fresh = [line for line in lines if line not in self.used] or list(lines)
        line = self.rng.choice(fresh)
        self.used.add(line)
        return capitalised(fill(line, self.slots))

    def _said(self, text: str) -> str:
        return hesitant(
            text, manner=self.manner, fillers=self.material.patient["fillers"], rng=self.rng
        )

    def _chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def _therapist(self, text: str) -> None:
        self._say(Speaker.THERAPIST, text)

    def _patient(self, text: str) -> None:
        self._say(Speaker.PATIENT, text)

    def _say(self, speaker: Speaker, text: str) -> None:
        self.turns.append(Turn(speaker=speaker, text=text))


def _decap(text: str) -> str:
    return text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]
