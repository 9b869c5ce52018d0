"""What the fidelity filter says of a run, and of the same sessions under a plan that is wrong.

    python -m benchmarks.fidelity RUN

Planned severity turned round (mild for severe), and lines of a disorder put into the sessions of a
negative control near it, whose facts are made to fit: both should be rejected. Prints shares with
intervals; severity is counted where the filter can tell.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.measurement import measure_share
from filters.fidelity import FidelityFilter
from filters.verdict import Verdict
from generator.run import RunFolder
from knowledge.base import load_knowledge
from knowledge.expression import draw_slots, fill, load_expressions
from knowledge.session import Session, Speaker, Turn
from knowledge.session_file import read_sessions

_SEVERITY = re.compile(r"severity told (cannot tell|\w+), planned (\w+)")
_OBJECTION = re.compile(r"heard against|rule of|also meets")
OPPOSITE = {"mild": "severe", "severe": "mild"}


def severity_swapped(sessions: Sequence[Session]) -> Iterator[Session]:
    """Mild sessions under a severe plan, and the other way round."""
    for session in sessions:
        profile = session.profile
        if profile is not None and profile.severity in OPPOSITE:
            swapped = replace(profile, severity=OPPOSITE[profile.severity])
            yield replace(session, profile=swapped)


def with_a_disorder(sessions: Sequence[Session], rng: random.Random) -> Iterator[Session]:
    """Negative controls who also say a line of every symptom of a disorder near theirs.

    What they say is no longer denied by their plan, so only the rule can object.
    """
    knowledge, bank = load_knowledge(), load_expressions()
    for session in sessions:
        profile = session.profile
        control = knowledge.controls.get(profile.condition or "") if profile else None
        if profile is None or control is None or not control.near or control.meets_disorders:
            continue
        disorder = knowledge.disorders[control.near[0]]
        told = sorted(knowledge.supporting_symptoms(disorder.id) & set(bank.symptoms))
        lines = [
            fill(rng.choice(bank.expressions(n)).template, draw_slots(rng, bank)) for n in told
        ]
        added = [
            Turn(speaker=speaker, text=text)
            for line in lines
            for speaker, text in ((Speaker.THERAPIST, "Go on."), (Speaker.PATIENT, line))
        ]
        open_plan = {n: item for n, item in profile.symptoms.items() if n not in told}
        heard = {n: profile.symptoms[n] for n in profile.heard()}
        facts = {name: plan.draw(rng) for name, plan in disorder.facts.items()}
        plan = replace(profile, symptoms={**open_plan, **heard}, facts={**profile.facts, **facts})
        yield replace(session, profile=plan, turns=(*session.turns, *added))


def severities(verdicts: Sequence[Verdict]) -> Counter[tuple[str, str]]:
    """(told, planned) of the verdicts that speak of severity."""
    found = (_SEVERITY.search(verdict.reason) for verdict in verdicts)
    return Counter((match[1], match[2]) for match in found if match)


def _share(name: str, verdicts: Sequence[Verdict], *, passed: bool) -> None:
    judged = [verdict for verdict in verdicts if verdict.passed is not None]
    if not judged:
        print(f"{name}: none to judge")
        return
    count = sum(verdict.passed is passed for verdict in judged)
    print(measure_share(name, count=count, n=len(judged)).line())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", type=Path)
    folder = parser.parse_args().run
    rejected = folder / "rejected.jsonl"
    sessions = [*RunFolder(folder).accepted()]
    sessions += read_sessions(rejected) if rejected.stat().st_size else []
    judge = FidelityFilter()
    verdicts = judge.judge_all(sessions)
    _share("fidelity accepts, all attempts", verdicts, passed=True)
    reasons = Counter(
        re.split(r"[:,(]", part)[0]
        for verdict in verdicts
        for part in verdict.reason.split("; ")
        if verdict.passed is False and _OBJECTION.search(part)
    )
    print("objections:", dict(reasons))
    told = severities(verdicts)
    sure = {pair: n for pair, n in told.items() if pair[0] != "cannot tell"}
    print(f"severity: {sum(sure.values())} of {sum(told.values())} told;", dict(sure))
    _share(
        "rejected with severity turned round",
        judge.judge_all([*severity_swapped(sessions)]),
        passed=False,
    )
    planted = judge.judge_all([*with_a_disorder(sessions, random.Random(0))])
    _share("rejected with a disorder told by a control", planted, passed=False)
    print(
        "of them by",
        Counter(part for v in planted for part in v.reason.split("; ") if "also" in part),
    )


if __name__ == "__main__":
    main()
