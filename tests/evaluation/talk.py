"""Sessions for tests, from lines; own words."""

from types import MappingProxyType

from knowledge.profile_file import parse_profile
from knowledge.session import Session, Speaker, Turn


def session(name, *lines, patient=None, labels=None, profile=None, synthetic=True):
    """Lines begin with "T: " or "P: "."""
    speakers = {"T": Speaker.THERAPIST, "P": Speaker.PATIENT}
    turns = tuple(Turn(speaker=speakers[line[0]], text=line[3:]) for line in lines)
    return Session(
        session_id=name,
        patient_id=patient or name,
        turns=turns,
        labels=MappingProxyType(labels or {}),
        profile=parse_profile(profile) if profile else None,
        synthetic=synthetic,
    )
