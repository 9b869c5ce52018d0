"""A plan to die is heard in a talk that has spoken of dying, and in no other.

A sentence model hears a suicide plan in every resolve: "I know I've got to stop", of drinking. What
such words mean was said before them, or soon after. So in a talk they tell the plan only if the
patient or the therapist has spoken of dying up to there or does so within the therapist's next
turns, or if a means or a farewell is named in the same turn or the two before it. Where a therapist
asks everybody about suicide, all plans count from there on, whatever was answered: rather one too
many. A few turns alone, or one speaker's, are a quotation without its talk: there the words stand
for themselves.
"""

from collections.abc import Iterator, Sequence

from filters.mention import CERTAIN, Mention
from filters.phrases import phrases
from filters.risk_phrases import ASKED_DIRECTLY, CUE
from filters.safety import ANSWER_WITHIN_THERAPIST_TURNS
from knowledge.session import Session, Speaker, Turn

OF_RESOLVE = "suicide_plan_intent"
LEAST_TURNS = 8
"""Of a talk, both speakers."""
TURNS_OF_MEANS = 2
"""Before the plan: "I bought a rope." "What for?" "I'll do it on Friday." """
_DYING = phrases(
    r"""
    # death
    suicid-
    die(s|d)?|dying(?! for)|death|deaths|dead(?! (tired|easy|serious|right|set|on|end)\b)
    kill(s|ed|ing)? (my|your|him|her|them|our|me) ?sel(f|ves)
    (hang|drown|shoot|shot|hurt|harm|injur)(e|ed|ing|s)? (my|your|him|her|them|me) ?sel(f|ves)
    (cut|cuts|cutting) (my|your|him|her|me) ?self(?! (off|some|a|out|short)\b)
    (top|topp|off|neck|unaliv|end)(e|ed|ing)? (my|your|him|her|me) ?self
    (do|did|doing|done) (my|your|him|her|me) ?self in
    hung (my|him|her)self|(slit|slash)(ed|ing|ting)? (my|his|her) (wrists?|throat)
    self-?harm-|overdos-|kms|OD('d|ed|ing)
    (end|ends|ended|ending|take|takes|took|taking|finish|finishing) (my|your|his|her) (own )?life
    (end|ends|ended|ending|finish|finishing) it all
    (end|ended|ending) (it|things|everything)(?! (in|with|last|on|all|up|there|amicably|well)\b)
    an end to (it|it all|everything|my life|your life)
    (my last|my first|another|previous|made an) attempt

    # not to be here
    -{no} (\w+ ){0,3}?(be|being|been|stay(ing)?|go(ing)? on) {here}(?! {for_a_while})
    -{no} (\w+ ){0,3}?(exist(ing)?|wake up|waking up)(?! {ordinarily})
    -{no} (\w+ ){0,2}?(want(ed|ing)? to |wanna )?(live|living)(?! {somewhere})
    (want|wanting|wanted|will) to live(?! {somewhere})|(go|going|carry|carrying) on living
    can('?t|not) (go|carry) on(?! (about|holiday|the|a|my|with|like)\b)
    never been born|nothing (left )?to live for|reasons? (to live|for living|to stay)
    worth (living|going on|carrying on)|alive|going on or not
    no (point|reason) (in |to )?(going on|carrying on|living|being here)
    (done|had enough) (with|of) (life|living|it all)
    (want|wanted|wish|wishing) (it|it all|everything|the pain) to (be over|stop|end)
    wish(ed|ing)? (I|you) (was|were|wasn't|weren't) (dead|gone|here|alive|around)
    (I|you) (wasn't|weren't|wasnt|werent) (here|around)
    (I|you)('d| would|'ll| will) (just )?be gone|(I|want to|just) disappear
    (better|easier) (off )?without (me|you)|(better|easier) (off )?if (I|you) weren?'t
    sleep forever|stop existing|(leave|leaving) this (world|earth|life)
    (only|no|no other|any other) way out

    # how near it is, and what keeps one safe
    {those} thoughts|dark thoughts|thoughts? (of that kind|like that)(?= (come|came|lately|now))
    act(ing|ed)? on (it|them|any thought|how you feel|{those})
    (go|goes|gone|going|went) through with (it|this|that)
    as far as (a|any|making (a|any)|some sort of) plan|there's a plan, how|need (the )?details
    (anything|something) (stupid|silly|rash|to yourself|to myself)
    keep(ing)? (my|your)self safe|safe from (my|your)self|how safe (do|are) you|your safety
    -n't feel safe(?! (at|in|with)\b)
    (you|I) (feel|felt|feeling) ([\w']+ )?safe(?! (at|in the|with (him|her|them))\b)
    safety plan|crisis (plan|team|line|house)|lifeline|samaritans|emergency services
    access to (the )?(means|firearms?|weapons?|guns?)
    """,
    no=r"(n't|\b(not|never|without|dont|didnt|cant|wont))",
    here="(here|around|alive|in this world)",
    for_a_while=(
        r"(today|tonight|this|next|to|with|for|at|on|in|until|people|him|her|them|my|smok\w+)\b"
    ),
    ordinarily=r"(refreshed|early|late|until|at|on|to|with|in|before|tired|feeling)\b",
    somewhere=r"(with|in|near|at|on|by|somewhere|alone|together|here|there|from|up)\b",
    those="(those|these|such)",
)
_MEANS = phrases(
    r"""
    # means
    pills?|tablets?|meds|medication|paracetamol|panadol|tylenol|insulin|morphine|oxycodone|bleach
    stockpil-|hoard-|sav(ed|ing) (them )?up|(put|putting) (them |things )?(by|aside)
    rope|noose|ligature|beam|knife|blades?|razors?|guns?|pistol|rifle|shotgun|firearms?|bullets?
    bridge|cliff|roof|ledge|platform|railway|tracks|balcony|overpass|multi-?storey|car park
    poison|helium|hosepipe|engine running|charcoal
    in front of (a|the) (train|tube|bus|lorry|truck|car|tram)
    under (a|the) (train|tube|lorry|truck)|into (a|the) (tree|sea|river|water|oncoming)
    jump(ing)? (off|from|in front)
    hurt|harm|do away with|do something to myself|not safe|act on it

    # farewells
    goodbyes?|farewell|letters?|notes?|funeral|grave|cremat-|my will|affairs|life insurance
    (made|written|sorted|updated) (a|the|my) will
    still be here|not here|be gone|long gone|after I'm gone|without me
    (giv(e|en|ing)|gave) [^.!?]{0,30}\baway|home for (the|my) (dog|cat)
    where I'm going(?! to\b)|won't (be needing|need) (it|them|that)
    won't (be )?(seeing|see) (you|them|him|her)
    last time you('ll| will) see|(nobody|no one|who) (will |else )?(be in|finds? me)|find me
    (don't|won't) survive|(join|follow)(ing)? (him|her|them)
    (with|see) (him|her|them|mum|mom|dad|nan) again
    """
)


