"""YAML as records and requests are written in it, read by libyaml where PyYAML was built with it.

PyYAML's own parser says the same and takes fifteen times as long, seconds for these records. A key
that stands twice is refused, since YAML forbids it and PyYAML would take the last one in silence.
"""

from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import CallerMistake

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (written := (key.tag, key.value)) in seen:
                    line = key.start_mark.line + 1
                    raise yaml.MarkedYAMLError(problem=f"line {line}: key {key.value} stands twice")
                seen.add(written)
        return super().construct_mapping(node, deep=deep)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        if len(node.value) > _MOST_DIGITS:
            line = node.start_mark.line + 1
            raise yaml.MarkedYAMLError(problem=f"line {line}: a number of {len(node.value)} digits")
        return super().construct_yaml_int(node)


_LONGEST_REASON = 160
_MOST_DIGITS = 100
"""Python refuses to print a number of thousands of digits."""
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)


def parse_yaml(text: str) -> Any:
    """The one document of a text. Raises yaml.YAMLError where it is none, or a key stands twice."""
    try:
        return yaml.load(text, Loader=_Loader)
    except (AttributeError, IndexError, KeyError):  # `!!bool perhaps`
        raise yaml.YAMLError("a value that is not of its tag") from None


def read_yaml(path: Path, *, what: str) -> Any:
    """The content of a YAML file.

    Raises:
        CallerMistake: in one line, naming `what` it is, the file, and where there is one the line.
    """
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CallerMistake(f"{what} {path} does not exist") from None
    except OSError as error:
        raise CallerMistake(f"{what} {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CallerMistake(f"{what} {path}: not UTF-8 text") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # no such day, or too deep
        raise CallerMistake(f"{what} {path}: {yaml_mistake(error)}") from None


def yaml_mistake(error: Exception) -> str:
    """What makes a text no YAML, and in which line, in one line."""
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, " if mark else ""
    reason = " ".join(str(getattr(error, "problem", None) or error).split())[:_LONGEST_REASON]
    return f"not YAML ({where}{reason})"
