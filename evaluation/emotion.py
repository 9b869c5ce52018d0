"""Words of feeling, and whether a stretch of talk is pleased or troubled.

A short list of own making, in plain English, for arcs and comparisons between bodies of sessions:
it misses irony and whatever it does not list, and says nothing of one turn. A negation within three
words before turns a word round.
"""

from collections.abc import Sequence

PLEASANT = frozenset(
    """
    amused amazing awesome better brave calm calmer cheerful comfortable confident content cool
    delighted easier enjoy enjoyed enjoying enjoys excited exciting fantastic fine free friendly fun
    funny glad good grateful great happier happy helped helpful helps hope hopeful hoping interested
    joy kind laugh laughed laughing lighter loved lovely love lucky nice peaceful pleasant pleased
    positive pretty proud relaxed relief relieved rested safe safer satisfied settled smile smiled
    smiling strong stronger success supported supportive thankful thrilled trust warm welcome well
    wonderful
    """.split()  # noqa: SIM905
)
UNPLEASANT = frozenset(
    """
    abandoned afraid aggressive agony alarmed alone angry anger annoyed annoying anxiety anxious
    ashamed awful bad bitter blame blamed bored bothered broken burden confused cried cry crying
    dead depressed depressing depression desperate despair difficult disappointed disaster disgusted
    disgusting dread dreading dreadful drained embarrassed embarrassing empty envious exhausted
    exhausting failed failing failure fear fed foolish frightened frightening frustrated frustrating
    furious grief guilt guilty hard hate hated hates hating helpless hopeless horrible hurt hurting
    hurts irritable irritated isolated jealous jumpy lonely loss lost low mad miserable misery
    miss missing moody nervous nightmare nightmares numb overwhelmed overwhelming pain painful panic
    panicked panicking panicky paranoid petrified pressure problem problems rage rejected resentful
    restless rotten ruined sad sadness scared scary screaming shaky shame shattered sick sorry
    stressed stressful stress struggle struggled struggling stuck stupid suffer suffered suffering
    tearful tears tense terrible terrified terrifying tired tough trapped trouble troubled ugly
    uncomfortable uneasy unhappy unsafe upset upsetting useless violent weak weepy worn worried
    worries worry worrying worse worst worthless wrecked wrong
    """.split()  # noqa: SIM905
)
NEGATIONS = frozenset(
    """
    no not never without hardly barely don't doesn't didn't can't couldn't won't wouldn't isn't
    wasn't aren't weren't ain't haven't hasn't hadn't
    """.split()  # noqa: SIM905
)
REACH = 3
"""A negation reaches so many words forward."""


def feelings(words: Sequence[str]) -> tuple[int, int]:
    """How many words are pleasant and how many unpleasant, negated ones turned round."""
    pleasant = unpleasant = 0
    for place, word in enumerate(words):
        if word not in PLEASANT and word not in UNPLEASANT:
            continue
        turned = any(before in NEGATIONS for before in words[max(place - REACH, 0) : place])
        if (word in PLEASANT) != turned:
            pleasant += 1
        else:
            unpleasant += 1
    return pleasant, unpleasant
