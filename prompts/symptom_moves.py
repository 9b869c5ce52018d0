"""What a therapist may say of each symptom: authored lines with alternatives, read once.

`asks` open the symptom up, `reflections` say it back, `follow_ups` ask on.
"""

import functools
from collections.abc import Mapping
from importlib.resources import files

from knowledge.yaml_text import parse_yaml


@functools.cache
def symptom_moves() -> Mapping[str, Mapping[str, list[str]]]:
    """Symptom -> use -> lines, in the order of `moves/symptoms/*.yaml`."""
    folder = files("prompts") / "moves" / "symptoms"
    found: dict[str, Mapping[str, list[str]]] = {}
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if path.name.endswith(".yaml"):
            found.update(parse_yaml(path.read_text(encoding="utf-8")))
    return found
