"""Figures of speech that sound like a symptom and tell of none: "I could murder a cup of tea".

Each block holds idioms and the symptoms that they do not tell. Others in the same clause are
untouched, so a list that is too short misses idioms and one that is too long misses little. Idioms
that do tell a symptom ("I'm running on fumes") are not here: the knowledge base has them.
"""

from filters.phrases import phrases

_DEATH = ("death_suicide_thoughts", "suicide_plan_intent", "suicide_attempt_history", "fear_dying")
_HARM = ("harm_to_others_thoughts", "anger_outbursts", "intense_anger", "infant_harm_intrusions")
_VOICES = ("voices", "command_voices", "hallucinations", "high_psychosis")
_HUNGER = ("appetite_weight_change", "low_weight", "eat_not_hungry")
_COLD = ("chills_heat", "cue_physical", "somatic_distressing")
_BODY = ("muscle_tension", "chest_pain", "tingling", "somatic_distressing")
_HIGH = ("mood_elevated", "grandiosity", "increased_energy")
_MIND = ("obsessions", "intrusive_memories", "grief_preoccupation", "racing_thoughts")
_ANGER = ("irritable_mood", "fear_losing_control", "anger_outbursts", "intense_anger")
_ATTENTION = ("poor_concentration", "inatt_distract", "inatt_sustain", "distractible")
_WAKEFUL = ("less_need_sleep", "increased_energy", "goal_drive_agitation", "mood_elevated")
_GLOOM = ("dread", "hopelessness", "low_mood", "death_suicide_thoughts")
_UNREAL = ("disbelief", "unreality", "derealisation", "delusions")
_NIGHTMARES = ("trauma_nightmares", "sleep_change", "sleep_maintenance")

