"""What is counted when words are counted: the tokenisation of every figure in this room.

A word is a run of letters, with apostrophes inside ("don't" is one, "mm-hmm" two), in lower case;
numbers are none. Stage directions in square brackets are taken out first. A turn without a word is
no turn. Fitted to nothing; on AnnoMI it gives 15.2 client words an utterance, as published.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.session import Session, Speaker

_DIRECTION = re.compile(r"\[[^\]]*\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*[\"'”’)]*")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in order; a curly apostrophe counts as a straight one."""
    plain = _DIRECTION.sub(" ", text.lower()).replace("’", "'")
    return tuple(_WORD.findall(plain))


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text that have a word, without stage directions."""
    found = (match.strip() for match in _SENTENCE.findall(_DIRECTION.sub(" ", text)))
    return tuple(sentence for sentence in found if _WORD.search(sentence))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTurn:
    """The words of one turn, its text, and where it stands among the turns of its session."""

    speaker: Speaker
    index: int
    text: str = field(repr=False)
    words: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenSession:
    """A session as turns that have words."""

    session: Session = field(repr=False)
    turns: tuple[SpokenTurn, ...] = field(repr=False)

    def of(self, speaker: Speaker) -> tuple[SpokenTurn, ...]:
        return tuple(turn for turn in self.turns if turn.speaker is speaker)

    @property
    def client(self) -> tuple[SpokenTurn, ...]:
        """The patient's turns."""
        return self.of(Speaker.PATIENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A body of sessions, by patient: patients are what intervals draw again."""

    patients: Mapping[str, tuple[SpokenSession, ...]] = field(repr=False)

    @property
    def sessions(self) -> tuple[SpokenSession, ...]:
        return tuple(item for found in self.patients.values() for item in found)

    def client_turns(self) -> Iterator[tuple[str, SpokenTurn]]:
        """(patient, turn) of every turn of a patient."""
        for name, sessions in self.patients.items():
            yield from ((name, turn) for item in sessions for turn in item.client)


def read_speech(sessions: Sequence[Session]) -> Speech:
    """Splits turns into words, once."""
    patients: dict[str, list[SpokenSession]] = {}
    for session in sessions:
        patients.setdefault(session.patient_id, []).append(_spoken(session))
    return Speech(patients={name: tuple(found) for name, found in patients.items()})


def _spoken(session: Session) -> SpokenSession:
    turns = (
        SpokenTurn(speaker=turn.speaker, index=index, text=turn.text, words=words_of(turn.text))
        for index, turn in enumerate(session.turns)
    )
    return SpokenSession(session=session, turns=tuple(turn for turn in turns if turn.words))
