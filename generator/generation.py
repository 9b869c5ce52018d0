"""`sottovoce generate` in one place: request + source of text -> a filled run folder."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filters.verdict import Filter
from generator.engine import Engine, Sampling
from generator.gate_config import read_gate
from generator.guarantee import Guarantee, public_only, unknown_source, with_release
from generator.judge import JudgeSource
from generator.outcome import summarise
from generator.pipeline import Pipeline, Report
from generator.resumption import open_run
from generator.retrieval import Retriever
from generator.run import refuse_other_request
from generator.terms import folder_identity, run_terms
from generator.thresholds import effective, loosened
from generator.writing import writing_with
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.cohort import read_spec
from knowledge.errors import CallerMistake
from knowledge.planner import plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where text comes from; at most one is named. None of them: the embedded public base."""

    checkpoint: Path | None = None
    model: str | None = None
    endpoint: str | None = None
    served_model: str | None = None
    timeout_seconds: float | None = None
    concurrency: int | None = None
    tries: int | None = None

    def described(self) -> str:
        """What wrote the text, without a path of this machine."""
        if self.endpoint is not None:
            return f"endpoint, model {self.served_model or 'as served'}"
        if self.model is not None:
            return f"vllm, model {Path(self.model).name}"
        return "vllm, embedded base" + (" with a checkpoint" if self.checkpoint else "")

    def is_embedded(self) -> bool:
        """Whether the embedded model writes, as it is or fine-tuned."""
        if self.checkpoint is None:
            return self.model is None and self.endpoint is None
        from generator.checkpoint import read_checkpoint
        from generator.config import EMBEDDED

        return read_checkpoint(self.checkpoint).base == EMBEDDED

    def identity(self, engine: Engine) -> str:
        """Which weights write, so that a resumed run is not gone on with by others."""
        if self.endpoint is not None:
            return f"served as {engine.name}"
        return folder_identity(engine.name if self.model is None else self.model)

    def refuse_mistakes(self) -> None:
        """Raises CallerMistake for two sources, or a model folder that is not there."""
        named = [n for n in ("checkpoint", "model", "endpoint") if getattr(self, n) is not None]
        if len(named) > 1:
            raise CallerMistake(f"name one of --checkpoint, --model, --endpoint; got {named}")
        if self.served_model and not self.endpoint:
            raise CallerMistake("--served-model goes with --endpoint")
        served = {"--timeout": self.timeout_seconds, "--concurrency": self.concurrency}
        for option, value in {**served, "--tries": self.tries}.items():
            if value is not None and self.endpoint is None:
                raise CallerMistake(f"{option} goes with --endpoint")
        looks_local = (self.model or "").startswith((".", "/", "~"))
        if self.model and looks_local and not Path(self.model).expanduser().is_dir():
            raise CallerMistake(f"model folder {self.model} does not exist")


