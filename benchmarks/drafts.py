"""`Drafts`: the first attempts of a run, and the share of them that the whole gate accepts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.measurement import Measurement, measure_share
from generator.run import RunFolder
from knowledge.errors import CallerMistake
from knowledge.session import Session
from knowledge.session_file import read_sessions

LOWEST = "accepted, condition that fares worst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """First attempts of a run. Later ones are left out: they are of profiles that failed once."""

    run: Path
    accepted: tuple[Session, ...] = field(repr=False)
    rejected: tuple[Session, ...] = field(repr=False)

    @property
    def everything(self) -> tuple[Session, ...]:
        return (*self.accepted, *self.rejected)


def read_drafts(run: RunFolder) -> Drafts:
    """Raises CallerMistake where the run has not ended, or accepted nothing at first attempts."""
    run.outcome()
    rejected = read_sessions(run.path / "rejected.jsonl")
    drafts = Drafts(run=run.path, accepted=_firsts(run.accepted()), rejected=_firsts(rejected))
    if not drafts.accepted:
        raise CallerMistake(f"run {run.path}: no session was accepted at the first attempt")
    return drafts


def _firsts(sessions: Iterable[Session]) -> tuple[Session, ...]:
    return tuple(s for s in sessions if s.provenance is None or s.provenance.attempt == 1)


def measure_acceptance(drafts: Drafts) -> list[Measurement]:
    """The share that the whole gate accepts, of all and of the condition that fares worst."""
    counts = counts_by_condition(drafts)
    overall = measure_share(
        "accepted at the first attempt", count=len(drafts.accepted), n=len(drafts.everything)
    )
    if not counts:
        return [overall]
    worst = min(counts, key=lambda name: (counts[name][1] / counts[name][0], -counts[name][0]))
    drafted, accepted = counts[worst]
    lowest = measure_share(LOWEST, count=accepted, n=drafted)
    return [overall, lowest]


def counts_by_condition(drafts: Drafts) -> dict[str, tuple[int, int]]:
    """(drafts, accepted) by planned condition."""
    accepted = [_condition(item) for item in drafts.accepted]
    drafted = [_condition(item) for item in drafts.everything]
    return {name: (drafted.count(name), accepted.count(name)) for name in sorted({*drafted} - {""})}


def _condition(session: Session) -> str:
    return session.profile.condition or "" if session.profile else ""
