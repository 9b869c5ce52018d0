"""The command `evaluate`: parse, call, print."""

import json
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options_cli import Json, Overwrite
from generator.console import say


def evaluate(
    run: Annotated[Path, typer.Argument(help="Run, corpus or release folder, or JSONL.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Report folder.")],
    reference: Annotated[
        Path | None,
        typer.Option(metavar="CORPUS", help="People to compare with; those trained on."),
    ] = None,
    holdout: Annotated[
        Path | None,
        typer.Option(metavar="CORPUS", help="People like them whom nothing was trained on."),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(metavar="RUN", help="Another run to set beside this one; may be repeated."),
    ] = None,
    canaries: Annotated[
        Path | None, typer.Option(metavar="KEY", help="Key file of planted canaries.")
    ] = None,
    read: Annotated[
        int, typer.Option(min=1, help="Sessions of a run read for symptoms; more take longer.")
    ] = 1000,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Measures a run: realism, diversity, fidelity, utility, privacy; every figure an interval."""
    from generator.evaluating import evaluate_run

    found = evaluate_run(
        run,
        output=output,
        reference=reference,
        holdout=holdout,
        against=against or (),
        canaries=canaries,
        most_read=read,
        overwrite=overwrite,
        say=say,
    )
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
        return
    for section in found.internal.sections:
        print(section.title)
        for figure in section.figures:
            print(f"  {figure.measurement.line()}")
            for other in figure.beside:
                print(f"      {other.line()}")
        for reason in section.skipped:
            print(f"  not measured: {reason}")
    print(f"the report, every figure: {output / 'internal' / 'report.html'}, never to be published")
    print(f"what may be published of it: {output / 'public'}")
