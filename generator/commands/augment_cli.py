"""The command `augment`: parse, call, print."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from generator.commands.options_cli import Json, Temperature
from generator.console import say


def augment(
    data: Annotated[
        Path, typer.Argument(help="CSV, JSONL, Parquet, or a folder (also datasets').")
    ],
    label: Annotated[str, typer.Option(help="Column of the label.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="New folder; never releasable.")],
    target: Annotated[
        str, typer.Option(help="balance, a count of each label (50), or a least share (0.2).")
    ] = "balance",
    mapping: Annotated[
        Path | None,
        typer.Option(help="YAML, label: condition | null | {condition, severity, symptoms}."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Column of words.")] = None,
    patient: Annotated[str | None, typer.Option(help="Column that names the patient.")] = None,
    session: Annotated[str | None, typer.Option(help="In a table of turns: session.")] = None,
    order: Annotated[str | None, typer.Option(help="In a table of turns: order.")] = None,
    speaker: Annotated[str | None, typer.Option(help="In a table of turns: speaker.")] = None,
    checkpoint: Annotated[Path | None, typer.Option(help="Fine-tuned checkpoint.")] = None,
    model: Annotated[str | None, typer.Option(help="Chat model: folder or hub id.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="OpenAI-compatible server.")] = None,
    served_model: Annotated[str | None, typer.Option(help="Model name at the endpoint.")] = None,
    factor: Annotated[
        float, typer.Option(help="A label grows to at most so many times its rows.", min=1.0)
    ] = 10.0,
    limit: Annotated[int, typer.Option(help="Most sessions to generate.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    attempts: Annotated[int, typer.Option(help="Attempts per session, at most.", min=1)] = 8,
    temperature: Temperature = None,
    gain: Annotated[bool, typer.Option(help="Measure the gain, with its control.")] = True,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped one.")] = False,
    as_json: Json = False,
) -> None:
    """Fills the scarce labels of labelled sessions and measures what that is good for."""
    from generator.augmenting.augment_plan import Wish
    from generator.augmenting.augmentation import augment as run_augmentation
    from generator.augmenting.columns import Columns
    from generator.augmenting.deficit import parse_target
    from generator.generation import run_generation
    from generator.source import Source

    def generate(
        spec: Path, folder: Path, *, source: Source, resume: bool, overwrite: bool
    ) -> Mapping[str, Any]:
        return run_generation(
            spec,
            folder,
            source=source,
            attempts=attempts,
            temperature=temperature,
            resume=resume,
            overwrite=overwrite,
            say=say,
        )

    wish = Wish(
        data=data,
        columns=Columns(
            label=label, text=text, patient=patient, session=session, order=order, speaker=speaker
        ),
        target=parse_target(target),
        source=Source(
            checkpoint=checkpoint, model=model, endpoint=endpoint, served_model=served_model
        ),
        mapping=mapping,
        factor=factor,
        limit=limit,
        seed=seed,
        gain=gain,
    )
    outcome = run_augmentation(wish, output, generate=generate, resume=resume, say=say)
    print(json.dumps(outcome, ensure_ascii=False) if as_json else _shown(outcome, output))
    if outcome["shortfall"]:
        raise typer.Exit(3)


def _shown(outcome: Mapping[str, Any], output: Path) -> str:
    wide = max(26, *(len(row["label"]) for row in outcome["labels"])) + 2
    lines = [f"{'label':<{wide}}{'condition':<22}{'original':>9}{'planned':>9}{'added':>7}"]
    for row in outcome["labels"]:
        counts = f"{row['present']:>9}{row['planned']:>9}{row['added']:>7}"
        lines.append(f"{row['label']:<{wide}}{row['condition'] or '':<22}{counts}")
    lines += outcome["gain"] or ()
    if outcome["shortfall"]:
        lines.append(f"short of {outcome['shortfall']} sessions after the attempt budget")
    lines.append(f"{output} holds original rows and cannot be released")
    return "\n".join(lines)
