"""Detail that could teach harm, suicide notes, and wording that stigmatises.

Detail is of dose, quantity, method, sourcing, calories, weight and purging: words with their
context, so that "I took two buses" passes. Detail, never the topic: a patient may speak of wanting
to die, of tablets and of drink. Amounts of alcohol are the topic of its treatment and no detail.
The rules stand in `filters.detail_table`. Knows nothing of who speaks.

Source: WHO, Preventing suicide: a resource for media professionals (2023), for what to leave out.
"""

from collections.abc import Iterator

from filters.clauses import SENTENCE_END
from filters.detail_table import DETAILS


def details(text: str) -> Iterator[tuple[str, str]]:
    """(what is wrong, the words), sentence by sentence."""
    for sentence in SENTENCE_END.split(text):
        for rule in DETAILS:
            match = rule.said.search(sentence)
            if match and not (rule.unless and rule.unless.search(sentence)):
                told = "stigmatising wording" if rule.kind == "wording" else f"{rule.kind} detail"
                yield told, match[0]