def run_generation(
    spec_path: Path,
    output: Path,
    *,
    source: Source,
    attempts: int,
    temperature: float | None,
    resume: bool,
    overwrite: bool,
    say: Callable[[str], None],
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
    source.refuse_mistakes()
    config = read_gate(gate, has_judge=judge is not None)
    if resume and overwrite:
        raise CallerMistake("--resume goes on with a run and --overwrite removes it; name one")
    spec, knowledge = read_spec(spec_path), load_knowledge()
    planned = plan(spec, knowledge)
    guarantee = _guarantee(source)
    spec_yaml = spec_path.read_text(encoding="utf-8")
    if output.exists() and not (resume or overwrite):
        raise CallerMistake(
            f"output folder {output} exists; use --resume to go on or --overwrite to replace"
        )
    if resume and output.exists():
        refuse_other_request(output, spec_yaml=spec_yaml)
    beside: tuple[Filter, ...] = ()
    released = None
    if support is not None:
        from generator.support import open_support_filter, read_support

        released = read_support(support)
        guarantee = with_release(
            guarantee,
            released.mechanism,
            delta=released.delta,
            ledger_head=released.ledger_head,
        )
        beside = (open_support_filter(released),)
    public_text = None
    if config.public_text is not None:
        from generator.public_text import open_public_text

        public_text = open_public_text(
            config.public_text,
            guarantee=guarantee,
            support_head=released.ledger_head if released else None,
        )
    if open_raw_filter is not None:
        beside = (*beside, open_raw_filter())
        say("a filter reads the private text: this run has epsilon = infinity")
    say(f"planned {len(planned)} profiles; opening knowledge store")
    retriever = open_retriever(knowledge)
    reader = None
    if judge is not None:
        say("opening the judge" + (", which is sent generated sessions" if judge.endpoint else ""))
        reader = judge.open()
    say("starting the engine")
    sampling = sampling_of(source, temperature)
    engine = open_engine(source, sampling=sampling)
    try:
        from filters.gate import Gate
        from filters.memorization import MinHashSessions
        from filters.rewording import RewordedSessions
        from generator.judging import build_filters, judge_filter
        from knowledge.embedding import judging_embedder

        by_words, by_meaning = MinHashSessions(), RewordedSessions(judging_embedder())
        filters = build_filters(
            checkpoint=source.checkpoint,
            accepted=by_words,
            reworded=by_meaning,
            public_text=public_text,
            config=config,
        )
        if reader is not None:
            beside = (*beside, judge_filter(reader, config))
        used = effective((*filters, *beside))
        for item in loosened(used):
            say(f"looser than the default: {item.line()}")
        chosen_gate = Gate((*filters, *beside))
        terms = run_terms(
            plan=planned,
            knowledge_version=knowledge.version,
            model=guarantee.weights_sha256 or source.identity(engine),
            temperature=sampling.temperature,
            filters=chosen_gate.filters,
            support=released.ledger_head if released else None,
            public_text=public_text.sha256 if public_text else None,
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
            for session in run.accepted():
                by_words.add(session)
                by_meaning.add(session)
            Pipeline(
                plan=planned,
                run=run,
                retriever=retriever,
                engine=writer,
                writing=writing,
                gate=chosen_gate,
                seed=spec.seed,
                attempts_per_session=attempts,
                on_progress=_progress(say),
            ).fill()
            outcome = summarise(
                run,
                planned,
                spec=spec,
                knowledge=knowledge,
                guarantee=guarantee,
                engine=source.described(),
                model=terms["model"],
                thresholds=used,
                judge=judge.described(reader) if judge and reader else None,
                public_text=public_text.described() if public_text else None,
            )
            run.finish(outcome)
    finally:
        engine.close()
        if reader is not None:
            reader.close()
    return outcome


def _fit_readers(say: Callable[[str], None]) -> None:
    """Before the engine writes: beside it the fit would take several times as long."""
    from filters.prototypes import load_prototypes
    from filters.severity import load_severity_scale

    say("opening the readers of symptoms and severity (fitted once, a minute or two)")
    load_prototypes()
    load_severity_scale()


def _guarantee(source: Source) -> Guarantee:
    if source.checkpoint is not None:
        from generator.checkpoint import read_checkpoint

        return read_checkpoint(source.checkpoint).guarantee
    if source.model is not None or source.endpoint is not None:
        return unknown_source()
    return public_only()


OF_CHAT = Sampling(temperature=0.8, top_p=0.95, max_tokens=4000)
OF_EMBEDDED = Sampling(temperature=0.85, top_p=0.99, max_tokens=1600)
"""Colder, or without its rarest words, it forgets to hesitate; warmer, it garbles some."""


def sampling_of(source: Source, temperature: float | None) -> Sampling:
    """How the source's completions are drawn; a temperature of None is the usual one."""
    usual = OF_EMBEDDED if source.is_embedded() else OF_CHAT
    return usual if temperature is None else replace(usual, temperature=temperature)


def open_engine(source: Source, *, sampling: Sampling) -> Engine:
    """The engine for a source. Raises CallerMistake for a folder that is not there."""
    if source.endpoint is not None:
        from generator.engines.openai import EndpointEngine, endpoint_key

        given = {
            "timeout_seconds": source.timeout_seconds,
            "open_sessions": source.concurrency,
            "tries": source.tries,
        }
        return EndpointEngine(
            source.endpoint,
            model=source.served_model,
            sampling=sampling,
            api_key=endpoint_key(source.endpoint),
            **{name: value for name, value in given.items() if value is not None},
        )
    from generator.engines.vllm import VllmEngine

    if source.model is not None:
        return VllmEngine(source.model, prompt_form="chat", sampling=sampling)
    from generator.checkpoint import served_folder

    folder, form = served_folder(source.checkpoint)
    return VllmEngine(folder, prompt_form=form, sampling=sampling)


def open_retriever(knowledge: KnowledgeBase) -> Retriever:
    """The retriever over the saved store, which is rebuilt if the records changed."""
    from knowledge.expression import load_expressions
    from knowledge.saved_store import open_store

    return Retriever(store=open_store(), bank=load_expressions(), knowledge=knowledge)


def _progress(say: Callable[[str], None]) -> Callable[[Report], None]:
    def show(report: Report) -> None:
        say(
            f"accepted {report.accepted} of {report.requested}, "
            f"attempted {report.attempted}, {report.num_tokens} tokens"
        )

    return show
