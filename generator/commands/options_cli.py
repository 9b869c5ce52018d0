"""Options that are the same on every command that has them."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Machine-readable results.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the output that exists.")]
Timeout = Annotated[
    float | None, typer.Option(help="Seconds an endpoint may take for an answer; 300.", min=1)
]
Concurrency = Annotated[
    int | None, typer.Option(help="Requests an endpoint answers at a time; 8.", min=1, max=256)
]
Tries = Annotated[
    int | None, typer.Option(help="Times a failing endpoint is asked the same; 6.", min=1)
]
Temperature = Annotated[
    float | None,
    typer.Option(min=0.0, max=2.0, help=".85 for the embedded model, .8 for a chat model."),
]
Judge = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="Chat model, folder or hub id, that also reads what fidelity passed; only rejects.",
    ),
]
JudgeEndpoint = Annotated[
    str | None, typer.Option(metavar="URL", help="The same by an OpenAI-compatible server.")
]
JudgeModel = Annotated[
    str | None, typer.Option(metavar="NAME", help="Model name at the judge's endpoint.")
]
GateFile = Annotated[
    Path | None, typer.Option("--gate", metavar="YAML", help="Thresholds of the filters.")
]
