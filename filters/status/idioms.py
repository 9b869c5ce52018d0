# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Figures of speech that sound like a symptom and tell of none: "I could murder a cup of tea".

Each row is an idiom and the symptoms that it does not tell. Others in the same clause are untouched,
so a list that is too short misses idioms and one that is too long misses little. Idioms that do tell
a symptom ("I'm running on fumes") are not here: the knowledge base has them.
"""

import re

_DEATH = ("death_suicide_thoughts", "suicide_plan_intent", "suicide_attempt_history", "fear_dying")
_HARM = ("harm_to_others_thoughts", "anger_outbursts", "intense_anger", "infant_harm_intrusions")
_VOICES = ("voices", "command_voices", "hallucinations", "high_psychosis")
_HUNGER = ("appetite_weight_change", "low_weight", "eat_not_hungry")
_COLD = ("chills_heat", "cue_physical", "somatic_distressing")
_BODY = ("muscle_tension", "chest_pain", "tingling", "somatic_distressing")
_HIGH = ("mood_elevated", "grandiosity", "increased_energy")
_MIND = ("obsessions", "intrusive_memories", "grief_preoccupation", "racing_thoughts")
_ANGER = ("irritable_mood", "fear_losing_control", "anger_outbursts", "intense_anger")

_IDIOMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:could|['’]d|would)(?: (?:have|just|really))* (?:murder(?:ed)?|kill(?:ed)? for|die(?:d)? for) (?:a|an|some)\b(?! (?:man|woman|bloke|kid|child|bastard))", (*_DEATH, *_HARM)),
    (r"\bdying (?:for a|for some|to (?:see|meet|know|hear|get|try|go|tell|show|find|ask|hold|read))\b|\bto die for\b", _DEATH),
    (r"\b(?:will|['’]ll|going to|gonna)(?: all)? be the death of (?:me|us)\b|\bdicing with death\b", (*_DEATH, "disbelief", "close_death")),
    (r"\bkill(?:s|ed|ing) (?:me|time)\b|\bit kills me (?:that|to|when|how)\b|\b(?:dressed to|time to) kill\b|\bmake a killing\b", (*_DEATH[:3], *_HARM)),
    (r"\b(?:died|die|dying|dead) (?:of|with|from) (?:embarrassment|shame|boredom|laughter|laughing|curiosity)\b|\b(?:nearly|almost|could have) died (?:when|of|laughing)\b|\b(?:bored|tickled|loved?|thrilled|sick) to (?:death|bits)\b", _DEATH),
    (r"\bdead (?:sure|right|easy|good|keen|chuffed|on time|certain|funny|serious|proud|lucky|simple|quiet|line|to the world|on my feet)\b|\b(?:over my dead body|wouldn['’]t be seen dead|drop[ -]dead gorgeous|deadlines?|back from the dead)\b", _DEATH),
    (r"\b(?:he|she|they|people|you lot) (?:all )?(?:makes?|made) me sick\b(?! (?:to|in) )|\bsick (?:and tired|to death|of (?!it all|everything|life|living))", ("nausea", "compensation")),
    (r"\bI(?:['’]m| was) (?:absolutely |bloody )?(?:starving|famished)\b(?! (?:myself|it))|\bcould eat a (?:horse|house)\b|\bhungry enough to\b", _HUNGER),
    (r"\b(?:frozen stiff|chilled to the bone|perishing|(?:it['’]s|it was) freezing(?! cold))\b|\b(?:gives?|gave|giving) (?:me|you|us) (?:the )?(?:shivers|creeps|chills|willies|heebie-jeebies|goosebumps)\b|\bshivers? (?:up|down) my spine\b", _COLD),
    (r"\bheart (?:stopped|sank|skipped a beat|missed a beat|was in my mouth|leapt|melts?|melted|bleeds|goes out to|went out to)\b", ("palpitations", "chest_pain")),
    (r"\bsweat(?:ing|ed)? (?:over|blood|it)\b|\bno sweat\b|\bblood,? sweat\b|\bdon['’]t sweat\b", ("sweating", "cue_physical")),
    (r"\b(?:head|mind)(?:['’]s| is| was|s)? (?:spinning|swimming|reeling|spins) (?:with|from|at|over)\b|\bhead over heels\b|\bdizzy (?:heights|with (?:joy|success))\b", ("dizziness", "racing_thoughts", "derealisation")),
    (r"\b(?:little|small|tiny|sensible) voice\b|\bvoice of (?:reason|conscience|experience)\b|\bhear (?:myself|yourself) think\b|\bhear (?:my|his|her) (?:mother|mum|dad|father|nan)(?:['’]s voice)? (?:now|saying it)\b", _VOICES),
    (r"\bhear (?:myself|yourself) think\b", ("poor_concentration", "inatt_distract", "inatt_sustain", "distractible")),
    (r"\b(?:song|tune|jingle|advert|melody)\b.*\b(?:on the brain|in my head|out of my head)\b|\bearworm\b", (*_MIND, *_VOICES)),
    (r"\bobsess(?:ed|ing) (?:with|over) (?!germs|dirt|clean|check|order|symmetr|contaminat|number|death|my (?:weight|body|nose|skin|looks))", ("obsessions", "compulsions")),
    (r"\b(?:OCD|obsessive) about\b|\ba bit OCD\b", ("obsessions", "compulsions", "time_consuming")),
    (r"\b(?:drives?|driving|drove|sends?|sent) (?:me|us|you|everyone) (?:up the wall|mad|crazy|nuts|bananas|bonkers|insane|round the (?:bend|twist)|to distraction)\b", _ANGER),
    (r"\bgive (?:my|an?) (?:right |left )?(?:arm|eye|eye teeth|kidney|leg|tooth|teeth)\b|\bcost (?:me |us )?an arm and a leg\b|\b(?:bite|biting|bit) (?:my tongue|the bullet)\b|\bkick(?:ing|ed)? myself\b|\bbeat(?:ing)? myself up\b|\b(?:tearing|pulling) my hair out\b|\b(?:shoot|shot|shooting) myself in the foot\b", ("self_harm", "suicidal_selfharm_recurrent", *_DEATH)),
    (r"\b(?:over the moon|on cloud nine|walking on air|tickled pink|pleased as punch|thrilled to bits|in seventh heaven|on top of the world)\b.{0,12}\b(?:about|when|with|for|that|at)\b", _HIGH),
    (r"\b(?:itchy|cold|two left) feet\b|\bon pins and needles (?:waiting|till|until|for)\b|\bfingers to the bone\b|\b(?:break|breaking|broke) my back\b|\bpain in the (?:neck|backside|arse|bum|butt|a[sr]+e?)\b|\bweight (?:off|on) my shoulders\b", _BODY),
    (r"\b(?:burn(?:ing|t|ed)? the (?:candle|midnight oil))\b", ("less_need_sleep", "increased_energy", "goal_drive_agitation", "mood_elevated")),
    (r"\bbeliev(?:e|ing) my (?:eyes|ears|luck)\b|\bsee(?:ing)? things (?:differently|clearly|through|from|my way|his way|that way|your way)\b|\bsee(?:ing)? double\b", (*_VOICES, "disbelief", "unreality", "derealisation", "delusions")),
    (r"\b(?:has|have|got|had) (?:me|us) by the (?:throat|scruff)\b|\bchok(?:ed|ing) up\b|\ball choked\b|\bram(?:med)? .{0,20}down (?:my|our) throats?\b", ("choking", "short_breath")),
    (r"\b(?:is|was|been|be|['’]s|are) (?:an? )?(?:(?:absolute|total|complete|real|right|bit of a|proper|living|logistical) )*nightmares?\b(?! (?:about|of|that|where|every))|\bnightmare (?:getting|trying|parking|to (?:get|park|find))\b", ("trauma_nightmares", "sleep_change", "sleep_maintenance")),
    (r"\b(?:took|takes|taking) my breath away\b|\bbreath of fresh air\b|\bhold(?:ing)? (?:my|your) breath (?:for|till|until)\b|\bwasting my breath\b", ("short_breath", "choking")),
    (r"\b(?:shook|shaking|shakes?) (?:my|his|her) head\b|\bshak(?:e|ing) hands with\b|\bshook (?:hands|on it)\b|\bmore than you can shake\b", ("trembling",)),
    (r"\bjump(?:ing|ed)? (?:for joy|the queue|at the chance|to conclusions|on the bandwagon|ship|the gun)\b", ("startle", "suicide_plan_intent", *_DEATH)),
    (r"\b(?:on the )?edge of (?:my|our|the|your) seats?\b", ("keyed_up", "hyper_seat", "hyper_restless")),
    (r"\bpanic (?:buying|button|stations)\b|\bdon['’]t panic\b|\bpress(?:ed)? the panic\b", ("panic_abrupt", "panic_unexpected", "panic_worry")),
    (r"\bnot the end of the world\b|\bend of an era\b|\bdown to earth\b|\bblue moon\b", ("dread", "hopelessness", "low_mood", "death_suicide_thoughts")),
    (r"\b(?:lost|losing|out of) my mind (?:with|over) (?:joy|excitement|boredom)\b|\bmad (?:about|on|keen)\b|\bcrazy about\b", ("fear_losing_control", "mood_elevated")),
)  # fmt: skip
_COMPILED = tuple((re.compile(idiom, re.I), frozenset(untold)) for idiom, untold in _IDIOMS)


def untold_by(clause: str) -> frozenset[str]:
    """The symptoms that its figures of speech only sound like."""
    return frozenset().union(*(untold for idiom, untold in _COMPILED if idiom.search(clause)))
