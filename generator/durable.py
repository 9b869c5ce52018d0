"""A file that appears whole or not at all, and is on the disk when it appears."""

import os
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Writes beside the file and moves it into place; nothing is left of what could not be written.

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
    except OSError:
        part.unlink(missing_ok=True)
        raise
