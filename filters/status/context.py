"""A plan to die is heard in a talk that has spoken of dying, and in no other.

A sentence model hears a suicide plan in every resolve: "I know I've got to stop", of drinking. What
such words mean was said before them. So in a talk they tell the plan only if the patient or the
therapist has spoken of dying up to there, if the same turn names a means or a farewell, or if the
therapist takes it so in the next turn. A few turns alone are a quotation without its talk: there
the words stand for themselves.
"""

from collections.abc import Iterator, Sequence

from filters.mention import CERTAIN, Mention
from filters.phrases import phrases
from knowledge.session import Session, Speaker, Turn

OF_RESOLVE = "suicide_plan_intent"
LEAST_TURNS = 8
"""Of a talk, both speakers."""
_DYING = phrases(
    r"""
    suicid-
    die(s|d)?|dying|dead|death|deaths
    kill(s|ed|ing)? (my|your|him|her|them|our)sel(f|ves)
    overdos-
    (hang|drown|shoot|shot|hurt|harm|cut|injur)(e|ed|ing|ting|s)? (my|your|him|her|them)sel(f|ves)
    self-?harm-
    (end|ends|ended|ending|take|takes|took|taking|finish|finishing) {of_life}
    end(ed|ing)? (it|things|everything)( all)?
    an end to (it|it all|everything|my life|your life)
    -{no} (\w+ ){0,3}?(be|being|been|stay(ing)?|go(ing)? on) {here}
    -{no} (\w+ ){0,3}?(exist(ing)?|wak(e|ing) up|to live|living)
    worth (living|going on|carrying on|staying)|alive|reasons? (to live|for living|to stay)
    not (going|carrying) on|(go|going|carry|carrying) on living|wanting to (live|go on)
    keep(ing)? (my|your)self safe|safe from (my|your)self|how safe|(you|I) ([\w']+ )?safe
    (there's|is there|have) a plan, how|need (the |to give me )?details
    wish(ed|ing)? (I|you) (was|were|wasn't|weren't|had never|hadn't)
    (I|you)('d| would|'ll| will)? (just )?(be|was|were) gone
    (better|easier) (off )?(without|if) (me|you|I|they|everyone)
    disappear-
    thoughts? (like that|of that kind)
    """,
    no=r"(n't|\b(not|never|without|about|of|if))",
    of_life="(it all|everything|(my|your|his|her) (own )?life)",
    here="(here|around|alive|in this world)",
)
_MEANS = phrases(
    r"""
    pills?|tablets?|paracetamol|insulin|rope|noose|knife|blades?|razors?|guns?|bullets?|bleach
    bridge|cliff|roof|ledge|platform|railway|tracks
    goodbyes?|farewell|letters?|notes?|funeral|grave|my will|affairs
    still be here|not here|be gone|long gone|after I'm gone|without me|join (him|her|them)
    hurt|harm|do away with|do something to myself|not safe|act on it
    """
)


def heard_in_talk(mentions: Sequence[Mention], session: Session) -> Iterator[Mention]:
    """All but plans to die that nothing in the talk tells as such; in order."""
    turns = session.turns
    for mention in mentions:
        is_bare = (
            mention.symptom == OF_RESOLVE
            and mention.status == "present"
            and mention.score != CERTAIN
            and len(turns) >= LEAST_TURNS
        )
        if not is_bare or _is_of_dying(turns, mention.turn_index):
            yield mention


def _is_of_dying(turns: Sequence[Turn], index: int) -> bool:
    if _MEANS.search(turns[index].text):
        return True
    following = turns[index + 1 : index + 2]
    answer = [turn for turn in following if turn.speaker is Speaker.THERAPIST]
    return any(_DYING.search(turn.text) for turn in (*turns[: index + 1], *answer))
