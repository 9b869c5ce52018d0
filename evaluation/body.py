"""`Body`: sessions made ready to be measured, each reading done once.

Words for every figure of talk, vectors of client turns, and the symptoms that a blind recogniser
finds. The last is what takes time: of a large body only so many sessions are read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from evaluation.adherence import Adherence, AdherenceReader
from evaluation.arcs import Heard
from evaluation.speech import Speech, read_speech
from evaluation.vectors import TurnVectors, embed_turns
from filters.comparison import looked_for
from filters.mention import Mention, Recogniser
from filters.recogniser import FOUND, VERIFIED
from knowledge.base import load_knowledge
from knowledge.embedding import Embedder
from knowledge.session import Session, Speaker

TOGETHER = 100
MOST_READ = 1000
"""Sessions of one body that are read for symptoms, whole patients drawn at random: about seven
minutes on two cores."""
MOST_COMPARED = 1000
"""Client turns of a body that is only compared with, read for symptoms likewise."""
MOST_CHECKED = 400
"""Sessions whose checklists are read; figures say how many."""
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Body:
    """A named body of sessions. Everything derived is made when first asked for."""

    name: str
    sessions: tuple[Session, ...] = field(repr=False)
    recogniser: Recogniser = field(repr=False)
    embedder: Embedder = field(repr=False)
    say: Say = field(repr=False)
    most_read: int = MOST_READ
    most_turns: int | None = None
    """Client turns that are read for symptoms, of whole patients; all where None."""
    epsilon: float | None = None
    """Of the training behind a run (unit patient, adjacency add or remove one): 0 where no private
    text was read, infinite without noise, None where nobody knows."""

    @cached_property
    def speech(self) -> Speech:
        return read_speech(self.sessions)

    @cached_property
    def turns(self) -> TurnVectors:
        self.say(f"{self.name}: sentence vectors of client turns")
        return embed_turns(self.speech, self.embedder)

    @cached_property
    def read(self) -> tuple[Session, ...]:
        """The sessions that are read for symptoms."""
        some = self.sessions
        if len(some) > self.most_read:
            some = some_patients(some, self.most_read)
        if self.most_turns is not None:
            some = some_patients(some, self.most_turns, size=_client_turns)
        return tuple(some)

    @cached_property
    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """By session id; at the level at which a planned symptom is verified.

        Below `FOUND` only the statuses of planned symptoms are sure.
        """
        return recognise(self.read, self.recogniser, lambda line: self.say(f"{self.name}: {line}"))

    @cached_property
    def heard(self) -> Heard:
        """Turns in which a symptom is told, found without looking for it by name."""
        found = {
            name: [item for item in mentions if item.score >= FOUND]
            for name, mentions in self.mentions.items()
        }
        return Heard.of(read_speech(self.read), found)

    @cached_property
    def adherence(self) -> tuple[Adherence, ...]:
        """The checklists of sessions whose kind is known; of many, of whole patients at random."""
        self.say(f"{self.name}: phases of sessions")
        reader = AdherenceReader(embedder=self.embedder)
        some = some_patients(self.sessions, min(self.most_read, MOST_CHECKED))
        return reader.judge_all(read_speech(some).sessions)

    @cached_property
    def halves(self) -> "tuple[Body, Body]":
        """Its patients in two, to compare people with people."""
        names = sorted({item.patient_id for item in self.sessions})
        first, second = (
            self._part(frozenset(names[start::2]), f"{self.name}, half {start + 1}")
            for start in (0, 1)
        )
        return first, second

    def _part(self, patients: frozenset[str], name: str) -> "Body":
        own = tuple(item for item in self.sessions if item.patient_id in patients)
        return Body(
            name=name,
            sessions=own,
            recogniser=self.recogniser,
            embedder=self.embedder,
            say=lambda _: None,
            most_read=self.most_read,
            most_turns=self.most_turns,
        )


def recognise(
    sessions: Sequence[Session], recogniser: Recogniser, say: Say
) -> dict[str, tuple[Mention, ...]]:
    """Mentions by session id, with a line of progress now and then."""
    found: dict[str, tuple[Mention, ...]] = {}
    for start in range(0, len(sessions), TOGETHER):
        say(f"symptoms in sessions {start + 1} to {min(start + TOGETHER, len(sessions))}")
        batch = sessions[start : start + TOGETHER]
        named = [looked_for(item.profile, load_knowledge()) for item in batch]
        mentions = recogniser.recognise_all(batch, at_least=VERIFIED, named=named)
        found.update(zip((item.session_id for item in batch), mentions, strict=True))
    return found


def _client_turns(session: Session) -> int:
    return len(session.texts(Speaker.PATIENT))


def some_patients(
    sessions: Sequence[Session], most: int, *, size: Callable[[Session], int] = lambda _: 1
) -> list[Session]:
    """Whole patients drawn at random until their sessions have that size together, 1 each if not
    said otherwise; in the order given."""
    by_patient: dict[str, int] = {}
    for item in sessions:
        by_patient[item.patient_id] = by_patient.get(item.patient_id, 0) + size(item)
    names = sorted(by_patient)
    chosen: set[str] = set()
    num = 0
    for index in np.random.default_rng(0).permutation(len(names)):
        if num >= most:
            break
        chosen.add(names[index])
        num += by_patient[names[index]]
    return [item for item in sessions if item.patient_id in chosen]
