"""The loop: profile -> evidence -> prompt -> engine -> parse -> gate, until the request is filled.

Knows no private data. A profile whose draft was rejected is drawn again with new evidence and a
new seed until it is accepted or its attempts are spent; nothing is relaxed.

It goes in rounds: first attempts of all profiles, then second ones of those rejected, and so on.
Within a round the engine finishes drafts in any order and they are judged in the order of the plan
(`generator.jury`), so near-copies are looked for among the same accepted sessions however fast
anything was, and a run that was stopped goes on where an unbroken one would be.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from filters.gate import Gate, accepted
from generator.engine import Completion, Engine, Request
from generator.jury import JUDGED_TOGETHER, Jury
from generator.retrieval import Brief, Retriever
from generator.run import RunFolder
from generator.writing import OnePass, Writing
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.planner import PlannedProfile
from knowledge.session import Provenance, Session
from prompts.transcript import parse_transcript

MOST_REFUSED = 8
"""Requests an engine may refuse before it has answered one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one planned profile. Numbered from 1; the seed follows from plan and number."""

    planned: PlannedProfile
    number: int
    seed: int
    brief: Brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Where a run stands, for progress lines."""

    requested: int
    accepted: int
    attempted: int
    num_tokens: int
    rejections: Counter[str]


@dataclass(slots=True, kw_only=True)
class Pipeline:
    """Fills one run folder from one plan."""

    plan: Sequence[PlannedProfile]
    run: RunFolder
    retriever: Retriever
    engine: Engine
    gate: Gate
    seed: int
    attempts_per_session: int
    on_progress: Callable[[Report], None]
    on_accepted: Callable[[Session], None] = lambda session: None
    writing: Writing | None = None  # None: in one pass
    judged_together: int = JUDGED_TOGETHER
    _report: Report = field(init=False)
    _num_tokens: int = 0
    _num_drafts: int = 0
    _queue: list[Attempt] = field(default_factory=list)
    _open: dict[str, tuple[int, Attempt]] = field(default_factory=dict)
    _refused: list[Completion] = field(default_factory=list)

    def fill(self) -> Report:
        """Runs until every profile is accepted or out of attempts."""
        self.start()
        while self._queue:
            with Jury(self._judge, together=self.judged_together) as jury:
                for completion in self.engine.complete(self.requests()):
                    self._take(completion, jury)
            if self._open:
                unanswered = f"the engine left {len(self._open)} requests unanswered"
                raise WorldFailed(f"{unanswered}; go on with --resume")
        if self._refused:
            raise self._refusal()
        return replace(self._report, num_tokens=self._num_tokens)

    def _take(self, completion: Completion, jury: Jury) -> None:
        """A refused request stops no other; nothing but refusals stops the run."""
        place, attempt = self._open.pop(completion.request_id)
        if completion.refused is None:
            self._num_drafts += 1
            self._num_tokens += completion.num_tokens
            jury.hand_in(place, (attempt, session_from_draft(attempt, completion)))
            return
        jury.pass_over(place)
        self._refused.append(completion)
        if not self._num_drafts and len(self._refused) >= MOST_REFUSED:
            raise self._refusal()

    def _refusal(self) -> CallerMistake:
        first = self._refused[0]
        return CallerMistake(
            f"{self.engine.name} refused {len(self._refused)} requests, the first for session "
            f"{first.request_id}: {first.refused}; the other sessions are kept, go on with "
            "--resume and a model that takes them"
        )

    def start(self) -> None:
        """Queues what is not yet accepted and has attempts left."""
        done = self.run.progress()
        first = self.retriever.share_out(
            (planned.profile, random.Random(seed_of(self.seed, planned.profile_id, 1)))
            for planned in self.plan
        )
        # All are shared out before any is drawn again.
        for planned, brief in zip(self.plan, tuple(first), strict=True):
            spent = done.attempts[planned.profile_id]
            if planned.profile_id not in done.accepted and spent < self.attempts_per_session:
                attempt = self._attempt(planned, spent + 1, brief=None if spent else brief)
                self._queue.append(attempt)
        self._report = Report(
            requested=len(self.plan),
            accepted=len(done.accepted),
            attempted=done.attempts.total(),
            num_tokens=0,
            rejections=Counter(),
        )

    def _attempt(
        self, planned: PlannedProfile, number: int, *, brief: Brief | None = None
    ) -> Attempt:
        """Without a brief, one is drawn by the attempt's own seed."""
        seed = seed_of(self.seed, planned.profile_id, number)
        brief = brief or self.retriever.brief(planned.profile, random.Random(seed))
        return Attempt(planned=planned, number=number, seed=seed, brief=brief)

    def requests(self) -> Iterator[Request]:
        """The next round as engine requests, in the order of the plan."""
        number = min(attempt.number for attempt in self._queue)
        order = {planned.profile_id: place for place, planned in enumerate(self.plan)}
        this = sorted(
            (attempt for attempt in self._queue if attempt.number == number),
            key=lambda attempt: order[attempt.planned.profile_id],
        )
        self._queue = [attempt for attempt in self._queue if attempt.number != number]
        writing = self.writing or OnePass(
            prompt_form=self.engine.prompt_form, retriever=self.retriever
        )
        for place, attempt in enumerate(this):
            request_id = f"{attempt.planned.profile_id}.{attempt.number}"
            self._open[request_id] = place, attempt
            profile, brief = attempt.planned.profile, attempt.brief
            yield writing.request(request_id, profile, brief, seed=attempt.seed)

    def _judge(self, drafts: Sequence[tuple[Attempt, Session]]) -> None:
        verdicts = self.gate.judge_all([session for _, session in drafts])
        for (attempt, session), judged in zip(drafts, verdicts, strict=True):
            passed = accepted(judged)
            self.run.append(session, judged, accepted=passed)
            if passed:
                self.on_accepted(session)
            failed = next((v.filter for v in judged if v.passed is False), None)
            self._report = _advanced(self._report, accepted=passed, failed=failed)
            if not passed and attempt.number < self.attempts_per_session:
                self._queue.append(self._attempt(attempt.planned, attempt.number + 1))
        self.on_progress(replace(self._report, num_tokens=self._num_tokens))


def session_from_draft(attempt: Attempt, completion: Completion) -> Session:
    """The parsed draft; one that cannot be parsed has the turns that could be read."""
    planned = attempt.planned
    return Session(
        session_id=planned.profile_id,
        patient_id=planned.patient_id,
        turns=parse_transcript(completion.text),
        profile=planned.profile,
        labels=MappingProxyType({"condition": planned.profile.condition or "unstated"}),
        synthetic=True,
        provenance=Provenance(
            seed=attempt.seed,
            attempt=attempt.number,
            profile_id=planned.profile_id,
            evidence=attempt.brief.evidence,
        ),
    )


def seed_of(run_seed: int, profile_id: str, attempt: int) -> int:
    """A session's own seed: the same for the same request, profile and attempt number."""
    digest = hashlib.sha256(f"{run_seed}/{profile_id}/{attempt}".encode()).digest()
    return int.from_bytes(digest[:4], "big")


def _advanced(report: Report, *, accepted: bool, failed: str | None) -> Report:
    return replace(
        report,
        accepted=report.accepted + accepted,
        attempted=report.attempted + 1,
        rejections=report.rejections + Counter([failed] if failed else []),
    )
