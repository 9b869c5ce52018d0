"""`sottovoce generate` in one place: request + source of text -> a filled run folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filters.verdict import Filter
from generator.gate_config import GateConfig, read_gate, turns_outside
from generator.guarantee import Guarantee
from generator.judge import JudgeSource, ServedJudge
from generator.outcome import summarise
from generator.pipeline import Pipeline, Report
from generator.resumption import open_run
from generator.retrieval import open_retriever
from generator.run import refuse_other_request
from generator.source import Source
from generator.terms import run_terms
from generator.thresholds import effective, loosened
from generator.writing import lexicon_of, writing_with
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.cohort import CohortSpec, read_spec
from knowledge.errors import CallerMistake
from knowledge.planner import PlannedProfile, plan
from knowledge.planning.room import room_note

Say = Callable[[str], None]


def run_generation(
    spec_path: Path,
    output: Path,
    *,
    source: Source,
    attempts: int,
    temperature: float | None,
    resume: bool,
    overwrite: bool,
    say: Say,
    support: Path | None = None,
    open_raw_filter: Callable[[], Filter] | None = None,
    gate: Path | None = None,
    judge: JudgeSource | None = None,
) -> dict[str, Any]:
    """Fills the run folder and returns its outcome (run.json). Cheap checks come first.

    A `support` list adds its own cost to the guarantee. A raw filter reads private text, so the
    run has epsilon = infinity. `gate` is a file of thresholds and may name a public text; `judge`
    names a model that reads what the other filters passed. A temperature of None is the one usual
    for the model.
    """
    asked = _checked(
        spec_path, output, source=source, gate=gate, has_judge=judge is not None,
        resume=resume, overwrite=overwrite,
    )  # fmt: skip
    planned, knowledge = asked.plan, asked.knowledge
    from filters.recogniser import SymptomRecogniser  # seconds: after what can be wrong
    from generator.readings import RunReadings
    from generator.run_gate import open_beside, open_run_gate

    beside = open_beside(
        asked.guarantee,
        support=support,
        public_text=asked.gate.public_text,
        open_raw_filter=open_raw_filter,
        say=say,
    )
    if note := room_note(planned):
        say(f"note: {note}")
    say(f"planned {len(planned)} profiles; opening knowledge store")
    retriever = open_retriever(knowledge, is_worded=asked.spec.wording == "retrieved")
    reader = _opened(judge, say) if judge else None
    say("starting the engine")
    sampling = source.sampling(temperature)
    engine = source.open_engine(sampling)
    try:
        readings = RunReadings(output, SymptomRecogniser())
        chosen = open_run_gate(
            asked.gate,
            checkpoint=source.checkpoint,
            beside=beside,
            judge=reader,
            lexicon=lexicon_of(engine),
            recogniser=readings,
        )
        used = effective(chosen.filters)
        for item in loosened(used):
            say(f"looser than the default: {item.line()}")
        terms = run_terms(
            plan=planned,
            knowledge_version=knowledge.version,
            model=beside.guarantee.weights_sha256 or source.identity(engine),
            guarantee=beside.guarantee.kind,
            temperature=sampling.temperature,
            filters=chosen.filters,
            support=beside.support,
            public_text=beside.public_text.sha256 if beside.public_text else None,
            judge=judge.identity(reader) if judge and reader else None,
        )
        writing, writer = writing_with(asked.spec.writing, engine, retriever)
        _fit_readers(say)
        with open_run(
            output,
            spec_yaml=asked.spec_yaml,
            plan=planned,
            terms=terms,
            resume=resume,
            overwrite=overwrite,
            say=say,
        ) as run:
            chosen.remember(run.accepted())
            Pipeline(
                plan=planned,
                run=run,
                retriever=retriever,
                engine=writer,
                writing=writing,
                gate=chosen.gate,
                seed=asked.spec.seed,
                attempts_per_session=attempts,
                on_accepted=readings.keep,
                on_progress=_progress(say),
            ).fill()
            outcome = summarise(
                run,
                planned,
                spec=asked.spec,
                knowledge=knowledge,
                guarantee=beside.guarantee,
                engine=source.described(),
                model=terms["model"],
                thresholds=used,
                judge=judge.described(reader) if judge and reader else None,
                public_text=beside.public_text.described() if beside.public_text else None,
            )
            run.finish(outcome)
    finally:
        engine.close()
        if reader is not None:
            reader.close()
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a request comes to, as far as it can be known before anything is opened."""

    spec: CohortSpec
    spec_yaml: str
    knowledge: KnowledgeBase
    plan: tuple[PlannedProfile, ...]
    gate: GateConfig
    guarantee: Guarantee
    """Of the model alone."""


def _checked(
    spec_path: Path,
    output: Path,
    *,
    source: Source,
    gate: Path | None,
    has_judge: bool,
    resume: bool,
    overwrite: bool,
) -> _Asked:
    source.refuse_mistakes()
    config = read_gate(gate, has_judge=has_judge)
    if resume and overwrite:
        raise CallerMistake("--resume goes on with a run and --overwrite removes it; name one")
    spec, knowledge = read_spec(spec_path), load_knowledge()
    if spec.wording == "own" and source.is_untouched_base():
        raise CallerMistake(
            "cohort field wording: 'own' needs a checkpoint trained with training.own_words or a "
            "chat model; the embedded base tells symptoms in expressions that it is given"
        )
    if outside := turns_outside(spec.turns, config):
        raise CallerMistake(outside)
    asked = _Asked(
        spec=spec,
        spec_yaml=spec_path.read_text(encoding="utf-8"),
        knowledge=knowledge,
        plan=plan(spec, knowledge),
        gate=config,
        guarantee=source.guarantee(),
    )
    if output.exists() and not (resume or overwrite):
        raise CallerMistake(
            f"output folder {output} exists; use --resume to go on or --overwrite to replace"
        )
    if resume and output.exists():
        refuse_other_request(output, spec_yaml=asked.spec_yaml)
    return asked


def _opened(judge: JudgeSource, say: Say) -> ServedJudge:
    say("opening the judge" + (", which is sent generated sessions" if judge.endpoint else ""))
    return judge.open()


def _fit_readers(say: Say) -> None:
    """Before the engine writes: beside it the fit would take several times as long."""
    from filters.prototypes import load_prototypes
    from filters.severity import load_severity_scale
    from filters.status.learned import load_status_reader

    say("opening the readers of symptoms and severity")
    load_prototypes()
    load_status_reader().read([])
    load_severity_scale()


def _progress(say: Say) -> Callable[[Report], None]:
    def show(report: Report) -> None:
        say(
            f"accepted {report.accepted} of {report.requested}, "
            f"attempted {report.attempted}, {report.num_tokens} tokens"
        )

    return show
