"""When something was: a time gone by, told by its name or by the tense, or one that goes on."""

from filters.phrases import phrases

THEN = phrases(
    r"""
    # used to
    ^.{0,15}\b(I|it|they|that|those) (always )?used to(?!\W*$)
    ^\W*(I|it|they|that) (did|used to)[,.] -
    ^\W*used to
    I did use to
    I once (?!(a|in|every|I|the|it|he|she|they)\b)\w+-

    # back then
    (years|decades|a long time|ages) ago|years back|a lifetime ago
    ^\W*(\w+ ){1,3}(winters|summers|springs|autumns) (ago|back)
    back then|once upon a time|there was a time|to begin with
    at one (time|point|stage)|at my worst
    in (the past|those days)|in the (early|old|bad old) days|in my (\w+ )?days
    in a (past|previous|former) life
    in (19|20)\d\d
    for the first (few |couple of )?(weeks?|months?|years?)
    (a long|a good|quite a) while since I
    it's (been )?(years|months|ages) since I (last )?-
    ^\W*(I )?(had|went through) a (\w+ )?(spell|phase|patch|stage|bout)

    # when I was young
    in my ((early|late|mid) )?(teens|twenties|thirties|forties|youth)
    ^\W*(the )?younger me
    as a (child|kid|teenager|student|youngster|lad|boy|girl|(young|little) \w+)
    when I was an? (kid|child|teenager|student|apprentice)
    when I was (young\w*|little|small|first|\w+teen)
    when I was (at (school|college|uni\w*)|in my \w+|(in )?my (teens|twenties))
    """
)
"""A time gone by, by its name."""
STILL = phrases(
    r"""
    # it goes on
    now|still|any ?more|these days|nowadays|lately|today|to this day|all my life
    (?<!while )(?<!years )(?<!months )(?<!ages )since
    back(?! then)
    again|same as|worse|always (?!used)
    dropped|lost|stopped|start(ed|s)|began|never (quite )?left|at peace

    # in the present tense
    don't|can'?t|doesn't|won't|isn't|not|haven't|nothing
    I'm|I am|I've
    it's(?! (been )?(years|months|ages|a long|a good|quite))

    # beside what used to be
    than I used to-
    (like|as|the way|how|what) (I|it|things) used to-
    never used to-
    """
)
"""Today comes into it, whatever else is named."""
PLAINLY_PAST = phrases(
    r"""
    {it} ((just|always|only|really) )?{was}
    ^\W*((oh|well)\W+)?the \w+ (was|were|came|started)
    """,
    it=r"I|it|they|things|everything|everybody|every\w+|nothing|my( \w+)? \w+|the \w+",
    was="was|were|had|did|felt|thought|heard|saw|kept|got|came|went|made|tried|cried|believed"
    r"|couldn't|\w+ed",
)
OF_TODAY = phrases(
    r"""
    I('m|'ve| am| can| do| have| still)
    -(?<!could)(?<!did)(?<!was)(?<!were)(?<!had)(?<!would)n't
    now
    since
    """
)
WHEN = phrases(
    r"""
    when (my|the|our|we|they|he|she|I)\b[^,.]*\b(was|were) {young}
    that (whole |entire )?(year|summer|winter|spring|autumn)
    the year (I|we|he|she|that|of)
    """,
    young=r"alive|small|little|young\w*|kids|children|babies|in (the|my|his|her|our)"
    r"|at (school|college|uni\w*|home|their|its|his|her)|married|pregnant|ill|still|teenagers"
    r"|\w+teen|\d+",
)
"""A time named by what was then."""
