"""Shares of a request: how they are written, what they add up to, and when they are counts."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

RATE = "rate"
"""In place of a share of `comorbid` or `specifiers`: the rate that the records give."""
SHARE_TOLERANCE = 0.001


def _named(value: Any) -> Any:
    """A value alone, and numbers as names: `age: 65` and `age: {65: 1.0}`."""
    if isinstance(value, str) or type(value) is int:
        return {str(value): 1.0}
    if isinstance(value, dict):
        return {str(key) if type(key) is int else key: part for key, part in value.items()}
    return value


def _share_or_rate(value: Any) -> Any:
    is_share = type(value) in (int, float) and 0 <= value < math.inf
    if not is_share and value != RATE:
        raise ValueError(f"allowed is a share or the word {RATE}")
    return value


Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]
ShareOrRate = Annotated[float | Literal["rate"], BeforeValidator(_share_or_rate)]
Shares = Annotated[dict[str, Share], BeforeValidator(_named)]
"""Value -> share; a value alone stands for all."""


def total(values: Mapping[str, float]) -> float:
    """What they add up to, without an error of rounding."""
    return math.fsum(values.values())


def add_up_to_one(values: Mapping[str, float]) -> bool:
    """Whether they are shares of one whole, as far as rounded shares can be."""
    return abs(total(values) - 1) <= SHARE_TOLERANCE


def are_whole(values: Mapping[str, float]) -> bool:
    """Whether they may be meant as counts."""
    return all(float(value).is_integer() for value in values.values())


def counts_or_none(values: Mapping[str, float], n: int) -> Mapping[str, int] | None:
    """The values as counts if they are whole numbers that add up to n, and not also shares."""
    if are_whole(values) and sum(values.values()) == n and not add_up_to_one(values):
        return {name: int(value) for name, value in values.items()}
    return None
