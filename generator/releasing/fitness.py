"""Whether a run may be released at all, and what is then released of it.

Fails closed: what is missing, was changed after the run or contradicts itself is refused.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from filters.gate import REQUIRED
from generator.guarantee import after_filters, finite_or_inf, parse_guarantee, unpaid_filters
from generator.outcome import (
    Judged,
    count,
    digest_of,
    loosened_rows,
    privacy_classes,
    read_judged,
)
from generator.releasing.claim import check_claim
from generator.releasing.statement import COPIED
from generator.run import RunFolder, session_sha256
from knowledge.cohort import CohortSpec, read_spec, spec_sha256
from knowledge.errors import CallerMistake, GateRefused, SottovoceError
from knowledge.field_error import first_error
from knowledge.planner import PlannedProfile
from knowledge.profile import Profile
from knowledge.session import Session

COUNTED = ("conditions", "strata", "filters")
"""Tables of run.json, beside what the manifest copies."""
COMPARED = ("plan", "knowledge", "model", "guarantee", "gate", "judge", "public text")
"""Terms that run.json and the plan have to agree with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasable:
    """A run that may be released. `outcome` is its run.json and which filters cost its claim."""

    outcome: Mapping[str, Any]
    sessions: tuple[Session, ...]
    spec: CohortSpec
    planned: tuple[Profile, ...]

    @property
    def shown(self) -> tuple[Profile, ...]:
        """The profiles of the sessions."""
        return tuple(item.profile for item in self.sessions if item.profile is not None)


def read_releasable(run: RunFolder) -> Releasable:
    """Reads a run.

    Raises:
        CallerMistake: the run has not ended, or its files cannot be read.
        GateRefused: it accepted nothing, a required filter did not pass a session, nothing
            supports its guarantee, or its files do not belong together.
    """
    try:
        return _read(run)
    except SottovoceError:
        raise
    except FileNotFoundError as error:
        raise CallerMistake(f"{run.path}: {Path(error.filename).name} is missing") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CallerMistake(
            f"{run.path}: run.json, terms.json, verdicts.jsonl or profiles.jsonl is damaged or of "
            f"another version ({error})"
        ) from None


def _read(run: RunFolder) -> Releasable:
    outcome, sessions = run.outcome(), run.accepted()
    _refuse_malformed(outcome, run.path / "run.json")
    _refuse_unfit(outcome, sessions)
    judged = {item.profile_id: item for item in read_judged(run) if item.accepted}
    _refuse_unjudged(judged, sessions)
    _refuse_edited(judged, sessions)
    classes = privacy_classes(run)
    _refuse_unsupported(outcome["guarantee"], classes)
    outcome = {**outcome, "private_filters": _private_filters(outcome["guarantee"], classes)}
    spec, planned = _request(run, outcome)
    terms = _terms(run)
    _refuse_other_terms(outcome, terms)
    _refuse_other_weights(outcome["guarantee"], terms)
    _refuse_other_plan(run, terms)
    _refuse_other_counts(outcome, run, planned)
    profiles = tuple(item.profile for item in planned)
    return Releasable(outcome=outcome, sessions=sessions, spec=spec, planned=profiles)


class _Told(BaseModel):
    """What of run.json no other file of the run can tell; the counts are checked by counting."""

    engine: str
    model_sha256: str
    spec_sha256: str
    knowledge_version: str
    judge: str | None = None
    public_text: str | None = None
    thresholds: dict[str, dict[str, float | bool | None]]
    guarantee: dict[str, Any]


def _refuse_malformed(outcome: Mapping[str, Any], file: Path) -> None:
    absent = [name for name in (*COPIED, *COUNTED, "guarantee") if name not in outcome]
    if absent:
        raise CallerMistake(f"{file} is of another version: it has no {absent[0]}")
    try:
        told = _Told.model_validate(dict(outcome), strict=True)
    except ValidationError as error:
        wrong = first_error(error)
        raise CallerMistake(f"{file} field {wrong.where}: {wrong.message}") from None
    if outcome["loosened"] != loosened_rows(told.thresholds):
        raise GateRefused(f"{file}: loosened does not follow from its thresholds")


def _refuse_other_counts(
    outcome: Mapping[str, Any], run: RunFolder, planned: Sequence[PlannedProfile]
) -> None:
    """The card repeats these figures, so they are counted again."""
    for name, value in count(run, planned).items():
        if outcome[name] != value:
            raise GateRefused(
                f"run.json says otherwise of {name} than the files of the run do; it was edited or "
                "written by another version (generate --resume counts anew)"
            )


def _refuse_unfit(outcome: Mapping[str, Any], sessions: Sequence[Session]) -> None:
    if not sessions:
        raise GateRefused("the run accepted no session; there is nothing to release")
    if len(sessions) != outcome["accepted"]:
        raise GateRefused(
            f"sessions.jsonl holds {len(sessions)} sessions, run.json says {outcome['accepted']}"
        )
    twice, count = Counter(session.session_id for session in sessions).most_common(1)[0]
    if count > 1:
        raise GateRefused(f"sessions.jsonl holds session {twice} {count} times")
    real = [session.session_id for session in sessions if not session.synthetic]
    if real:
        raise GateRefused(f"session {real[0]} is not marked synthetic, so it is never released")