_IDIOMS: dict[tuple[str, ...], str] = {
    # death and harm
    _DEATH: r"""
        dying (for a|for some)
        dying to (see|meet|know|hear|get|try|go|tell|show|find|ask|hold|read)
        to die for
        (died|die|dying|dead) (of|with|from) {embarrassment}
        (nearly|almost|could have) died (when|of|laughing)
        (bored|tickled|loved?|thrilled|sick) to (death|bits)
        dead (sure|right|easy|good|keen|chuffed|on time|certain|funny|serious|proud|lucky)
        dead (simple|quiet|line|to the world|on my feet)
        deadlines?|drop[ -]dead gorgeous
        over my dead body|wouldn't be seen dead|back from the dead
    """,
    (*_DEATH, *_HARM): r"""
        -(could|'d|would)( (have|just|really))* {murder} (a|an|some)(?! {man})
    """,
    (*_DEATH[:3], *_HARM): """
        kill(s|ed|ing) (me|time)
        it kills me (that|to|when|how)
        (dressed|time) to kill
        make a killing
    """,
    (*_DEATH, "disbelief", "close_death"): """
        (will|'ll|going to|gonna)( all)? be the death of (me|us)
        dicing with death
    """,
    ("self_harm", "suicidal_selfharm_recurrent", *_DEATH): """
        give (my|an?) (right |left )?(arm|eye|eye teeth|kidney|leg|tooth|teeth)
        cost (me |us )?an arm and a leg
        (bite|biting|bit) (my tongue|the bullet)
        kick(ing|ed)? myself
        beat(ing)? myself up
        (tearing|pulling) my hair out
        (shoot|shot|shooting) myself in the foot
    """,
    ("startle", "suicide_plan_intent", *_DEATH): """
        jump(ing|ed)? (for joy|the queue|ship|the gun)
        jump(ing|ed)? (at the chance|to conclusions|on the bandwagon)
    """,
    # mood and temper
    _ANGER: """
        {drives} {me} (up the wall|round the (bend|twist)|to distraction)
        {drives} {me} (mad|crazy|nuts|bananas|bonkers|insane)
    """,
    _HIGH: r"""
        {over_the_moon}\b.{0,12}\b(about|when|with|for|that|at)
    """,
    _GLOOM: "not the end of the world|end of an era|down to earth|blue moon",
    ("fear_losing_control", "mood_elevated"): """
        (lost|losing|out of) my mind (with|over) (joy|excitement|boredom)
        mad (about|on|keen)
        crazy about
    """,
    ("panic_abrupt", "panic_unexpected", "panic_worry"): """
        panic (buying|button|stations)
        don't panic
        press(ed)? the panic
    """,
    # voices, and what goes round in the head
    _VOICES: """
        (little|small|tiny|sensible) voice
        voice of (reason|conscience|experience)
        hear (my|his|her) (mother|mum|dad|father|nan)('s voice)? (now|saying it)
    """,
    (*_VOICES, *_ATTENTION): "hear (myself|yourself) think",
    (*_MIND, *_VOICES): r"""
        (song|tune|jingle|advert|melody)\b.*\b(on the brain|in my head|out of my head)
        earworm
    """,
    (*_VOICES, *_UNREAL): """
        believ(e|ing) my (eyes|ears|luck)
        see(ing)? things (differently|clearly|through|from|(my|his|that|your) way)
        see(ing)? double
    """,
    ("obsessions", "compulsions"): """
        obsess(ed|ing) (with|over) (?!{germs}|my (weight|body|nose|skin|looks))-
    """,
    ("obsessions", "compulsions", "time_consuming"): "(OCD|obsessive) about|a bit OCD",
    ("dizziness", "racing_thoughts", "derealisation"): """
        (head|mind)('s| is| was|s)? (spinning|swimming|reeling|spins) (with|from|at|over)
        head over heels
        dizzy (heights|with (joy|success))
    """,
    # sleep and restlessness
    _NIGHTMARES: """
        (is|was|been|be|'s|are) (an? )?({absolute} )*nightmares?(?! (about|of|that|where|every))
        nightmare (getting|trying|parking|to (get|park|find))
    """,
    _WAKEFUL: "burn(ing|t|ed)? the (candle|midnight oil)",
    ("keyed_up", "hyper_seat", "hyper_restless"): "(on the )?edge of (my|our|the|your) seats?",
    # the body
    _HUNGER: """
        I('m| was) (absolutely |bloody )?(starving|famished)(?! (myself|it))
        could eat a (horse|house)
        hungry enough to
    """,
    _COLD: """
        frozen stiff|chilled to the bone|perishing|(it's|it was) freezing(?! cold)
        (gives?|gave|giving) (me|you|us) (the )?(shivers|creeps|chills|willies)
        (gives?|gave|giving) (me|you|us) (the )?(heebie-jeebies|goosebumps)
        shivers? (up|down) my spine
    """,
    _BODY: """
        (itchy|cold|two left) feet
        on pins and needles (waiting|till|until|for)
        fingers to the bone
        (break|breaking|broke) my back
        pain in the (neck|backside|arse|bum|butt|a[sr]+e?)
        weight (off|on) my shoulders
    """,
    ("nausea", "compensation"): """
        (he|she|they|people|you lot) (all )?(makes?|made) me sick(?! (to|in) )
        sick (and tired|to death)-
        sick of (?!it all|everything|life|living)-
    """,
    ("palpitations", "chest_pain"): """
        heart (stopped|sank|skipped a beat|missed a beat|was in my mouth|leapt|melts?|melted)
        heart (bleeds|goes out to|went out to)
    """,
    ("sweating", "cue_physical"): """
        sweat(ing|ed)? (over|blood|it)
        no sweat
        blood,? sweat
        don't sweat
    """,
    ("choking", "short_breath"): """
        (has|have|got|had) (me|us) by the (throat|scruff)
        chok(ed|ing) up
        all choked
        ram(med)? .{0,20}down (my|our) throats?
        (took|takes|taking) my breath away
        breath of fresh air
        hold(ing)? (my|your) breath (for|till|until)
        wasting my breath
    """,
    ("trembling",): """
        (shook|shaking|shakes?) (my|his|her) head
        shak(e|ing) hands with
        shook (hands|on it)
        more than you can shake
    """,
}
_WORDS = {
    "embarrassment": "embarrassment|shame|boredom|laughter|laughing|curiosity",
    "murder": "murder(ed)?|(kill(ed)?|die(d)?) for",
    "man": "man|woman|bloke|kid|child|bastard",
    "drives": "drives?|driving|drove|sends?|sent",
    "me": "me|us|you|everyone",
    "over_the_moon": "over the moon|on cloud nine|walking on air|tickled pink|pleased as punch"
    "|thrilled to bits|in seventh heaven|on top of the world",
    "germs": "germs|dirt|clean|check|order|symmetr|contaminat|number|death",
    "absolute": "absolute|total|complete|real|right|bit of a|proper|living|logistical",
}
_COMPILED = tuple(
    (phrases(idioms, **_WORDS), frozenset(untold)) for untold, idioms in _IDIOMS.items()
)


def untold_by(clause: str) -> frozenset[str]:
    """The symptoms that its figures of speech only sound like."""
    return frozenset().union(*(untold for idiom, untold in _COMPILED if idiom.search(clause)))
