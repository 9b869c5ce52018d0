"""A finished run of six scripted sessions, and a small report on it, for the tests of releases."""

import json
import random

from filters.gate import Gate
from filters.structure import StructureFilter
from generator.guarantee import public_only
from generator.outcome import summarise
from generator.release import write_release
from generator.run import RunFolder
from knowledge.cohort import parse_spec
from tests.filters.approval import with_approvals
from tests.generator.test_pipeline import KNOWLEDGE, PLAN, SPEC, YAML, _good, _pipeline

PAGE = "<!doctype html><title>report</title><p>Six sessions.</p>\n"


def finished_run(path, *, guarantee=None, **options):
    """Every session passed every required filter; structure really judged them."""
    random.seed(0)
    folder = RunFolder.create(path, spec_yaml=YAML, plan=PLAN, overwrite=False)
    _pipeline(folder, _good, gate=Gate(with_approvals(StructureFilter()))).fill()
    folder.finish(summary(folder, guarantee=guarantee, **options))
    return folder


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


def report_on(folder, *, page=PAGE, internal=None, **told):
    """What `evaluate` leaves: a public page, and figures that must stay in the house."""
    (folder / "public").mkdir(parents=True)
    (folder / "public" / "report.html").write_text(page)
    if told:
        (folder / "public" / "report.json").write_text(json.dumps(told))
    (folder / "internal").mkdir()
    (folder / "internal" / "report.html").write_text(internal or "<p>epsilon of a patient</p>")
    return folder


def released(run, out, **options):
    """A release with a small report beside the run."""
    report = run.path.with_name(f"{run.path.name}_report")
    if not report.exists():
        report_on(report)
    return write_release(run, out, **{"overwrite": False, "report": report, **options})
