"""Moves a written date by a number of days and writes it the way it was written.

"3rd of May, 1981" stays in words and "12/05/2020" in figures. Knows nothing of patients.
"""

import re
from datetime import date, timedelta

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)?|[A-Za-z]+", re.I)
_FIGURES = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})")
# A year with a 29th of February, for dates that name none.
_ANY_YEAR = 2000
_CENTURY_TURNS = 30


def shift_date(text: str, days: int) -> str | None:
    """The date `days` later in the same form; None if it cannot be read as one."""
    figures = _FIGURES.match(text)
    try:
        return _shift_figures(text, figures, days) if figures else _shift_words(text, days)
    except (ValueError, OverflowError):  # no such day, or a year beyond the calendar
        return None


def _shift_figures(text: str, found: re.Match[str], days: int) -> str:
    order = _order(found)
    values = {part: int(found[index]) for index, part in enumerate(order, start=1)}
    if len(found[order.index("year") + 1]) == 2:
        values["year"] += 2000 if values["year"] < _CENTURY_TURNS else 1900
    moved = date(**values) + timedelta(days=days)
    padded = order[0] == "year" or any(part.startswith("0") for part in found.groups())
    written = text
    for index, part in reversed(list(enumerate(order, start=1))):
        start, end = found.span(index)
        new = f"{getattr(moved, part):0{2 if padded else 1}d}"
        written = written[:start] + (new[start - end :] if part == "year" else new) + written[end:]
    return written


def _order(found: re.Match[str]) -> tuple[str, str, str]:
    """Year first if it has four figures; else the day first, unless that gives no month."""
    if len(found[1]) == 4:
        return "year", "month", "day"
    if int(found[2]) > 12:
        return "month", "day", "year"
    return "day", "month", "year"


def _shift_words(text: str, days: int) -> str | None:
    parts: dict[str, re.Match[str]] = {}
    for token in _TOKEN.finditer(text):
        kind = _kind(token[0])
        if kind:
            parts.setdefault(kind, token)
    if not {"day", "month"} <= set(parts):
        return None
    year = int(parts["year"][0]) if "year" in parts else _ANY_YEAR
    day = int(re.sub(r"\D", "", parts["day"][0]))
    moved = date(year, _month(parts["month"][0]), day) + timedelta(days=days)
    written = text
    for kind, token in sorted(parts.items(), key=lambda pair: -pair[1].start()):
        dotted = written[token.end() : token.end() + 1] == "."
        new = _rewritten(kind, token[0], moved, dotted=dotted)
        written = written[: token.start()] + new + written[token.end() :]
    return written


def _kind(token: str) -> str | None:
    if token[0].isdigit():
        return "year" if len(token) == 4 and token.isdigit() else "day"
    return "month" if _month(token) else None


def _month(word: str) -> int:
    """1 to 12, also for abbreviations of three letters or more; 0 for another word."""
    if len(word) < 3:
        return 0
    return next((i for i, name in enumerate(_MONTHS, 1) if name.startswith(word.lower())), 0)


def _rewritten(kind: str, before: str, moved: date, *, dotted: bool) -> str:
    if kind == "year":
        return str(moved.year)
    if kind == "day":
        padded = f"{moved.day:02d}" if before.startswith("0") else str(moved.day)
        return padded + (_ordinal(moved.day) if before[-1].isalpha() else "")
    name = _MONTHS[moved.month - 1]
    # "May." is short for nothing, but what takes its place may be.
    short = dotted or len(before) < len(_MONTHS[_month(before) - 1])
    name = name[:3] if short else name
    return name.capitalize() if before[0].isupper() else name


def _ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
