"""What the project makes: a session of turns between a therapist and a patient.

Private and synthetic sessions share this one shape; `knowledge.session_file` has its JSON form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from knowledge.profile import Profile
from knowledge.speaker import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One uninterrupted stretch of speech. The text is hidden from `repr`: it may be private.

    `labels` are what somebody marked it with (a therapist's act, say); they are no part of what is
    said, so turns are equal by speaker and text alone.
    """

    speaker: Speaker
    text: str = field(repr=False)
    labels: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One retrieved passage as it entered a prompt: its id in the knowledge store and its words."""

    passage_id: str
    symptom: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a synthetic session came to be; enough to make it again on the same engine."""

    seed: int
    attempt: int
    profile_id: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One conversation of one patient."""

    session_id: str
    patient_id: str
    turns: tuple[Turn, ...] = field(repr=False)
    language: str = "en"
    profile: Profile | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    synthetic: bool = False
    provenance: Provenance | None = None

    def texts(self, speaker: Speaker) -> tuple[str, ...]:
        """The turns of one speaker, in order."""
        return tuple(turn.text for turn in self.turns if turn.speaker == speaker)
