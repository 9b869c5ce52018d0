"""Whether a clause tells of what might be and is not: a what-if, a warning, a worry for one day.

Rules over words, tested on tables. "If I lie down I can't breathe" tells what is: only conditions
that are marked as unreal count.
"""

from filters.phrases import phrases

_SUPPOSED = phrases(
    r"""
    # what if
    if I (ever|were|were to|was to|started|began)
    if I (ever |really )?wanted to
    if (that|it) ever
    if (ever )?(it|that|they|things) (came|come|comes) (to (that|it)|back)
    ^\W*what if (I|my) [^.?!]*\?*$
    (?<!I )(suppose|supposing) (I|my)
    ^\W*(suppose|supposing|say) (the|these|those|this) \w+
    (could|might) {it_or_these} (ever |also )?{begin}\b[^?]*\?
    (like|say) if I (ever |suddenly )?(stopped|started|got|went|became)
    imagine (if|having|I'd)
    hypothetically
    I (can|cannot|could) (see|imagine) myself
    ^\W*(but |so )?let's say
    ^\W*say (I|my) (\w+ed|was|got|had|did)
    ^\W*(would|might) (I|it|they|that|my \w+|the \w+)\b[^?]*\?
    (should|in case) I ever
    were I (ever )?to
    ^\W*had (it|they|he|she|we|you)\b.*\b(I'd|I would|my \w+ would)
    ^\W*could {the_or_i}\b.*\b(make|give|leave|bring|turn) me\b[^?]*\?
    ^\W*could \w+ing\b[^?]*\?
    I can imagine (me|us|myself|not)
    ^\W*(just )?picture me
    ^\W*(were|should) {the_or_i}\b[^?]*, (I|my|we|he|she|they|you|it|that)

    # if that, then this
    ^\W*(but |and |so |well, )?(if|had) {i_or_it}\b.*\b(I'd|I would|I might (?!not)|it'd)
    (?<!how )I('d| would(n't)?)( {only})* ({be}|know|tell)\b.*\bif(?!{honest})
    I('ll| will)( ({only}|end up))* ({be}|not)\w*\b.*\bif (I|he|she|they|we|it|my)
    {unless_asked}I('d| would)( never| not|n't)? (?!{die}\b)(\w+ ){1,4}if {they} ?{came}
    (how|what) (would|will) (I|happen|it|they)\b.*\bif

    {once} {the_or_i}( \w+){1,6}, (I|it|my \w+){will} (?!(not|have|never)\b)-
    I('m| am) to (ring|tell|call|press|phone|report|shout)\b.*\bif
    if {they} (do|does|did)\b.*\bI('m| am) to

    # one expects it
    I( do|'d|'m)? (expect|imagine|suppose|guess|daresay|dare say|reckon|bet)( that)? {id_might}
    could end up
    told (me|us) to expect
    knowing (me|my luck)\b.*\b(I|it|they|he|she)('ll|'d| will| would| might)
    ask me (again )?(after|(when|once) (I'm|I've|we|the|they|it))

    # one dreads it, or hopes not
    {scares} me is (that|ending|the (thought|idea)|if|what if)
    wouldn't (it|that) be ({awful}|something)
    god forbid|heaven forbid
    (provided|as long as|so long as) I don't (start|begin|go back)
    let's hope I (don't|won't)
    the day I (ever )?(start|begin)
    I('d| would) hate (it )?(to|if)
    I hope I (don't|never|won't)
    I dread the day
    it('d| would) be {awful} (if|to)
    it('d| would) {scare} me (to|if)
    will I (end up|turn into|become)
    I('ve| have)? (always )?{wondered} (if|whether|what)\b.*\b(I'd|I would|I'll|one day|would)

    # one day
    ^\W*(maybe|perhaps)\b.*\b(I'd|would|one day)
    one day I('ll| will)
    one day I (might|could|won't)
    I might well
    I (might|may|could)( well)? (be|get|feel|have|start|end up)\b.*\b{later}
    (another|one more|a few more) (\w+ )?(of this|like this|like that)\b.*\bI('ll| will)
    {at_this_rate}\b.*\b(I|it|they|my \w+)('ll| will)

    # a warning, on a leaflet or of a nurse
    (leaflet|booklet|packet|label|website|internet|side[ -]effects?)\b.*\b(could|may|might)
    ^\W*((the|my) \w+ (says|said) )?{tablets}\b.*\b(could|may|might)(?! as well)
    I (might|may) (get|feel|start|become|have|end up)\b.*\b(if|tablets?|pills|medication)
    (?<!I )(?<!I've ){says} [^.,]*\b(I|you|it|they|people) (may|might) (well )?{get}
    {nurse}( has)? (says?|said|warned|warns|told me)( me)?( that)? I (may|might|could)(?! die)
    they (told|warned) me( that)? I (may|might|could)
    (told|warned|asked|supposed)( me)? to (look|watch) (out )?for
    to (expect|keep an eye (out )?(for|on))\b.*\b(tablets?|dose|pills?|medication|medicine)
    """,
    it_or_these=r"I|it|they|this|that|(the|my|these|those) \w+|\w+ing [^?.]*",
    begin="start|begin|make|give|bring|leave|turn",
    the_or_i=r"the|my|I|it|they|he|she|that|any\w*",
    i_or_it=r"I|my|it|the|they|that|he|she|we|you|our|his|her|any\w+|some\w+",
    only="only|probably|never|just|surely",
    be="be|feel|go|start|think|end|sleep|lose|get|panic|worry",
    honest=r" I'm (honest|being)| you\b| that\b| that's| anything",
    unless_asked="(?<!how )(?<!what )(?<!who )(?<!certain )(?<!and )",
    die="die|kill|scream|run|ask|had",
    they="I|it|they|he|she|we|the|my|that|those",
    came=r"(?!{could_have})(\w+ ){0,2}\w*(ed|{irregular})",
    could_have=r"(could|had my|let|had to)\b|didn't\W*$|didn't have",
    irregular="came|went|got|had|were|was|began|fell|lost|left|took|said|saw|felt|heard|knew|died"
    "|broke|found",
    scare="frighten|scare|worry|kill|upset|terrify|destroy|finish",
    wondered="wonder(ed)?|ask(ed)? myself|been wondering",
    later="by then|one day|later on|next (week|month|year|winter|time)|unless|in the {future}",
    future="winter|summer|spring|autumn|future",
    at_this_rate="at this rate|(with|knowing) my luck|next thing|before (long|I know it)"
    "|the way things are going",
    nurse="doctor|nurse|pharmacist|consultant|surgeon|midwife|GP|physio|dentist|specialist",
    tablets="(these|those|new|stronger) (tablets?|pills?|medication|medicine|steroids|jabs?)",
    get="get|begin|start|feel|have|lose|see|hear|become|end up|find|not|wake|knock|return"
    "|come back",
    says=r"says|said|warn\w*|told (me|us)|reckons?",
    once="once|after|as soon as|when (the|they|she|he)",
    will="'ll| will| might| may",
    id_might="(I|it|they)('d|'ll| might| may| will| would)",
    scares="scares|frightens|worries|terrifies|haunts",
    awful="awful|dreadful|terrible|horrible",
)
_MEANT_ALL_THE_SAME = phrases(
    r"""
    # to be dead
    rather|happier|better off|better if|wake up
    wouldn't (mind|care|matter|bother)
    (weren|wasn)'t (here|around|alive|born)

    # in fear
    (?<!be )(?<!feel )(afraid|scared|frightened|terrified)
    keep thinking|don't think
    """
)
"""A wish to be dead and a fear are told in the conditional and meant."""
_FIGURE_OF_SPEECH = phrases(
    r"""
    (had I|if I'd|if I had) known
    if I didn't\W*$
    I('d| would) be an? \w+ if
    I('d| would) be lying if
    if (I could|you let me|they let me|it were up to me|I had my way)
    if I (were|was|got) any (more|\w+er)
    if I('m| am) (honest|being)
    as if I (were|was)
    """
)


_CONDITIONAL = phrases(
    """
    if|in case
    might|may|could|would
    I'd|it'd|I'll
    suppose|supposing|imagine|picture
    forbid
    """
)


def may_be_supposed(clause: str) -> bool:
    """Whether it has a word of what-ifs at all, complaints among them ("I can't sleep if")."""
    return bool(_CONDITIONAL.search(clause))


def is_supposed(clause: str) -> bool:
    """Whether it is only imagined; wishes and fears told as what would be are meant."""
    if _FIGURE_OF_SPEECH.search(clause) or _MEANT_ALL_THE_SAME.search(clause):
        return False
    return bool(_SUPPOSED.search(clause))
