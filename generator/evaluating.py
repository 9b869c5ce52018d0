"""`evaluate`: sessions in, `report/public/` and `report/internal/` out.

    run, reference, holdout, other run -> bodies -> sections -> two reports

The wall: whatever was computed from records that nobody declared public stands in `internal`, which
`release` never takes; `public` is the same report without it. Both appear whole or not at all.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.attacks import privacy_section
from evaluation.body import MOST_READ, Body
from evaluation.canaries import canary_section
from evaluation.planned import fidelity_section
from evaluation.report import Kind, Report, Section
from evaluation.report_html import render_report
from evaluation.sections import (
    Bodies,
    arcs_section,
    divergence_section,
    diversity_section,
    realism_section,
)
from evaluation.speech import read_speech
from evaluation.usefulness import learnable_section, transfer_section
from evaluation.vectors import RememberingEmbedder
from filters.prototypes import load_prototypes, load_second_prototypes
from filters.recogniser import SymptomRecogniser
from generator.canaries import Canary, draw_canaries, read_key
from generator.evaluated import Evaluated, read_evaluated
from knowledge.embedding import MiniLmEmbedder
from knowledge.errors import CallerMistake, WorldFailed

Say = Callable[[str], None]
KINDS: tuple[Kind, ...] = ("public", "internal")
REPORT_FILE = "report.json"
PAGE_FILE = "report.html"
REFERENCES = 10_000
"""Canaries drawn anew, which nothing can have seen."""
AUDIT_DELTA = 1e-5
"""Where the run states none."""
LIMITS = (
    "Symptoms are recognised by a program that no clinician has checked; it misses about a "
    "third of single lines in words it never saw.",
    "Accepted sessions passed a gate that uses the same recogniser: fidelity says what was "
    "delivered, not what the model can do; the second reader is the less circular one.",
    "Acts of therapists and words of feeling are told by short lists and rules.",
    "Checklist items are told by likeness to authored lines: about half of the phases that a "
    "session has are found, and one in ten that it lacks.",
    "Intervals draw patients again and hold for sessions like these; they do not cover another run "
    "of the same model.",
)
NOT_SYNTHETIC = (
    "These sessions are not marked synthetic and were not declared public: every figure about them "
    "is internal."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The two reports, and where they were written."""

    public: Report
    internal: Report
    folder: Path

    def as_json(self) -> dict[str, Any]:
        return {"public": self.public.as_json(), "internal": self.internal.as_json()}


def evaluate_run(
    run: Path,
    *,
    output: Path,
    reference: Path | None = None,
    holdout: Path | None = None,
    against: Path | None = None,
    canaries: Path | None = None,
    most_read: int = MOST_READ,
    overwrite: bool = False,
    say: Say = lambda line: None,
) -> Evaluation:
    """Measures a run (or any sessions) and writes both reports into `output`.

    Args:
        reference: people to compare with; the patients trained on, where privacy is asked about.
        holdout: patients like those of the reference that nothing was trained on.
        against: another run, for example of a checkpoint trained without noise.
        canaries: key of the canaries planted in the corpus behind the run's checkpoint.
        most_read: sessions of each body that are read for symptoms; more take longer.

    Raises:
        CallerMistake: before anything is measured: an input that is missing, empty or not ended,
            an output that exists.
        WorldFailed: the disk refuses; nothing is then left behind.
    """
    if holdout is not None and reference is None:
        raise CallerMistake("--holdout: it is compared with --reference, which is missing")
    check_output(output, overwrite=overwrite)
    read = {
        name: read_evaluated(path, option=option)
        for name, path, option in (
            ("run", run, "run"),
            ("reference", reference, "--reference"),
            ("holdout", holdout, "--holdout"),
            ("against", against, "--against"),
        )
        if path is not None
    }
    _check_apart(read)
    planted = _planted(canaries) if canaries else ()
    _check_writable(output)
    reports = _reports(read, planted, say, most_read=most_read)
    _write(output, reports, overwrite=overwrite)
    return Evaluation(public=reports["public"], internal=reports["internal"], folder=output)


def check_output(output: Path, *, overwrite: bool) -> None:
    """Raises CallerMistake where the report would replace something it may not."""
    if not output.exists():
        return
    if not output.is_dir():
        raise CallerMistake(f"output {output} is a file; name a new folder")
    if not any(output.iterdir()):
        return
    if not (output / "public" / REPORT_FILE).is_file():
        raise CallerMistake(f"output {output} holds other files and is no report; it is left alone")
    if not overwrite:
        raise CallerMistake(f"output {output} is a report already; use --overwrite to replace it")


def _check_writable(output: Path) -> None:
    """Raises WorldFailed now, not after minutes of measuring, where the disk refuses the folder."""
    above = next(folder for folder in output.absolute().parents if folder.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=above):
            return
    except OSError as error:
        raise WorldFailed(f"cannot write report {output}: {error.strerror}") from error


