"""What a therapist's cue may be besides an area or a phase, and the act that any of them is."""

from collections.abc import Mapping

from prompts.acts import Act
from prompts.areas import area_of, areas
from prompts.rupture import RUPTURES

EVERYDAY = (
    "job", "family", "home", "neighbours", "money", "food", "getting_here", "telly_and_books",
    "pets", "beliefs", "sport_and_hobbies", "technology", "celebrations", "history", "humour",
    "silence", "misunderstanding", "disagreement", "digression",
)  # fmt: skip
INVITING = frozenset(
    (Act.SIMPLE_REFLECTION, Act.COMPLEX_REFLECTION, Act.AFFIRMATION, Act.OPEN_QUESTION)
)
"""Acts after which a patient may go on of their own accord."""
ACTS_OF_LOW_SKILL: Mapping[Act, float] = {
    Act.CLOSED_QUESTION: 5,
    Act.ADVICE: 5,
    Act.CONFRONTATION: 2,
    Act.INFORMATION: 1,
}
"""What an unskilled therapist does between the topics: asks closed questions, advises, argues."""


def act_of(word: str) -> Act:
    """The act of a therapist's cue: areas and symptoms are explored, phases are techniques."""
    if word in set(Act):
        return Act(word)
    if word in areas() or area_of(word):
        return Act.EXPLORE
    if word in RUPTURES:
        return Act.CONFRONTATION
    return Act.OPEN_QUESTION if word in EVERYDAY else Act.TECHNIQUE
