"""`evaluate`: sessions in, a folder of two reports out.

run, reference, holdout, other run -> bodies -> sections -> public and internal report
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.body import MOST_READ
from evaluation.report import AGAINST, REFERENCE, RUN, Report
from generator.canaries import Canary, read_key
from generator.durable import check_writable
from generator.evaluated import Evaluated, read_evaluated
from generator.report_folder import check_output, write_reports
from generator.two_reports import Say, build_reports
from knowledge.errors import CallerMistake


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
    against: Sequence[Path] = (),
    canaries: Path | None = None,
    most_read: int = MOST_READ,
    overwrite: bool = False,
    say: Say = lambda line: None,
) -> Evaluation:
    """Measures a run (or any sessions) and writes both reports into `output`.

    Args:
        reference: people to compare with; the patients trained on, where privacy is asked about.
        holdout: patients like those of the reference that nothing was trained on.
        against: other runs, for example of the base and of a checkpoint trained without noise:
            those of several epsilons make a frontier.
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
            (RUN, run, "run"),
            (REFERENCE, reference, "--reference"),
            ("holdout", holdout, "--holdout"),
            *((name, path, "--against") for name, path in _named(run, against).items()),
        )
        if path is not None
    }
    _check_apart(read)
    planted = _planted(canaries) if canaries else ()
    check_writable(output, what="report")
    reports = build_reports(read, planted, say, most_read=most_read)
    write_reports(output, reports, overwrite=overwrite)
    return Evaluation(public=reports["public"], internal=reports["internal"], folder=output)


def _named(run: Path, against: Sequence[Path]) -> dict[str, Path]:
    """Other runs by as much of their path as tells them apart."""
    paths = [path.resolve() for path in against]
    if len({run.resolve(), *paths}) <= len(paths):
        raise CallerMistake("--against: a run is given twice; allowed are others than the first")
    depth = 1
    while len({path.parts[-depth:] for path in paths}) < len(paths):
        depth += 1
    return {f"{AGAINST} {'/'.join(path.parts[-depth:])}": path for path in paths}


def _planted(key: Path) -> tuple[Canary, ...]:
    planted = read_key(key)
    if {bool(item.included) for item in planted} != {True, False}:
        raise CallerMistake(
            f"canaries {key}: allowed is a key with some planted and some left out, as "
            "`corpus canaries` writes it"
        )
    return planted


def _check_apart(read: Mapping[str, Evaluated]) -> None:
    """People to compare with are others than the run's, and two sets of them share nobody."""
    said = {session.turns for session in read[RUN].sessions}
    for name in (REFERENCE, "holdout"):
        if name in read and said <= {session.turns for session in read[name].sessions}:
            raise CallerMistake(
                f"--{name}: every session of the run stands in it, so it would be compared with "
                "itself; allowed are other people's"
            )
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
