"""`sottovoce generate` in one place: request + source of text -> a filled run folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from filters.verdict import Filter
from generator.gate_config import read_gate
from generator.judge import JudgeSource
from generator.outcome import summarise
from generator.pipeline import Pipeline, Report
from generator.resumption import open_run
from generator.retrieval import open_retriever
from generator.run import refuse_other_request
from generator.source import Source
from generator.terms import run_terms
from generator.thresholds import effective, loosened
from generator.writing import writing_with
from knowledge.base import load_knowledge
from knowledge.cohort import read_spec
from knowledge.errors import CallerMistake
from knowledge.planner import plan

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
    run has epsilon = infinity. `gate` is a file of thresholds; `judge` names a model that reads
    what the other filters passed. A temperature of None is the one usual for the model.
    """
    source.refuse_mistakes()
    config = read_gate(gate, has_judge=judge is not None)
    if resume and overwrite:
        raise CallerMistake("--resume goes on with a run and --overwrite removes it; name one")
    spec, knowledge = read_spec(spec_path), load_knowledge()
    planned = plan(spec, knowledge)
    of_model = source.guarantee()
    spec_yaml = spec_path.read_text(encoding="utf-8")
    _refuse_output(output, spec_yaml=spec_yaml, resume=resume, overwrite=overwrite)
    from generator.run_gate import open_beside, open_run_gate  # seconds: after what can be wrong

    beside = open_beside(of_model, support=support, open_raw_filter=open_raw_filter, say=say)
    say(f"planned {len(planned)} profiles; opening knowledge store")
    retriever = open_retriever(knowledge)
    reader = None
    if judge is not None:
        say("opening the judge" + (", which is sent generated sessions" if judge.endpoint else ""))
        reader = judge.open()
    say("starting the engine")
    sampling = source.sampling(temperature)
    engine = source.open_engine(sampling)
    try:
        chosen = open_run_gate(
            config, checkpoint=source.checkpoint, beside=beside.filters, judge=reader
        )
        used = effective(chosen.filters)
        for item in loosened(used):
            say(f"looser than the default: {item.line()}")
        terms = run_terms(
            plan=planned,
            knowledge_version=knowledge.version,
            model=beside.guarantee.weights_sha256 or source.identity(engine),
            temperature=sampling.temperature,
            filters=chosen.filters,
            support=beside.support,
            judge=judge.identity(reader) if judge and reader else None,
        )
        writing, writer = writing_with(spec.writing, engine, retriever)
        _fit_readers(say)
        with open_run(
            output,
            spec_yaml=spec_yaml,
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
                seed=spec.seed,
                attempts_per_session=attempts,
                on_progress=_progress(say),
            ).fill()
            outcome = summarise(
                run,
                planned,
                spec=spec,
                knowledge=knowledge,
                guarantee=beside.guarantee,
                engine=source.described(),
                model=terms["model"],
                thresholds=used,
                judge=judge.described(reader) if judge and reader else None,
            )
            run.finish(outcome)
    finally:
        engine.close()
        if reader is not None:
            reader.close()
    return outcome


def _refuse_output(output: Path, *, spec_yaml: str, resume: bool, overwrite: bool) -> None:
    if output.exists() and not (resume or overwrite):
        raise CallerMistake(
            f"output folder {output} exists; use --resume to go on or --overwrite to replace"
        )
    if resume and output.exists():
        refuse_other_request(output, spec_yaml=spec_yaml)


def _fit_readers(say: Say) -> None:
    """Before the engine writes: beside it the fit would take several times as long."""
    from filters.prototypes import load_prototypes
    from filters.severity import load_severity_scale

    say("opening the readers of symptoms and severity (fitted once, a minute or two)")
    load_prototypes()
    load_severity_scale()


def _progress(say: Say) -> Callable[[Report], None]:
    def show(report: Report) -> None:
        say(
            f"accepted {report.accepted} of {report.requested}, "
            f"attempted {report.attempted}, {report.num_tokens} tokens"
        )

    return show
