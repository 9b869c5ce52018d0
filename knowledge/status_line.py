"""`StatusLine`: what a patient says of a symptom, with what that makes of it, for the recogniser.

Written without sight of its rules and of the sentences it is tested on; never composed, prompted or
retrieved. Not reviewed by a clinician.
"""

import functools
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import CallerMistake
from knowledge.field_error import first_error

Status = Literal["present", "denied", "other_person", "hypothetical", "past"]
STATUSES: tuple[Status, ...] = get_args(Status)
STATUS_LINES = Path(__file__).resolve().parent / "status_lines"


class StatusLine(BaseModel):
    """`asked` is the question it answers; `before` and `after` are the sentences around it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    said: str = Field(min_length=1)
    status: Status
    symptom: str
    asked: str = ""
    before: str = ""
    after: str = ""


@functools.cache
def load_status_lines() -> tuple[StatusLine, ...]:
    """The lines that ship with the package."""
    return read_status_lines(STATUS_LINES)


def read_status_lines(folder: Path) -> tuple[StatusLine, ...]:
    """Every JSONL file of a folder, in the order of their names."""
    return tuple(line for path in sorted(folder.glob("*.jsonl")) for line in read_file(path))


def read_file(path: Path) -> tuple[StatusLine, ...]:
    """One file.

    Raises:
        CallerMistake: naming the file, the line and what is not as it should be.
    """
    found: list[StatusLine] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(StatusLine.model_validate_json(line))
        except ValidationError as error:
            wrong = first_error(error)
            told = f"{path.name} line {number} {wrong.where}: {wrong.message}"
            raise CallerMistake(told) from None
    return tuple(found)
