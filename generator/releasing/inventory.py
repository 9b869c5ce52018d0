"""Every file of a folder with its size and SHA-256. Nothing but plain files has a hash here."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import GateRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file, by its path in the folder with `/` between the parts."""

    name: str
    num_bytes: int
    sha256: str


def inventory(folder: Path, *, without: Collection[str] = ()) -> tuple[Listed, ...]:
    """The files in alphabetical order, hidden ones included.

    Raises:
        GateRefused: for a link (what it leads to may change) or anything else that is no file.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise GateRefused(f"{path} is a link or no plain file; a release holds plain files")
        if path.is_file() and name not in without:
            found.append(listed(path, name))
    return tuple(found)


def listed(path: Path, name: str) -> Listed:
    """One file under its name."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Listed(name=name, num_bytes=path.stat().st_size, sha256=digest)
