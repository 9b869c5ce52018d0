"""`Quota`: one value of a dimension that a request names, asked for, planned and accepted.

Rejection shifts a cohort; this says where. Counts sessions, not patients.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from knowledge.cohort import CohortSpec
from knowledge.dimension import band
from knowledge.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """`share` is that of the request; `planned` and `accepted` are sessions."""

    dimension: str
    value: str
    share: float
    planned: int
    accepted: int


def quotas(
    spec: CohortSpec, planned: Iterable[Profile], accepted: Iterable[Profile]
) -> Iterator[Quota]:
    """A row for every value that the request names in a dimension that a profile shows."""
    planned, accepted = tuple(planned), tuple(accepted)
    for dimension, holds in _HOLDS.items():
        shares = spec.dimension(dimension)
        for value, share in shares.items():
            yield Quota(
                dimension=dimension,
                value=value,
                share=share / sum(shares.values()),
                planned=sum(holds(profile, value) for profile in planned),
                accepted=sum(holds(profile, value) for profile in accepted),
            )


def _of_age(profile: Profile, value: str) -> bool:
    age, (low, high) = profile.patient.age, band(value)
    return age is not None and low <= age <= high


_HOLDS: Mapping[str, Callable[[Profile, str], bool]] = MappingProxyType(
    {
        "conditions": lambda profile, value: profile.condition == value,
        "severity": lambda profile, value: profile.severity == value,
        "age": _of_age,
        "gender": lambda profile, value: profile.patient.gender == value,
        "culture": lambda profile, value: profile.patient.culture == value,
        "risk_level": lambda profile, value: profile.risk_level == value,
        "modality": lambda profile, value: profile.session.modality == value,
    }
)
