"""A finished run of six scripted sessions, and a small report on it, for the tests of releases."""

import json
import random

from evaluation.report import Kind, Report, Subject
from evaluation.report_html import render_report
from filters.gate import Gate
from filters.structure import StructureFilter
from generator.accounting import DpSgd, Gaussian
from generator.guarantee import build_guarantee, public_only
from generator.outcome import summarise
from generator.release import write_release
from generator.run import TERMS_FILE, RunFolder
from generator.terms import run_terms
from knowledge.cohort import parse_spec
from tests.filters.approval import with_approvals
from tests.generator.test_pipeline import KNOWLEDGE, PLAN, SPEC, YAML, _good, _pipeline

TRAINING = DpSgd(noise_multiplier=1.0, sampling_rate=0.1, steps=10)
SHARES = Gaussian(noise_multiplier=5.0)


def private(ledger_head, *, training=TRAINING, beside=()):
    return build_guarantee(
        training=training,
        beside=beside,
        delta=1e-5,
        patients=400,
        clipping_norm=1.0,
        weights_sha256="a" * 64,
        base_sha256="b" * 64,
        ledger_head=ledger_head,
    )


def finished_run(path, *, guarantee=None, **options):
    """Every session passed every required filter; structure really judged them."""
    random.seed(0)
    folder = RunFolder.create(path, spec_yaml=YAML, plan=PLAN, overwrite=False)
    _pipeline(folder, _good, gate=Gate(with_approvals(StructureFilter()))).fill()
    finish(folder, guarantee or public_only(), **options)
    return folder


def finish(folder, guarantee, **options):
    """Ends a run as `generate` does: what it was begun with, and the outcome."""
    outcome = summary(folder, guarantee=guarantee, **options)
    terms = run_terms(
        plan=PLAN,
        knowledge_version=KNOWLEDGE.version,
        model=outcome["model_sha256"],
        guarantee=guarantee.kind,
        temperature=1.0,
        filters=(),
        judge=outcome["judge"],
        public_text=outcome["public_text"],
    )
    terms["gate"] = outcome["thresholds"]
    (folder.path / TERMS_FILE).write_text(json.dumps(terms))
    folder.finish(outcome)


def summary(folder, *, guarantee=None, **options):
    return summarise(
        folder,
        PLAN,
        spec=parse_spec(SPEC),
        knowledge=KNOWLEDGE,
        guarantee=guarantee or public_only(),
        engine="scripted",
        **options,
    )


def report_on(folder, outcome, *, kind: Kind = "public", **told):
    """What `evaluate` leaves: a public page, and figures that must stay in the house."""
    known = {name: outcome[name] for name in ("spec_sha256", "model_sha256")}
    known |= {name: outcome["guarantee"][name] for name in ("kind", "epsilon", "delta")}
    subject = Subject(name="run", sessions=outcome["accepted"], patients=6, **(known | told))
    for place, secret in (("public", ()), ("internal", ("epsilon of a patient",))):
        report = Report(
            kind=kind if place == "public" else "internal", subject=subject, limits=secret
        ).as_json()
        (folder / place).mkdir(parents=True)
        (folder / place / "report.json").write_text(json.dumps(report))
        (folder / place / "report.html").write_text(render_report(report))
    return folder


def released(run, out, **options):
    """A release with a small report beside the run."""
    report = run.path.with_name(f"{run.path.name}_report")
    if not report.exists():
        report_on(report, run.outcome())
    return write_release(run, out, **{"overwrite": False, "report": report, **options})
