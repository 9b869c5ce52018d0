"""Resolve that says what it is about: "I've made up my mind to call my brother".

A sentence model hears a suicide plan in every plan. A plan counts as another one only where a rule
finds its object, and no word of dying, of means or of leaving for good stands in the clause: "I
know how I'd do it" names nothing and is left to the recogniser. Better a rehearsed plan to move
house heard once too often than one to die missed.
"""

from filters.phrases import phrases

PLANNED = frozenset(("suicide_plan_intent",))
_DEADLY = phrases(
    r"""
    die(d|s)?|dying|dead|death|deadly|suicid\w*|kill\w*|overdos\w*|hang(ed|ing)?|drown\w*
    (end|ending|ended|take|taking|leave|leaving) (it all|everything|my (own )?life|this world)
    (end|ending|ended|finish(ed|ing)?|stop(ped|ping)?) (it|this|things|myself)
    (my|own|this) life|alive|living|to live|exist\w*|suffer\w*|pain|peace
    pills?|tablets?|medication|meds|insulin|paracetamol|rope|noose|knife|blade|razors?|guns?
    bridge|cliff|roof|ledge|platform|tracks?|railway|bullets?|gas|poison|bleach|tie (it|the)
    jump(ed|ing)?|shoot|cut(ting)? (my|myself)|slit|wrists?|hurt(ing)? (myself|me)|harm\w*
    goodbyes?|(suicide |the |a |my )?(notes?|letters?)|funeral|grave|my will|affairs
    be here|been here|not here|be gone|disappear\w*|without me|better off|no more of (this|me|it)
    be around|wake up|any ?more|burden|last (night|day|time|one) (alive|here|ever)|heaven|god
    myself (in|off)|away with myself|means (to|for) (it|do)|method|way out|the end(?! of)
    """
)
_ABOUT = phrases(
    r"""
    {resolved} {some}(to|i'm going to|i'd|i'll) (?!{of_anything}\b)[a-z]{3,}
    {resolved} {some}(to )?(do|get|have|make|take|try|give|put|see|leave|finish|use) {object}
    {resolved} {some}to (go|drive|walk|get) (back|over|round|to|into|home|abroad)
    {resolved} {some}to (stop|quit|give up) (the )?{habit}
    {resolved} {some}to try (for|out|to)|no more {habit}
    {resolved} {some}(it|that|this|planned)( on [\w']+)?,( [\w']+){0,3} {object}
    got it (all )?planned, {object}
    (go|goes|going|went|gone) (through|ahead) with (it, )?{object}
    (date|day|time) (is |'s )?(set |picked |chosen )?(for|with) {object}
    (day|date|week) (i'm|i am|we're|we) (moving|starting|travelling|flying|getting|handing)
    {object}( [\w']+){0,2} (is|are|'s|'re) (all )?(planned|settled|decided|booked|sorted)
    (when|once|if) i('ve)? (set my mind to|start|decide on|begin) (some|any)?thing
    decided on {object}|i'm (quitting|leaving|selling|moving to|starting) {object}
    """,
    resolved=r"decid(e|ed|ing)|decision|(made|make|making) (up )?(my|our) minds?|mind's made up"
    r"|set my (mind|heart)|promised( (myself|him|her|them|you|my \w+))?|plan(s|ned|ning)?"
    r"|determined|resolved|ready|going|gonna|i'll|we'll|(work(ed|ing)|figur(ed|ing)) out"
    r"|know( exactly)? (how|when|where|what|which)|sworn|swore|mean(s|t)?|intend(ed|s)?",
    some=r"([\w']+,? ){0,3}?",
    # Verbs that may be of dying, too, and what is no verb.
    of_anything="do|go|act|end|finish|stop|be|not|leave|take|use|get|make|have|try|put|let|give|it"
    "|that|this|drive|walk|step|swallow|just|really|actually|fall|sleep|stay|follow|see|never"
    "|carry|come|everyone|everybody|him|her|them|you|my|the|one",
    object="(the|my|our|his|her|their|your|an?|some)"
    " (?!plan|thing|idea|act|thought|way|step|whole|when|what|how|where|wish|last|rest|same|bit"
    "|long|lot)[a-z]{3,}",
    habit="drink(ing)?|booze|wine|beer|smok(e|ing)|cigarettes|fags|weed|vaping|gambl(e|ing)|bets"
    "|bett?ing|sugar|chocolate|coffee|overtime",
)


def untold_by_resolve(clause: str) -> frozenset[str]:
    """The symptoms that a plan does not tell which has an object of its own."""
    is_of_another = _ABOUT.search(clause) and not _DEADLY.search(clause)
    return PLANNED if is_of_another else frozenset()
