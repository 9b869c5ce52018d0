"""Plots of a report that are no series of it: the cohort, what filters turned down, intervals."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from evaluation.number_words import labels, many, number, spaced
from evaluation.plot_words import Numbers
from evaluation.plots import BLUE, EDGES, GREY, INK, ORANGE, RED, ROW, Plot, figure, text

Rows = Sequence[Mapping[str, Any]]
COLOURS = {"met": BLUE, "missed": RED, "open": ORANGE, None: GREY}
NONE: Mapping[str, Any] = MappingProxyType({})
WIDEST = 25
"""Letters in a line of a label: on a telephone they leave room for what they name."""
SYMBOLS = {"met": "circle", "missed": "x", "open": "diamond", None: "circle-open"}


def draw_cohort(cohort: Rows) -> Plot:
    """Requested and accepted by the first part of a stratum; its table has every stratum."""
    groups: dict[str, list[int]] = {}
    for row in cohort:
        counts = groups.setdefault(row["stratum"].split("|")[0] or "everybody", [0, 0])
        counts[0] += row["requested"]
        counts[1] += row["accepted"]
    names = labels(list(groups))
    sums = [sum(counts[at] for counts in groups.values()) for at in (0, 1)]
    short = [name for name, counts in groups.items() if counts[1] < counts[0]]
    words = f"Requested {sums[0]}, accepted {sums[1]}, in {many(len(groups), 'group')}"
    words += f"; fewer than requested: {', '.join(map(spaced, short)) or 'none'}."
    bars = [
        _bar("requested", names, [one[0] for one in groups.values()], colour="#D1D5DB", width=0.8),
        _bar("accepted", names, [one[1] for one in groups.values()], colour=BLUE, width=0.45),
    ]
    height = EDGES + ROW * len(groups)
    axes = _rows_of_bars("sessions") | {"barmode": "overlay"}
    rows = tuple(
        (spaced(row["stratum"]).replace("|", " | ") or "everybody",
         *(number(row.get(name)) for name in ("requested", "attempted", "accepted")))
        for row in cohort
    )  # fmt: skip
    return Plot(
        name="cohort", title="Sessions requested and accepted", words=words, height=height,
        figure=figure(bars, height=height, axes=axes),
        numbers=Numbers(columns=("stratum", "requested", "drafts", "accepted"), rows=rows),
    )  # fmt: skip


def draw_funnel(attempted: int, accepted: int, filters: Rows) -> Plot:
    """Drafts, how many each filter failed, and what was left. A draft may fail several."""
    steps = [("drafts written", attempted, "#9CA3AF")]
    used = [row for row in filters if row["judged"] or not attempted]
    steps += [(f"failed {spaced(row['name'])}", row["failed"], RED) for row in used]
    steps.append(("accepted", accepted, BLUE))
    trace = _bar("", labels([name for name, _, _ in steps]), [count for _, count, _ in steps],
                 colour=[colour for *_, colour in steps], width=0.7)  # fmt: skip
    trace |= {"text": [f"{count:,}" for _, count, _ in steps], "textposition": "outside"}
    trace |= {"cliponaxis": False, "textangle": 0}
    height = 70 + 32 * len(steps)
    rows = tuple(
        (spaced(row["name"]), row["class"], "yes" if row["required"] else "no",
         *(number(row.get(name)) for name in ("judged", "failed", "not_applicable")))
        for row in filters
    )  # fmt: skip
    columns = ("filter", "class", "required", "judged", "failed", "accepted, not judged")
    return Plot(
        name="funnel", title="From drafts to accepted sessions", height=height,
        words=", ".join(f"{name} {count:,}" for name, count, _ in steps) + ".",
        figure=figure([trace], height=height, axes=_rows_of_bars("drafts")),
        note=" ".join(("A draft may fail several filters, so the red bars may overlap.",
                       *_unused(filters))),
        numbers=Numbers(columns=columns, rows=rows),
    )  # fmt: skip


def _unused(filters: Rows) -> Iterator[str]:
    """A filter that judged no draft has no bar, since it failed none for another reason."""
    for row in filters:
        if row.get("unused"):
            yield f"Not applied to any draft: {spaced(row['name'])} ({row['unused']})."


def _bar(name, names, values, *, colour, width) -> dict[str, Any]:
    return {
        "type": "bar", "orientation": "h", "name": name, "x": values, "width": width,
        "y": [text(label) for label in names], "marker": {"color": colour},
    }  # fmt: skip


def _rows_of_bars(
    unit: str, values: Mapping[str, Any] = NONE, rows: Mapping[str, Any] = NONE
) -> dict[str, Any]:
    named = {"type": "category", "autorange": "reversed", "showgrid": False, "dtick": 1}
    counted = {"title": {"text": unit}, "rangemode": "tozero"}
    return {"xaxis": counted | dict(values), "yaxis": named | dict(rows)}


def draw_intervals(measured: Rows) -> Plot | None:
    """Shares with their intervals and goals, one a row; None without a share."""
    shares = [one for one in measured if one["unit"] == "share" and _finite(one)]
    if not shares:
        return None
    names = [_wrapped(label) for label in labels([one["name"] for one in shares], longest=75)]
    named = list(zip(shares, names, strict=True))
    traces = [_dots(named, standing) for standing in COLOURS]
    goals = [(one["goal"]["limit"], name) for one, name in named if one["goal"]]
    if goals:
        traces.append(
            {"type": "scatter", "mode": "markers", "name": "goal", "cliponaxis": False,
             "x": [x for x, _ in goals], "y": [y for _, y in goals],
             "marker": {"symbol": "line-ns-open", "size": 16, "color": INK, "line": {"width": 2}}}
        )  # fmt: skip
    lines = 1 + max(name.count("<br>") for name in names)
    height = 50 + (10 + 17 * lines) * len(shares)
    rows = {"categoryorder": "array", "categoryarray": names, "showgrid": True}
    axes = _rows_of_bars("share", {"range": [-0.02, 1.02]}, rows) | {"showlegend": False}
    words = "; ".join(f"{one['name']} {number(one['value'])}" for one in shares) + "."
    return Plot(
        name="shares", title="Shares and their goals", words=words, height=height,
        figure=figure([one for one in traces if one["x"]], height=height, axes=axes),
        note="● met, ✕ missed, ◆ open, ○ without a goal. A bar is the 95 % interval, an upright "
        "stroke the goal.",
    )  # fmt: skip


def _wrapped(label: str) -> str:
    return "<br>".join(map(text, textwrap.wrap(label, WIDEST)))


def _finite(one: Mapping[str, Any]) -> bool:
    return not any(isinstance(one[name], str) for name in ("value", "low", "high"))


def _dots(named: Sequence[tuple[Mapping[str, Any], str]], standing: str | None) -> dict[str, Any]:
    own = [(one, name) for one, name in named if one["standing"] == standing]
    return {
        "type": "scatter", "mode": "markers", "name": standing or "no goal", "cliponaxis": False,
        "x": [one["value"] for one, _ in own], "y": [name for _, name in own],
        "marker": {"size": 10, "color": COLOURS[standing], "symbol": SYMBOLS[standing]},
        "error_x": {
            "type": "data", "symmetric": False, "thickness": 2, "width": 0,
            "color": COLOURS[standing],
            "array": [one["high"] - one["value"] for one, _ in own],
            "arrayminus": [one["value"] - one["low"] for one, _ in own],
        },
    }  # fmt: skip
