"""What is wrong with a file that somebody wrote, in words for who has not read this program.

pydantic finds the field; its own messages speak of tuples, enums and classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

_NUMBER, _WHOLE, _TEXT = "allowed is a number", "allowed is a whole number", "allowed is text"
_MAPPING, _LIST = "allowed is a mapping of names to values", "allowed is a list"
_MESSAGES: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "bool_parsing": "allowed is true or false",
    "bool_type": "allowed is true or false",
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "model_type": _MAPPING,
    "enum": "allowed is {expected}",
    "literal_error": "allowed is {expected}",
    "finite_number": "allowed is a finite number",
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "greater_than": "allowed is more than {gt}",
    "greater_than_equal": "allowed is {ge} or more",
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "invalid_key": "names are text",
    "less_than": "allowed is less than {lt}",
    "less_than_equal": "allowed is {le} or less",
    "list_type": _LIST,
    "path_type": "allowed is a path",
    "string_type": _TEXT,
    "string_too_short": "allowed are {min_length} letters or more",
    "string_too_long": "allowed are {max_length} letters at most",
    "too_long": "it has {actual_length} entries; allowed are {max_length} at most",
    "too_short": "it has {actual_length} entries; allowed are {min_length} or more",
    "tuple_type": _LIST,
}
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """The first field that is wrong: where it is, what is allowed, and what stands there.

    `kind` is pydantic's name of the mistake. Only `shown` quotes the value.
    """

    location: tuple[int | str, ...]
    kind: str
    message: str
    value: Any = field(repr=False)

    @property
    def where(self) -> str:
        """The names that lead to the field."""
        return ".".join(map(str, self.location)) or "the whole file"

    @property
    def shown(self) -> str:
        """The value in one short line."""
        return repr(self.value).replace("\n", " ")[:_LONGEST_SHOWN]


def first_error(error: ValidationError) -> FieldError:
    """The first thing that is wrong; a key that nobody knows before others, which it explains."""
    found = error.errors(include_url=False)
    first = min(found, key=lambda item: item["type"] != "extra_forbidden")
    message = _MESSAGES.get(first["type"])
    location = first["loc"]
    if "[key]" in location:
        message, location = _MESSAGES["invalid_key"], location[:-2]
    bounds = first.get("ctx", {}).items()
    known = {name: f"{v:.12g}" if isinstance(v, float) else v for name, v in bounds}
    return FieldError(
        location=location,
        kind=first["type"],
        message=message.format_map(known) if message else _own(first["msg"]),
        value=first["input"],
    )


def _own(message: str) -> str:
    """Without pydantic's preamble to what a validator of this program says."""
    return message.removeprefix("Value error, ")
