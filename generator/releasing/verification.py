"""Whether a release is as it was signed, by whom, and whether its guarantee holds together.

Reads a release folder, and a public key and ledgers where they are given.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.guarantee import Guarantee, parse_guarantee
from generator.releasing.claim import check_claim, check_ledgers
from generator.releasing.envelope import open_envelope
from generator.releasing.inventory import Listed, inventory
from generator.releasing.parquet import TABLE, disagreement, num_rows, provenance_columns
from generator.releasing.public_report import REPORT
from generator.releasing.signing import PublicKey
from generator.releasing.statement import (
    GUARANTEE,
    MANIFEST,
    SIGNATURE,
    Statement,
    parse_statement,
    summary,
)
from knowledge.errors import CallerMistake, GateRefused

FILES = ("README.md", TABLE, "croissant.json", GUARANTEE, REPORT)
"""All of a release but the manifest and its signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What holds of a release. `signer_checked` is false where nobody said whose key to expect."""

    sessions: int
    files: int
    guarantee: Guarantee
    signer: PublicKey
    signer_checked: bool
    ledger_checked: bool


def verify_release(
    folder: Path, *, key: PublicKey | None = None, ledgers: Sequence[Path] = ()
) -> Verified:
    """Checks the signature, then every file, then the guarantee.

    Args:
        key: whose signature is expected; None accepts any, and finds damage but no forgery.
        ledgers: of the corpora that the guarantee speaks of.

    Raises:
        CallerMistake: the folder is no release, or a ledger is not there.
        GateRefused: naming the first file that differs, is missing, was added or is a link; a
            manifest that is damaged, unsigned or signed by another key; a guarantee that
            disagrees with manifest, rows or ledger.
    """
    statement, signer = _signed_statement(folder, key)
    _check_files(statement, folder)
    _check_whole(statement, folder)
    guarantee = _checked_guarantee(statement, folder)
    _check_rows(statement, folder)
    if ledgers:
        check_ledgers(guarantee, ledgers)
    return Verified(
        sessions=statement.predicate.sessions,
        files=len(statement.subject),
        guarantee=guarantee,
        signer=signer,
        signer_checked=key is not None,
        ledger_checked=bool(ledgers),
    )


def _signed_statement(folder: Path, key: PublicKey | None) -> tuple[Statement, PublicKey]:
    manifest, signature = folder / MANIFEST, folder / SIGNATURE
    _refuse_missing(folder)
    content = manifest.read_bytes()
    try:
        statement = parse_statement(content)
    except GateRefused as error:
        raise GateRefused(f"{manifest} is {error}") from None
    if not signature.is_file():
        raise GateRefused(f"{manifest} is not signed: {SIGNATURE} is missing")
    try:
        envelope = open_envelope(signature.read_bytes())
        signer = envelope.signer(key)
    except GateRefused as error:
        raise GateRefused(f"{signature}: {error}") from None
    if envelope.payload != content:
        why = _line_ends(content, envelope.payload)
        raise GateRefused(f"{manifest} differs from what {SIGNATURE} signs{why}")
    return statement, signer


def _refuse_missing(folder: Path) -> None:
    manifest = folder / MANIFEST
    if not folder.is_dir():
        raise CallerMistake(f"{folder} is not a release: it is no folder")
    for path in (manifest, folder / SIGNATURE):
        if path.is_symlink():
            raise GateRefused(f"{path} is a link; a release holds plain files")
    if manifest.is_file():
        return
    if (folder / SIGNATURE).exists() or (folder / GUARANTEE).exists():
        raise GateRefused(f"{manifest} is missing")
    raise CallerMistake(f"{folder} is not a release: {MANIFEST} is missing")


def _check_files(statement: Statement, folder: Path) -> None:
    listed = statement.digests()
    found = {item.name: item for item in inventory(folder, without=(MANIFEST, SIGNATURE))}
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            raise GateRefused(f"{folder / name} is listed in {MANIFEST} and missing")
        if name not in listed:
            raise GateRefused(f"{folder / name} is not listed in {MANIFEST}")
        if listed[name] != found[name].sha256:
            why = _if_text(folder, found[name], listed[name])
            raise GateRefused(f"{folder / name} differs from {MANIFEST}{why}")


def _check_whole(statement: Statement, folder: Path) -> None:
    """A signature makes no release of a folder: every file of one is there, and no other."""
    listed = statement.digests().keys()
    for name in FILES:
        if name not in listed:
            raise GateRefused(f"{folder / name} is missing, and not listed in {MANIFEST}")
        if not (folder / name).stat().st_size:
            raise GateRefused(f"{folder / name} is empty")
    for name in listed:
        if name not in FILES:
            raise GateRefused(f"{folder / name} is no file of a release")
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not any(path.iterdir()):
            raise GateRefused(f"{path} is an empty folder; a release holds plain files")


def _if_text(folder: Path, found: Listed, expected: str) -> str:
    content = (folder / found.name).read_bytes().replace(b"\r\n", b"\n")
    return _LINE_ENDS if hashlib.sha256(content).hexdigest() == expected else ""


def _line_ends(found: bytes, expected: bytes) -> str:
    return _LINE_ENDS if found.replace(b"\r\n", b"\n") == expected else ""


_LINE_ENDS = " in its line ends alone: something turned LF into CRLF"


def _checked_guarantee(statement: Statement, folder: Path) -> Guarantee:
    path = folder / GUARANTEE
    content = path.read_bytes()
    try:
        guarantee = parse_guarantee(content)
        check_claim(guarantee)
    except (CallerMistake, GateRefused) as error:
        raise GateRefused(f"{path}: {error}") from None
    for name, value in summary(json.loads(content)).items():
        told = statement.predicate.guarantee.get(name)
        if told != value:
            raise GateRefused(
                f"{path}: {name} {value} disagrees with {MANIFEST}, which says {told}"
            )
    return guarantee


def _check_rows(statement: Statement, folder: Path) -> None:
    path = folder / TABLE
    wrong = disagreement(path, provenance_columns(statement.predicate.model_dump()))
    if wrong is not None:
        raise GateRefused(f"{path} {wrong}")
    count = num_rows(path)
    if count != statement.predicate.sessions:
        raise GateRefused(
            f"{folder}: {count} rows, {MANIFEST} says {statement.predicate.sessions} sessions"
        )
