"""The section on utility: what classifiers learn from the sessions, of themselves and of people."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from evaluation.examples import tasks_of
from evaluation.learner import Learner, VectorLearner
from evaluation.measurement import Measurement
from evaluation.report import Cell, Figure, Section, Table
from evaluation.sections import Bodies
from evaluation.transfer import (
    BY_REAL,
    BY_SYNTHETIC,
    RATIO,
    WORDS,
    Transfer,
    measure_learnable,
    measure_transfer,
)

TITLE = "What can be learned from it?"


def learnable_section(bodies: Bodies) -> Section:
    """Labels of the run's own, learned from the run: reads nothing else."""
    bodies.run.say("classifiers within the run")
    tasks, skipped = tasks_of(bodies.run.sessions)
    found = [
        _by(learner, measured)
        for task in tasks
        for learner in _learners(bodies)
        if (measured := measure_learnable(task, bodies.run.sessions, learner=learner))
    ]
    return Section(
        name="learnable",
        title="Are its own labels in the text?",
        figures=tuple(Figure(measurement=item) for item in found),
        skipped=skipped,
    )


def measure_transfers(bodies: Bodies) -> tuple[list[Transfer], tuple[str, ...]]:
    """Trained on every run, tested on the reference, for each label of the reference; and in words
    why others were left out."""
    if bodies.reference is None:
        return [], ("no --reference corpus was given",)
    tasks, skipped = tasks_of(bodies.reference.sessions)
    found: list[Transfer] = []
    reasons = [f"the reference's labels: {reason}" for reason in skipped]
    for task, learner in product(tasks, _learners(bodies)):
        bodies.run.say(f"classifiers of {task.title}, by {learner.name}")
        result = measure_transfer(
            task,
            real=bodies.reference.sessions,
            synthetic=bodies.run.sessions,
            against={name: body.sessions for name, body in bodies.against.items()},
            learner=learner,
        )
        if isinstance(result, str):
            reasons.append(f"{result} (by {learner.name})")
        else:
            found.append(result)
            reasons += [
                f"{task.title}, {name}: too little to learn (by {learner.name})"
                for name in result.left_out
            ]
    return found, tuple(reasons)


def transfer_section(found: Sequence[Transfer], skipped: Sequence[str]) -> Section:
    """The figures of `measure_transfers`."""
    return Section(
        name="utility",
        title=TITLE,
        figures=tuple(_figure(item, measured) for item in found for measured in item.figures),
        tables=(_table(found),) if found else (),
        skipped=tuple(skipped),
    )


def _learners(bodies: Bodies) -> tuple[Learner, ...]:
    return WORDS, VectorLearner(embedder=bodies.run.embedder)


def _by(learner: Learner, item: Measurement) -> Measurement:
    return item if learner is WORDS else replace(item, name=f"{item.name}, by {learner.name}")


def _figure(item: Transfer, measured: Measurement) -> Figure:
    by = "" if item.learner == WORDS.name else f", by {item.learner}"
    note = "labels of the synthetic sessions were taught by real training patients"
    return Figure(
        measurement=replace(measured, name=f"{item.task.title}: {measured.name}{by}"),
        note=note if item.taught else "labels of the synthetic sessions are their own",
    )


def _table(found: Sequence[Transfer]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for item in found:
        known = {figure.name: round(figure.value, 3) for figure in item.figures}
        values = [known.get(name) for name in (BY_REAL, BY_SYNTHETIC, RATIO)]
        rows.append(
            (item.task.title, item.learner, "taught" if item.taught else "own", item.num_real,
             item.num_synthetic, *values)
        )  # fmt: skip
    return Table(
        name="transfer",
        title="Train on synthetic, test on real",
        columns=(
            "task",
            "classifier",
            "labels",
            "real",
            "synthetic",
            "by real",
            "by synthetic",
            "ratio",
        ),
        rows=tuple(rows),
    )
