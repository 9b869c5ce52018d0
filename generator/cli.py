"""The `sottovoce` command: parse, call, print. Heavy imports live inside the commands.

The commands of `knowledge`, `cohort`, `corpus`, `ledger` and of releases have rooms of their own.

Exit codes: 0 done; 1 the world failed; 2 the caller's mistake; 3 a gate refused.
Results go to standard output, progress to standard error.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from generator.commands.augment_cli import augment
from generator.commands.corpus_cli import corpus_app, ledger_app
from generator.commands.evaluate_cli import evaluate
from generator.commands.knowledge_cli import cohort_app, knowledge_app
from generator.commands.options_cli import (
    Concurrency,
    GateFile,
    Json,
    Judge,
    JudgeEndpoint,
    JudgeModel,
    Overwrite,
    Temperature,
    Timeout,
    Tries,
)
from generator.commands.release_cli import release, verify
from generator.console import Stopped, quiet_libraries, say, stoppable
from knowledge.errors import CallerMistake, SottovoceError

app = typer.Typer(
    name="sottovoce",
    help="Synthetic therapy sessions that keep the symptoms and forget the patient.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(cohort_app, name="cohort")
app.add_typer(corpus_app, name="corpus")
app.add_typer(ledger_app, name="ledger")
app.command()(evaluate)
app.command()(augment)
app.command()(release)
app.command()(verify)


def main() -> None:
    """Entry point: every expected failure is one line on standard error and its exit code."""
    quiet_libraries()
    try:
        with stoppable():
            sys.exit(app(standalone_mode=False) or 0)
    except SottovoceError as error:
        _fail(str(error), error.exit_code)
    except typer.TyperException as error:  # an unknown option, or a value of another type
        _fail(error.format_message(), error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'input or output'}: {error.strerror or error}", 1)
    except Stopped as stopped:
        _fail(f"{stopped.word}; a run goes on with --resume", stopped.exit_code)


def _fail(reason: str, exit_code: int) -> NoReturn:
    print(reason if reason.startswith("Usage:") else f"sottovoce: {reason}", file=sys.stderr)
    sys.exit(exit_code)


@app.command()
def train(
    config: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="Checkpoint folder.")],
    overwrite: Overwrite = False,
) -> None:
    """De-identifies, fine-tunes with DP-SGD (unit: patient), writes weights and guarantee."""
    from generator.config import read_train_config

    run = read_train_config(config)
    from generator.training import train as run_training  # takes seconds: after what can be wrong

    guarantee = run_training(run, output, overwrite=overwrite, progress=say)
    print(
        f"checkpoint {output}: epsilon {guarantee.epsilon} at delta {guarantee.delta} "
        f"(unit patient, add-remove), {guarantee.steps} steps"
    )


@app.command()
def audit(
    checkpoint: Path,
    canaries: Annotated[Path, typer.Option(help="Key file of the planted canaries.")],
    run: Annotated[Path | None, typer.Option(help="What it generated; attacked as well.")] = None,
    references: Annotated[int, typer.Option(help="Unseen canaries to compare with.")] = 10_000,
    as_json: Json = False,
) -> None:
    """Attacks a checkpoint through planted canaries: lower bounds beside the claimed epsilon."""
    from generator.audit import audit as run_audit
    from generator.audit import read_run
    from generator.canaries import read_key
    from generator.corpus_folder import LEDGER_FILE
    from generator.guarantee import finite_or_inf

    found = run_audit(
        checkpoint,
        read_key(canaries),
        references=references,
        sessions=read_run(run) if run else (),
        ledger=canaries.with_name(LEDGER_FILE),
        progress=say,
    )
    if as_json:
        figures = [figure.as_json() for figure in found.figures]
        claimed = {"epsilon": finite_or_inf(found.epsilon), "delta": found.delta}
        print(json.dumps({**claimed, "figures": figures}))
        return
    print(f"claimed: epsilon {found.epsilon:g} at delta {found.delta:g} (patient, add-remove)")
    for figure in found.figures:
        print(figure.line())


@app.command()
def generate(
    spec: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="Run folder.")],
    checkpoint: Annotated[Path | None, typer.Option(help="Fine-tuned checkpoint.")] = None,
    model: Annotated[str | None, typer.Option(help="Chat model: folder or hub id.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="OpenAI-compatible server.")] = None,
    served_model: Annotated[str | None, typer.Option(help="Model name at the endpoint.")] = None,
    timeout: Timeout = None,
    concurrency: Concurrency = None,
    tries: Tries = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped run.")] = False,
    attempts: Annotated[int, typer.Option(help="Attempts per session, at most.", min=1)] = 8,
    temperature: Temperature = None,
    support: Annotated[
        Path | None,
        typer.Option(help="List of `corpus support` for a filter; its cost joins the guarantee."),
    ] = None,
    raw_filter: Annotated[
        Path | None,
        typer.Option(
            metavar="CORPUS",
            help="Reject what repeats this corpus; epsilon is then infinity. For checkpoints "
            "without differential privacy.",
        ),
    ] = None,
    judge: Judge = None,
    judge_endpoint: JudgeEndpoint = None,
    judge_model: JudgeModel = None,
    gate: GateFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Plans the cohort, generates and filters until it is filled or attempts are spent."""
    from generator.generation import Source, run_generation
    from generator.judge import judge_source
    from generator.scan import open_raw_filter

    limits = {"timeout_seconds": timeout, "concurrency": concurrency, "tries": tries}
    outcome = run_generation(
        spec,
        output,
        source=Source(
            checkpoint=checkpoint,
            model=model,
            endpoint=endpoint,
            served_model=served_model,
            **(limits if endpoint or not judge_endpoint else {}),  # pyright: ignore
        ),
        judge=judge_source(
            model=judge,
            endpoint=judge_endpoint,
            served_model=judge_model,
            **(limits if judge_endpoint else {}),  # pyright: ignore
        ),
        attempts=attempts,
        temperature=temperature,
        resume=resume,
        overwrite=overwrite,
        say=say,
        support=support,
        open_raw_filter=(lambda: open_raw_filter(raw_filter)) if raw_filter else None,
        gate=gate,
    )
    if as_json:
        keys = ("requested", "attempted", "accepted", "shortfall", "strata", "filters")
        keys += ("thresholds", "loosened")
        print(json.dumps({key: outcome[key] for key in keys}))
    else:
        print_outcome(outcome, output)
    if outcome["shortfall"]:
        raise typer.Exit(3)


