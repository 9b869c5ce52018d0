"""Who speaks in a session, and what the two are called in files of others."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Speaker(StrEnum):
    """Who says a turn."""

    THERAPIST = "therapist"
    PATIENT = "patient"


_PATIENTS = ("client", "patient", "interviewee", "seeker", "help seeker", "participant", "p", "c")
_THERAPISTS = (
    *("therapist", "counsellor", "counselor", "clinician", "psychologist", "psychotherapist"),
    *("psychiatrist", "doctor", "provider", "interviewer", "supporter", "t"),
)
SPEAKERS: Mapping[str, Speaker] = MappingProxyType(
    {name: Speaker.PATIENT for name in _PATIENTS}
    | {name: Speaker.THERAPIST for name in _THERAPISTS}
)
"""As transcripts call them."""
_ROLES = {"user": Speaker.PATIENT, "assistant": Speaker.THERAPIST}


def speaker_of(name: str) -> Speaker | None:
    """Of a transcript's speaker or a chat's role; None for nobody known."""
    known = name.strip().lower()
    return _ROLES.get(known) or SPEAKERS.get(known)
