"""Further ways to say and to deny every symptom, for the recogniser alone.

Written without sight of the expression bank and never composed, prompted or retrieved: so a
recogniser fitted on them alone did not learn from what sessions are made of. Knows nothing of rules
or models.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from knowledge.errors import CallerMistake
from knowledge.field_error import first_error
from knowledge.yaml_text import read_yaml

PARAPHRASES = Path(__file__).resolve().parent / "paraphrases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paraphrases:
    """Lines of one symptom, as one who has it and as one who has not would say them."""

    said: tuple[str, ...]
    denied: tuple[str, ...]


class _Lines(BaseModel):
    model_config = ConfigDict(extra="forbid")

    said: list[str]
    denied: list[str]


_FILE: TypeAdapter[dict[str, _Lines]] = TypeAdapter(dict[str, _Lines])


@functools.cache
def load_paraphrases() -> Mapping[str, Paraphrases]:
    """The lines that ship with the package, by symptom."""
    return read_paraphrases(PARAPHRASES)


def read_paraphrases(folder: Path) -> Mapping[str, Paraphrases]:
    """Reads every file of a folder; a symptom stands in one file only.

    Raises:
        CallerMistake: naming the file and what is not as it should be.
    """
    found: dict[str, Paraphrases] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            entries = _FILE.validate_python(read_yaml(path, what="paraphrases"))
        except ValidationError as error:
            wrong = first_error(error)
            raise CallerMistake(f"{path.name} {wrong.where}: {wrong.message}") from None
        for symptom, lines in entries.items():
            if symptom in found:
                raise CallerMistake(f"{path.name} {symptom}: already in another file")
            found[symptom] = Paraphrases(said=tuple(lines.said), denied=tuple(lines.denied))
    return MappingProxyType(found)
