"""`Evaluated`: a run, a corpus or anybody's sessions, and what may be said of them aloud.

The only part of `evaluate` that opens files. Errors name files, never words or ids.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from evaluation.report import Subject
from generator.augmenting.internal import is_internal
from generator.corpus import read_corpus
from generator.corpus_folder import CORPUS_FILE
from generator.releasing.parquet import TABLE, read_rows
from generator.releasing.statement import GUARANTEE
from generator.run import RunFolder
from knowledge.base import load_knowledge
from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.session import Session, Speaker
from knowledge.session_file import is_of_nobody, read_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """Sessions with what is known of them.

    `is_public`: their figures may be published: generated ones, or a corpus declared public.
    `is_free`: also beside another run, whose guarantee does not cover these: public text, and runs
    that no private record stands behind.
    """

    subject: Subject
    sessions: tuple[Session, ...] = field(repr=False)
    is_public: bool
    is_free: bool
    is_internal: bool = False
    """Marked as not for release: what was planned follows counts of private rows."""
    cohort: tuple[dict[str, Any], ...] = ()
    filters: tuple[dict[str, Any], ...] = ()
    of_nobody: int = 0
    """Sessions of which nobody knows whose they are."""
    run: Path | None = None
    """Where the sessions are a run's: its folder."""
    accepted: int | None = None
    """As run.json has it: other than the sessions that are there, if somebody edited the run."""

    trained_at: float | None = None
    """Epsilon of the training behind a run: 0 where no private text was read, infinite without
    noise, None where nobody knows."""

    @property
    def epsilon(self) -> float | None:
        """Of the guarantee; infinite where there is none, None where nobody knows."""
        value = self.subject.epsilon
        return math.inf if value == "inf" else float(value) if value is not None else None


OF_PATIENTS = ("--reference", "--holdout")
"""Options whose sessions are told apart, and held out, by patient."""


def read_evaluated(path: Path, *, option: str) -> Evaluated:
    """Reads a run folder, a corpus folder or a JSONL file of sessions.

    Raises:
        CallerMistake: naming `option` and what is wrong: nothing there, not ended, no session, no
            client's words, a session id given twice.
    """
    if not path.exists():
        raise CallerMistake(
            f"{option} {path}: no such folder or file; allowed are a run, a corpus, a release or a "
            ".jsonl file"
        )
    found = _read(path, option)
    if is_internal(path):
        found = replace(found, is_internal=True, is_public=False, is_free=False)
    _check(found.sessions, path, option)
    return found


def _read(path: Path, option: str) -> Evaluated:
    if (path / CORPUS_FILE).is_file():
        return _corpus(path)
    if (path / "sessions.jsonl").is_file():
        return _run(path)
    if (path / TABLE).is_file():
        return _release(path)
    if path.is_dir():
        raise CallerMistake(
            f"{option} {path}: neither a run (sessions.jsonl), a corpus nor a release"
        )
    return _file(path, may_be_unknown=option not in OF_PATIENTS)


def _run(path: Path) -> Evaluated:
    folder = RunFolder(path)
    outcome = folder.outcome()
    sessions = folder.accepted()
    _refuse_malformed(outcome, path / "run.json")
    guarantee: Mapping[str, Any] = outcome.get("guarantee") or {}
    subject = _subject(
        path.resolve().name,
        sessions,
        **_promised(guarantee),
        spec_sha256=outcome.get("spec_sha256"),
        model_sha256=outcome.get("model_sha256"),
        requested=outcome.get("requested"),
        attempted=outcome.get("attempted"),
    )
    return Evaluated(
        subject=subject,
        sessions=sessions,
        is_public=True,
        is_free=subject.kind == "public-only",
        cohort=tuple(outcome.get("strata", ())),
        filters=tuple(outcome.get("filters", ())),
        run=path,
        accepted=outcome.get("accepted"),
        trained_at=_trained_at(guarantee),
    )