def heard_in_talk(mentions: Sequence[Mention], session: Session) -> Iterator[Mention]:
    """All but plans to die that nothing in the talk tells as such; in order."""
    turns = session.turns
    is_talk = len(turns) >= LEAST_TURNS and {turn.speaker for turn in turns} == set(Speaker)
    for mention in mentions:
        is_bare = (
            mention.symptom == OF_RESOLVE
            and mention.status == "present"
            and mention.score != CERTAIN
            and not mention.was_asked
        )
        if not (is_talk and is_bare) or _is_of_dying(turns, mention.turn_index):
            yield mention


def _is_of_dying(turns: Sequence[Turn], index: int) -> bool:
    near = turns[max(0, index - TURNS_OF_MEANS) : index + 1]
    spoken = (*turns[: index + 1], *_soon_after(turns, index))
    return any(_MEANS.search(turn.text) for turn in near) or any(map(_speaks_of_dying, spoken))


def _soon_after(turns: Sequence[Turn], index: int) -> Iterator[Turn]:
    """The turns up to the last in which the therapist may yet answer the plan."""
    answers = 0
    for turn in turns[index + 1 :]:
        if answers == ANSWER_WITHIN_THERAPIST_TURNS:
            return
        answers += turn.speaker is Speaker.THERAPIST
        yield turn


def _speaks_of_dying(turn: Turn) -> bool:
    return bool(
        _DYING.search(turn.text)
        or CUE.search(turn.text)
        or (turn.speaker is Speaker.THERAPIST and ASKED_DIRECTLY.search(turn.text))
    )