def _planted(key: Path) -> tuple[Canary, ...]:
    planted = read_key(key)
    if {bool(item.included) for item in planted} != {True, False}:
        raise CallerMistake(
            f"canaries {key}: allowed is a key with some planted and some left out, as "
            "`corpus canaries` writes it"
        )
    return planted


def _check_apart(read: dict[str, Evaluated]) -> None:
    if "reference" not in read or "holdout" not in read:
        return
    train, holdout = (
        {item.patient_id for item in read[name].sessions} for name in ("reference", "holdout")
    )
    if train & holdout:
        raise CallerMistake(
            "--holdout: it shares patients with --reference; allowed are people nothing was "
            "trained on"
        )


def _reports(
    read: dict[str, Evaluated], planted: Sequence[Canary], say: Say, *, most_read: int
) -> dict[Kind, Report]:
    run = read["run"]
    own, compared = _sections(read, say, most_read=most_read)
    secret = [_canaries(run, planted)] if planted else []
    everything = Report(
        kind="internal",
        subject=run.subject,
        cohort=run.cohort,
        filters=run.filters,
        sections=(*own, *compared, *secret),
        limits=(*LIMITS, *_unread(run, most_read)),
    )
    if run.is_public and all(item.is_free for name, item in read.items() if name != "run"):
        public = replace(everything, kind="public", sections=(*own, *compared))
    elif run.is_public:
        alone = tuple(section.of_the_run_alone() for section in own)
        public = replace(everything, kind="public", sections=alone)
    else:
        hidden = replace(run.subject, name="sessions", sessions=0, patients=0)
        public = Report(kind="public", subject=hidden, limits=(NOT_SYNTHETIC,))
    return {"public": public, "internal": everything}


def _sections(
    read: dict[str, Evaluated], say: Say, *, most_read: int
) -> tuple[list[Section], list[Section]]:
    """Those whose figures are the run's own, and those that compare with others as such."""
    embedder = RememberingEmbedder(MiniLmEmbedder())
    prototypes = load_prototypes()
    adapted = RememberingEmbedder(prototypes.embedder)
    first = SymptomRecogniser(replace(prototypes, embedder=adapted))
    second = SymptomRecogniser(replace(load_second_prototypes(), embedder=embedder))

    def body(name: str) -> Body | None:
        if name not in read:
            return None
        return Body(
            name=name,
            sessions=read[name].sessions,
            recogniser=first,
            embedder=embedder,
            say=say,
            most_read=most_read,
        )

    run = body("run")
    assert run is not None
    bodies = Bodies(run=run, reference=body("reference"), against=body("against"))
    say("shape of talk")
    own = [realism_section(bodies), arcs_section(bodies), diversity_section(bodies)]
    own += [fidelity_section(run, second), learnable_section(bodies)]
    compared = [divergence_section(bodies), transfer_section(bodies)]
    compared.append(
        privacy_section(
            run,
            train=bodies.reference,
            holdout=body("holdout"),
            epsilon=read["run"].epsilon,
            delta=read["run"].subject.delta,
        )
    )
    return own, compared


def _unread(run: Evaluated, most_read: int) -> tuple[str, ...]:
    if len(run.sessions) <= most_read:
        return ()
    return (
        f"About {most_read} of the {len(run.sessions)} sessions were read for symptoms, whole "
        "patients drawn at random; ask for more with --read.",
    )


def _canaries(run: Evaluated, planted: Sequence[Canary]) -> Section:
    """Never published: no budget paid for what is measured on this run of this corpus."""
    unseen = draw_canaries(REFERENCES, prefix="reference")
    return canary_section(
        read_speech(run.sessions),
        [item.words for item in planted],
        [bool(item.included) for item in planted],
        [item.words for item in unseen],
        delta=run.subject.delta or AUDIT_DELTA,
        epsilon=run.epsilon,
    )


def _write(output: Path, reports: dict[Kind, Report], *, overwrite: bool) -> None:
    """Fills a folder beside, then renames it into place."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
        try:
            new, old = part / "new", part / "old"
            new.mkdir()
            for kind in KINDS:
                _write_one(new / kind, reports[kind].as_json())
            check_output(output, overwrite=overwrite)
            if output.exists():
                output.rename(old)
            new.rename(output)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise WorldFailed(f"cannot write report {output}: {error.strerror}") from error


def _write_one(folder: Path, report: dict[str, Any]) -> None:
    folder.mkdir(mode=0o700 if folder.name == "internal" else 0o755)
    text = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    (folder / REPORT_FILE).write_text(text, encoding="utf-8")
    (folder / PAGE_FILE).write_text(render_report(report), encoding="utf-8")
