"""Composes a session from authored lines: what the base model and the fictional clinic are made of.

A session follows its profile and the plan of its kind: an opening, the symptoms that should be
heard, in order, each asked about and told, threads of talk that belong to them, phases of the
session's work, everyday talk around them, the planned denials, a closing. The expressions that were
used are returned as evidence, so that the control header of a training example names exactly what
its session says.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from filters.answers import asks_of_well_being, question_in
from generator.base.material import Lines, Material
from generator.base.pieces import AFTER_A_RISK, Piece, Score, arranged, drawn_pieces
from generator.base.speech import Manner, capitalised, hesitant, splice
from generator.base.threads import Thread
from knowledge.expression import expanded, fill
from knowledge.profile import RISKS, Profile
from knowledge.session import Evidence, Speaker, Turn
from prompts.acts import Act
from prompts.areas import ANYTHING
from prompts.cue import act_of_words, manner_of_answer
from prompts.plan import session_plan
from prompts.render import MAX_DENIALS

_YES_OR_NO = re.compile(
    r"(?:\w+, |so |and )*(?:have|has|had|do|does|did|are|is|was|were|any)\b(?!.*\bor\b)", re.I
)
DEFLECTING = {"guarded": 0.25, "hostile": 0.25, "ambivalent": 0.1}
"""How often a patient of this stance puts a question off before answering it."""
SHORT_DENIAL = 0.5
"""Share of the questions that can be answered by a bare no, when the answer is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A composed conversation and the expressions its patient used, in order.

    `topics` says at which turns the planned topics come up: turn position -> symptom. `cues` has
    one word a turn: what the therapist does, or how the patient answers.
    """

    turns: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]
    topics: Mapping[int, str]
    cues: tuple[str, ...]


def compose(
    profile: Profile, *, material: Material, manner: Manner, rng: random.Random
) -> Composed:
    """One session for a profile; the same rng state gives the same session."""
    manner = manner.in_style(profile.session.style)
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
    topics: dict[int, str] = field(default_factory=dict)
    cues: list[str] = field(default_factory=list)

    def composed(self) -> Composed:
        drawn = {name: self.rng.choice(values) for name, values in self.material.slots.items()}
        self.slots = drawn | dict(self.profile.patient.life())
        heard = [name for name in self.profile.heard() if name in self.material.symptoms]
        denied = [name for name in self.profile.denied() if name in self.material.symptoms]
        denied = denied[:MAX_DENIALS]
        self._opening()
        score = self._score(heard, denied)
        self._pieces(score.early)
        for position, name in enumerate(heard):
            self._symptom(name, first=position == 0)
            self._pieces(score.after_topic[position])
        for name in denied:
            self._denial(name)
        self._pieces(score.late)
        self._close()
        return Composed(
            turns=tuple(self.turns),
            evidence=tuple(self.evidence),
            topics=dict(self.topics),
            cues=tuple(self.cues),
        )

    def _score(self, heard: Sequence[str], denied: Sequence[str]) -> Score:
        """What fills the session beside its topics, so that it nears its planned length."""
        fixed = len(self.turns) + 2 * (len(heard) + len(denied)) + 2 * len(RISKS & set(heard)) + 2
        pieces = drawn_pieces(
            room=(self.profile.session.turns or 24) - fixed,
            topics=heard,
            material=self.material,
            profile=self.profile,
            manner=self.manner,
            rng=self.rng,
        )
        return arranged(pieces, topics=heard, plan=session_plan(self._modality), rng=self.rng)

    @property
    def _modality(self) -> str:
        return self.profile.session.modality or "supportive"

    # --- the parts of a session -------------------------------------------------------------

    def _opening(self) -> None:
        thread = self._phase("opening")
        if thread is not None:
            self._thread(thread, first=Act.OPENING)
            return
        self._therapist(self._move("openings"), Act.OPENING)
        self._patient(self._line("greetings"))

    def _pieces(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if piece.thread is not None:
                self._thread(piece.thread, first=piece.cue)
            elif piece.area is not None:
                self._asked_in_vain(piece.area)
            elif piece.topic is not None and self._chance(self.manner.detail_per_symptom):
                self._therapist(self._response(piece.topic))
                self._patient(self._detail(piece.topic))
            else:
                self._nod(piece.topic)

    def _thread(self, thread: Thread, *, first: str | None) -> None:
        for place, line in enumerate(thread):
            text = self._worded(line)
            if place % 2:
                self._patient(self._said(text) if len(text.split()) > 3 else text)
            else:
                self._therapist(text, first if place == 0 else None)

    def _symptom(self, name: str, *, first: bool) -> None:
        self._ask(name, first=first)
        asked = len(self.turns) - 1
        if not first and self._chance(DEFLECTING.get(self.profile.session.stance or "", 0.0)):
            self._patient(self._line("resistance"))
            self._therapist(self._move("resistance_response"), Act.REPAIR)
        self._patient(self._expressed(name))
        self._mark(name, asked)
        if name in RISKS:
            self._asked_of_safety()

    def _asked_of_safety(self) -> None:
        threads = self.material.threads.by_kind.get(AFTER_A_RISK)
        if threads:
            self._thread(self.rng.choice(threads), first=Act.RISK_QUESTION)
            return
        self._therapist(self._move("risk_response"), Act.RISK_QUESTION)
        self._patient(self._line("agreement"))

    def _ask(self, name: str, *, first: bool) -> None:
        """About the symptom, about the part of life that it belongs to, or what else there is."""
        area = self.material.area_of(name)
        if self._chance(0.25) and self.material.areas:
            self._therapist(self._pick(self.material.areas[ANYTHING]), ANYTHING)
            return
        broad = area is not None and self._chance(0.4)
        asks = self.material.areas[area] if area and broad else self.material.symptoms[name].asks
        ask = self._pick(asks)
        if not first and self._chance(0.25):
            ask = f"{self._move('transitions')} {ask}"
        self._therapist(ask, area if broad else name)

    def _asked_in_vain(self, area: str) -> None:
        """A part of life in which this patient has nothing to tell of."""
        self._therapist(self._pick(self.material.areas[area]), area)
        self._patient(self._line("nothing_there"))

    def _nod(self, topic: str | None) -> None:
        """Something a patient answers with a word."""
        reflections = self.material.symptoms[topic].reflections if topic else ()
        if reflections and self._chance(0.5):
            self._therapist(self._pick(reflections), Act.COMPLEX_REFLECTION)
        elif self._chance(0.6):
            self._therapist(self._move("simple_reflections"), Act.SIMPLE_REFLECTION)
        else:
            self._therapist(self._move("affirmations"), Act.AFFIRMATION)
        self._patient(self._short())

    def _expressed(self, name: str) -> str:
        lines = self.material.symptoms[name]
        conditions = (self.profile.condition or "", *self.profile.comorbid)
        text = self._pick(lines.said(self._severity(name), conditions))
        if self.manner.spliced:
            text = splice(text, self._any_detail(), self.rng)
        self.evidence.append(Evidence(passage_id=f"composed:{name}", symptom=name, text=text))
        begun = self._begun(text)
        if self._chance(self.manner.long_turn):
            return f"{begun} {self._rambling(self._in_order(lines.details, self._room()))}"
        return begun

    def _begun(self, text: str) -> str:
        """Not every turn begins with its subject, least of all with "I"."""
        if self._chance(self.manner.hedge if text.startswith("I") else self.manner.hedge / 4):
            return f"{self._line('fillers')}, {_decap(text)}"
        if self._chance(0.3 * self.manner.hedge):
            return f"{self._line('unsure')} {text}"
        return text

    def _any_detail(self) -> str:
        """A line about some other symptom altogether."""
        other = self.rng.choice(sorted(self.material.symptoms))
        return self._pick(self.material.symptoms[other].details)

    def _room(self) -> int:
        return self.rng.choice((1, 1, 2, 4))

    def _in_order(self, lines: Lines, count: int) -> list[str]:
        """Up to `count` lines not yet used, worded, in the pool's order.

        In a random order the model did not learn which of them it had said already: one draft in
        seven was rejected for a sentence that stood twice in a turn.
        """
        fresh = [line for line in lines if line not in self.used]
        chosen = self.rng.sample(range(len(fresh)), k=min(count, len(fresh)))
        found = [fresh[place] for place in sorted(chosen)]
        self.used.update(found)
        return [self._worded(line) for line in found]

    def _rambling(self, parts: Sequence[str]) -> str:
        """These sentences in a row, at the end perhaps one about life at large."""
        if not parts or self._chance(0.4):
            parts = [*parts, self._line("life_context")]
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
        return self._pick(lines.follow_ups)

    def _detail(self, name: str) -> str:
        details = self.material.symptoms[name].details
        is_long = self._chance(self.manner.second_detail)
        first, *more = self._in_order(details, 1 + (self._room() if is_long else 0)) or [
            self._pick(details)
        ]
        text = self._begun(self._said(first))
        if is_long:
            text = f"{text} {self._rambling(more)}"
        return f"{self._line('agreement')} {text}" if self._chance(0.15) else text

    def _denial(self, name: str) -> None:
        lines = self.material.symptoms[name]
        ask = self._pick(lines.asks)
        self._therapist(ask, name)
        if self._chance(SHORT_DENIAL) and takes_a_no(ask):
            self._patient(self._line("short_denials"))
        else:
            self._patient(self._said(self._pick(lines.denials)))
        self._mark(name, len(self.turns) - 2)

    def _mark(self, name: str, asked: int) -> None:
        """A planned symptom was asked about at turn `asked` and told or denied in the last one."""
        last = len(self.turns) - 1
        self.topics |= {asked: name, last: name}
        self.cues[last] = name

    def _close(self) -> None:
        thread = self._phase("closing")
        if thread is not None:
            self._thread(thread, first=Act.CLOSING)
            return
        self._therapist(self._move("closings"), Act.CLOSING)
        self._patient(self._line("thanks" if self._chance(0.5) else "closing_reply"))

    # --- single lines -----------------------------------------------------------------------

    def _phase(self, name: str) -> Thread | None:
        """A thread of the phase if the material has any, short ones more often than long ones."""
        threads = self.material.threads.by_phase.get(self._modality, {}).get(name, ())
        if not threads:
            return None
        thread = self.rng.choice(threads)
        return thread if self._chance(0.4) else thread[:2]

    def _short(self) -> str:
        roll = self.rng.random()
        if roll < 0.86:
            return self._line("backchannels")
        return self._line("agreement" if roll < 0.95 else "disagreement")

    def _move(self, move: str) -> str:
        return self._pick(self.material.moves(move, self._modality))

    def _line(self, name: str) -> str:
        return self._pick(self.material.patient[name])

    def _pick(self, lines: Lines) -> str:
        """A line not yet used in this session if there is one, its slots filled."""
        fresh = [line for line in lines if line not in self.used] or list(lines)
        line = self.rng.choice(fresh)
        self.used.add(line)
        return self._worded(line)

    def _worded(self, line: str) -> str:
        words = " ".join(fill(expanded(line, self.rng), self.slots).split())
        return capitalised(words)

    def _said(self, text: str) -> str:
        return hesitant(
            text, manner=self.manner, fillers=self.material.patient["fillers"], rng=self.rng
        )

    def _chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def _therapist(self, text: str, cue: str | None = None) -> None:
        self._say(Speaker.THERAPIST, text, cue or act_of_words(text))

    def _patient(self, text: str) -> None:
        self._say(Speaker.PATIENT, text, manner_of_answer(text))

    def _say(self, speaker: Speaker, text: str, cue: str) -> None:
        self.turns.append(Turn(speaker=speaker, text=text))
        self.cues.append(str(cue))


def takes_a_no(ask: str) -> bool:
    """Whether a bare "No." denies what is asked after: "How's your sleep?" wants more words."""
    question = question_in(ask)
    return bool(_YES_OR_NO.match(question)) and not asks_of_well_being(question)


def _decap(text: str) -> str:
    return text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]
