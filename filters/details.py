"""Detail that could teach harm: method, dose, quantity, weight, calories, sourcing.

Words with their context, so that "I took two buses" passes. Detail, never the topic: a patient may
speak of wanting to die, of tablets and of drink. Amounts of alcohol are the topic of its treatment
and no detail. The rules stand in `filters.detail_table`. Knows nothing of who speaks.

Source: WHO, Preventing suicide: a resource for media professionals (2023), for what to leave out.
"""

import re
from collections.abc import Iterator

from filters.detail_table import DETAILS

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def details(text: str) -> Iterator[tuple[str, str]]:
    """(what is wrong, the words), sentence by sentence."""
    for sentence in _SENTENCE_END.split(text):
        for rule in DETAILS:
            match = rule.said.search(sentence)
            if match and not (rule.unless and rule.unless.search(sentence)):
                told = "stigmatising wording" if rule.kind == "wording" else f"{rule.kind} detail"
                yield told, match[0]
