"""Small reports for the tests of the page; `full` has something in every place of it."""

from evaluation.measurement import Goal, Measurement
from evaluation.report import Figure, Line, Report, Section, Series, Subject, Table


def measured(name="recall", value=0.5, low=0.4, high=0.6, *, goal=None, unit="share", n=60):
    return Measurement(name=name, value=value, low=low, high=high, n=n, unit=unit, goal=goal)


def at_least(limit):
    return Goal(direction="at least", limit=limit)


def at_most(limit):
    return Goal(direction="at most", limit=limit)


def subject(**known):
    known = {"kind": "dp", "epsilon": 8.0, "delta": 1e-5, "requested": 3, "attempted": 5} | known
    return Subject(**{"name": "run", "sessions": 3, "patients": 3, **known})


def series(name, shape="bars", *, x=("1-3", "4-7"), lines=None, xs=(), note=""):
    lines = lines or (
        Line(name="run", y=(0.4, 0.6)),
        Line(name="people", y=(0.5, 0.5), of="reference"),
    )
    return Series(name=name, title=f"Title of {name}", shape=shape, x_label="columns",
                  y_label="values", x=x, lines=lines, xs=xs, note=note)  # fmt: skip


def roc():
    lines = (Line(name="word pairs", y=(0.0, 0.1, 1.0), of="reference"),
             Line(name="ceiling of epsilon 8", y=(0.0, 0.9, 1.0), of="bound"))  # fmt: skip
    xs = ((0.0, 0.1, 1.0), (0.0, 0.01, 1.0))
    return series("roc", "points", x=(), lines=lines, xs=xs)


def matrix(name, *cells, x=("mild", "severe")):
    return series(name, "matrix", x=x, lines=tuple(Line(name=row, y=y) for row, y in cells))


def full(kind="internal", *, label="mdd", limit="A program, no clinician."):
    """`label` is what a stranger could have written, at every place where it could stand."""
    recall = measured(goal=at_least(0.9))
    told = Figure(measurement=recall, note=label, beside=(measured("reference", 0.7, 0.6, 0.8),))
    words = measured("words", 14, 13.5, 15, unit="words", goal=at_least(13))
    realism = Section(
        name="realism",
        title="Does it sound like people?",
        figures=(Figure(measurement=words),
                 Figure(measurement=measured(f"likeness of {label}", unit="cosine"))),
        tables=(Table(name="acts", title=f"Acts of {label}", columns=("act", label),
                      rows=((label, 0.25), ("reflection", None)), note=label),),
        series=(series("turn_lengths"), series("arc", "line", x=(1.0, 2.0)),
                series("by_label", x=(label, "other"), note=label)),
        skipped=(f"nothing of {label}",),
    )  # fmt: skip
    fidelity = Section(
        name="fidelity",
        title="Do patients tell what was asked for?",
        figures=(told,),
        series=(matrix("symptom_severity", ("low_mood", (0.8, None)), (label, (0.5, 1.0))),
                matrix("condition_confusion", (label, (2.0, 0.0)), ("gad", (1.0, 3.0)),
                       x=(label, "gad"))),
    )  # fmt: skip
    privacy = Section(name="privacy", title="Can anybody be found?", series=(roc(),))
    strata = ((f"{label}|woman", 2, 4, 2), ("gad|man", 1, 1, 1))
    return Report(
        kind=kind,
        subject=subject(name=label, spec_sha256="a" * 64, model_sha256="b" * 64),
        cohort=tuple(dict(zip(("stratum", "requested", "attempted", "accepted"), row, strict=True))
                     for row in strata),
        filters=({"name": "structure", "class": "public", "required": True, "judged": 5,
                  "failed": 2, "accept_rate": 0.6, "not_applicable": 0},),
        sections=(realism, fidelity, privacy),
        limits=(limit, label),
    )  # fmt: skip
