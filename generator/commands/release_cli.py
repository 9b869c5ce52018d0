"""`sottovoce release` and `sottovoce verify`: parse, call, print."""

import json
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options_cli import Json, Overwrite
from generator.console import say


def release(
    run: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="Release folder.")],
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder of `evaluate`; its public page is taken. Without it the page is made.",
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Ed25519 private key (PEM, mode 0600) that signs. Without it your own, made on "
            "first use in your configuration folder.",
        ),
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option("--license", metavar="SPDX", help="Licence of the folder, such as CC-BY-4.0."),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Packs a finished run: Parquet, data card, Croissant, guarantee, report, signed manifest."""
    from generator.release import write_release
    from generator.releasing.card import guarantee_in_words
    from generator.releasing.signing import open_user_key, read_private_key
    from generator.releasing.statement import GUARANTEE
    from generator.run import RunFolder

    folder = write_release(
        RunFolder(run),
        output,
        overwrite=overwrite,
        report=report,
        key=key,
        licence=licence,
        say=say,
    )
    signer = read_private_key(key) if key else open_user_key()
    print(f"release: {folder}")
    print(f"signed by key {signer.public.key_id}")
    if signer.public_file:
        print(f"whoever verifies it needs {signer.public_file}")
    print(guarantee_in_words(json.loads((folder / GUARANTEE).read_bytes())))


def verify(
    folder: Annotated[Path, typer.Argument(metavar="RELEASE")],
    key: Annotated[
        Path | None,
        typer.Option(metavar="PUB", help="Public key (PEM) of whom you expect to have signed."),
    ] = None,
    ledger: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Ledger of the corpus; asked whether the guarantee is true."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Checks signature, every file, and the guarantee of a release; names the first fault."""
    from generator.guarantee import finite_or_inf
    from generator.releasing.signing import read_public_key
    from generator.releasing.verification import verify_release

    found = verify_release(
        folder, key=read_public_key(key) if key else None, ledgers=tuple(ledger or ())
    )
    guarantee = found.guarantee
    if as_json:
        told = {
            "verified": True,
            "sessions": found.sessions,
            "files": found.files,
            "signer": found.signer.key_id,
            "signer_checked": found.signer_checked,
            "ledger_checked": found.ledger_checked,
            "kind": guarantee.kind,
            "epsilon": finite_or_inf(guarantee.epsilon),
            "delta": guarantee.delta,
        }
        print(json.dumps(told))
        return
    print(f"{folder}: {found.files} files and {found.sessions} sessions verified")
    print(f"signed by key {found.signer.key_id}")
    if not found.signer_checked:
        print("signer unchecked: anybody may hold this key; name the one you expect with --key")
    delta = "" if guarantee.delta is None else f", delta {guarantee.delta:g}"
    print(f"guarantee: {guarantee.kind}, epsilon {guarantee.epsilon:g}{delta}")
    if found.ledger_checked:
        print("the ledger holds every event of the guarantee")
    else:
        print(
            "ledger unchecked: whether the guarantee is complete only the ledger tells (--ledger)"
        )
