"""How somebody else is brought up before what they go through is told: "I've a friend who ...".

Such a clause is that person's only where no word of it speaks of the speaker, once the words that
merely bring the person up ("a girl I work with", "what I told him") are taken out.
"""

from filters.phrases import phrases
from filters.status.people import PEOPLE

ADJUNCT = (
    r"({since} (the|that|this|last|our|his|her|their|a|an|\w+day)( (?!my\b)[\w'-]+){0,3}?"
    r"|at (home|work|night|school|church)"
    r"|these days|nowadays|sometimes|lately|years ago|back then),? "
)
"""When or where, said before who: "At work this one chap ..."."""
SINCE = "since|after|before|during|ever since|at|on|in|over|through|by"
KNOWS = (
    r"have|got|had|know|knew|meet|met"
    r"|(live|lived|work|worked|grew up|went out|sit|sat|stay|stayed) (with|for|beside|next to)"
    r"|(share|shared) ([\w'-]+ ){1,3}with|look(ed)? after|care(d)? for|nursed?|visit(ed)?"
    r"|sponsor(ed)?|teach|taught|married|date[ds]?|take|took|drive|drove|rang"
    r"|saw(?= (my|our)\b)|watch(ed)?|found|was (at|in) \w+ with|was married to"
)
MEETS = (
    "I('(ve|d))?( (have|had|used|once|also|only|just|to|still|always))*"
    "( {knows}|(?<='ve)|(?<='d)) {somebody}"
)
DOES = r"('(s|d|ll|ve)| (?!and\b|or\b|with\b)[\w']+)\b"
BRINGING_UP = {
    **PEOPLE,
    "adjunct": ADJUNCT,
    "since": SINCE,
    "knows": KNOWS,
    "meets": MEETS,
    "does": DOES,
    "hurts": "gets|worries|upsets|bothers|kills|breaks|saddens|hurts",
    "pity": "wish|feel (for|sorry for)|pity",
}

_BROUGHT_UP = phrases(
    r"""
    # "At work this one chap gets ..."
    ^{lead}{adjunct}{somebody}{does}
    ^{lead}{adjunct}?it('s| is| was) ({somebody}|(?-i:[A-Z][a-z]+)) (who|that|with)
    ^{lead}(?-i:[A-Z][a-z]+)(?<!s) from {next_door}{does}
    ^{lead}(her|him|them|the (lady|man|lot)) (next door|opposite|upstairs|downstairs){does}
    ^{lead}with {somebody},? it('s| is| was) (always )?(the|his|her|their)
    ^{lead}{group}{does}
    ^{lead}(where|while|whereas|whilst) {somebody}{does}[^,]*,?$
    ^\W*(?-i:[A-Z][a-z]+), (that's |he's |she's |who's )?{somebody}( \w+){0,3}, \w+-

    # "I've a friend who ..."
    ^{lead}{meets}\b[^.?!]*?\b(who|whose|because (he|she|they)|(he|she)('s|'d)?)
    ^{lead}{meets}\b[^.?!]*?\bthat (is|was|has|had|can|\w+s)

    # "I gather my brother ..."
    ^{lead}{adjunct}?{they_say}( that)? {somebody}{does}
    ^{lead}{adjunct}?I('ve)? heard? (that|from \w+ \w+ that)( that)? {somebody}{does}
    ^{lead}I (hear|heard)( it)? from {somebody} that (he|she|they)
    ^{lead}(you (should|ought to|want to|need to)|you'd better) {see} {somebody}\b[,.;:]

    # "What worries me is how my mum ..."
    ^{lead}(watching|seeing) (him|her|{somebody}) \w+-
    ^{lead}{what} {hurts} (me|my heart)( most)?( is|'s)?,? {to_see}? ?{somebody}
    ^{lead}I( do|'m)? (worry|worried) about {somebody}\b.*\b(he|she|they|who|his|her|their)
    ^{lead}I( do|'m)? ({pity}|(sorry|scared|frightened) for) {somebody}
    """,
    **BRINGING_UP,
    they_say="they say|they reckon|I gather|I understand|word is|it turns out|turns out",
    next_door=r"(work|church|school|college|next door|the office|my \w+|our \w+)",
    see="see|hear|meet|ask",
    what="what|the thing that|it",
    to_see="to see|to watch|seeing|watching|hearing|how|when|that",
)
_ONLY_BRINGS_UP = phrases(
    r"""
    ^\W*(\w+ ){1,4}?{hurts} (me|my heart)
    ^\W*I( do|'m)? (wish|feel|pity|worry|worried|sorry|scared|frightened|hear|heard)
    ^{lead}{meets}-
    -{somebody}(?=\W|$)-
    my ([\w-]+ ){0,2}{person}
    (who |that )?I (was|am|'m)? ?({know}|{knew})
    (what|anything|everything|whatever|a word|the things?) I('ve| have)? (just )?{told}
    not (me|mine|my \w+)
    (in|at|on|from|round|down) (my|our) (\w+ )?{place}
    {group}
    ^\W*I (gather|understand|heard?)
    I('m| am)? (think|suppose|guess|mean|believe|reckon|afraid)
    """,
    **BRINGING_UP,
    know="know|knew|met|live with|lived with|work with|worked with|sponsor|look after|care for",
    knew="share with|grew up with|went to school with|at school with",
    told="say|said|tell|told|ask|asked|cook|cooked|do|did",
)
_OWN = phrases("I|me|my|mine|myself|we|us|our|ours")
_WHO = phrases(r"who\b[^.?!]*\?\W*$")
_NAMED = phrases(r"^\W*(only |just )?{somebody}\b[^.?!]{0,12}[.!]?$", **PEOPLE)


def brings_up_another(clause: str) -> bool:
    """Whether somebody is brought up, and all that is told is theirs."""
    is_theirs = _BROUGHT_UP.search(clause)
    return bool(is_theirs and not _OWN.search(_ONLY_BRINGS_UP.sub(" ", clause)))


def is_pointed_at(clause: str, *, rest: str) -> bool:
    """Whether it asks who goes through it, and what follows names somebody: "My nephew." """
    return bool(_WHO.search(clause) and _NAMED.search(rest))
