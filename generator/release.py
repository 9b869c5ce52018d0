"""A finished run -> one folder anybody can load, read and verify.

    release/README.md        dataset card (YAML front matter that `datasets` reads)
    release/data/*.parquet   the sessions
    release/croissant.json   the columns, for other loaders
    release/guarantee.json   the privacy guarantee, machine-readable
    release/report.html      what was measured
    release/manifest.json    in-toto statement: SHA-256 of every other file, and what is claimed
    release/manifest.sig     its signature

Reads a run, its guarantee and the public part of a report; never a corpus or `report/internal/`.
"""

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from generator.augmenting.internal import refuse_internal
from generator.console import say as say_on_stderr
from generator.durable import replace_folder
from generator.releasing.card import dataset_card, guarantee_in_words
from generator.releasing.croissant import croissant_json
from generator.releasing.envelope import seal
from generator.releasing.fitness import Releasable, read_releasable
from generator.releasing.inventory import inventory
from generator.releasing.parquet import TABLE, parquet_features, write_rows
from generator.releasing.public_report import REPORT, make_report, take_report
from generator.releasing.signing import SigningKey, open_user_key, read_private_key
from generator.releasing.statement import GUARANTEE, MANIFEST, SIGNATURE, statement_bytes
from generator.run import RunFolder
from knowledge.errors import CallerMistake, WorldFailed

SPDX_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{1,60}")


def write_release(
    run: RunFolder,
    out: Path,
    *,
    overwrite: bool,
    report: Path | None = None,
    key: Path | None = None,
    licence: str | None = None,
    say: Callable[[str], None] = say_on_stderr,
) -> Path:
    """Builds the folder beside its place and moves it there whole.

    Args:
        report: folder of `evaluate`, whose public page is taken; None makes the page here.
        key: private key that signs; None is the user's own, made on first use.
        licence: SPDX id that the card and the Croissant name.

    Raises:
        CallerMistake: the run has not ended or was changed, a key or report is no such thing, or
            `out` exists and `overwrite` was not asked for.
        GateRefused: the run accepted nothing, a required filter did not pass a session, nothing
            supports the guarantee, or the report is internal.
        WorldFailed: the disk refuses; what was there before is still there.
    """
    _refuse_target(out, overwrite=overwrite)
    if licence is not None and not SPDX_ID.fullmatch(licence):
        raise CallerMistake(f"--license {licence!r}: expected an SPDX id such as CC-BY-4.0")
    refuse_internal(run.path)
    released = read_releasable(run)
    signing_key = open_user_key() if key is None else read_private_key(key)
    if report is None:
        page = make_report(run.path, say=say)
    else:
        page = take_report(report, outcome=released.outcome)
    try:
        _put_in_place(out, released, page=page, licence=licence, key=signing_key)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WorldFailed(f"cannot write release {out}: {reason}") from error
    return out


def _put_in_place(
    out: Path, released: Releasable, *, page: bytes, licence: str | None, key: SigningKey
) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
        built = Path(scratch) / "release"
        _write_files(built, released, page=page, licence=licence)
        _write_manifest(built, released.outcome, key)
        replace_folder(built, out)


def _refuse_target(out: Path, *, overwrite: bool) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CallerMistake(f"output {out} is a file or a link; name a new folder")
    if not out.exists():
        return
    if not overwrite:
        raise CallerMistake(f"output folder {out} exists; use --overwrite to replace it")
    if not (out / MANIFEST).exists() and any(out.iterdir()):
        raise CallerMistake(f"output folder {out} is not a release; it is left alone")


def _write_files(folder: Path, released: Releasable, *, page: bytes, licence: str | None) -> None:
    outcome, sessions = released.outcome, released.sessions
    (folder / TABLE).parent.mkdir(parents=True)
    write_rows(folder / TABLE, sessions, outcome)
    guarantee = json.dumps(outcome["guarantee"], indent=2) + "\n"
    (folder / GUARANTEE).write_bytes(guarantee.encode())
    (folder / REPORT).write_bytes(page)
    (folder / "README.md").write_bytes(dataset_card(released, licence=licence).encode())
    words = guarantee_in_words(outcome["guarantee"], private_filters=outcome["private_filters"])
    described = croissant_json(
        {item.name: (item.num_bytes, item.sha256) for item in inventory(folder)},
        columns=parquet_features(),
        description=f"{len(sessions)} synthetic therapy sessions; the people in them do not exist. "
        + words,
        licence=licence,
    )
    (folder / "croissant.json").write_bytes(described.encode())


def _write_manifest(folder: Path, outcome: Mapping[str, Any], key: SigningKey) -> None:
    statement = statement_bytes({item.name: item.sha256 for item in inventory(folder)}, outcome)
    (folder / MANIFEST).write_bytes(statement)
    (folder / SIGNATURE).write_bytes(seal(statement, key))
