"""A clause retold as if it were the speaker's own and of today, for looking up what it is about.

The lines that a reader of meanings learned from are complaints in the first person. "Suppose I
started hearing voices tomorrow" is far from them, "I started hearing voices" is not. What the
clause says of the complaint is lost in the retelling: it serves those that disown it alone.
"""

from filters.phrases import phrases
from filters.status.introduction import BRINGING_UP

_WORDS = {
    **BRINGING_UP,
    "heard_of": "they say|you (should|ought to) (see|hear)|poor|{adjunct}",
    "it_is": "(it|there)('s| is| was) ",
    "if": "if|supposing|suppose|imagine( if)?|what if|should|in case|say|were",
    "fear": r"my (\w+ )?fear is|I dread the day|I hope|I worry|I('m| am) (scared|afraid|worried)",
    "awful": "awful|dreadful|terrible|horrible",
    "would": "would|will|might|may|could|did",
    "would_not": "wouldn't|would not|can('t|not)",
    "only": "only|just|probably|surely|well|ever",
    "told": "told|warned|said|says|reckons?|expect|read|think|thinks",
    "anybody": "I|my|you|people|some(one|body| people)?",
    "hedge": "well|even|yet|also|just|probably|easily|end up",
    "once": "one day|once upon a time|these days|back then|(years|months|ages) ago|in the past"
    r"|at one time|at the time|in my \w+|at my worst|that was years ago|when I was \w+|as a \w+",
}
_RETOLD = (
    # another's
    ("", "^{lead}(unlike|like|with) {somebody},?( (it|that)('s| is| was))? -"),
    ("I", r"^{lead}{meets}\b[^.?!]*?\b(who|that|because (he|she|they)|he|she)"),
    ("I", r"^{lead}{heard_of}?\s*{it_is}?{somebody}{which},?( (who|that))?(?='| )-"),
    # a what-if
    ("", r"^.*?\b{told}( (me|us))?( to expect)?( that)? (?={anybody}\b)-"),
    ("I ", r"^.*?\b{would}( {hedge})* (make|give|leave) me -"),
    ("I ", r"^.*?\b{anybody}( [\w']+){0,8}? (may|might|could)( ({hedge}|begin to))* -"),
    ("I ", "I (can|could|might) (see|imagine|picture) (me|myself)|(just )?picture me"),
    ("I ", "{if} I (ever |were to |was to |to |really )*-"),
    (r"\g<whose> ", r"^\W*(were|should|if) (?P<whose>the \w+|my \w+) (to |ever )?-"),
    ("", r"{fear}( that| when)? (one day )?(?=I\b)-"),
    ("I", "it('d| would) be {awful} (if I|to)|I('d| would) hate to"),
    ("I ", r"I('d|'ll| {would})( {only})? (?!(have )?\w+(ed|en)\b)-"),
    # what was
    ("I ", r"^\W*(the )?(old|younger) me ((would|'d)( have been)?|used to|was)? ?-"),
    ("I ", r"^\W*(I )?used to( be)?( that)? (I('d)? )?-"),
    ("I ", "I (always )?used to -"),
    # what is denied
    ("", r"(I {would_not} say (that )?|I('ve| have) no reason to think )(?=I\b)-"),
    ("", r"{once}\b,?"),
    # of others, and what is left
    ("I", "he|she|they"),
    ("my", "his|her|their"),
    ("myself", "himself|herself|themselves"),
    (" ", r"\s+"),
)
_STEPS = tuple((phrases(said, **_WORDS), own) for own, said in _RETOLD)


def as_own(clause: str) -> str:
    """The same clause if there is nothing to retell."""
    for pattern, own in _STEPS:
        clause = pattern.sub(own, clause)
    return clause.strip(" ,;")
