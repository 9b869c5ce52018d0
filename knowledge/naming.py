"""What people call a condition -> its record: ids, names, ICD-10-CM codes and synonyms.

Knows no data. A name that fits several conditions is never guessed.
"""

import difflib
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.disorder import Disorder
from knowledge.errors import CallerMistake
from knowledge.profile import Severity
from knowledge.records import RECORDS
from knowledge.yaml_text import parse_yaml

SYNONYMS_FILE = "synonyms.yaml"
_CODE = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?", re.IGNORECASE)
# A code listed under such a key is the code of another disorder that goes with this one.
_BORROWED = "with_mdd"
CLOSE_SPELLING = 0.8
_SEVERITIES: Mapping[str, Severity] = {
    "mild": "mild",
    "moderate": "moderate",
    "severe": "severe",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCondition:
    """The condition a name stands for, and the severity where the name (a code) says one."""

    condition: str
    severity: Severity | None = None


def find_condition(name: str, knowledge: KnowledgeBase) -> NamedCondition:
    """The one condition that `name` stands for.

    Raises:
        CallerMistake: saying why there is none, or which ones it could be; the name is quoted.
    """
    if _CODE.fullmatch(name.strip()):
        return _of_code(name.strip(), knowledge)
    named, several = _names(knowledge)
    key = _plain(name)
    if key in named:
        return NamedCondition(condition=named[key])
    if key in several:
        raise CallerMistake(f"{name!r} may be any of {', '.join(several[key])}")
    close = difflib.get_close_matches(key, (*named, *several), n=1, cutoff=CLOSE_SPELLING)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise CallerMistake(f"{name!r} is no condition of the knowledge base{hint}")


def _of_code(code: str, knowledge: KnowledgeBase) -> NamedCondition:
    """Of a whole code, or of the first part of codes that all belong to one condition."""
    rows = [row for item in knowledge.disorders.values() for row in _codes(item)]
    wanted = _bare(code)
    found = [row for row in rows if _bare(row[0]) == wanted]
    found = found or [row for row in rows if _bare(row[0]).startswith(wanted)]
    conditions = sorted({condition for _, condition, _ in found})
    if not conditions:
        raise CallerMistake(f"{code!r} is no ICD-10-CM code of the knowledge base")
    if len(conditions) > 1:
        raise CallerMistake(f"{code!r} may be any of {', '.join(conditions)}")
    severities: set[Severity | None] = {severity for _, _, severity in found}
    severity = severities.pop() if len(severities) == 1 else None
    return NamedCondition(condition=conditions[0], severity=severity)


def _codes(disorder: Disorder) -> Iterator[tuple[str, str, Severity | None]]:
    """Code, condition and the severity that the code's key ends in."""
    for key, value in disorder.icd10cm.items():
        inner = value if isinstance(value, dict) else {key: value}
        for name, code in inner.items():
            if not name.startswith(_BORROWED):
                yield code, disorder.id, _SEVERITIES.get(name.split("_")[-1])


def _bare(code: str) -> str:
    return code.replace(".", "").upper()


def _plain(name: str) -> str:
    """Letters and digits in lower case, words apart by one blank, without "disorder"."""
    words = re.sub(r"[\W_]+", " ", name.casefold()).split()
    return " ".join([word for word in words if word not in ("disorder", "disorders")] or words)


@functools.cache
def _names(
    knowledge: KnowledgeBase,
) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """Names of one condition, and names of several. Ids win over names, names over synonyms."""
    listed = parse_yaml((RECORDS / SYNONYMS_FILE).read_text(encoding="utf-8"))
    known = (*knowledge.disorders, *knowledge.controls)
    named = {_plain(word): name for name, words in listed["conditions"].items() for word in words}
    named |= {_plain(_before_bracket(knowledge.condition(name).name)): name for name in known}
    named |= {_plain(knowledge.condition(name).name): name for name in known}
    named |= {_plain(name): name for name in known}
    several = {_plain(word): tuple(names) for word, names in listed["several"].items()}
    for name in (*listed["conditions"], *(one for names in several.values() for one in names)):
        if name not in known:
            raise CallerMistake(f"{SYNONYMS_FILE}: no record of {name!r}")
    return named, {word: names for word, names in several.items() if word not in named}


def _before_bracket(name: str) -> str:
    return name.split("(")[0]
