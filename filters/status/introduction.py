# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""How somebody else is brought up before what they go through is told: "I've a friend who ...".

Such a clause is that person's only where no word of it speaks of the speaker, once the words that
merely bring the person up ("a girl I work with", "what I told him") are taken out.
"""

import re

from filters.status.people import GROUP, LEAD, PERSON, PLACE, SOMEBODY

ADJUNCT = (
    r"(?:(?:(?:since|after|before|during|ever since|at|on|in|over|through|by) (?:the|that|this|last|our|his|her|their|a|an|\w+day)(?: (?!my\b)[\w’'-]+){0,3}?"
    r"|at (?:home|work|night|school|church)|these days|nowadays|sometimes|lately|years ago|back then),? )"
)
_KNOWS = (
    r"(?:have|got|had|know|knew|meet|met|(?:live|lived|work|worked|grew up|went out|sit|sat|stay|stayed) (?:with|for|beside|next to)"
    r"|(?:share|shared) (?:[\w’'-]+ ){1,3}with|look(?:ed)? after|care(?:d)? for|nursed?|visit(?:ed)?|sponsor(?:ed)?|teach|taught|married|date[ds]?"
    r"|take|took|drive|drove|rang|saw(?= (?:my|our)\b)|watch(?:ed)?|found|was (?:at|in) \w+ with|was married to)"
)
MEETS = rf"I(?:['’](?:ve|d))?(?: (?:have|had|used|once|also|only|just|to|still|always))*(?: {_KNOWS}|(?<=['’]ve)|(?<=['’]d)) {SOMEBODY}"
_DOES = r"(?:['’](?:s|d|ll|ve)| (?!and\b|or\b|with\b)[\w’']+)\b"
_BROUGHT_UP = re.compile(
    rf"{LEAD}{ADJUNCT}{SOMEBODY}{_DOES}"
    rf"|{LEAD}{ADJUNCT}?(?:it(?:['’]s| is| was)) (?:{SOMEBODY}|(?-i:[A-Z][a-z]+)) (?:who|that|with)\b"
    rf"|{LEAD}with {SOMEBODY},? it(?:['’]s| is| was) (?:always )?(?:the|his|her|their)\b"
    rf"|{LEAD}{MEETS}\b[^.?!]*?\b(?:who|whose|because (?:he|she|they)|(?:he|she)(?:['’]s|['’]d)?|that (?:is|was|has|had|can|\w+s))\b"
    rf"|{LEAD}(?:watching|seeing) (?:him|her|{SOMEBODY}) \w+"
    rf"|{LEAD}{ADJUNCT}?(?:they say|they reckon|I gather|I understand|I(?:['’]ve)? hear[d]? (?:that|from \w+ \w+ that)|word is|it turns out|turns out)(?: that)? {SOMEBODY}{_DOES}"
    rf"|{LEAD}(?:you (?:should|ought to|want to|need to)|you['’]d better) (?:see|hear|meet|ask) {SOMEBODY}\b[,.;:]"
    rf"|{LEAD}{GROUP}{_DOES}"
    rf"|{LEAD}(?:what|the thing that|it) (?:gets|worries|upsets|bothers|kills|breaks|saddens|hurts) (?:me|my heart)(?: most)?(?: is|['’]s)?,? (?:to see|to watch|seeing|watching|hearing|how|when|that)? ?{SOMEBODY}\b"
    rf"|^\W*(?-i:[A-Z][a-z]+), (?:that['’]s |he['’]s |she['’]s |who['’]s )?{SOMEBODY}(?: \w+){{0,3}}, \w+"
    rf"|{LEAD}I (?:hear|heard)(?: it)? from {SOMEBODY} that (?:he|she|they)\b|{LEAD}I(?: do|['’]m)? (?:wish|feel (?:for|sorry for)|pity|worry about|worried about|sorry for|scared for|frightened for) {SOMEBODY}\b"
    rf"|{LEAD}(?:where|while|whereas|whilst) {SOMEBODY}{_DOES}[^,]*,?$",
    re.I,
)
_ONLY_BRINGS_UP = re.compile(
    r"^\W*(?:\w+ ){1,4}?(?:gets|worries|upsets|bothers|kills|breaks|saddens|hurts) (?:me|my heart)\b|^\W*I(?: do|['’]m)? (?:wish|feel|pity|worry|worried|sorry|scared|frightened|hear|heard)\b"
    rf"|^(?:{LEAD}){MEETS}|{SOMEBODY}(?=\W|$)|\bmy (?:[\w-]+ ){{0,2}}{PERSON}\b"
    r"|\b(?:who |that )?I (?:was|am|['’]m)? ?(?:know|knew|met|live with|lived with|work with|worked with|sponsor|look after|care for|share with|grew up with|went to school with|at school with)\b"
    r"|\b(?:what|anything|everything|whatever|a word|the things?) I(?:['’]ve| have)? (?:just )?(?:say|said|tell|told|ask|asked|cook|cooked|do|did)\b"
    r"|\bnot (?:me|mine|my \w+)\b"
    rf"|\b(?:in|at|on|from|round|down) (?:my|our) (?:\w+ )?{PLACE}\b"
    rf"|\b{GROUP}\b|^\W*I (?:gather|understand|heard?)\b|\bI(?:['’]m| am)? (?:think|suppose|guess|mean|believe|reckon|afraid)\b",
    re.I,
)
_OWN = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours)\b", re.I)
_WHO = re.compile(r"\bwho\b[^.?!]*\?\W*$", re.I)
_NAMED = re.compile(rf"^\W*(?:only |just )?{SOMEBODY}\b[^.?!]{{0,12}}[.!]?$", re.I)


def brings_up_another(clause: str) -> bool:
    """Whether somebody is brought up, and all that is told is theirs."""
    is_theirs = _BROUGHT_UP.search(clause)
    return bool(is_theirs and not _OWN.search(_ONLY_BRINGS_UP.sub(" ", clause)))


def is_pointed_at(clause: str, *, rest: str) -> bool:
    """Whether it asks who goes through it, and what follows names somebody: "My nephew." """
    return bool(_WHO.search(clause) and _NAMED.search(rest))
