"""Everyday talk that tells no symptom, for the recogniser alone: what is no complaint.

Never composed, prompted or retrieved. Knows nothing of symptoms.
"""

import functools
from pathlib import Path

import yaml
from pydantic import TypeAdapter

EVERYDAY = Path(__file__).resolve().with_name("everyday.yaml")
_FILE: TypeAdapter[list[str]] = TypeAdapter(list[str])


@functools.cache
def load_everyday() -> tuple[str, ...]:
    """The sentences that ship with the package, in the order of the file."""
    return tuple(_FILE.validate_python(yaml.safe_load(EVERYDAY.read_text(encoding="utf-8"))))
