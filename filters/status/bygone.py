# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Whether a clause tells of what is over: a time named as gone by, or an ending.

Rules over words, tested on tables. What is lost is not over: "I used to love it" and "I don't
enjoy it any more" are complaints of today, so a clause about something good is never bygone.
"""

import re

_GOOD = re.compile(
    r"(?<!\bno )(?<!\blittle )\b(?:enjoy\w*|lov(?:e|ed)|(?:I|we|to|did|really|still|n['’]t) like|liked|laugh\w*|smil\w+|fun|joy|pleasure|happy|calm\w*(?! down)|patient|confident"
    r"|easy-?going|look(?:ed)? forward|cared?|close|alive|trust\w*|able|bother(?:ed)?|cope|manage|relax\w*"
    r"|energy|interest\w*|focus|concentrat\w+|sle(?:ep|pt) (?:well|fine|through|like|right)|eat (?:well|properly)|see (?:friends|people)"
    r"|go out|read|cook|sing|danc\w+|hope|anything like|be so)\b",
    re.I,
)
_LONG = (
    r"(?:(?:\w+ )?(?:years|months|ages|decades|weeks)|(?:a|quite a) (?:long |good )?(?:time|while))"
)
_OVER = re.compile(
    r"(?<!till )(?<!until )(?<!time )(?<!when )(?<!once )(?<!then )(?<!before )(?<!know )(?<!me )"
    r"\b(?:it|that|they|those|all that)(?:(?:['’](?:s|ve)| is| has| have)?(?: (?:all|since|just|then|now|long|both))*"
    r" (?:stopped|passed|lifted|settled(?: down)?|cleared(?: up)?|went away|faded(?: away)?|eased(?: off)?"
    r"|died down|wore off|worn off|blew over|blown over|sorted (?:itself|themselves)(?: out)?)|(?:['’](?:s|ve)| is| has| have)(?: (?:all|since|just|now|long|both))*"
    r" (?:gone(?: away| now)?|worn off|blown over|over(?: and done with)?|behind me|history|a thing of the past))(?=[.,;!]|$| (?:after|once|now|years|months|in the|since)\b)"
    r"|\b(?:is|are|was|were) a thing of the past\b|\bhaven['’]t (?:self-harmed|(?:hurt|harmed) myself|panicked|binged|been sick|heard|had (?:an?|any|one)"
    r" (?:\w+ )?(?:attack|panic|episode|flashback|nightmare|voice)s?)\b.*\b(?:since|for|in)\b"
    r"|\b(?:the|my) \w+s (?:went away|(?:have |have all )?stopped|cleared up)(?=[.,;]|$| (?:after|when|in|last|once)\b)"
    r"|\bthat['’]s (?:finished|done with)\b|\bI['’]m (?:clear|free|rid|shot) of (?:it|that|them)\b|\b(?:never|not) now\W*$"
    r"|\bI don['’]t (?:get|have|hear|see) (?:the|those|that|them)\b.*\b(?:now|any ?more|these days|any longer)\b"
    r"|\bI(?:['’]ve| have)? (?:got|gotten|grew|grown|came|come|snapped) (?:over|past|out of) (?:it|that|them|all that)\b|\b(?:grew|grown) out of\b|\bgot over (?:the|my)\b"
    r"|\bI(?:['’]ve| have) (?:calmed down|recovered|moved on|been (?:fine|well|all right|clear))\b"
    r"|\b(?<!than )(?:not|none|never) (?:since|lately|any ?more|any longer|these days|nowadays|for "
    + _LONG
    + r")\W*$"
    r"|\b(?:not|none) since\b(?! (?:I|he|she|they|the|my)\b)"
    r"|\bI (?:don['’]t|haven['’]t|didn['’]t|no longer do)(?: do (?:that|it|them))?"
    r" (?:now|any ?more|any longer|since|these days|(?:for|in) " + _LONG + r")(?=\W|$)"
    r"|\b(?:haven['’]t|['’]ve not|have not) (?:had|felt|thought|done|been) (?:that way|like that|it|one|any|them) (?:since|for|in)\b"
    r"|\bhaven['’]t (?:\w+ )*for years\b"
    r"|\bleft me (?:years|months|ages|long|when|after|in|for good)\b"
    r"|(?<!to )\b(?:gave up|given up|quit|packed in|left off) (?:mak|starv|purg|vomit|check|wash|count|cutt|hurt|harm|drink|gambl|hid|googl|look|fret|pull|pick|bing)\w*ing\b"
    r"|\bI(?:['’]ve| have)? (?:put|left) (?:all )?(?:that|it|this|those|the)(?: [\w-]+){0,3} behind(?: me)?\b|\bmy [\w-]+(?: \w+)? days are (?:over|behind|done|gone)\b|\b(?:it|that|they)(?:['’]s| has|['’]ve| have) been (?:quiet|calm|fine|settled|better) (?:since|for|ever since)\b"
    r"|\bno longer (?:a problem|an issue|troubles?|bothers?)\b|\b(?:doesn['’]t|don['’]t) (?:trouble|bother) me (?:now|any ?more|these days|any longer)\b"
    r"|\bhaven['’]t (?:cut|burnt?|burned|hurt|harmed|binged|purged|panicked|craved|thrown up|made myself|lost my temper|wished I|wanted to (?:die|hurt|harm|kill)|(?:thought|dreamt|dreamed) (?:of|about))\b.*\b(?:since|for|in)\b"
    r"|\bI(?:['’]ve| have)? (?:stopped|given up|quit) (?:check|wash|count|worry|panick|hear|see|cutt|hurt|harm|making my|bing|crav|vomit|touch|cry)\w*\b"
    r"|\bno longer (?:feel the|hear|panic|worry|have to|get the|check|wash|see things|want to (?:die|hurt))",
    re.I,
)
_THEN = re.compile(
    r"^.{0,15}\b(?:I|it|they|that|those) (?:always )?used to\b(?!\W*$)|^\W*(?:I|it|they|that) (?:did|used to)[,.] |\bI did use to\b|\b(?:years|decades|a long time|ages) ago\b|\bback then\b"
    r"|\bin (?:the past|those days)\b|\bat one (?:time|point|stage)\b|\bin my (?:\w+ )?days\b|\bin a (?:past|previous|former) life\b|\ba lifetime ago\b|\bin the (?:early|old|bad old) days\b|\bthere was a time\b|\bin (?:19|20)\d\d\b|\byears back\b|\bat my worst\b|^\W*used to\b|\bonce upon a time\b"
    r"|\bin my (?:(?:early|late|mid) )?(?:teens|twenties|thirties|forties|youth)\b"
    r"|\bas a (?:child|kid|teenager|student|youngster|lad|boy|girl|(?:young|little) \w+)\b"
    r"|\bwhen I was (?:(?:a|an) (?:kid|child|teenager|student|apprentice)|young\w*|little|small|first"
    r"|at (?:school|college|uni\w*)|in my \w+|\w+teen|(?:in )?my (?:teens|twenties))\b"
    r"|\bI once (?!a|in|every|I|the|it|he|she|they)\w+|^\W*(?:I )?(?:had|went through) a (?:\w+ )?(?:spell|phase|patch|stage|bout)\b"
    r"|\bfor the first (?:few |couple of )?(?:weeks?|months?|years?)\b|\bto begin with\b"
    r"|\b(?:a long|a good|quite a) while since I\b|\bit['’]s (?:been )?(?:years|months|ages) since I (?:last )?",
    re.I,
)
_STILL = re.compile(
    r"\b(?:now|still|any ?more|these days|nowadays|lately|dropped|lost|again|today|back(?! then)|same as|all my life|always (?!used)"
    r"|stopped|to this day|start(?:ed|s)|began|never (?:quite )?left|at peace|worse)\b|\b(?<!while )(?<!years )(?<!months )(?<!ages )since\b"
    r"|\b(?:don['’]t|can['’]?t|doesn['’]t|won['’]t|isn['’]t|not|haven['’]t|nothing|I['’]m|I am|I['’]ve|it['’]s(?! (?:been )?(?:years|months|ages|a long|a good|quite)))\b"
    r"|\bthan I used to|\b(?:like|as|the way|how|what) (?:I|it|things) used to|\bnever used to",
    re.I,
)
_LONG_GONE = re.compile(
    r"^\W*(?:but |mind,? |though )?(?:that|it|this|those|all (?:of )?that|we)(?:['’]s| was| were| is|['’]re)(?: (?:talking|all|a))*"
    r" (?:years|decades|ages|long|in my|back (?:then|in|when)|when I was|before (?:I|the|we|all)|at (?:school|college|uni\w*)|another (?:life|time|me))\b"
    r"|^\W*(?:but |and )?(?:that|it|this) was (?:all )?(?:(?:only|just) )?(?:(?:in|last|that|the|one) (?:spring|summer|autumn|fall|winter|(?:19|20)\d\d|\w+ties|army|once|one)|in [A-Z]\w+|(?:a|one) (?:phase|spell|patch|one-off))\b"
    r"|^\W*(?:and |but )?(?:it|that|they|those)(?: all)? (?:went|left|ended|disappeared|vanished|lifted|faded|stopped|passed)(?=[.,;!]|$| (?:away|off|when|after|once|by|within|in|as|on|with)\b)"
    r"|^\W*(?:but |and )?(?:it|that)(?:['’]s (?:not|nothing)|['’]s no longer| isn['’]t) (?:at all )?like that\b"
    r"|^\W*(?:but |and |so )?I(?:['’]ve| have) (?:mellowed|got better|come through|come out the other|left (?:all )?that)\b|^\W*(?:but |and |so |then )?I (?:came|got|pulled|worked|grew) (?:through|over|past|out|round|better|myself)\b|^\W*(?:but |and )?(?:all )?(?:that|it)(?:['’]s| is| has| was)?(?: all)? (?:changed|sorted|dealt with|done with|finished|in hand)\b"
    r"|^\W*(?:but |and )?(?:you|they|he|she|anyone)(?:['’]d| would)? .{0,20}(?:now|these days)\W*$|^\W*(?:but |and )?(?:the|my) \w+ (?:helped|worked|did the trick|put a stop|sorted|saw to)\b"
    r"|^\W*(?:I['’]m )?(?:not|never) (?:any ?more|any longer|these days|nowadays|now|lately|since)\b",
    re.I,
)
_PLAINLY_PAST = re.compile(
    r"\b(?:I|it|they|things|everything|everybody|every\w+|nothing|my(?: \w+)? \w+|the \w+) (?:(?:just|always|only|really) )?(?:was|were|had|did|felt|thought|heard|saw|kept|got|came|went|made|tried|cried|believed|couldn['’]t|\w+ed)\b|^\W*(?:(?:oh|well)\W+)?the \w+ (?:was|were|came|started)\b",
    re.I,
)
_OF_TODAY = re.compile(
    r"\bI(?:['’]m|['’]ve| am| can| do| have| still)\b|(?<!could)(?<!did)(?<!was)(?<!were)(?<!had)(?<!would)n['’]t\b|\bnow\b|\bsince\b",
    re.I,
)
_THEN_LIFTED = re.compile(
    r"\b(?:until|till|and then|but then) (?:I|they|he|she|it|we|the \w+|my \w+) (?:\w+ )?(?:sorted|changed|put|gave|found|got|met|started|moved|retired|settled|came|calmed|were|was|stopped|told|taught|learn\w*)\b[^.]{0,30}\b(?:out|steady|fine|better|well|normal|calm|medication|tablets|job|help|treatment|dose|control|grips|sober)\b"
    r"|\b(?:only|just) lasted\b|\blasted (?:only |just |about )?(?:\w+ ){1,3}(?:days?|weeks?|fortnight|months?|years?)\b|[,;–-] (?:but )?not (?:now|any ?more|these days|lately)(?: though)?\W*$"
    r"|\bthen (?:it|they|that) (?:all )?(?:lifted|went away|faded|cleared(?: up)?|disappeared)(?=[.,;!]|$)",
    re.I,
)
_WHEN = re.compile(
    r"\bwhen (?:my|the|our|we|they|he|she|I)\b[^,.]*\b(?:was|were) (?:alive|small|little|young\w*|kids|children|babies|in (?:the|my|his|her|our)|at (?:school|college|uni\w*|home|their|its|his|her)|married|pregnant|ill|still|teenagers|\w+teen|\d+)\b"
    r"|\bthat (?:whole |entire )?(?:year|summer|winter|spring|autumn)\b|\bthe year (?:I|we|he|she|that|of)\b",
    re.I,
)
_BEGAN_AGAIN = re.compile(
    r"\b(?:began|started|starts?|begins?|kicked off|came|come|crept) (?:again|back)\b", re.I
)
_WAS_WELL = re.compile(
    r"^\W*(?:I|it|we|things|everything) (?:was|were|felt|did) (?:\w+ )?(?:fine|well|ok(?:ay)?|all ?right|normal|good|great)\b",
    re.I,
)
_CAME_BACK = re.compile(
    r"\b(?:it['’]s|they['’]re|it is|all) back\b|\b(?:came|come|coming) back\b|\bback again\b|\bworse\b|\bstill\b|\bever since\b",
    re.I,
)
_NOW = re.compile(r"\b(?:now|nowadays|these days|today|since then)\b", re.I)
_WELL = re.compile(
    r"\b(?:quiet|calm|fine|well|normal\w*|all ?right|ok(?:ay)?|good|grand|better|easy|easier|steady|settled|clear|(?<!I['’]ve )gone|over|free|happy|love|enjoy|sleep|mellow\w*|laugh|don['’]t|doesn['’]t|isn['’]t|never|no longer"
    r"|like (?:any|every)\w*(?: else)?|what(?:ever)? I (?:like|want|fancy)|I(?:['’]ve)? (?:got|have|can))\b",
    re.I,
)
_ILL = re.compile(
    r"\b(?:worse|still|again|can['’]?t|cannot|couldn['’]t|nothing|nobody|hardly|barely|no (?:point|better|use|energy|\w+ left)|any (?:better|good)|as bad|not (?:the )?same|all (?:day|night|the time)|every (?:day|night|time|single|hour)|constant\w*|lucky if)\b",
    re.I,
)
_NO_LONGER = re.compile(
    r"\b(?:any ?more|any longer|no longer|nowadays|these days|not since|since (?:I|we|my|the|last|(?:19|20)\d\d))\b|\b(?:for|in) (?:(?!the\b)[\w-]+ ){0,3}(?:years|months|decades|ages)\b|\b(?:gave|given) up \w+ing\b|\b(?:stopped|quit|grew out|grown out|used to)\b",
    re.I,
)


def is_bygone(clause: str, *, rest: str = "") -> bool:
    """Whether what it tells is over; `rest` is what else was said in the same breath."""
    if any(pattern.search(clause) for pattern in (_GOOD, _WAS_WELL, _BEGAN_AGAIN)):
        return False
    if _OVER.search(clause) or (_THEN.search(clause) and not _STILL.search(clause)):
        return True
    if not _PLAINLY_PAST.search(clause) or _CAME_BACK.search(f"{clause} {rest}"):
        return False
    if _THEN_LIFTED.search(clause):
        return True
    is_over = _WHEN.search(clause) or _tells_the_end(rest)
    return bool(is_over and not _OF_TODAY.search(clause))


def says_no_longer(clause: str) -> bool:
    """Whether a denial lets hear that it was so once: "I don't hear them any more"."""
    return bool(_NO_LONGER.search(clause))


def _tells_the_end(rest: str) -> bool:
    return bool(
        _OVER.search(rest) or _LONG_GONE.search(rest) or _THEN_LIFTED.search(rest) or _is_well(rest)
    )


def _is_well(rest: str) -> bool:
    """Whether today is said to be otherwise, and good: "It's quiet in there now"."""
    return bool(_NOW.search(rest) and _WELL.search(rest) and not _ILL.search(rest))
