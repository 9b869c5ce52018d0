"""The paragraph on top of a report: what was asked for and got, the guarantee, and the worst.

Written for a clinician who has to defend it; claims nothing the figures do not say.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evaluation.number_words import in_unit, many, rounded_up, spaced

LARGEST_EPSILON = 20.7
"""e to this is a billion."""
ENDS = ("value", "low", "high")
SYNTHETIC = ("dp", "non-dp", "public-only")
NO_GUARANTEE = "There is no differential privacy guarantee (epsilon = infinity): "
_WITHOUT_FIGURES = {
    "public-only": "No private record was read in making them, so they can tell nothing of any "
    "patient, and nothing was learned from one.",
    "unknown": NO_GUARANTEE + "what these sessions were made from is not known here.",
    "non-dp": NO_GUARANTEE + "private records had a say in these sessions without its protection, "
    "so treat them as if they could repeat what a patient said.",
}


def summarise(report: Mapping[str, Any]) -> str:
    """One paragraph of plain sentences."""
    if not report["run"]["sessions"]:
        return " ".join(["Nothing about these sessions may be published.", *report["limits"]])
    parts = (
        _made(report["run"]),
        guarantee_in_words(report["run"]["guarantee"]),
        _goals(every_figure(report)),
        _rejected(report),
        "Every figure comes from programs, not from a clinician; the limits are at the end.",
    )
    return " ".join(part for part in parts if part)


def every_figure(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every measurement of every section."""
    return [one for section in report["sections"] for one in section["measurements"]]


def tally(measured: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many goals were met, missed, or are open."""
    standings = [one["standing"] for one in measured if one["goal"]]
    return {name: standings.count(name) for name in ("met", "missed", "open")}


def _made(run: Mapping[str, Any]) -> str:
    kind = "synthetic session" if run["guarantee"]["kind"] in SYNTHETIC else "session"
    people = "fictional patient" if run["guarantee"]["kind"] in SYNTHETIC else "patient"
    told = f"{many(run['sessions'], kind)} of {many(run['patients'], people)}"
    if run["requested"] is None:
        return f"This page measures {told}."
    tried = f" from {many(run['attempted'], 'draft')}" if run["attempted"] is not None else ""
    missing = run["requested"] - run["sessions"]
    short = f"; {missing:,} requested could not be delivered" if missing > 0 else ""
    return (
        f"{run['requested']:,} {'was' if run['requested'] == 1 else 'were'} requested and "
        f"{run['sessions']:,} accepted{tried}{short}: this page measures {told}."
    )


def guarantee_in_words(guarantee: Mapping[str, Any]) -> str:
    """What the guarantee says about one patient.

    Guarantees: repeats (epsilon, delta) of the report, rounded up; unit is the patient with all
    sessions, adjacency add or remove one. The surety is Bayes' rule at even odds.
    """
    epsilon, delta = guarantee["epsilon"], guarantee["delta"]
    if guarantee["kind"] != "dp" or not isinstance(epsilon, int | float) or not delta:
        kind = "non-dp" if guarantee["kind"] == "dp" else guarantee["kind"]
        return _WITHOUT_FIGURES.get(kind, _WITHOUT_FIGURES["unknown"])
    surety = 1 / (1 + math.exp(-float(epsilon)))
    return (
        f"The guarantee is differential privacy with epsilon = {rounded_up(epsilon)} and delta = "
        f"{rounded_up(delta)} for one patient with all of their sessions: had that patient never "
        f"been there, the chance of any outcome would differ by a factor of {_up(epsilon)} "
        "(e^epsilon) at most, up to delta. So, up to delta, somebody at even odds that a certain "
        f"patient was among those trained on can become at most {_percent(surety)} sure"
        f"{_weak(surety)}."
    )


def _up(epsilon: float) -> str:
    if epsilon > LARGEST_EPSILON:
        return "more than a billion"
    factor = math.exp(epsilon)
    return f"{math.ceil(factor):,}" if factor >= 100 else rounded_up(factor)


def _percent(share: float) -> str:
    """Rounded up, so that nothing looks safer than it is."""
    if share < 0.99:
        return f"{math.ceil(100 * share)} %"
    return f"{math.ceil(1e4 * share) / 100:g} %" if share < 0.9999 else "more than 99.99 %"


def _weak(surety: float) -> str:
    weak = "; alone that promises little, and a smaller epsilon promises more"
    return weak if surety > 0.9 else ""


def _goals(measured: Sequence[Mapping[str, Any]]) -> str:
    counts = tally(measured)
    total = sum(counts.values())
    if not total:
        return "No figure here has a goal."
    told = (
        f"Of {many(total, 'figure')} with a goal, {counts['met'] or 'none'} met it and "
        f"{counts['missed'] or 'none'} missed it"
    )
    bounds = sum(one["standing"] == "open" and _is_bound(one) for one in measured if one["goal"])
    if counts["open"] > bounds:
        told += f"; {counts['open'] - bounds} cannot be told from so few sessions or patients"
    if bounds:
        told += f"; {many(bounds, 'bound')} can only miss a goal, and did not"
    told += "."
    worst = max((one for one in measured if one["goal"]), key=_how_bad)
    beginning = "The worst was" if worst["standing"] == "missed" else "The least sure was"
    goal = worst["goal"]
    value, low, high, limit = (
        in_unit(one, worst["unit"]) for one in (*map(worst.get, ENDS), goal["limit"])
    )
    unit = "" if worst["unit"] == "share" else f" {worst['unit']}"
    return (
        f"{told} {beginning} “{worst['name']}”: {value}{unit} (95 % interval {low} to {high}), "
        f"where {goal['direction']} {limit} was aimed at."
    )


def _is_bound(one: Mapping[str, Any]) -> bool:
    """Whether the figure is a bound from one side."""
    return sum(isinstance(one[end], str) for end in ("low", "high")) == 1


def _how_bad(one: Mapping[str, Any]) -> tuple[bool, float]:
    """Missed before the rest, then by how far the value is on the wrong side, in goals."""
    goal = one["goal"]
    over = float(one["value"]) - goal["limit"]
    wrong = over if goal["direction"] == "at most" else -over
    return one["standing"] == "missed", wrong / (abs(goal["limit"]) or 1.0)


def _rejected(report: Mapping[str, Any]) -> str:
    return " ".join(_rejections(report))


def _rejections(report: Mapping[str, Any]) -> Iterator[str]:
    strictest = max(report["filters"], key=lambda row: row["failed"], default=None)
    if strictest and strictest["failed"]:
        failed = many(strictest["failed"], "draft")
        yield f"The filter that turned down most was {spaced(strictest['name'])} ({failed})."
    tried = [row for row in report["cohort"] if row.get("attempted")]
    hardest = min(tried, key=lambda row: row["accepted"] / row["attempted"], default=None)
    if hardest and hardest["accepted"] < hardest["attempted"]:
        name = spaced(hardest["stratum"]).replace("|", ", ") or "everybody"
        accepted = f"{hardest['accepted']} of {many(hardest['attempted'], 'draft')}"
        yield f"The hardest group to write was {name}: {accepted} accepted."
