"""Everyday talk that tells no symptom, for the recogniser alone: what is no complaint.

Never composed, prompted or retrieved. Knows nothing of symptoms.
"""

import functools
from pathlib import Path

from pydantic import TypeAdapter

from knowledge.yaml_text import parse_yaml

EVERYDAY = Path(__file__).resolve().with_name("everyday.yaml")
_FILE: TypeAdapter[list[str]] = TypeAdapter(list[str])


@functools.cache
def load_everyday() -> tuple[str, ...]:
    """The sentences that ship with the package, in the order of the file."""
    return tuple(_FILE.validate_python(parse_yaml(EVERYDAY.read_text(encoding="utf-8"))))
