"""`Plot`: a series of a report as plotly draws it, and in words for those who do not see it.

Every label may come from a stranger's file: plotly reads markup in text, so all of it is escaped.
Colours are those of Okabe and Ito, which the colour-blind tell apart; dashes and hatching repeat
what they say.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.number_words import labels, number
from evaluation.plot_words import Numbers, numbers_of, words_of

BLUE, ORANGE, RED, GREEN = "#0072B2", "#E69F00", "#D55E00", "#009E73"
GREY, PURPLE, SKY = "#6B7280", "#AA4499", "#56B4E9"
INK, PAPER, RULE = "#1F2933", "#FFFFFF", "#E5E7EB"
OF = {
    "run": (BLUE, SKY, GREEN),
    "reference": (ORANGE, GREEN, SKY),
    "against": (PURPLE, SKY, GREEN),
    "bound": (GREY, RED, INK),
}
"""Whose it is decides; a second and third of the same take the next colour."""
DASHES = {"run": "solid", "reference": "dash", "against": "dot", "bound": "dashdot"}
SHADES = ("#F1F6FA", "#C6DEEE", "#93C3E1", "#2A7AB5", "#08306B")
"""One hue, light to dark: reads the same without colour."""
ROW, EDGES, USUAL, SQUARE = 22, 120, 340, 440
"""Pixels: a row of words, what surrounds the rows, and the height of a plot
without rows, and of one whose axes run from 0 to 1."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
COUNTS = "confusion"
"""Matrices with this name hold counts, which are coloured by their share of the row."""
MOST_MARKED = 16
"""Points of a curve with markers; above, only a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What the page needs of a plot: plotly's own JSON, words for it, and the numbers in it."""

    name: str
    title: str
    words: str
    height: int
    figure: Mapping[str, Any]
    note: str = ""
    numbers: Numbers | None = None


def text(words: str) -> str:
    """Words that plotly shows as they are."""
    return html.escape(words, quote=False)


def draw(series: Mapping[str, Any]) -> Plot:
    """A series of `evaluation.report`, in the shape it asks for."""
    shapes = {"bars": _bars, "line": _line, "points": _line, "matrix": _matrix}
    traces, axes, height = shapes[series["shape"]](series)
    return Plot(
        name=series["name"],
        title=series["title"],
        words=words_of(series),
        height=height,
        figure=figure(traces, height=height, axes=axes),
        note=_note(series),
        numbers=numbers_of(series),
    )


def _note(series: Mapping[str, Any]) -> str:
    if series["shape"] != "matrix":
        return series["note"]
    share = "its share of the row" if series["name"].endswith(COUNTS) else "the number in it"
    return "; ".join(filter(None, (series["note"], f"the darker a cell, the larger {share}")))


def figure(
    traces: Sequence[Mapping[str, Any]], *, height: int, axes: Mapping[str, Any]
) -> dict[str, Any]:
    """Traces with the layout all plots share; plotly refuses what it does not know."""
    import plotly.graph_objects as go

    legend = axes.get("showlegend", len(traces) > 1)
    plain = {"gridcolor": RULE, "zeroline": False, "automargin": True, "fixedrange": True}
    layout = {
        "template": go.layout.Template(), "height": height, "dragmode": False,
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": PAPER, "plot_bgcolor": PAPER,
        "margin": {"l": 8, "r": 12, "t": 36 if legend else 8, "b": 8},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}, "showlegend": legend,
        **{name: plain | dict(axes.get(name, {})) for name in ("xaxis", "yaxis")},
        **{name: value for name, value in axes.items() if name not in ("xaxis", "yaxis")},
    }  # fmt: skip
    return go.Figure(data=list(traces), layout=layout).to_plotly_json()


