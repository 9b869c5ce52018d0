"""What fills a composed session beside its topics: drawn to a length, then put in order.

A piece is a thread of the topic before it, a phase of the session's plan, everyday talk, a question
about a part of life in which there is nothing, or a nod: two turns of which the second is hardly
more than a word.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generator.base.material import Material
from generator.base.speech import Manner
from generator.base.threads import Thread, Threads
from knowledge.arc import HOMEWORK
from knowledge.profile import Profile
from prompts.plan import SessionPlan, session_plan
from prompts.render import LOW_SKILL
from prompts.rupture import RUPTURES, drawn_rupture

MOST_THREADS_OF_A_TOPIC = 2
OF_STANCE: Mapping[str, str] = {
    "guarded": "guarded",
    "hostile": "hostile",
    "ambivalent": "ambivalent",
    "pleasing": "pleasing",
}
OF_STYLE: Mapping[str, str] = {"tangent": "digression", "upset": "tearful"}
MAY_BE_QUIET = frozenset(
    {"mood", "sleep", "energy", "worry", "fear", "people", "body", "attention", "habits", "eating"}
)
"""Parts of life of which one can say in a few words that they are in order."""
IN_VAIN = 0.15
"""Share of the nods that are such a question."""
UNSKILLED = (0.15, 0.15, 0.0, 0.7)
"""Weights of threads, nods, phases and everyday talk where the therapist is unskilled."""
OF_LOW_SKILL = ("advice", "confrontation")
AFTER_A_RISK = "after_a_risk"
SPECIAL = frozenset((*RUPTURES, *OF_STANCE.values(), "tearful", *OF_LOW_SKILL, AFTER_A_RISK))
"""Kinds of talk that come only where the plan asks for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Neither `thread` nor `area` is a nod. `topic`: the symptom it follows; `phase`: of the plan.

    `area` is a part of life that is asked about in vain. `cue` is that of the first therapist turn;
    None where the words themselves say what they do.
    """

    thread: Thread | None = None
    topic: str | None = None
    phase: str | None = None
    area: str | None = None
    cue: str | None = None

    @property
    def num_turns(self) -> int:
        return len(self.thread) if self.thread else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The pieces in their places; `after_topic` has a list for every topic."""

    early: tuple[Piece, ...]
    after_topic: tuple[tuple[Piece, ...], ...]
    late: tuple[Piece, ...]


def drawn_pieces(
    *,
    room: int,
    topics: Sequence[str],
    material: Material,
    profile: Profile,
    manner: Manner,
    rng: random.Random,
) -> list[Piece]:
    """Pieces of `room` turns in all; a thread that is too long is cut after an answer."""
    draws = _Draws(topics=topics, material=material, profile=profile, rng=rng)
    pieces: list[Piece] = []
    rupture = drawn_rupture(rng)
    if rupture:
        pieces += draws.everyday((rupture,))
    kinds = ("thread", "nod", "phase", "everyday")
    weights = UNSKILLED if profile.session.therapist_skill == LOW_SKILL else manner.pieces
    while room - sum(piece.num_turns for piece in pieces) >= 2:
        kind = rng.choices(kinds, weights)[0]
        pieces += draws.draw(kind) or [draws.nod()]
    return _cut(pieces, room)


def _cut(pieces: list[Piece], room: int) -> list[Piece]:
    kept: list[Piece] = []
    for piece in pieces:
        left = room - sum(item.num_turns for item in kept)
        if left < 2:
            break
        thread = piece.thread and piece.thread[: left - left % 2]
        kept.append(replace(piece, thread=thread))
    return kept


