"""YAML as records and requests are written in it, read by libyaml where PyYAML was built with it.

PyYAML's own parser says the same and takes fifteen times as long, seconds for these records. A key
that stands twice is refused, since YAML forbids it and PyYAML would take the last one in silence.
"""

from typing import Any

import yaml

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


def parse_yaml(text: str) -> Any:
    """The one document of a text. Raises yaml.YAMLError where it is none, or a key stands twice."""
    return yaml.load(text, Loader=_Loader)
