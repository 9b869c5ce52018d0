"""Membership in a filter's corpus, read off what the pipeline accepts. No model is trained.

    python -m benchmarks.reconstruction [--targets 300]

The writer is fixed and public: it writes whatever it is asked to. The adversary has it write each
target's words into a talk, and then the same words in another order, and scores a target by
(first rejected) - (second rejected), so that a filter which dislikes the words themselves gives
nothing away. Half of the targets, fabricated patients, are in the corpus of the filter.

Printed for no gate, the default gate and the raw filter: AUC and the share of members found at 1 %
false alarms. The raw filter is broken; the default gate never saw the corpus.

Source: Ganev and De Cristofaro, On the inadequacy of similarity-based privacy metrics (ReconSyn),
arXiv 2312.05114.
"""

import argparse
import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.measurement import Measurement
from evaluation.roc import measure_auc, measure_tpr
from filters.gate import Gate
from filters.memorization import MinHashSessions
from filters.overlap import SharedWords
from filters.raw import RawFilter
from filters.verdict import Filter
from generator.base.composer import compose
from generator.base.material import base_material
from generator.base.speech import Manner
from generator.canaries import Canary, draw_canaries
from generator.clinic import clinic_sessions
from generator.engines.scripted import ScriptedEngine
from generator.judging import build_filters
from generator.pipeline import Pipeline
from generator.retrieval import Brief
from generator.run import RunFolder
from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.planner import PlannedProfile, plan
from knowledge.session import Session, Turn
from prompts.transcript import render_transcript

CONDITIONS = ("mdd", "gad", "ptsd", "bipolar1", "schizophrenia")
CLINIC_PATIENTS = 150
FPR = 0.01
SEED = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """How well one gate's answers tell members of the filter's corpus from others."""

    gate: str
    auc: Measurement
    tpr: Measurement
    accepted: float


class _NoEvidence:
    """Stands where the retriever does: the writer is told what to write anyway."""

    knowledge = load_knowledge()

    def brief(self, profile, rng) -> Brief:
        return Brief(evidence=(), denials=())

    def share_out(self, asked) -> Iterator[Brief]:
        return (self.brief(profile, rng) for profile, rng in asked)


def talks(count: int) -> list[tuple[PlannedProfile, tuple[Turn, ...]]]:
    """Public talks for planned profiles: what the fixed writer says around a target's words."""
    shares = dict.fromkeys(CONDITIONS, 1 / len(CONDITIONS))
    spec = parse_spec({"n": count, "seed": SEED, "conditions": shares})
    material = base_material()
    return [
        (item, compose(item.profile, material=material, manner=Manner(), rng=rng).turns)
        for item, rng in zip(plan(spec, load_knowledge()), _generators(count), strict=True)
    ]


def _generators(count: int) -> Iterable[random.Random]:
    return (random.Random(f"{SEED}:{number}") for number in range(count))


def private_sessions(members: Iterable[Canary], *, patients: int) -> list[Session]:
    """The filter's corpus: the fictional clinic and the targets that are in."""
    return [*clinic_sessions(patients=patients), *(member.session for member in members)]


def measure_attack(
    gate: str,
    filters: Sequence[Filter],
    targets: Sequence[Canary],
    settings: Sequence[tuple[PlannedProfile, tuple[Turn, ...]]],
    *,
    fpr: float = FPR,
) -> Attack:
    """Queries the pipeline twice for each target; `included` of a target is the truth."""
    exact = _rejected(filters, settings, [target.words for target in targets])
    moved = _rejected(filters, settings, [_reordered(target.words) for target in targets])
    scores = [float(a) - float(b) for a, b in zip(exact, moved, strict=True)]
    members = [s for s, target in zip(scores, targets, strict=True) if target.included]
    others = [s for s, target in zip(scores, targets, strict=True) if not target.included]
    return Attack(
        gate=gate,
        auc=measure_auc(members, others),
        tpr=measure_tpr(members, others, fpr=fpr),
        accepted=1 - sum((*exact, *moved)) / (2 * len(targets)),
    )


def _reordered(words: Sequence[str]) -> tuple[str, ...]:
    """Every other word, then the rest: no two of them stay neighbours."""
    return (*words[1::2], *words[::2])


def _rejected(
    filters: Sequence[Filter],
    settings: Sequence[tuple[PlannedProfile, tuple[Turn, ...]]],
    secrets: Sequence[Sequence[str]],
) -> list[bool]:
    """Whether the pipeline rejected each talk with its secret in it."""
    drafts = {
        planned.profile_id: render_transcript((*turns[:-2], *_exchange(words), *turns[-2:]))
        for (planned, turns), words in zip(settings, secrets, strict=True)
    }
    profiles = [planned for planned, _ in settings]
    with tempfile.TemporaryDirectory() as scratch:
        run = RunFolder.create(Path(scratch) / "run", spec_yaml="", plan=profiles, overwrite=False)
        _pipeline(run, profiles, filters, drafts).fill()
        accepted = run.progress().accepted
    return [planned.profile_id not in accepted for planned in profiles]


def _exchange(words: Sequence[str]) -> tuple[Turn, ...]:
    return Canary(patient_id="", words=tuple(words)).session.turns


def _pipeline(
    run: RunFolder,
    profiles: Sequence[PlannedProfile],
    filters: Sequence[Filter],
    drafts: Mapping[str, str],
) -> Pipeline:
    return Pipeline(
        plan=profiles,
        run=run,
        retriever=_NoEvidence(),  # pyright: ignore[reportArgumentType]
        engine=ScriptedEngine(lambda request: drafts[request.request_id.rpartition(".")[0]]),
        gate=Gate(filters),
        seed=SEED,
        attempts_per_session=1,
        on_progress=lambda report: None,
    )


def targets_half_in(count: int) -> list[Canary]:
    """Fabricated patients, every other one in the filter's corpus."""
    drawn = draw_canaries(count)
    return [
        Canary(patient_id=item.patient_id, words=item.words, included=number % 2 == 0)
        for number, item in enumerate(drawn)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--targets", type=int, default=300)
    count = parser.parse_args().targets
    targets, settings = targets_half_in(count), talks(count)
    members = [target for target in targets if target.included]
    raw = RawFilter(words=SharedWords(private_sessions(members, patients=CLINIC_PATIENTS)))
    default = build_filters(accepted=MinHashSessions())
    for name, filters in (("none", ()), ("raw filter", (raw,)), ("default", default)):
        attack = measure_attack(name, filters, targets, settings)
        print(f"gate {name}: accepted {attack.accepted:.3f} of the drafts", flush=True)
        print(f"  {attack.auc.line()}\n  {attack.tpr.line()}")


if __name__ == "__main__":
    main()
