# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""What the words around a capital say about it: "my friend Hope", "in Leeds", "work at Onyx".

A cue adds its weight to one kind of name. `ALONE` is enough without any list, also for words that
are more often something else; `LIKELY` is enough together with a list or an unexpected capital.
Knows no names.
"""

import re
from dataclasses import dataclass

ALONE, LIKELY, SLIGHT = 0.6, 0.3, 0.15
PERSON, PLACE, ORGANISATION = "PERSON", "GPE", "ORGANIZATION"
_REACH = 48
# "Then I told (Emily) that": marks around a name say nothing about it.
_OPENS, _CLOSES = re.compile(r"(?<=\s)[\"“'‘(\[*-]+$"), re.compile(r"^[\"”'’)\]*-]+(?=\s)")

_TITLES = r"(?:Dr|Mr|Mrs|Ms|Mx|Miss|Prof|Professor|Doctor|Nurse|Sister|Brother|Father|Rev|Reverend|Sir|Dame|Auntie|Aunty|Aunt|Uncle|Judge|Officer|Sergeant|Captain|Inspector|President|Coach|Cousin|Nana|Nanny|Grandma|Grandad|Grandpa)"
RELATION = (
    r"(?:sister|brother|mum|mom|mother|dad|father|son|daughter|husband|wife|partner|boyfriend|girlfriend|fianc[eé]e?|friend"
    r"|mate|cousin|aunt|auntie|uncle|niece|nephew|boss|manager|supervisor|colleague|neighbou?r|flatmate|roommate|housemate|ex"
    r"|grandson|granddaughter|stepson|stepdaughter|stepdad|stepmum|stepmom|godson|godmother|twin|baby|kid|boy|girl|dog|cat"
    r"|teacher|landlord|carer|nurse|therapist|counsell?or|psychiatrist|psychologist|social worker|midwife|sponsor|eldest|youngest|bf|gf|hubby|bestie|stepbrother|stepsister|stepfather|stepmother|guy|lad|man|woman|lady)"
)
TALKS = (
    r"(?:said|says|told|tells|asked|asks|phoned|rang|texted|texts|messaged|emailed|shouted|shouts|yelled|whispered|replied|answered"
    r"|laughed|cried|thinks|reckons|insists|insisted|admitted|promised|swears|swore|apologised|apologized|explained|suggested|mentioned)"
)
# What hardly anything but a person does, and what many things do.
PERSONAL_ACTS = (
    r"(?:lives|lived|died|moved|works|worked|wants|wanted|knows|knew|thought|called|calls|hates|hated|loves|loved|likes|liked"
    r"|walked|drove|sat|tries|tried|spent|left me|is from|is my|was my|who|married|remembers|remembered|noticed|hears|heard|wrote|lost)"
)
ACTS = (
    r"(?:was|is|has|had|does|did|came|comes|went|goes|left|leaves|kept|keeps|helped|helps|gets|got|made|makes|took|takes|gave|gives"
    r"|found|started|stopped|turned|sees|saw|looked|looks|stayed|stays|would|will|won't|wouldn't|can't|couldn't|doesn't|didn't|isn't"
    r"|wasn't|hasn't|hadn't|never|always|used to|and (?:I|me|him|her)|ended|seems|seemed|pulled|picked|needs|needed)"
)


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


def _before(entity: str, weight: float, pattern: str) -> Cue:
    return Cue(
        entity=entity,
        weight=weight,
        pattern=re.compile(rf"(?:{pattern})$"),
        decisive=weight >= ALONE,
    )


def _after(entity: str, weight: float, pattern: str, *, decisive: bool = False) -> Cue:
    return Cue(
        entity=entity, weight=weight, pattern=re.compile(pattern), after=True, decisive=decisive
    )


CUES: tuple[Cue, ...] = (
    _before(PERSON, ALONE, rf"\b(?i:{_TITLES})\.? "),
    _before(PERSON, ALONE, r"(?i:\bname|\bnames)(?:'s|’s| is| was|:|\?| are)? (?:(?:is|was|to) )?"),
    _before(PERSON, ALONE, r"(?i:\bcalled|\bnamed|\bnicknamed|\bcalls? me|\bcalled me|\bnamed (?:him|her|me|them)) "),
    _before(PERSON, ALONE, rf"\b(?i:{RELATION})(?:,| -)? "),
    _before(PERSON, LIKELY, r"\b(?:[Tt]his is|I'm|I’m|I am|it's|It's|[Hh]ello|[Hh]i|[Hh]ey|[Tt]hanks|[Tt]hank you|[Bb]ye|[Dd]ear|[Mm]orning),? "),
    _before(PERSON, LIKELY, r"\b(?:told|asked|called|phoned|rang|texted|married|marrying|dating|divorced|met|met up with|hugged|kissed|thanked|trust|love|miss|missed|blame|ask|tell|between|known|that's|[Mm]e and|live with|living with|lodge with|stay(?:ing)? with|share with) "),
    _before(PERSON, LIKELY, r"(?:\b(?:[Rr]egards|[Ss]incerely|[Cc]heers|[Ll]ove|[Yy]ours|[Bb]est|[Ss]igned),[ \n]|\b(?:by|featuring|starring|author|actor|actress|singer|player|president|senator) )"),
    _before(PERSON, SLIGHT, r"\b(?:with|saw|see|seeing|to|for|from|by|about|and|or|like|than|mentions?|said|says|only|poor|old|little|dear|Poor|Old|Little) "),
    _before(PERSON, LIKELY, r"\b(?:shout|shouts|shouted|yell|yelled|bark|barked)(?: out)? "),
    _after(PERSON, LIKELY, r" (?:after|before|when|since|until) (?:the (?:divorce|wedding|split)|(?:I|we|she|he|they) (?:got )?(?:married|divorced|remarried|split))\b"),
    _after(PERSON, LIKELY, r" (?:next door|upstairs|downstairs|opposite|(?:over|across|down|up) the (?:road|street|hall|landing|lane))\b"),
    _after(PERSON, LIKELY, r"(?:['’]s)?,? (?:speaking|here|calling)\b"),
    _after(PERSON, LIKELY, rf",? (?:just |also |then |once |never |always )?{TALKS}\b", decisive=True),
    _after(PERSON, LIKELY, rf", (?:(?:my|his|her|their|our|the) )(?:\w+ )?{RELATION}\b", decisive=True),
    _after(PERSON, LIKELY, rf",? (?:just |also |then |still |really |had )?{PERSONAL_ACTS}\b"),
    _after(PERSON, LIKELY, r", (?:can|could|will|would|do|did|are|you|please|what|how|why|listen|look|come)\b"),
    _after(PERSON, LIKELY, r": "),
    _after(PERSON, LIKELY, rf",? (?:just |also |then |still |really )?{ACTS}\b"),
    _after(PERSON, LIKELY, rf"['’]s {RELATION}\b"),
    _after(PERSON, SLIGHT, r"['’]s (?:house|place|flat|room|car|birthday|funeral|school|death|voice|face|friend|idea|fault)\b"),
    _before(PLACE, ALONE, r"\b(?i:move|moved|moving|moves|relocated|emigrated|commute|flew|fly|travel|travell?ing|travelled|traveled|flight|train|bus)(?: here| back| over| down| up| out| all the way| away)? (?:to|from) (?:the )?"),
    _before(PLACE, ALONE, r"\b(?i:liv(?:e|es|ed|ing)|born|grew up|grow up|raised|based|stay(?:s|ed|ing)?|settled|stationed|originally|arrived|hails?|comes?|came)(?: here| back| over)? ?(?:in|from|near|around|at|outside) "),
    _before(PLACE, LIKELY, r"\b(?:[Ii]n|near|outside|[Ff]rom|around|across|towards|throughout|north of|south of|east of|west of|[Ss]outhern|[Nn]orthern|[Ee]astern|[Ww]estern|[Dd]owntown|[Cc]entral|[Gg]reater|visit|visited|visiting|leaving|(?:went|going|go|been|returned?|returning|trip|drove|drive|driving|back|up|down|over) to) (?:the )?"),
    _before(PLACE, SLIGHT, r"\b(?:to|at|of) (?:the )?"),
    _after(PLACE, LIKELY, r" (?:area|town|city|village|county|bridge|station|airport|high street|suburbs?|beach|coast)\b"),
    _before(ORGANISATION, ALONE, r"\b(?i:work(?:s|ed|ing)?|jobs?|shifts?|intern(?:s|ed|ing|ship)?|employed|employer|start(?:s|ed)?|hours|warehouse|factory|till|contract|interview|apprentice\w*|manager|driver|cleaner|nights|days)(?: over| down| part[- ]time| full[- ]time| there)?,? (?:at|for|with|by|is) (?:the )?"),
    _before(ORGANISATION, LIKELY, r"\b(?:joined|founder of|founders of|CEO of|director of|laid off (?:from|by)|fired (?:from|by)|sacked (?:from|by)|customer of|studied at|studies at|studying at|year at|time at|shares (?:of|in)|company|firm) (?:the )?"),
    _before(ORGANISATION, SLIGHT, r"\b(?:at|for|with) (?:the )?"),
    _after(ORGANISATION, LIKELY, r"(?:['’]s)? (?:office|offices|employees?|staff|headquarters|company|warehouse|factory|store|stores|website|customers?|shares|is a (?:\w+ )?(?:company|agency|firm|business|charity|startup))\b"),
)  # fmt: skip


def weigh(text: str, start: int, end: int, *, entity: str, decisive: bool = False) -> float:
    """What speaks for one kind of name around a span: the best cue before and the best after."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    before, after = _OPENS.sub("", before), _CLOSES.sub("", after)
    cues = [cue for cue in CUES if cue.entity == entity and (cue.decisive or not decisive)]
    hits_before = [c.weight for c in cues if not c.after and c.pattern.search(before)]
    hits_after = [c.weight for c in cues if c.after and c.pattern.match(after)]
    return max(hits_before, default=0.0) + max(hits_after, default=0.0)
