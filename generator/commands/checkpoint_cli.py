"""The commands of a checkpoint, `train`, `interpolate` and `audit`: parse, call, print."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.options_cli import Json, Overwrite
from generator.console import say

if TYPE_CHECKING:
    from generator.guarantee import Guarantee


def train(
    config: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="Checkpoint folder.")],
    overwrite: Overwrite = False,
) -> None:
    """De-identifies, fine-tunes with DP-SGD (unit: patient), writes weights and guarantee."""
    from generator.config import read_train_config

    run = read_train_config(config)
    from generator.training import train as run_training  # takes seconds: after what can be wrong

    _print_checkpoint(output, run_training(run, output, overwrite=overwrite, progress=say))


def interpolate(
    checkpoint: Path,
    share: Annotated[float, typer.Option(help="Of what was trained, between 0 and 1.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Checkpoint folder.")],
    overwrite: Overwrite = False,
) -> None:
    """Goes part of the way back to the base: more fluent, less learned; costs no privacy."""
    from generator.interpolation import interpolate as run_interpolation

    guarantee = run_interpolation(checkpoint, output, share=share, overwrite=overwrite)
    _print_checkpoint(output, guarantee)


def _print_checkpoint(output: Path, guarantee: "Guarantee") -> None:
    print(
        f"checkpoint {output}: epsilon {guarantee.epsilon} at delta {guarantee.delta} "
        f"(unit patient, add-remove), {guarantee.steps} steps"
    )


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
