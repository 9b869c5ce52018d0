"""What the words around a capital say about it: "my friend Hope", "in Leeds", "work at Onyx".

A cue adds its weight to one kind of name. `ALONE` is enough without any list, also for words that
are more often something else; `LIKELY` is enough together with a list or an unexpected capital.
Knows no names.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from filters.pii.cased import cased
from filters.pii.person_words import ACTS, PERSONAL_ACTS, RELATION, TALKS, TITLE

ALONE, LIKELY, SLIGHT = 0.6, 0.3, 0.15
PERSON, PLACE, ORGANISATION = "PERSON", "GPE", "ORGANIZATION"
_REACH = 48
# "Then I told (Emily) that": marks around a name say nothing about it.
_OPENS, _CLOSES = re.compile(r"(?<=\s)[\"“'‘(\[*-]+$"), re.compile(r"^[\"”'’)\]*-]+(?=\s)")

_WORDS = {
    "title": TITLE,
    "relation": RELATION,
    "talks": TALKS,
    "personal_acts": PERSONAL_ACTS,
    "acts": ACTS,
    "parted": "married|divorced|remarried|split",
    "moves": (
        "move|moved|moving|moves|relocated|emigrated|commute|flew|fly|flight|train|bus"
        "|travel|travell?ing|travelled|traveled"
    ),
    "lives": (
        "liv(e|es|ed|ing)|stay(s|ed|ing)?|settled|based|stationed|arrived|comes?|came|hails?"
        "|born|raised|grew up|grow up|originally"
    ),
    "goes": "went|going|go|been|returned?|returning|trip|drove|drive|driving|back|up|down|over",
    "works": (
        "work(s|ed|ing)?|jobs?|shifts?|hours|nights|days|employed|employer|start(s|ed)?"
        "|intern(s|ed|ing|ship)?|apprentice\\w*|interview|contract"
        "|manager|driver|cleaner|warehouse|factory|till"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """`pattern` must match right before the name, or right after it where `after` is set.

    `decisive` cues also make a name of an everyday word: "Hope said", but not "from Hope".
    """

    entity: str
    weight: float
    pattern: re.Pattern[str]
    after: bool = False
    decisive: bool = False


# One phrase a line, NAME where the name stands; capitals count outside (?i:...).
_BEFORE = {
    (PERSON, ALONE): r"""
        (?i:{title})\.? NAME                            # Dr. Tembo
        (?i:{relation})(,| -)? NAME                     # my sister, Anna
        (?i:names?)('s| is| was|:|\?| are)? NAME        # my name's Anna
        (?i:names?)('s| is| was|:|\?| are)? (is|was|to) NAME
        (?i:(nick)?named|called|call(s|ed)? me) NAME
        (?i:named (him|her|me|them)) NAME
    """,
    (PERSON, LIKELY): r"""
        ([Tt]his is|I'm|I am|[Ii]t's),? NAME
        ([Hh]ello|[Hh]i|[Hh]ey|[Mm]orning|[Dd]ear|[Bb]ye|[Tt]hanks|[Tt]hank you),? NAME
        ([Rr]egards|[Ss]incerely|[Cc]heers|[Ll]ove|[Yy]ours|[Bb]est|[Ss]igned),[ \n]NAME
        (told|tell|asked|ask|called|phoned|rang|texted|thanked) NAME
        (shout|shouts|shouted|yell|yelled|bark|barked)( out)? NAME
        (married|marrying|dating|divorced|met|met up with|known|hugged|kissed) NAME
        (trust|love|miss|missed|blame|between|that's|[Mm]e and) NAME
        (live|living|lodge|stay|staying|share) with NAME
        (by|featuring|starring|author|actor|actress|singer|player|president|senator) NAME
    """,
    (PERSON, SLIGHT): r"""
        (with|to|for|from|by|about|and|or|like|than|only) NAME
        (saw|see|seeing|mentions?|said|says) NAME
        ([Pp]oor|[Oo]ld|[Ll]ittle|dear) NAME
    """,
    (PLACE, ALONE): r"""
        (?i:{moves})( (here|back|over|down|up|out|all the way|away))? (to|from)( the)? NAME
        (?i:{lives})( (here|back|over))? ?(in|from|near|around|at|outside) NAME
    """,
    (PLACE, LIKELY): r"""
        ([Ii]n|[Ff]rom|near|outside|around|across|towards|throughout)( the)? NAME
        (north|south|east|west) of( the)? NAME
        ([Nn]orthern|[Ss]outhern|[Ee]astern|[Ww]estern|[Cc]entral)( the)? NAME
        ([Dd]owntown|[Gg]reater)( the)? NAME
        (visit|visited|visiting|leaving|{goes} to)( the)? NAME
    """,
    (PLACE, SLIGHT): r"(to|at|of)( the)? NAME",
    (ORGANISATION, ALONE): r"""
        (?i:{works})( (over|down|there))?,? (at|for|with|by|is)( the)? NAME
        (?i:{works}) (part|full)[- ]time,? (at|for|with|by|is)( the)? NAME
    """,
    (ORGANISATION, LIKELY): r"""
        (joined|customer of|shares (of|in)|company|firm)( the)? NAME
        (founder of|founders of|CEO of|director of)( the)? NAME
        (laid off|fired|sacked) (from|by)( the)? NAME
        (studied at|studies at|studying at|year at|time at)( the)? NAME
    """,
    (ORGANISATION, SLIGHT): r"(at|for|with)( the)? NAME",
}
_DECISIVE_AFTER = {
    (PERSON, LIKELY): r"""
        NAME,? ((just|also|then|once|never|always) )?{talks}    # Hope never said
        NAME, (my|his|her|their|our|the) (\w+ )?{relation}      # Hope, my little sister
    """,
}
_AFTER = {
    (PERSON, LIKELY): r"""
        NAME,? ((just|also|then|still|really|had) )?{personal_acts}
        NAME,? ((just|also|then|still|really) )?{acts}
        NAME's {relation}
        NAME:[ ]                                                # Anna: I never said so
        NAME, (can|could|will|would|do|did|are|you|please|what|how|why|listen|look|come)
        NAME('s)?,? (speaking|here|calling)
        NAME (next door|upstairs|downstairs|opposite)
        NAME (over|across|down|up) the (road|street|hall|landing|lane)
        NAME (after|before|when|since|until) the (divorce|wedding|split)
        NAME (after|before|when|since|until) (I|we|she|he|they) (got )?{parted}
    """,
    (PERSON, SLIGHT): r"""
        NAME's (house|place|flat|room|car|birthday|funeral|school)
        NAME's (death|voice|face|friend|idea|fault)
    """,
    (PLACE, LIKELY): r"""
        NAME (area|town|city|village|county|suburbs?|beach|coast)
        NAME (bridge|station|airport|high street)
    """,
    (ORGANISATION, LIKELY): r"""
        NAME('s)? (offices?|headquarters|company|warehouse|factory|stores?|website)
        NAME('s)? (employees?|staff|customers?|shares)
        NAME('s)? is a (\w+ )?(company|agency|firm|business|charity|startup)
    """,
}


def _cues(
    tables: Mapping[tuple[str, float], str], *, after: bool = False, decisive: bool = False
) -> Iterator[Cue]:
    """A cue before the name is decisive where it is enough without any list."""
    for (entity, weight), table in tables.items():
        yield Cue(
            entity=entity,
            weight=weight,
            pattern=cased(table.replace("NAME", "^" if after else "$"), **_WORDS),
            after=after,
            decisive=decisive or (weight >= ALONE and not after),
        )


CUES: tuple[Cue, ...] = (
    *_cues(_BEFORE),
    *_cues(_DECISIVE_AFTER, after=True, decisive=True),
    *_cues(_AFTER, after=True),
)


def weigh(text: str, start: int, end: int, *, entity: str, decisive: bool = False) -> float:
    """What speaks for one kind of name around a span: the best cue before and the best after."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    before, after = _OPENS.sub("", before), _CLOSES.sub("", after)
    cues = [cue for cue in CUES if cue.entity == entity and (cue.decisive or not decisive)]
    hits_before = [c.weight for c in cues if not c.after and c.pattern.search(before)]
    hits_after = [c.weight for c in cues if c.after and c.pattern.match(after)]
    return max(hits_before, default=0.0) + max(hits_after, default=0.0)