def print_outcome(outcome: dict, folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    counts = ("requested", "attempted", "accepted")
    table = Table("condition", title="Sessions by condition")
    for column in (*counts, "rate"):
        table.add_column(column, justify="right")
    table.add_column("rejected by")
    for row in outcome["conditions"]:
        why = ", ".join(f"{name} {count}" for name, count in row["rejected_by"].items())
        table.add_row(row["condition"], *(str(row[k]) for k in counts), _rate(row), why)
    rejected = [row for row in outcome["filters"] if row["failed"]]
    why = ", ".join(f"{row['name']} {row['failed']}" for row in rejected)
    everything = {"accept_rate": outcome["accepted"] / max(outcome["attempted"], 1)}
    table.add_row("all", *(str(outcome[k]) for k in counts), _rate(everything), why)
    Console(width=100).print(table)
    for item in outcome["loosened"]:
        told = "{filter} {threshold} {value} (default {default})".format(**item)
        print(f"looser than the default: {told}")
    for row in outcome["filters"]:
        if row.get("unused"):
            print(f"not applied: {row['name']}: {row['unused']}")
    if outcome["shortfall"]:
        short = [r for r in outcome["strata"] if r["accepted"] < r["requested"]]
        print(f"short of {outcome['shortfall']} sessions after the attempt budget, in:")
        for row in short:
            most = next(iter(row["rejected_by"]), "nothing")
            print(
                f"  {row['stratum']}: {row['accepted']} of {row['requested']}, "
                f"rejected most by {most}"
            )
    print(f"run folder: {folder}")


def _rate(row: dict) -> str:
    return "" if row["accept_rate"] is None else f"{row['accept_rate']:.2f}"


@app.command("filter", context_settings={"allow_extra_args": False})
def filter_command(
    target: Annotated[str, typer.Argument(help="SESSIONS.jsonl, or the word `symptoms`.")],
    sentences: Annotated[
        Path | None, typer.Argument(help="With `symptoms`: JSONL of texts.")
    ] = None,
    judge: Judge = None,
    judge_endpoint: JudgeEndpoint = None,
    judge_model: JudgeModel = None,
    timeout: Timeout = None,
    concurrency: Concurrency = None,
    tries: Tries = None,
    gate: GateFile = None,
    as_json: Json = False,
) -> None:
    """The verdicts alone for any sessions; `filter symptoms FILE` scores sentences."""
    from generator.gate_config import read_gate
    from generator.judge import judge_source
    from generator.judging import judge_file, score_sentences

    reader = judge_source(
        model=judge,
        endpoint=judge_endpoint,
        served_model=judge_model,
        timeout_seconds=timeout,
        concurrency=concurrency,
        tries=tries,
    )
    if target == "symptoms" and (gate is not None or reader is not None):
        raise CallerMistake("--gate and --judge are for verdicts; filter symptoms gives scores")
    if target == "symptoms":
        if sentences is None:
            raise CallerMistake('filter symptoms: a JSONL file of {"text": ...} lines is required')
        for line in score_sentences(sentences):
            print(json.dumps(line, ensure_ascii=False))
        return
    if sentences is not None:
        raise CallerMistake(f"filter takes one file; unexpected argument {sentences}")
    config = read_gate(gate, has_judge=reader is not None)
    for record in judge_file(Path(target), config=config, judge=reader):
        if as_json:
            print(json.dumps(record, ensure_ascii=False))
        else:
            failed = [v for v in record["verdicts"] if v["passed"] is False]
            word = "accepted" if record["accepted"] else "rejected"
            why = "; ".join(f"{v['filter']}: {v['reason']}" for v in failed)
            print(f"{record['session_id']}  {word}  {why}")


if __name__ == "__main__":
    main()
