"""Numbers and names as a reader sees them, on a page and in its plots. Knows no report."""

import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, Context, Decimal

Number = float | int | str | None
NOTHING = "–"
LONGEST_LABEL = 36


def number(value: Number) -> str:
    """Three digits; whole numbers whole; "inf" is how JSON writes an infinite one."""
    if value is None:
        return NOTHING
    value = float(value)
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:,.0f}" if value.is_integer() or abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", "−", 1) if value < 0 else text


def rounded_up(value: float) -> str:
    """Three digits, never below the value: a guarantee must not look better than it is."""
    rounded = Context(prec=3, rounding=ROUND_CEILING).create_decimal(Decimal(repr(value)))
    return f"{float(rounded):.3g}"


def cell(value: Number) -> str:
    """A cell of a table, which may hold words."""
    return spaced(value) if isinstance(value, str) else number(value)


def spaced(name: str) -> str:
    """An id as words."""
    return name.replace("_", " ")


def labels(names: Sequence[str | float], *, longest: int = LONGEST_LABEL) -> tuple[str, ...]:
    """Short words for an axis, as many different ones as there are names."""
    short: list[str] = []
    for name in names:
        text = spaced(name) if isinstance(name, str) else number(name)
        text = text if len(text) <= longest else text[: longest - 1] + "…"
        short.append(text if text not in short else f"{text} ({len(short) + 1})")
    return tuple(short)


def in_unit(value: Number, unit: str) -> str:
    """A share as people say it; everything else as it is."""
    if unit != "share" or value is None or math.isinf(float(value)):
        return number(value)
    return f"{number(float(f'{100 * float(value):.3g}'))} %"


def many(count: int, noun: str) -> str:
    """`1 session`, `2 sessions`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