def _titles(series: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    x, y = (
        {"title": {"text": text(series[name]), "standoff": 10}} for name in ("x_label", "y_label")
    )
    return x, y


def _colours(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    owners = [line["of"] for line in lines]
    return [OF[of][owners[:at].count(of) % len(OF[of])] for at, of in enumerate(owners)]


def _bars(series: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
    x, y = _titles(series)
    names = [text(label) for label in labels(series["x"])]
    hatched = {"reference": "/", "against": "x", "bound": "."}
    traces = [
        {
            "type": "bar", "name": text(line["name"]), "x": names, "y": line["y"],
            "error_y": _whiskers(line),
            "marker": {"color": colour,
                       "pattern": {"shape": hatched.get(line["of"], ""), "solidity": 0.25}},
        }
        for line, colour in zip(series["lines"], _colours(series["lines"]), strict=True)
    ]  # fmt: skip
    axes = {"xaxis": x | {"type": "category"}, "yaxis": y | {"rangemode": "tozero"}}
    return traces, axes | {"barmode": "group", "bargap": 0.25}, USUAL


def _whiskers(line: Mapping[str, Any]) -> dict[str, Any]:
    if not line["low"] or not line["high"]:
        return {"visible": False}
    triples = list(zip(line["y"], line["low"], line["high"], strict=True))
    return {
        "type": "data", "symmetric": False, "thickness": 1.2, "width": 3, "color": INK,
        "array": [_less(high, y) for y, _, high in triples],
        "arrayminus": [_less(y, low) for y, low, _ in triples],
    }  # fmt: skip


def _less(larger: float | None, smaller: float | None) -> float:
    return 0.0 if larger is None or smaller is None else larger - smaller


def _line(series: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
    x, y = _titles(series)
    own = series["xs"] or [series["x"]] * len(series["lines"])
    traces = [
        {
            "type": "scatter", "name": text(line["name"]), "x": points, "y": line["y"],
            "mode": "lines+markers" if len(points) <= MOST_MARKED else "lines",
            "error_y": _whiskers(line), "connectgaps": False,
            "line": {"color": colour, "width": 2.2, "dash": _dash(series, line["of"])},
        }
        for line, points, colour in zip(
            series["lines"], own, _colours(series["lines"]), strict=True
        )
    ]  # fmt: skip
    few = {"tickvals": series["x"]} if 0 < len(series["x"]) <= 12 else {}
    height = SQUARE if series["shape"] == "points" else USUAL
    return traces, {"xaxis": x | few, "yaxis": y | {"rangemode": "tozero"}}, height


def _dash(series: Mapping[str, Any], of: str) -> str:
    """Attacks are solid whatever they read, so that they stand out from what bounds them."""
    return "solid" if series["shape"] == "points" and of != "bound" else DASHES[of]


def _matrix(series: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
    x, y = _titles(series)
    rows = [line["y"] for line in series["lines"]]
    counts = series["name"].endswith(COUNTS)
    trace = {
        "type": "heatmap", "z": [_shares(row) for row in rows] if counts else rows,
        "x": [text(label) for label in labels(series["x"])],
        "y": [text(label) for label in labels([line["name"] for line in series["lines"]])],
        "text": [["" if not value and (counts or value is None) else number(value)
                  for value in row] for row in rows],
        "texttemplate": "%{text}", "hovertemplate": "%{y}, %{x}: %{text}<extra></extra>",
        "colorscale": [[step / 4, shade] for step, shade in enumerate(SHADES)],
        "zmin": 0, "zmax": 1, "xgap": 2, "ygap": 2, "hoverongaps": False, "showscale": False,
    }  # fmt: skip
    axes = {
        "xaxis": x | {"type": "category", "side": "bottom", "showgrid": False},
        "yaxis": {"type": "category", "autorange": "reversed", "showgrid": False, "dtick": 1},
        "plot_bgcolor": "#F3F4F6",
    }
    return [trace], axes, EDGES + ROW * len(rows)


def _shares(row: Sequence[float | None]) -> list[float | None]:
    whole = sum(value for value in row if value is not None)
    return [None if value is None or not whole else value / whole for value in row]
