"""`Records`: every record file read and checked one by one.

What the records say of each other is not checked here: that is `knowledge.coherence`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from knowledge.disorder import (
    BlocksFile,
    Control,
    Disorder,
    Gloss,
    Idiom,
    Record,
    Source,
    SymptomRecord,
)
from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.yaml_text import read_yaml

RECORDS = Path(__file__).resolve().parent
SHARED_FILES = ("symptoms.yaml", "glosses.yaml", "sources.yaml", "blocks.yaml", "idioms.yaml")
R = TypeVar("R", bound=Record)
C = TypeVar("C", Disorder, Control)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the files of one folder say, by id. `version` is the hash of all of them."""

    symptoms: Mapping[str, SymptomRecord]
    glosses: Mapping[str, Gloss]
    disorders: Mapping[str, Disorder]
    controls: Mapping[str, Control]
    shared: BlocksFile
    sources: Mapping[str, Source]
    idioms: Mapping[str, Idiom]
    version: str

    @property
    def conditions(self) -> tuple[Disorder | Control, ...]:
        """The disorders, then the negative controls."""
        return (*self.disorders.values(), *self.controls.values())


def read_records(folder: Path) -> Records:
    """Reads a folder. Raises CallerMistake naming the first file or record that is wrong."""
    return Records(
        symptoms={
            name: _record(SymptomRecord, {"id": name, **row}, where=f"symptoms.yaml {name}")
            for name, row in _yaml(folder / "symptoms.yaml").items()
        },
        shared=_record(BlocksFile, _yaml(folder / "blocks.yaml"), where="blocks.yaml"),
        disorders=_one_a_file(Disorder, folder / "disorders"),
        controls=_one_a_file(Control, folder / "controls"),
        glosses=_named(Gloss, folder / "glosses.yaml"),
        sources=_named(Source, folder / "sources.yaml"),
        idioms=_named(Idiom, folder / "idioms.yaml"),
        version=_version(folder),
    )


def _yaml(path: Path) -> Any:
    return read_yaml(path, what="record file")


def _record(kind: type[R], data: Any, *, where: str) -> R:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        wrong = first_error(error)
        raise CallerMistake(f"{where} {wrong.where}: {wrong.message}") from None


def _named(kind: type[R], path: Path) -> dict[str, R]:
    return {
        name: _record(kind, row, where=f"{path.name} {name}") for name, row in _yaml(path).items()
    }


def _one_a_file(kind: type[C], folder: Path) -> dict[str, C]:
    records = {}
    for path in sorted(folder.glob("*.yaml")):
        record = _record(kind, _yaml(path), where=path.name)
        if record.id != path.stem:
            raise CallerMistake(f"{path.name} id {record.id!r}: expected {path.stem!r}")
        records[record.id] = record
    return records


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in (
        *(folder / name for name in SHARED_FILES),
        *sorted((folder / "disorders").iterdir()),
        *sorted((folder / "controls").iterdir()),
    ):
        if path.suffix == ".yaml":
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
