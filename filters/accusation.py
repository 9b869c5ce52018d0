"""What words need before they accuse: tell a symptom beyond the plan, not merely one of it.

Trained on short paraphrases, the recogniser hears much in few words: worry in "Small stuff.",
voices in "They go quiet.". So the fewer the words, the plainer they have to be:

    half a sentence, or 1 or 2 words    never: no likeliest reading, whatever their score
    3 to 5 words                        from `STRICT_OF_FEW_WORDS`
    more                                from `STRICT`

Of every length they still verify what was planned. A line that the expression bank holds word for
word is known, not guessed: the first row does not bind it. That row is no score, because others
than the comparison ask for the likeliest reading. Reads words, not plans.
"""

from filters.clauses import Clause

LEAST_WORDS, FEW_WORDS = 3, 5
STRICT = 0.79
"""(p = .51.)"""
STRICT_OF_FEW_WORDS = 0.863
"""(p = .85.) So few words say little of themselves: "They go quiet." and "My mum was."
answered other questions; "I hear voices." is at .877."""


def says_enough(clause: Clause) -> bool:
    """Whether a clause may be the likeliest reading of a symptom: no half, and of 3 words up."""
    return clause.sentence is None and len(clause.text.split()) >= LEAST_WORDS


def score_needed(span: str) -> float:
    """The recogniser's score from which a span that says enough accuses."""
    return STRICT_OF_FEW_WORDS if len(span.split()) <= FEW_WORDS else STRICT
