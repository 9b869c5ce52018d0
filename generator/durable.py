"""Files and folders that appear whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path

from knowledge.errors import WorldFailed


def check_writable(path: Path, *, what: str) -> None:
    """Raises WorldFailed now, not after the work is done, where the disk refuses this place."""
    above = next(folder for folder in path.absolute().parents if folder.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=above):
            return
    except OSError as error:
        raise WorldFailed(f"cannot write {what} {path}: {error.strerror}") from error


def replace_folder(built: Path, out: Path) -> None:
    """Moves a folder that was filled beside `out` into its place.

    Raises:
        OSError: the disk refuses; what was there before is there again.
    """
    replaced = built.with_name(f"{built.name}.replaced")
    try:
        if out.exists():
            out.rename(replaced)
        built.rename(out)
    except BaseException:  # a signal as well: what was there must not be lost between the two
        if replaced.exists() and not out.exists():
            replaced.rename(out)
        raise
    shutil.rmtree(replaced, ignore_errors=True)


def sync_file(path: Path) -> None:
    """Has the system put on the disk what was written to a file.

    Raises:
        OSError: the disk refuses.
    """
    with path.open("rb") as file:
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Writes beside the file and moves it into place, on the disk when it appears there.

    Raises:
        OSError: the disk refuses; what was there before is still there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
