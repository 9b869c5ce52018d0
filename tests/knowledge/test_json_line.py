"""A line of JSON is read, or what is wrong with it is said in a phrase."""

import pytest

from knowledge.errors import CallerMistake
from knowledge.json_line import parse_json_line


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b'{"a": 1}\n', {"a": 1}),
        (b'\xef\xbb\xbf{"a": 1}\n', {"a": 1}),
        ('{"a": "one\u2028two\x85three"}'.encode(), {"a": "one\u2028two\x85three"}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
    ],
)
def test_what_is_json_is_read(line, value):
    assert parse_json_line(line) == value


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\xff", "not UTF-8"),
        (b"{", "not JSON"),
        (b'{"a": "\\ud83d"}', "surrogate"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"1" * 5000 + b"]", "too many digits"),
    ],
)
def test_what_is_not_is_told_in_a_phrase(line, reason):
    with pytest.raises(CallerMistake, match=reason):
        parse_json_line(line)
