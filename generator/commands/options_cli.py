"""Options that are the same on every command that has them."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Machine-readable results.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an existing output folder.")]
GateFile = Annotated[
    Path | None, typer.Option("--gate", metavar="YAML", help="Thresholds of the filters.")
]
