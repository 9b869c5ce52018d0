"""`render_report`: a report's JSON -> one page that needs nothing else: no network, no other file.

The same JSON makes the same bytes. Whatever a stranger wrote into a label is escaped, and a content
security policy lets nothing run but the two scripts named by their hash.
"""

import base64
import functools
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from evaluation.cohort_plots import draw_cohort, draw_funnel, draw_intervals
from evaluation.number_words import cell, number, rounded_up, spaced
from evaluation.plots import Plot, draw
from evaluation.summary import every_figure, summarise, tally
from knowledge.base import load_knowledge

Json = Mapping[str, Any]
PLACED = ("symptom_severity", "turn_lengths", "confusion", "roc", "frontier")
"""Series with a place of their own, by how their names begin or end; the others stay in their
section."""
STANDS = {"met": "✓ met", "missed": "✗ missed", "open": "◇ open"}


def render_report(report: Json) -> str:
    """The page of `Report.as_json()`, or of the same read from a file."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": number, "cell": cell, "figure": _figure}
    scripts = {"plotly": _plotly(), "start": _file("report.js")}
    return environment.from_string(_file("report.html.jinja")).render(
        report=report,
        run=report["run"],
        summary=summarise(report),
        tally=tally(every_figure(report)),
        plots=_plots(report),
        epsilon=_epsilon(report["run"]["guarantee"]),
        skipped={section["name"]: section["skipped"] for section in report["sections"]},
        names=_names(report),
        stands=STANDS,
        style=_file("report.css"),
        scripts=scripts,
        hashes=[_hash(script) for script in scripts.values()],
    )


def _plots(report: Json) -> dict[str, list[Plot]]:
    """By place on the page: the plots with a place of their own, then those of each section."""
    run, cohort, filters = report["run"], report["cohort"], report["filters"]
    accepted = sum(row["accepted"] for row in cohort) if cohort else run["sessions"]
    found: dict[str, list[Plot]] = {name: [] for name in PLACED}
    found["cohort"] = [draw_cohort(cohort)] if cohort else []
    tried = run["attempted"] if filters else None
    found["funnel"] = [draw_funnel(tried, accepted, filters)] if tried is not None else []
    shares = [draw_intervals(section["measurements"]) for section in _named(report, "fidelity")]
    found["shares"] = [plot for plot in shares if plot]
    for section in report["sections"]:
        for series in section["series"]:
            found.setdefault(_place(series["name"], section["name"]), []).append(draw(series))
    return found


def _place(name: str, section: str) -> str:
    own = (place for place in PLACED if name.startswith(place) or name.endswith(place))
    return next(own, f"section {section}")


def _named(report: Json, name: str) -> list[Json]:
    return [section for section in report["sections"] if section["name"] == name]


def _names(report: Json) -> list[tuple[str, str]]:
    """Short names of conditions on the page, and what they stand for."""
    parts = {part for row in report["cohort"] for part in row["stratum"].split("|")}
    for section in report["sections"]:
        for series in section["series"]:
            if series["shape"] == "matrix":
                parts |= {*map(str, series["x"]), *(line["name"] for line in series["lines"])}
    known = load_knowledge().disorders
    return [(spaced(part), known[part].name) for part in sorted(parts) if part in known]


def _epsilon(guarantee: Json) -> str:
    """Infinite where nothing is promised; 0 where no record was read."""
    if guarantee["kind"] == "public-only":
        return "0"
    holds = guarantee["kind"] == "dp" and isinstance(guarantee["epsilon"], int | float)
    return rounded_up(guarantee["epsilon"]) if holds else number("inf")


def _figure(plot: Plot) -> str:
    """The plot for plotly, safe between the tags of a script."""
    text = json.dumps(plot.figure, sort_keys=True, allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@functools.cache
def _file(name: str) -> str:
    return (files("evaluation") / name).read_text(encoding="utf-8")


@functools.cache
def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
