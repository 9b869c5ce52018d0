"""Ways of saying that something is over: "it passed", "I grew out of it", "not for years"."""

from filters.phrases import phrases

_NOW = "now|any ?more|these days|any longer"
OVER = phrases(
    r"""
    # it passed
    {unless_till}{it}{has}?( ({all}|then))* {stopped}{and_no_more}
    {unless_till}{it}{has}( {all})* {gone}{and_no_more}
    (is|are|was|were) a thing of the past
    that's (finished|done with)
    (the|my) \w+s( of [\w' -]{3,30}?)? {went_away}(?=[.,;]|$| (after|when|in|last|once)\b)
    (my \w+s|they|those) (went|left|finished|ended) (when|once|after|as soon as|the {day})-
    the last (one|time|attack|episode)( I \w+)? was (in (19|20)\d\d|(\w+ ){1,2}(years|months) ago)
    (was|were|felt) (myself|my old self|right as rain) again
    left me (years|months|ages|long|when|after|in|for good)
    my [\w-]+( \w+)? days are (over|behind|done|gone)
    (it|that|they)('s| has|'ve| have) been {quiet} (since|for|ever since)
    no longer (a problem|an issue|troubles?|bothers?)
    (doesn't|don't) (trouble|bother) me {now}

    # I got over it
    I'm (clear|free|rid|shot) of (it|that|them)
    (has|have|'ve|'s) (seen|knocked) (it|them|that|those|the lot) (off|on the head)
    I('ve| have)? cut (right|way) back
    I('ve| have)? {got} (over|past|out of) (it|that|them|all that)
    (grew|grown) out of
    got over (the|my)
    I('ve| have) (calmed down|recovered|moved on|been (fine|well|all right|clear))
    I('ve| have)? (put|left) (all )?(that|it|this|those|the)( [\w-]+){0,3} behind( me)?

    # I gave it up
    (?<!to )(gave up|given up|quit|packed in|left off) {doing}\w*ing
    I('ve| have)? (stopped|given up|quit) {doing_it}\w*

    # I no longer do it
    (?<!and )(never|not) now\W*$
    (?<!than )(not|none|never) (since|lately|nowadays|any ?more|any longer|these days)\W*$
    (?<!than )(not|none|never) for {long}\W*$
    (not|none) since(?! (I|he|she|they|the|my)\b)
    not once since(?=[,.;!]|$)
    there('s| has) (been|not been|never been) (no|none|any|one|a)( \w+)? since(?=[,.;!]|$)
    nothing like (it|that)( has happened)? since
    I don't (get|have|hear|see) (the|those|that|them)\b.*\b{now}
    I {do_not}( do (that|it|them))? ({now}|since|(for|in) {long})
    haven't {harmed}\b.*\b{since}
    haven't (\w+ )*for years
    (haven't|'ve not|have not) {had} (that way|like that|it|one|any|them) {since}
    no longer (feel the|hear|panic|worry|have to|get the|check|wash|see things)-
    no longer want to (die|hurt)-
    """,
    now=_NOW,
    day="day|night|week|minute|moment",
    since="since|for|in",
    long=r"(\w+ )?(years|months|ages|decades|weeks)|(a|quite a) (long |good )?(time|while)",
    unless_till="(?<!in )(?<!till )(?<!until )(?<!time )(?<!when )(?<!once )(?<!then )(?<!before )"
    "(?<!know )(?<!me )",
    it="it|that|they|those|all that",
    has="'(s|ve)| is| has| have",
    all="all|since|just|now|long|both",
    stopped="stopped|passed|lifted|settled( down)?|cleared( up)?|went away|faded( away)?"
    "|eased( off)?|died down|wore off|worn off|blew over|blown over"
    "|sorted (itself|themselves)( out)?",
    gone="gone( away| now)?|worn off|blown over|over( and done with)?|behind me|history"
    "|a thing of the past",
    and_no_more=r"(?=[,.;!]|$| (after|once|now|years|months|in the|since)\b)",
    went_away="went away|(have |have all )?stopped|cleared up",
    quiet="quiet|calm|fine|settled|better",
    got="got|gotten|grew|grown|came|come|snapped",
    doing="mak|starv|purg|vomit|check|wash|count|cutt|hurt|harm|drink|gambl|hid|googl|look|fret"
    "|pull|pick|bing",
    doing_it="check|wash|count|worry|panick|hear|see|cutt|hurt|harm|making my|bing|crav|vomit"
    "|touch|cry",
    do_not="don't|haven't|didn't|no longer do",
    harmed=r"self-harmed|(hurt|harmed) myself|{lost_control}|{had_one}"
    "|panicked|binged|been sick|heard",
    had_one=r"had (an?|any|one) (\w+ )?(attack|panic|episode|flashback|nightmare|voice)s?",
    lost_control="cut|burnt?|burned|hurt|harmed|purged|craved|thrown up|made myself|lost my temper"
    "|wished I|wanted to (die|hurt|harm|kill)|(thought|dreamt|dreamed) (of|about)",
    had="had|felt|thought|done|been",
)
"""The clause itself tells the end."""
LONG_GONE = phrases(
    r"""
    # that was years ago
    ^\W*(but |mind,? |though )?{that}{was}( (talking|all|a))* {long_ago}
    ^\W*(but |and )?{it_was}(in|last|that|the|one) {summer}
    ^\W*(but |and )?{it_was}in [A-Z]\w+
    ^\W*(but |and )?{it_was}(a|one) (phase|spell|patch|one-off)
    ^\W*(I'm )?(not|never) ({now}|nowadays|lately|since)
    ^\W*(but |and )?(it|that)('s (not|nothing)|'s no longer| isn't) (at all )?like that

    # it went
    ^\W*(and |but )?(it|that|they|those)( all)? {went}(?=[.,;!]|$| {away}\b)
    ^\W*(but |and )?(all )?(that|it)('s| is| has| was)?( all)? {changed}

    ^\W*(and |but )?(\w+ by \w+ )?(that|the|this|those) \w+('s| has| have)? (left me|lifted|faded)

    # I got through it, or was helped
    ^\W*(but |and |so )?I('ve| have) (mellowed|got better|come through|come out the other)
    ^\W*(but |and |so )?I('ve| have) left (all )?that
    ^\W*(but |and |so |then )?I (came|got|pulled|worked|grew) {through}
    ^\W*(but |and )?(the|my) \w+ (helped|worked|did the trick|put a stop|sorted|saw to)
    ^\W*(but |and )?(you|they|he|she|anyone)('d| would)? .{0,20}(now|these days)\W*$
    """,
    now=_NOW,
    that="that|it|this|those|all (of )?that|we",
    was="'s| was| were| is|'re",
    long_ago=r"years|decades|ages|long|in my|back (then|in|when)|when I was|before (I|the|we|all)"
    r"|at (school|college|uni\w*)|another (life|time|me)",
    it_was="(that|it|this) was (all )?((only|just) )?",
    summer=r"spring|summer|autumn|fall|winter|(19|20)\d\d|\w+ties|army|once|one",
    went="went|left|ended|disappeared|vanished|lifted|faded|stopped|passed",
    away="away|off|when|after|once|by|within|in|as|on|with",
    changed="changed|sorted|dealt with|done with|finished|in hand",
    through="through|over|past|out|round|better|myself",
)
"""Said after the clause."""
THEN_LIFTED = phrases(
    r"""
    (until|till|and then|but then) {it} (\w+ )?{changed}\b[^.]{0,30}\b{better}
    then (it|they|that) (all )?(lifted|went away|faded|cleared( up)?|disappeared)(?=[.,;!]|$)
    (only|just) lasted
    lasted (only |just |about )?(\w+ ){1,3}(days?|weeks?|fortnight|months?|years?)
    [,;–-] (but )?not (now|any ?more|these days|lately)( though)?\W*$
    """,
    it=r"I|they|he|she|it|we|the \w+|my \w+",
    changed="sorted|changed|put|gave|found|got|met|started|moved|retired|settled|came|calmed"
    r"|were|was|stopped|told|taught|learn\w*",
    better="out|steady|fine|better|well|normal|calm|medication|tablets|job|help|treatment|dose"
    "|control|grips|sober",
)
"""Told in either: how it was, until ..."""
