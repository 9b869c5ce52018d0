"""`RunFolder`: what a generation leaves on disk, append-only, so that a killed run goes on.

    run/spec.yaml        the request, as given
    run/profiles.jsonl   the plan, one profile a line
    run/sessions.jsonl   accepted sessions
    run/rejected.jsonl   rejected ones, never released
    run/verdicts.jsonl   every verdict of every attempt
    run/run.json         the outcome, written last

A session counts once its line in sessions.jsonl or rejected.jsonl is whole; a line that a crash
cut short is dropped on resume and its attempt is made again with the same seed.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filters.verdict import Verdict
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.planner import PlannedProfile
from knowledge.profile import profile_json
from knowledge.session import Session, read_sessions, session_json

_APPENDED = ("sessions.jsonl", "rejected.jsonl", "verdicts.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a resumed run has already: accepted profile ids and attempts spent by profile."""

    accepted: frozenset[str]
    attempts: Counter[str]


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One run's files. Make it with `create` or `resume`."""

    path: Path

    @classmethod
    def create(
        cls, path: Path, *, spec_yaml: str, plan: Sequence[PlannedProfile], overwrite: bool
    ) -> "RunFolder":
        """Raises CallerMistake when the folder exists and `overwrite` was not asked for."""
        if path.exists():
            if not overwrite:
                raise CallerMistake(
                    f"output folder {path} exists; use --resume to go on or --overwrite to replace"
                )
            if not (path / "spec.yaml").exists() and any(path.iterdir()):
                raise CallerMistake(f"output folder {path} is not a run; it is left alone")
            shutil.rmtree(path)
        path.mkdir(parents=True)
        folder = cls(path)
        (path / "spec.yaml").write_text(spec_yaml, encoding="utf-8")
        (path / "profiles.jsonl").write_text(plan_lines(plan), encoding="utf-8")
        for name in _APPENDED:
            (path / name).touch()
        return folder

    @classmethod
    def resume(cls, path: Path, *, spec_yaml: str) -> "RunFolder":
        """Raises CallerMistake when the folder is no run or belongs to another request."""
        if not (path / "spec.yaml").is_file():
            raise CallerMistake(f"{path} holds no run to resume")
        if (path / "spec.yaml").read_text(encoding="utf-8") != spec_yaml:
            raise CallerMistake(
                f"{path} was started with another cohort request; see its spec.yaml"
            )
        for name in _APPENDED:
            _drop_partial_line(path / name)
        (path / "run.json").unlink(missing_ok=True)
        return cls(path)

    def progress(self) -> Progress:
        """Counts what is whole on disk; a session that stands twice is a fault, never a count."""
        accepted = [s.provenance.profile_id for s in self._sessions("sessions.jsonl")]
        attempts = Counter(accepted)
        attempts.update(s.provenance.profile_id for s in self._sessions("rejected.jsonl"))
        return Progress(accepted=frozenset(accepted), attempts=attempts)

    def _sessions(self, name: str) -> Iterable[Any]:
        return (s for s in read_sessions(self.path / name) if s.provenance is not None)

    def accepted(self) -> tuple[Session, ...]:
        """The accepted sessions, in the order they were accepted."""
        return tuple(read_sessions(self.path / "sessions.jsonl"))

    def append(self, session: Session, verdicts: Sequence[Verdict], *, accepted: bool) -> None:
        """Verdicts first: after a crash in between the session does not count and is made again."""
        record = {
            "session_id": session.session_id,
            "attempt": session.provenance.attempt if session.provenance else 1,
            "accepted": accepted,
            "verdicts": [verdict_json(verdict) for verdict in verdicts],
        }
        self._append_line("verdicts.jsonl", record)
        self._append_line("sessions.jsonl" if accepted else "rejected.jsonl", session_json(session))

    def _append_line(self, name: str, record: dict[str, Any]) -> None:
        line = (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8")
        try:
            with (self.path / name).open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise WorldFailed(
                f"could not write {self.path / name} ({error.strerror}); go on with --resume"
            ) from error

    def finish(self, outcome: dict[str, Any]) -> None:
        """Writes run.json whole or not at all."""
        temporary = self.path / "run.json.tmp"
        temporary.write_text(json.dumps(outcome, indent=2, ensure_ascii=False) + "\n")
        temporary.replace(self.path / "run.json")

    def outcome(self) -> dict[str, Any]:
        """The content of run.json. Raises CallerMistake when the run has not ended."""
        if not (self.path / "run.json").is_file():
            raise CallerMistake(f"{self.path} holds no finished run (run.json is missing)")
        return json.loads((self.path / "run.json").read_text(encoding="utf-8"))


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict object of the `filter` contract."""
    return {
        "filter": verdict.filter,
        "class": verdict.privacy_class.value,
        "passed": verdict.passed,
        "score": verdict.score,
        "reason": verdict.reason,
        "evidence": list(verdict.evidence),
    }


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that it appears whole or not at all.

    Raises:
        WorldFailed: if the disk refuses.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise WorldFailed(f"cannot write {path}: {error.strerror}") from error


def plan_lines(plan: Sequence[PlannedProfile]) -> str:
    """The plan as JSONL."""
    return "".join(json.dumps(_plan_json(item), ensure_ascii=False) + "\n" for item in plan)


def _plan_json(item: PlannedProfile) -> dict[str, Any]:
    return {
        "profile_id": item.profile_id,
        "patient_id": item.patient_id,
        "stratum": item.stratum,
        "profile": profile_json(item.profile),
    }


def _drop_partial_line(path: Path) -> None:
    """Cuts the file after its last line end."""
    if not path.exists():
        path.touch()
        return
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole != len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
