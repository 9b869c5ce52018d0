"""The dimensions of a cohort request, and the values that each may take."""

import re

from knowledge.errors import CallerMistake
from knowledge.profile import ADULT_AGE, OLDEST_AGE

GENDERS = ("woman", "man", "nonbinary")
MODALITIES = (
    "intake", "psychiatric_follow_up", "cbt", "mi", "prolonged_exposure", "psychodynamic", "ipt",
    "dbt", "supportive",
)  # fmt: skip
REGISTERS = ("transcript_edited", "transcript_verbatim", "asr", "chat")
STANCES = ("cooperative", "ambivalent", "guarded", "hostile", "pleasing")
STYLES = ("plain", "verbose", "tangent", "upset", "reserved")
SKILLS = ("usual", "low")
RISK_LEVELS = ("none", "low", "moderate", "high")
ARCS = ("improving", "stable", "relapsing", "drop_out")
LANGUAGES = ("en",)
NO_CULTURE = "unstated"
MIXES = (
    "conditions", "severity", "age", "onset_age", "gender", "culture", "modality", "register",
    "stance", "style", "therapist_skill", "risk_level", "arc",
)  # fmt: skip
"""Dimensions whose shares add up to 1."""
PARTS = ("comorbid", "specifiers", "symptoms", "background")
"""Dimensions whose shares stand each for themselves, 0 to 1."""
DIMENSIONS = (MIXES[0], *PARTS[:2], *MIXES[1:], *PARTS[2:])
_BAND = re.compile(r"(\d{1,3})-(\d{1,3})")


def band(text: str, *, field: str = "age", youngest: int = ADULT_AGE) -> tuple[int, int]:
    """`30-59` -> (30, 59). Raises CallerMistake if malformed or below the youngest age."""
    match = _BAND.fullmatch(text)
    allowed = f"expected LOW-HIGH in years, {youngest} to {OLDEST_AGE}"
    if match is None:
        raise CallerMistake(f"cohort field {field}: malformed band {text!r}; {allowed}")
    low, high = int(match[1]), int(match[2])
    if not youngest <= low <= high <= OLDEST_AGE:
        raise CallerMistake(f"cohort field {field}: band {text!r} not allowed; {allowed}")
    return low, high


def onset_band(text: str) -> tuple[int, int]:
    """A band of ages at which a condition began; it may have begun in childhood."""
    return band(text, field="onset_age", youngest=1)