def _refuse_unjudged(judged: Mapping[str, Judged], sessions: Sequence[Session]) -> None:
    """Asked of every session: a run may be older than a filter, or resumed with another gate."""
    passed = {
        name: {said.filter for said in item.said if said.passed} for name, item in judged.items()
    }
    required = [name for name, needed in REQUIRED.items() if needed]
    missing = Counter(
        name
        for session in sessions
        for name in required
        if name not in passed.get(session.session_id, ())
    )
    if missing:
        told = ", ".join(f"{name} ({count} of {len(sessions)})" for name, count in missing.items())
        raise GateRefused(
            f"required filters did not pass every session: {told}; generate the request again with "
            "this version"
        )


def _terms(run: RunFolder) -> dict[str, Any]:
    terms = run.terms()
    absent = [name for name in COMPARED if name not in terms]
    if absent:
        raise CallerMistake(
            f"{run.path}: terms.json has no {absent[0]}, as in an earlier edition; generate "
            "--resume writes it anew"
        )
    return terms


def _refuse_other_terms(outcome: Mapping[str, Any], terms: Mapping[str, Any]) -> None:
    """The card repeats what a run was begun with, so run.json may say nothing else of it."""
    gate = terms["gate"]
    begun = {
        "model_sha256": digest_of(terms["model"]),
        "knowledge_version": terms["knowledge"],
        "thresholds": {
            name: {threshold: gate.get(name, {}).get(threshold) for threshold in chosen}
            for name, chosen in outcome["thresholds"].items()
        },
    }
    other = [name for name, value in begun.items() if outcome[name] != value]
    for name, term in (("judge", "judge"), ("public_text", "public text")):
        if (outcome.get(name) is None) != (terms[term] is None):
            other.append(name)
    if other:
        raise GateRefused(
            f"run.json says otherwise of {other[0]} than terms.json, which the run was begun with"
        )


def _refuse_other_plan(run: RunFolder, terms: Mapping[str, Any]) -> None:
    profiles = (run.path / "profiles.jsonl").read_bytes()
    if hashlib.sha256(profiles).hexdigest() != terms["plan"]:
        raise GateRefused("profiles.jsonl is not the plan that the run was begun with (terms.json)")


def _refuse_other_weights(guarantee: Mapping[str, Any], terms: Mapping[str, Any]) -> None:
    """A guarantee promises only for the weights that it names, and never more than they did."""
    if guarantee["weights_sha256"] not in (None, terms["model"]):
        raise GateRefused("the run's guarantee is of other weights than wrote it (terms.json)")
    if guarantee["kind"] not in (terms["guarantee"], "non-dp"):
        raise GateRefused(
            f"the run's guarantee is of kind {guarantee['kind']}, and the model that wrote it "
            f"promises {terms['guarantee']} (terms.json)"
        )


def _refuse_edited(judged: Mapping[str, Judged], sessions: Sequence[Session]) -> None:
    edited = [
        session.session_id
        for session in sessions
        if judged[session.session_id].session_sha256 != session_sha256(session)
    ]
    if edited:
        raise GateRefused(
            f"session {edited[0]} is not as it was judged ({len(edited)} of {len(sessions)} in "
            "sessions.jsonl; changed since, or written by an earlier version): generate the "
            "request again"
        )


def _refuse_unsupported(guarantee: Mapping[str, Any], classes: Mapping[str, str]) -> None:
    """A run writes down what its filters left of the guarantee, and a report repeats it."""
    try:
        told = parse_guarantee(json.dumps(guarantee).encode())
        check_claim(told)
    except (CallerMistake, GateRefused) as error:
        raise GateRefused(f"the run's guarantee cannot be released: {error}") from None
    holds = after_filters(told, classes)
    if told != holds:
        raise GateRefused(
            f"run.json claims kind {told.kind}, epsilon {finite_or_inf(told.epsilon)}, and "
            f"{holds.reason} (verdicts.jsonl); it was edited or written by another version "
            "(generate --resume writes it anew)"
        )


def _private_filters(guarantee: Mapping[str, Any], classes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(unpaid_filters(classes, (event["mechanism"] for event in guarantee["events"])))


def _request(
    run: RunFolder, outcome: Mapping[str, Any]
) -> tuple[CohortSpec, tuple[PlannedProfile, ...]]:
    """What was asked for and what was planned, if they are still those of the outcome."""
    spec = read_spec(run.path / "spec.yaml")
    if spec_sha256(spec) != outcome["spec_sha256"]:
        raise GateRefused(f"{run.path / 'spec.yaml'} is not the request that this run was made for")
    planned = run.planned()
    if len(planned) != outcome["requested"]:
        raise GateRefused(
            f"profiles.jsonl holds {len(planned)} profiles, run.json says {outcome['requested']}"
        )
    return spec, planned