class _Draws:
    """Draws pieces of each kind, none twice in a session."""

    def __init__(
        self,
        *,
        topics: Sequence[str],
        material: Material,
        profile: Profile,
        rng: random.Random,
    ) -> None:
        self._topics, self._material, self._rng = topics, material, rng
        self._profile = profile
        self._plan = session_plan(profile.session.modality)
        self._used: set[Thread] = set()
        self._count = dict.fromkeys(topics, 0)
        self._phases = list(self._plan.inner(session_number=profile.session.number))
        self._quiet = self._quiet_areas()

    def _quiet_areas(self) -> list[str]:
        """Parts of life, in random order, of which the profile says nothing, kept back or not."""
        spoken = {self._material.area_of(name) for name in self._profile.symptoms}
        quiet = [name for name in self._material.areas if name in MAY_BE_QUIET - spoken]
        self._rng.shuffle(quiet)
        return quiet

    def draw(self, kind: str) -> list[Piece]:
        """One piece of the kind in a list, or none where it has no more."""
        if kind == "thread":
            return self._of_topic()
        if kind == "phase":
            return self._of_phase()
        return self.everyday(self._kinds()) if kind == "everyday" else [self.nod()]

    def nod(self) -> Piece:
        """Now and then, for a patient's few words, a question about where there is nothing."""
        topic = self._rng.choice(self._topics) if self._topics else None
        if self._quiet and self._rng.random() < IN_VAIN:
            return Piece(topic=topic, area=self._quiet.pop())
        return Piece(topic=topic)

    def everyday(self, kinds: Sequence[str]) -> list[Piece]:
        if not kinds:
            return []
        kind = self._rng.choice(kinds)
        thread = self._fresh(self._material.threads.by_kind.get(kind, ()))
        topic = self._rng.choice(self._topics) if self._topics else None
        return [Piece(thread=thread, topic=topic, cue=kind)] if thread else []

    def _kinds(self) -> Sequence[str]:
        """Everyday kinds; what the stance and the style add comes as often as all of them."""
        session = self._profile.session
        if session.therapist_skill == LOW_SKILL and self._rng.random() < 0.85:
            return OF_LOW_SKILL
        own = (OF_STANCE.get(session.stance or ""), OF_STYLE.get(session.style or ""))
        chosen = [kind for kind in own if kind]
        if chosen and self._rng.random() < 0.5:
            return chosen
        return [kind for kind in self._material.threads.by_kind if kind not in SPECIAL]

    def _of_topic(self) -> list[Piece]:
        open_topics = [t for t, n in self._count.items() if n < MOST_THREADS_OF_A_TOPIC]
        if not open_topics:
            return []
        topic = self._rng.choice(open_topics)
        thread = self._fresh(self._material.threads.by_symptom.get(topic, ()))
        self._count[topic] += 1
        return [Piece(thread=thread, topic=topic)]

    def _of_phase(self) -> list[Piece]:
        if not self._phases:
            return []
        phase = self._phases.pop(self._rng.randrange(len(self._phases)))
        threads = self._material.threads.by_phase.get(self._plan.modality, {})
        outcome = self._profile.session.homework or self._rng.choice(list(HOMEWORK))
        thread = self._fresh(threads.get(f"{phase}_{outcome}", threads.get(phase, ())))
        return [Piece(thread=thread, phase=phase, cue=phase)] if thread else []

    def _fresh(self, threads: Threads) -> Thread | None:
        unused = [thread for thread in threads if thread not in self._used]
        if not unused:
            return None
        chosen = self._rng.choice(unused)
        self._used.add(chosen)
        return chosen


def arranged(
    pieces: Sequence[Piece], *, topics: Sequence[str], plan: SessionPlan, rng: random.Random
) -> Score:
    """Threads and nods behind their topic, phases where the plan has them."""
    after: list[list[Piece]] = [[] for _ in topics]
    early: list[Piece] = []
    late: list[Piece] = []
    order = list(plan.phases)
    for piece in sorted((p for p in pieces if p.phase), key=lambda p: order.index(p.phase or "")):
        place = plan.phases[piece.phase or ""]
        if place == "early" or not topics:
            early.append(piece)
        elif place == "late":
            late.append(piece)
        else:
            after[rng.randrange(len(topics))].append(piece)
    for piece in pieces:
        if piece.phase is None:
            if piece.topic in topics:
                after[topics.index(piece.topic)].insert(0, piece)
            else:
                early.append(piece)
    return Score(early=tuple(early), after_topic=tuple(map(tuple, after)), late=tuple(late))
