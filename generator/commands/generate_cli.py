"""The command `generate`: parse, call, print."""

import json
from pathlib import Path
from typing import Annotated

import typer

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
from generator.console import say
from generator.outcome_table import print_outcome

SUMMARY = ("requested", "attempted", "accepted", "shortfall", "strata", "filters")
SUMMARY += ("thresholds", "loosened")
"""What `--json` prints of the outcome."""


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
    from generator.generation import run_generation
    from generator.judge import judge_source
    from generator.scan import open_raw_filter
    from generator.source import Source

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
        print(json.dumps({key: outcome[key] for key in SUMMARY}))
    else:
        print_outcome(outcome, output)
    if outcome["shortfall"]:
        raise typer.Exit(3)
