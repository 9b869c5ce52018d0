r"""Tables of phrases as patterns: what a rule over words listens for, one phrase a line.

    ASKED_FOR = phrases('''
        dying (for|to (see|meet|know))      # not to die
        be the death of {us}
        -n't help but
    ''', us="me|us|the lot of us")

A phrase is a regular expression with four conveniences. It begins and ends where words do, unless a
hyphen stands there ("-n't" may end a word, "shak-" may go on). ' is any apostrophe. A plain bracket
groups and captures nothing. {name} is a list given beside the table. What follows two spaces and #
is a comment. Case never matters. A class at an end ("the end[.,]") needs no word to end there; a
bracket does, so what may also stand at an end of the text ("(^|so )no") needs the hyphen. Knows no
symptom and no person.
"""

import re
from collections.abc import Iterator, Mapping

_COMMENT = re.compile(r"(?:^|\s{2,})#.*$")
_TOKEN = re.compile(
    r"(?P<kept>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?|\{\d*,?\d*\})"
    r"|(?P<bracket>\()|(?P<apostrophe>')|\{(?P<name>[a-z_]+)\}|(?P<other>.)"
)
"""What is kept: an escaped character, a class, a bracket that says what it is, a count."""
_EDGE = r"\b"
_BEGINS_A_WORD = re.compile(r"\\[wd]|[\w({]")
_ENDS_A_WORD = re.compile(r"(?:(?<!\\)[\w)}]|\\[wd])(?:[?*+]|\{\d*,?\d*\})*\Z")


def phrases(table: str, **words: str) -> re.Pattern[str]:
    """One pattern that finds any phrase of the table.

    Args:
        words: what {name} stands for, phrases themselves: "cat|dog", "(old )?cat".

    Raises:
        KeyError: the table names a list that is not given.
        ValueError: it holds no phrase.
    """
    lines = [_COMMENT.sub("", line).strip() for line in table.splitlines()]
    found = [_bounded(line, words) for line in lines if line]
    if not found:
        raise ValueError("a table without a phrase finds nothing")
    return re.compile("|".join(found), re.IGNORECASE)


def _bounded(phrase: str, words: Mapping[str, str]) -> str:
    inside = phrase.removeprefix("-").removesuffix("-")
    begins = not phrase.startswith("-") and _BEGINS_A_WORD.match(inside)
    ends = not phrase.endswith("-") and _ENDS_A_WORD.search(inside)
    regex = "".join(_as_regex(inside, words))
    return _EDGE * bool(begins) + f"(?:{regex})" + _EDGE * bool(ends)


def _as_regex(phrase: str, words: Mapping[str, str]) -> Iterator[str]:
    for token in _TOKEN.finditer(phrase):
        match token.lastgroup:
            case "bracket":
                yield "(?:"
            case "apostrophe":
                yield "['’]"
            case "name":
                yield f"(?:{''.join(_as_regex(words[token['name']], words))})"
            case _:
                yield token[0].replace("'", "'’") if token[0].startswith("[") else token[0]
