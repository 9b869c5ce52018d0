"""The outcome of a run as a table for the terminal, with what fell short and what was loosened."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

COUNTS = ("requested", "attempted", "accepted")


def print_outcome(outcome: Mapping[str, Any], folder: Path) -> None:
    """Prints `run.json` for a person, on standard output."""
    _print_table(outcome)
    for item in outcome["loosened"]:
        told = "{filter} {threshold} {value} (default {default})".format(**item)
        print(f"looser than the default: {told}")
    for row in outcome["filters"]:
        if row.get("unused"):
            print(f"not applied: {row['name']}: {row['unused']}")
    if outcome["shortfall"]:
        _print_shortfall(outcome)
    print(f"run folder: {folder}")


def _print_table(outcome: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("condition", title="Sessions by condition")
    for column in (*COUNTS, "rate"):
        table.add_column(column, justify="right")
    table.add_column("rejected by")
    for row in outcome["conditions"]:
        table.add_row(row["condition"], *_cells(row, row["accept_rate"], row["rejected_by"]))
    failed = {row["name"]: row["failed"] for row in outcome["filters"] if row["failed"]}
    rate = outcome["accepted"] / max(outcome["attempted"], 1)
    table.add_row("all", *_cells(outcome, rate, failed))
    Console(width=100).print(table)


def _cells(
    row: Mapping[str, Any], rate: float | None, rejected_by: Mapping[str, int]
) -> tuple[str, ...]:
    why = ", ".join(f"{name} {count}" for name, count in rejected_by.items())
    return (*(str(row[name]) for name in COUNTS), "" if rate is None else f"{rate:.2f}", why)


def _print_shortfall(outcome: Mapping[str, Any]) -> None:
    print(f"short of {outcome['shortfall']} sessions after the attempt budget, in:")
    for row in outcome["strata"]:
        if row["accepted"] < row["requested"]:
            most = next(iter(row["rejected_by"]), "nothing")
            print(
                f"  {row['stratum']}: {row['accepted']} of {row['requested']}, "
                f"rejected most by {most}"
            )
