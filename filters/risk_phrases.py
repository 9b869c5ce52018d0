r"""How suicidal risk sounds in a session: a patient's cue, its denial, and an answer to it.

Tables in the notation of `filters.phrases`, read by `filters.risk`. Examples of what is said, meant
to be added to: a cue that stands nowhere here is not heard, an answer that does not is no answer.
"""

from filters.phrases import phrases

CUE = phrases(
    r"""
    # named
    suicid-
    kill(ing)? myself
    (end|ending|ended) (my (own )?life|it all)
    (take|taking) my (own )?life
    (hurt|harm|cut)(ting|ing)? myself(?! {by_mishap})

    # to be dead
    wish(ed|ing)? (that )?I('d| was| were| had)? (\w+ ){0,2}?(dead|gone|been born)
    (to be|being|be|was|were|better off) dead(?! {dead_set})(?! {of_an_illness})
    (rather be|better off) gone
    want(ed|ing)? to die
    want it all to be over
    stop existing
    not exist
    (better|easier|happier|fine) (off )?(if I (was|were)n't|without me)

    # not to be alive
    {do_not} (really )?{want} to be {alive}{alone}
    {do_not} (really )?{want} to (live|go on living|wake up|exist){alone}
    (not (to )?be|not being|I wasn't|I weren't) {alive}{and_that_is_all}
    not (carrying|going) on living
    not waking up(?! {in_bed})
    (hop|wish|pray|rather)\w* .{0,20}(not|n't|never) (ever )?wake up
    wake up and I'm sorry I did
    not worth living
    -n't worth living
    {do_not} (think|feel|believe) (that )?(my )?(life|it)('s| is)? worth living
    no (point|reason) (in |to )?(live|living|being alive)

    # death on the mind
    th(ink|inking|ought|oughts) ([\w']+ ){0,3}?(about|of) (death|dying|being dead|ending (it|my))
    death('s| is) on my mind
    my own funeral

    # no safety
    (can't|cannot|couldn't) keep myself safe
    -(n't|\bnot|\bnever|\bunsure|\bdoubt)\b[^.!?,]{0,20}\bI {could} (\w+ )?keep myself safe
    """,
    # Who expects to die of an illness fears it.
    of_an_illness=(
        r"(from|of) ((a|an|the|my) )?([\w-]+ )?"
        r"(tumou?r|cancer|stroke|heart attack|aneurysm|infection|virus|illness|disease|rare)\b"
    ),
    # "Cut myself off" and "some slack" are no injuries either.
    by_mishap=(
        r"(shaving|cooking|by accident|at (work|football|the)|on (the|a|my)|playing|in the"
        r"|off|out|short|loose|free|(some|a) (slack|time|space|break|bit|piece|slice))\b"
    ),
    in_bed=(
        r"(until|till|early|late|before|on time|in time|refreshed|rested|tired"
        r"|at (\d+|noon|six|seven|eight|nine|ten))\b"
    ),
    dead_set="on|tired|right|set|sure|calm|certain|serious|keen|chuffed|quiet|still|slow|good",
    do_not="don't|do not|didn't|not",
    want="want|wanting|wanna|sure I want",
    alive="alive|here|around|in this world|on this earth",
    # Not wanting to be around people, or here with them, is no wish to die.
    alone=(
        r"(?! (him|her|it|them|that|those|these|this|us|you|people|any\w+|every\w+|some\w+|other\w*"
        r"|my|our|the|a|with|when|while|for)\b(?! ?more\b))"
    ),
    and_that_is_all=r"(?=\s+(any ?more|at all|has|and|would)|\s*[.,?!]|$)",
    could="can|could|will|would",
)
DENIED_BEFORE = phrases(
    r"{no}\b[^.!?]{0,40}$",
    no=(
        "never|no|nope|not|nothing (like|ready|planned|arranged|set up)|without|wouldn't|won't"
        "|don't|didn't|haven't|hadn't|isn't|couldn't"
    ),
)
"""What denies a cue that follows: "I'd never" kill myself."""
TOO_MUCH_TO = phrases(
    r"""
    too ([\w']+ ){1,6}to (ever |want to )?$
    long before I'd (ever )?$
    """
)
"""What rules out a cue that follows: "I'm far too nosy to" die."""
DENIED_AFTER = phrases(
    r"""
    ^,? (then |the answer's )?(no|never)(?! (doubt|question|matter))
    ^ {is_not} (on the (cards|table)|on my mind|in my (plans|head|mind)|the answer|an option)
    ^ hasn't (come|been|crossed)
    ^ has never been
    ^ just isn't me-
    ^ is the last thing I('d)?( ever)? (want|choose)-
    ^ is something I('ve| have)? never
    ^ (isn't|is not) (a thing|something|anything) I('d| would) (ever )?{do}-
    ^ (isn't|is not) (a thing|something|anything) I've (ever|gone back)
    """,
    is_not="isn't|is not|was never",
    do="do|consider|go|want|choose",
)
"""What denies a cue from behind it, read from its end: suicide "isn't on the cards"."""
ECHO_DENIED = phrases(
    r"""
    ^[^.!?]*\?( [^.!?]{1,25}\?)* {oh}(nope|not (at all|me|ever|once)|nothing like)
    ^[^.!?]*\?( [^.!?]{1,25}\?)* {oh}(no(?! idea| clue|body)|never(?! say))
    """,
    oh="((oh|god|well|er|uh|um),? )*",
)
"""What follows where a patient says the question back and denies it: "Hurt myself? Not at all." """
SAID_BACK = phrases(
    r"{you_ask}\b[^.!?]{0,20}\b({do} I|(if|whether) I)\b[^.!?]{0,20}$",
    you_ask="you('re| are)? (ask(ing|ed)?|mean)|(the|your) question('s| is)?",
    do="would|will|do|did|am|have|could|might",
)
"""What leads to a cue in a question that a patient says back: if "you're asking would I"."""
NOT_SO = phrases(
    r"""
    ^\W*{well}no(?! (idea|doubt))
    ^\W*{well}(nope|(I )?never)
    ^\W*{well}(I'm |I am )?not(?! (sure|certain))
    ^\W*{well}I('ve| have) (never|not)
    ^\W*{well}I (do|did|would|wo|have|could|ca)(n't|not| not| never)(?! (know|say|tell))
    """,
    well=r"((then|well|so|the answer's)\W+)?",
)
"""What follows a question that a patient says back and denies."""
ABOUT_OTHERS = phrases(
    r"({relation}|he|she|the doctor)\b[^.!?]{0,40}$",
    relation=(
        "my (mum|mom|dad|sister|brother|friend|uncle|aunt|cousin|son|daughter|husband|wife|partner"
        "|boss|neighbour|nan)"
    ),
)
"""What makes a cue that follows another person's."""
ASKED_DIRECTLY = phrases(
    r"""
    suicid-
    kill(ing)? yourself
    (end|ending|take|taking) your (own )?life
    (hurt|harm)(ing)? yourself
    cut(ting)? yourself(?! (off|out|short|loose|free|some)\b)
    (of|about) (dying|being dead)
    to (die|be dead)
    you('d| would)? not (wake|waking|want to wake) up
    """
)
"""A question that a bare yes admits the risk to."""
ASKS_FOR_MORE = phrases("what|how|who|where|when|why|voices?|safe")
"""Not a question that a yes admits the risk to."""
RESPONSE = phrases(
    r"""
    # names it
    suicid-
    kill(ing)? yourself
    (harm|hurt|cut)(ed|ing|ting|s)? (yourself|themselves)
    self-?harm-
    (be|been) hurt
    you hurt
    on purpose
    end(ing)? (your life|it|things)
    dying|death|dead|die
    alive
    worth living
    (not (being|to be)|weren't) here
    want(ed|ing)? to (live|be here|go on)
    wish(ed|ing)? .{0,20}\bwake up

    # asks on: the thoughts, how near they are, what is planned
    (those|these|the|your|that|such) thoughts?
    thoughts like that
    urges?
    part of you (that|has)
    (has|is|was) (it|that) (been )?(with you|there|around)(?=[ ,]{now}\b)
    gone further
    (further|farther) (off|away)
    (come|comes|coming|came) (any |much )?(closer|nearer)
    closer than
    how near
    if (it|that|this|things) (ever )?{gets} (any |much |too )?(worse|stronger|bad|much)
    act(ed|ing)? on
    plan
    intend-
    through with it
    ask (you )?((a (bit|little) )?more )?about (that|this), because

    # safety, and who could be there
    safe(ty|r)?
    crisis
    emergency
    help ?line-
    988|999|911
    out of reach
    hold off
    ring|call|phone|reach for|turn to|contact
    answer\w*\b.{0,15}\b(all night|at night|in the night|any hour)
    (for|through) the (bad|worst|hardest|darkest) (nights?|hours?)
    who (could|can|might|would) (be with|stay with|sit with|come over)
    be with you
    (alone|on your own) (with (that|this|it)|tonight)
    you not (to )?be (left )?(alone|on your own)
    (your|the) (doctor|GP)( to)? (know|knew|knowing)(?! about (the|your|my)\b)
    let your doctor
    bring (someone|somebody) else
    needs looking at
    talking it through
    carry

    # what has helped
    (kept|keeps?) you going|kept on going
    kept you here
    what (stopped|held|helped) you

    # takes it as it is meant
    (thank you|glad|right|courage|trust)[,. ].{0,40}\b{telling}-
    serious(ly)?
    frightening
    """,
    now="now|today|tonight|this|at|just|lately|right|as",
    gets="gets?|got|gets to be",
    telling="tell|told|tells|telling|said|say|keep|open|trusting",
)
