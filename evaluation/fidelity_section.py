"""The section that compares sessions with their own plans; not applicable where there are none."""

from collections.abc import Sequence
from dataclasses import replace

from evaluation.body import Body, recognise, some_patients
from evaluation.conditions import ConditionReader, confusion_series, measure_recovery
from evaluation.fidelity import (
    Reading,
    measure_fidelity,
    measure_severity,
    read_plan,
    severity_matrix,
    strata_table,
)
from evaluation.measurement import Measurement
from evaluation.parity import measure_parity
from evaluation.report import Figure, Section
from filters.mention import Mention, Recogniser
from filters.recogniser import FOUND
from filters.severity import SeverityScale, load_severity_scale, together
from knowledge.base import load_knowledge
from knowledge.profile import Profile, Severity
from knowledge.session import Session

SECOND = "second reader"
MOST_READ_TWICE = 120
"""Sessions that the second reader reads, whole patients drawn at random; figures say how many."""
SECOND_NOTE = "by a reader that never saw the lines sessions are made from"
Told = tuple[str, str | None]


def fidelity_section(run: Body, second: Recogniser) -> Section:
    """Symptoms, severity and condition recovered, by stratum and by group."""
    title = "Do patients tell what was asked for?"
    planned = [item for item in run.read if item.profile is not None]
    if not planned:
        return Section(
            name="fidelity", title=title, skipped=("not applicable: no session has a profile",)
        )
    knowledge = load_knowledge()
    readings = _readings(planned, run.mentions, run.recogniser)
    reader = ConditionReader(knowledge, frozenset(run.recogniser.symptoms))
    gaps, groups = measure_parity(readings)
    figures = [Figure(measurement=item) for item in measure_fidelity(readings)]
    figures += _second_opinion(run, planned, second)
    figures += [
        Figure(measurement=item) for item in (*measure_recovery(readings, reader, knowledge), *gaps)
    ]
    told = _severity_told(run, planned)
    figures += [Figure(measurement=item) for item in measure_severity(told)] if told else []
    return Section(
        name="fidelity",
        title=title,
        figures=tuple(figures),
        tables=(strata_table(readings), groups),
        series=(severity_matrix(readings), confusion_series(readings, reader, knowledge)),
        skipped=() if told else ("severity: no session's plan has one",),
    )


def _readings(sessions: Sequence[Session], mentions, recogniser: Recogniser) -> list[Reading]:
    symptoms = frozenset(recogniser.symptoms)
    return [
        read_plan(item, mentions[item.session_id], symptoms=symptoms, knowledge=load_knowledge())
        for item in sessions
    ]


def _second_opinion(run: Body, planned: Sequence[Session], second: Recogniser) -> list[Figure]:
    some = some_patients(planned, MOST_READ_TWICE)
    mentions = recognise(some, second, lambda line: run.say(f"{SECOND}: {line}"))
    found: tuple[Measurement, ...] = measure_fidelity(
        _readings(some, mentions, second), reader=SECOND
    )
    return [Figure(measurement=item, note=SECOND_NOTE) for item in found]


def _severity_told(run: Body, planned: Sequence[Session]) -> dict[str, list[Told]]:
    """(planned, told) by patient, of the sessions whose plan has a severity."""
    scale = replace(load_severity_scale(), embedder=run.embedder)
    found: dict[str, list[Told]] = {}
    for item in planned:
        if item.profile is not None and item.profile.severity is not None:
            told = _band(scale, item.profile, run.mentions[item.session_id])
            found.setdefault(item.patient_id, []).append((item.profile.severity, told))
    return found


def _band(scale: SeverityScale, profile: Profile, mentions: Sequence[Mention]) -> Severity | None:
    told = [item for item in mentions if item.status == "present" and item.score >= FOUND]
    spans = list(dict.fromkeys(item.span for item in told if item.is_likeliest))
    if not spans:
        return None
    disorder = load_knowledge().disorders.get(profile.condition or "")
    basis = disorder.severity if disorder else None
    counted = len({item.symptom for item in told} & set(basis.counted)) if basis else 0
    return together(scale.read(spans), basis=basis, counted=counted).band
