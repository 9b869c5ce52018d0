"""YAML that says one thing twice says nothing."""

import pytest
import yaml

from knowledge.yaml_text import parse_yaml


@pytest.mark.parametrize(
    "text", ["n: 3\nseed: 1\nn: 5\n", "a: {b: 1, b: 2}\n", "- {x: 1}\n- {y: 1, z: 2, 'y': 3}\n"]
)
def test_a_key_that_stands_twice_is_refused_by_name_and_line(text):
    with pytest.raises(yaml.YAMLError, match=r"line \d: key \w stands twice"):
        parse_yaml(text)


def test_the_same_key_in_two_places_a_merge_and_an_alias_are_fine():
    text = "base: &b {n: 1, m: 2}\nother: {<<: *b, n: 3}\nagain: *b\n"
    assert parse_yaml(text) == {
        "base": {"n": 1, "m": 2},
        "other": {"n": 3, "m": 2},
        "again": {"n": 1, "m": 2},
    }
