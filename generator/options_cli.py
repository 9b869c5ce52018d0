"""Options that are the same on every command that has them."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Machine-readable results.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an existing output folder.")]
