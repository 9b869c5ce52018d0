"""The mark of a folder that must not leave the house, and the refusal to release what bears it."""

from pathlib import Path

from knowledge.errors import GateRefused

MARK = "NOT_FOR_RELEASE.txt"


def mark_internal(folder: Path, *, reason: str) -> None:
    """Puts the mark, with its reason, into a folder; everything inside it counts as marked."""
    (folder / MARK).write_text(f"Not for release: {reason}.\n", encoding="utf-8")


def is_internal(path: Path) -> bool:
    """Whether it is a marked folder or lies inside one."""
    return _marked(path) is not None


def refuse_internal(folder: Path) -> None:
    """Raises GateRefused, with the reason, for a marked folder or one inside a marked folder."""
    place = _marked(folder)
    if place is not None:
        reason = " ".join((place / MARK).read_text(encoding="utf-8").split())
        raise GateRefused(f"{folder} cannot be released. {reason}")


def _marked(path: Path) -> Path | None:
    places = (path.resolve(), *path.resolve().parents)
    return next((place for place in places if (place / MARK).is_file()), None)
