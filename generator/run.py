"""`RunFolder`: what a generation leaves on disk, append-only, so that a killed run goes on.

    run/spec.yaml        the request, as given
    run/profiles.jsonl   the plan, one profile a line
    run/sessions.jsonl   accepted sessions
    run/rejected.jsonl   rejected ones, never released
    run/verdicts.jsonl   every verdict of every attempt
    run/readings.jsonl   what was heard in accepted ones (`generator.readings`)
    run/terms.json       what it was begun with (`generator.resumption`)
    run/run.json         the outcome, written last

An attempt counts once its verdicts and its session are whole lines; what a crash cut short is
dropped on resume (`generator.repair`) and its attempt is made again with the same seed.
"""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filters.verdict import Verdict
from generator.durable import replace_file, replace_folder
from generator.repair import repair
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.planner import PlannedProfile
from knowledge.profile_file import parse_profile, profile_json
from knowledge.session import Session
from knowledge.session_file import read_sessions, session_json

TERMS_FILE = "terms.json"
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
        """Puts the new folder in its place whole, so a crash leaves no half-begun run.

        Raises:
            CallerMistake: the folder exists and `overwrite` was not asked for, or is no run.
            WorldFailed: if the disk refuses.
        """
        if path.exists():
            if not overwrite:
                raise CallerMistake(
                    f"output folder {path} exists; use --resume to go on or --overwrite to replace"
                )
            if not path.is_dir() or not (path / "spec.yaml").exists() and any(path.iterdir()):
                raise CallerMistake(f"output folder {path} is not a run; it is left alone")
        try:
            _put_in_place(path, {"spec.yaml": spec_yaml, "profiles.jsonl": plan_lines(plan)})
        except OSError as error:
            raise WorldFailed(f"cannot begin a run in {path}: {error.strerror}") from error
        return cls(path)

    @classmethod
    def resume(cls, path: Path, *, spec_yaml: str) -> "RunFolder":
        """Raises CallerMistake when the folder is no run or belongs to another request."""
        refuse_other_request(path, spec_yaml=spec_yaml)
        repair(path)
        for name in _APPENDED:
            (path / name).touch()
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

    def planned(self) -> tuple[PlannedProfile, ...]:
        """The plan as it was written when the run began."""
        return tuple(
            PlannedProfile(
                profile_id=line["profile_id"],
                patient_id=line["patient_id"],
                stratum=line["stratum"],
                profile=parse_profile(line["profile"]),
            )
            for line in json_lines(self.path / "profiles.jsonl")
        )

    def accepted(self) -> tuple[Session, ...]:
        """The accepted sessions, in the order they were accepted."""
        return tuple(read_sessions(self.path / "sessions.jsonl"))

    def append(self, session: Session, verdicts: Sequence[Verdict], *, accepted: bool) -> None:
        """Verdicts first: after a crash in between the session does not count and is made again."""
        record = {
            "session_id": session.session_id,
            "attempt": session.provenance.attempt if session.provenance else 1,
            "session_sha256": session_sha256(session),
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
        write_whole(
            self.path / "run.json", json.dumps(outcome, indent=2, ensure_ascii=False) + "\n"
        )

    def terms(self) -> dict[str, Any]:
        """What the run was begun with (`generator.terms`)."""
        return json.loads((self.path / TERMS_FILE).read_text(encoding="utf-8"))

    def outcome(self) -> dict[str, Any]:
        """The content of run.json. Raises CallerMistake for a run that has not ended."""
        file = self.path / "run.json"
        if not file.is_file():
            raise CallerMistake(f"{self.path} holds no finished run (run.json is missing)")
        try:
            outcome = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            raise CallerMistake(f"{file} is no JSON; generate the run again") from None
        if not isinstance(outcome, dict):
            raise CallerMistake(f"{file} holds no outcome of a run; generate it again")
        return outcome


def json_lines(path: Path) -> Iterator[Any]:
    """The values of a JSONL file of a run. By line feeds alone: a string may hold what else counts
    as the end of a line."""
    with path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def refuse_other_request(path: Path, *, spec_yaml: str) -> None:
    """Raises CallerMistake when the folder is no run or belongs to another request."""
    if not (path / "spec.yaml").is_file():
        raise CallerMistake(f"{path} holds no run to resume")
    if (path / "spec.yaml").read_text(encoding="utf-8") != spec_yaml:
        raise CallerMistake(f"{path} was started with another cohort request; see its spec.yaml")


def session_sha256(session: Session) -> str:
    """Digest of all that a session holds: a release is of what was judged, to the letter."""
    return hashlib.sha256(json.dumps(session_json(session), sort_keys=True).encode()).hexdigest()


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
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise WorldFailed(f"cannot write {path} ({error.strerror})") from error


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


def _put_in_place(path: Path, texts: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as scratch:
        built = Path(scratch) / "run"
        built.mkdir()
        for name in _APPENDED:
            (built / name).touch()
        for name, text in texts.items():
            (built / name).write_text(text, encoding="utf-8")
        replace_folder(built, path)