def _release(path: Path) -> Evaluated:
    """A release as its files are; whether they are as they were signed `verify` tells."""
    try:
        guarantee = json.loads((path / GUARANTEE).read_bytes())
        sessions, told = read_rows(path / TABLE)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CallerMistake(f"{path}: a release that cannot be read ({error})") from None
    outcome = {"guarantee": guarantee, **told}
    _refuse_malformed(outcome, path / GUARANTEE)
    subject = _subject(path.resolve().name, sessions, **_promised(guarantee), **told)
    return Evaluated(
        subject=subject,
        sessions=sessions,
        is_public=True,
        is_free=subject.kind == "public-only",
        trained_at=_trained_at(guarantee),
    )


class _Guarantee(BaseModel):
    kind: str = "unknown"
    epsilon: float | Literal["inf"] | None = None
    training_epsilon: float | Literal["inf"] | None = None
    delta: float | None = None


class _Group(BaseModel):
    stratum: str
    requested: int
    attempted: int
    accepted: int


class _Filter(BaseModel):
    name: str
    required: bool
    judged: int
    failed: int


class _Outcome(BaseModel):
    """What a report takes from run.json, if it stands there."""

    guarantee: _Guarantee | None = None
    spec_sha256: str | None = None
    model_sha256: str | None = None
    requested: int | None = None
    attempted: int | None = None
    accepted: int | None = None
    strata: list[_Group] = []
    filters: list[_Filter] = []


def _refuse_malformed(outcome: Mapping[str, Any], file: Path) -> None:
    try:
        _Outcome.model_validate(dict(outcome), strict=True)
    except ValidationError as error:
        wrong = first_error(error)
        raise CallerMistake(
            f"{file} field {wrong.where}: {wrong.message}; a run of an earlier edition has other "
            "fields, generate it again"
        ) from None


def _promised(guarantee: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": guarantee.get("kind", "unknown"),
        "epsilon": guarantee.get("epsilon"),
        "delta": guarantee.get("delta"),
    }


def _trained_at(guarantee: Mapping[str, Any]) -> float | None:
    """A filter that reads private text takes the run's epsilon away, not that of its training."""
    if guarantee.get("kind", "unknown") == "unknown":
        return None
    epsilon = guarantee.get("training_epsilon", guarantee.get("epsilon"))
    return None if epsilon is None else float(epsilon)


def _corpus(path: Path) -> Evaluated:
    corpus = read_corpus(path)
    sessions = tuple(record.session for records in corpus.records.values() for record in records)
    subject = _subject(corpus.name, sessions)
    return Evaluated(
        subject=subject, sessions=sessions, is_public=corpus.public, is_free=corpus.public
    )


def _file(path: Path, *, may_be_unknown: bool) -> Evaluated:
    """Sessions of which one is not marked synthetic may be somebody's: nothing of them goes out."""
    sessions = tuple(read_sessions(path, whose_unknown=may_be_unknown))
    all_synthetic = all(item.synthetic for item in sessions)
    return Evaluated(
        subject=_subject(path.name, sessions),
        sessions=sessions,
        is_public=all_synthetic,
        is_free=False,
        of_nobody=sum(is_of_nobody(item, path) for item in sessions),
    )


def _subject(name: str, sessions: Sequence[Session], **known: Any) -> Subject:
    patients = len({item.patient_id for item in sessions})
    return Subject(name=name, sessions=len(sessions), patients=patients, **known)


def _check(sessions: Sequence[Session], path: Path, option: str) -> None:
    if not sessions:
        raise CallerMistake(f"{option} {path}: holds no session to evaluate")
    if len({item.session_id for item in sessions}) < len(sessions):
        raise CallerMistake(f"{option} {path}: a session_id stands twice; each needs its own")
    said = (text for item in sessions for text in item.texts(Speaker.PATIENT))
    if not any(text.strip() for text in said):
        raise CallerMistake(f"{option} {path}: no session has a word of a patient")
    try:
        load_knowledge().refuse_unknown_profiles(item.profile for item in sessions)
    except CallerMistake as error:
        raise CallerMistake(f"{option} {path}: {error}") from None
