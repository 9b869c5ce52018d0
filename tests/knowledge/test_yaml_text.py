"""YAML that says one thing twice says nothing."""

import pytest
import yaml

from knowledge.errors import CallerMistake
from knowledge.yaml_text import parse_yaml, read_yaml


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: !!bool perhaps", "a value that is not of its tag"),
        ("a: !!timestamp then", "a value that is not of its tag"),
        ("a: !!int ''", "a value that is not of its tag"),
        (f"b: 1\na: {'9' * 5000}", "line 2: a number of 5000 digits"),
        (f"0x{'f' * 900}: 1", "line 1: a number of 902 digits"),
    ],
)
def test_what_no_value_can_be_read_from_is_refused(text, said):
    with pytest.raises(yaml.YAMLError, match=said):
        parse_yaml(text)


def test_a_file_is_named_with_the_line_and_never_at_length(tmp_path):
    (tmp_path / "a.yaml").write_text("a: 1\n" + "long" * 200 + ": 1\n" + "long" * 200 + ": 2\n")
    with pytest.raises(CallerMistake, match=r"thing .*a.yaml: not YAML .line 3") as raised:
        read_yaml(tmp_path / "a.yaml", what="thing")
    assert len(str(raised.value)) < 400
