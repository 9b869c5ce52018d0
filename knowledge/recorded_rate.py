"""The rates of second diagnoses and specifiers that the records give for a request to follow."""

from dataclasses import dataclass

from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRate:
    """A share, and whether somebody read it in its source."""

    value: float
    verified: bool


def recorded_rate(dimension: str, key: str) -> RecordedRate:
    """The rate of a pair `FIRST+SECOND` or `CONDITION+SPECIFIER`.

    Raises:
        CallerMistake: if the records give none.
    """
    first, second = key.split("+")
    found = _of_specifier(first, second) if dimension == "specifiers" else _of_pair(first, second)
    if found is None:
        raise CallerMistake(
            f"cohort field {dimension}.{key}: the records give no rate; name a share"
        )
    return found


def _of_specifier(condition: str, specifier: str) -> RecordedRate | None:
    rate = load_knowledge().specifiers[specifier].rate
    if rate is None or rate.name != f"share_of_{condition}" or not isinstance(rate.value, float):
        return None
    return RecordedRate(value=rate.value, verified=rate.verified)


def _of_pair(first: str, second: str) -> RecordedRate | None:
    disorder = load_knowledge().disorders.get(first)
    for pair in disorder.comorbidity if disorder else ():
        if pair.disorder == second and pair.rate is not None:
            return RecordedRate(value=pair.rate, verified=pair.verified)
    return None
