r"""The rules against detail that could teach harm: what is said, and what makes it harmless.

A rule hears any of its phrases in a sentence, unless a word of the same sentence makes it harmless:
"I lost twenty pounds", but not "I lost twenty pounds at bingo". Notation: `filters.phrases`. Lists
that several rules share, {pills} or {number}, stand in `filters.detail_words`, those of one rule
below its phrases. {within_twenty} leaves room for twenty letters of the same sentence. Faults are
told in the order of the table.
"""

import re
from dataclasses import dataclass

from filters.detail_words import WORDS
from filters.phrases import phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One rule: a detail of this kind is `said`, `unless` the sentence is harmless by this."""

    kind: str
    said: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _rule(kind: str, said: str, unless: str = "", **words: str) -> Detail:
    return Detail(
        kind=kind,
        said=phrases(said, **WORDS, **words),
        unless=phrases(unless, **WORDS) if unless else None,
    )


_AMOUNTS = (
    # Dose: milligrams, tablets in numbers, overdoses, a store of tablets
    _rule("dose", r"{number}\s?(mgs?|milligrams?|mcg|micrograms?)"),
    _rule(
        "dose",
        r"""
            {taking}{within_twenty_five}{many}\s?(\w+ ){0,2}{pills}
            had (?=(a|the) whole){within_twenty_five}{many}\s?(\w+ ){0,2}{pills}
        """,
        unless=r"(collect|chemist|pharmac|prescription|days?|weeks? of|course)\w*",
        taking=(
            r"took|take|taken|taking|swallow\w*|neck(ed|ing)|down(ed|ing)|popp(ed|ing)"
            r"|wash\w* down|dr[aiu]nk\w*|saved up|stash\w*|overdos\w*"
        ),
    ),
    _rule(
        "dose",
        r"overdos\w* (on|of|with|by)(?! (some|any|one|that|a) (\w+ )?(level|point)\b)",
    ),
    _rule("dose", r"{number}\s?(g|grams?|lines?|hits?|bags?|wraps?|bars?) of {substance}"),
    _rule(
        "dose",
        r"((save|saved|saving) up|stash\w*|hoard\w*|stockpil\w*){within_twenty_five}{pills}",
        unless="money",
    ),
    _rule(
        "dose",
        r"""
            (swallow\w*|neck(ed|ing)|downed|popped) {about}{many} (of (them|those)|{at_once})
            took (about |around |like )?{many} {at_once}
            (took|swallowed|downed) (them all|the lot|all of them)(?! {elsewhere}\b)
        """,
        about="(about |around |like |over |nearly )?",
        at_once="at once|in one go",
        elsewhere="to|out|home|back|for|with|off|on|in",  # took the lot back
    ),
    _rule("dose", r"inject\w*{within_twenty}{number} units"),
    # Quantity of a drug
    _rule(
        "quantity",
        r"""
            {using} (\w+ ){0,2}?(an?|half an?|{number}) (half )?{measure}(?! of (?!{substance}))
            snort\w* (\w+ ){0,2}?(an?|{number}) lines?
        """,
        unless="protein|sugar|fat|salt|flour|butter",
        using=r"snort\w*|shoot\w* up|shot up|inject\w*|smok\w*|getting through|did|doing",
        measure=(
            r"grams?|eighths?|ounces?|wraps?|rocks?|bags?(?= (on|of|a|at|in|before|and)\b|[.,])"
        ),
    ),
)
_METHODS = (
    # Method: hanging
    _rule(
        "method",
        r"{rope}{within_thirty}(round|around|over|to|from|on) (my neck|(the|a|that) {fixture})",
        unless=r"swing|washing|dog|climb\w*|curtains?|blind|decorat\w*|lights?",
        rope="ropes?|cord|belt|flex|wire|bed ?sheets?|cable|shoelaces?",
    ),
    _rule(
        "method",
        r"""
            (I|he|she|to|tried) hang(ing)?( \w+sel\w+)? (from|off) (the|a|that) {fixture}
            (d|ll) hang(ing)?( \w+sel\w+)? (from|off) (the|a|that) {fixture}  # I'd hang, he'll hang
        """,
    ),
    # Method: on the line, on the ledge, drowning; engines and gas
    _rule(
        "method",
        r"""
            {standing} (down )?(on|across) the ((railway|train|tram) )?{tracks}
            (on|onto|over) the {edge}( of (the |a )?{drop})?(?={within_thirty}{falling}\b)
            (drown\w*|gass?(ed|ing)|suffocat\w*|strangl\w*|electrocut\w*) {oneself}
        """,
        standing=r"st[oa]nd\w*|stood|lay|lie|lying|sat|sit\w*|kneel\w*|knelt",
        tracks="line(?! (manager|up|of|with))|tracks?|rails",
        edge="ledge|parapet|railings?|wrong side|edge",
        drop="bridge|roof|cliff|tower|balcony|building|platform",
        falling=r"look\w* down|jump\w*|drop|below|thought|ready|let go",
        oneself=r"(my|him|her|them)sel\w+",
    ),
    _rule(
        "method",
        r"""
            {engine_on}{within_forty}(garage|hose|shut|closed|sealed)
            (garage|hose){within_forty}{engine_on}
            gas on{within_fifteen}(lay|lie|lying|wait\w*|shut|closed|sleep)
        """,
        unless="mechanic|mot|garden hose",
    ),
    # Method: blades and burns
    _rule(
        "method",
        "{blade}{within_twelve}(on|against|across|into|along|to) (my|his|her) {body}",
        unless=r"""
            shav\w*|nurse|doctor|surgeon|blood test|jab|vaccin\w*|tattoo\w*|accident\w*
            robb\w*|mugg\w*|ex|(he|she) held|held it
        """,
        blade=(
            r"blade|knife|razor|scissors|compass( point)?|(broken )?glass|lighter|cigarettes?"
            r"|match(es)?|flame|needle|safety pin|staple\w*"
        ),
    ),
    # Method: suffocation and crashes, water, heights
    _rule(
        "method",
        r"""
            bags? over (my|his|her) (head|face)
            {intent}{within_forty}{crashing}{within_twenty}{into} (an?|the|some) (\w+ )?{obstacle}
        """,
        unless=r"film|game|panic\w*|scared|afraid|terrif\w*|worr\w*",
        crashing=r"driv\w*|steer\w*|crash\w*|swerv\w*|run\w*",
        into="into|off|under",
        obstacle="wall|tree|barrier|lorry|truck|pillar|traffic|river|cliff|bridge|road",
    ),
    _rule(
        "method",
        r"walk\w* into the {water}{within_forty}{not_out_again}",
        water="sea|river|lake|water|canal|ocean",
        not_out_again="stones?|pockets?|keep (going|walking)|not come (back|out)|never c[oa]me",
    ),
    _rule(
        "method",
        r"{going}{within_twelve}off (the |a |that )?((top|edge) of (the |a )?)?(\w+ )?{height}",
        unless="film|game|kids?|parachute|bungee|dog|cat|holiday|train|ball|hat|drone",
        going=r"go|going|went|jump\w*|step\w*|throw\w*|threw|leap\w*",
    ),
    # Method: kept ready, and shooting
    _rule(
        "method",
        r"(keep|kept|bought|hid\w*|have|got){within_fifteen}{thing}{within_thirty}{for_it}-",
        thing="knife|rope|blade|razor|gun|pills|tablets|helium",
        for_it=r"for when I (do|decide|can't)|to do it\b|to use on myself",
    ),
    _rule("method", r"(shot|shoot\w*) (my|him|her|them|your)sel\w+(?! (again )?in the foot)"),
)
_SOURCING = (
    # No prescription, dealers, several chemists, pages that tell how
    _rule(
        "sourcing",
        r"""
            (dark|deep) ?(web|net)
            (without|no|not asking for) (a |any )?prescription
            -n't (ask|need)\w*( for)? (a |any )?prescription
        """,
        unless="ran out|left with|went home",
    ),
    _rule(
        "sourcing",
        "{buying}{within_thirty}({pills}|{substance}|gear|the strong ones){within_forty}{source}",
        unless=r"""
            pharmac\w*|chemist|repeat|gp|doctor|surgery
            kids?|school|garden\w*|office|shoes?|furniture
        """,
        buying=r"bought|buy\w*|got|gets?|getting|order\w*|sells?|sold|scor\w*",
        source=(
            "online|website|internet|dealer|telegram|snapchat|abroad|off the street"
            "|under the counter|bloke|off a (guy|mate|friend)"
        ),
    ),
    _rule(
        "sourcing",
        r"order\w*{within_thirty}(online|abroad|internet){within_twenty}no questions asked",
    ),
    _rule(
        "sourcing",
        "(my|a|the|his|her) dealer{within_twenty}{deals}",
        unless="car|card|antiques?|art|van|blackjack|casino",
        deals="sells?|sold|gets?|got|gives?|gave|brings?|brought|charges?|delivers?|lives?",
    ),
    _rule(
        "sourcing",
        "{several} (different )?(chemists|pharmacies|doctors|gps|surgeries){within_forty}{hidden}",
        several="two|three|four|five|different|several",
        hidden=r"notic\w*|suspicious|same day|extra|stock|so (that )?no",
    ),
    _rule(
        "sourcing",
        r"""
            {page}{within_thirty}how to ({how}|do it\b)-
            {looking_up}{within_twenty_five}(how to|ways? (to|of)|best way to) {how}-
        """,
        unless=r"knit\w*|cook\w*|recipe|tax|diy",
        page="forums?|websites?|sites?|pages?|videos?|groups?",
        looking_up=r"look\w* up|googl\w*|search\w*|read up|research\w*",
        how=(
            r"kill|die\b|end (it|my|your)|hang|overdos\w*|starve|purge|make (my|your)self sick"
            r"|do it (painless\w*|quick\w*|without|properly|and not)"
        ),
    ),
)
_NAMED_METHODS = (
    # Method, named in so many words
    _rule("method", "(hang|hanged|hanging|hung) (my|him|her|them|your)sel(f|ves)"),
    _rule("method", "razor blades?|ligatures?|nooses?|exit bag"),
    _rule(
        "method",
        r"{cutting}{within_fifteen}(my|his|her|your) (\w+ )?{skin}{within_twenty}with",
        unless=r"(cook|iron|oven|gard|bramble|bush|accident|cat|doctor|nurse|surgeon)\w*",
        cutting=r"cut|cutting|cuts|slit|slash\w*|burn\w*|scratch\w*",
        skin="wrists?|arms?|thighs?|legs?|skin|throat|stomach",
    ),
    _rule(
        "method",
        "(cut|cutting|slit|slitting|slashed) (my|his|her|your) (wrists?|throat|veins?)",
    ),
    _rule(
        "method",
        "{stepping}{within_twelve}(off|from|in front of|under|out of){within_twelve}{place}",
        unless="film|game|kids?|parachute|bungee|dog|cat|holiday",
        stepping=(
            "jump|jumped|jumping|leap|throw myself|threw myself|throwing myself|step|stepping"
            "|walk|walking"
        ),
        place="bridges?|roof|train|tracks?|platform|cliff|tower|lorry|balcony|window|traffic",
    ),
    _rule(
        "method",
        r"""
            {dying}{within_sixty}({means}|bridge|train)
            {means}{within_sixty}{dying}
        """,
        unless="never|film|news|scared of",
    ),
    _rule(
        "method",
        r"{drinking}{within_fifteen}(bleach|antifreeze|weed ?killer|pesticide)",
        drinking=r"drink|drank|drinking|swallow\w*|down(ed|ing)",
    ),
    _rule("method", "(gun|pistol|shotgun){within_twenty}(my|his|her) (head|mouth)"),
)
_WORDING = (
    _rule("note", "suicide notes?"),
    _rule(
        "wording",
        r"""
            commit\w* suicide
            (successful|failed|unsuccessful) suicide-
        """,
    ),
)
_EATING = (
    # Calories, weights, purging
    _rule(
        "calories",
        r"""
            {number}\s?(calories|kcals?|cals)
            calories{within_fifteen}\d{2,4}
        """,
    ),
    _rule(
        "weight",
        r"{weighing}{within_thirty}{number}\s?({kilos}|kilograms?|lb|pounds?)",
        unless="""
            {money}
            potatoes|parcel|dog|luggage|suitcase|dumbbells?
        """,
        weighing=(
            r"weigh\w*|weight|los[et]\w*|gain\w*|put on|putting on|drop\w*|down to|up to|heavier"
            "|lighter|scales?|bmi|under"
        ),
    ),
    _rule(
        "weight",
        r"{number}\s?({kilos}|kilograms?|pounds){within_twenty}{changed}",
        unless="""
            {money}
            potatoes|parcel|dog|luggage|suitcase
        """,
        changed="lighter|heavier|gone|overweight|underweight|lost|gained",
    ),
    _rule("weight", r"(target|goal|aim\w*){within_fifteen}{number} {kilos}"),
    _rule(
        "weight",
        r"scales (said|says?|read|show\w*) (\w+ )?{number}",
        unless="post|parcel|kitchen|flour",
    ),
    _rule(
        "calories",
        r"(eat\w*|ate|under|on) {about}(\d{3,4}|{number} hundred) a day",
        unless=r"""
            {money}
            we|canteen|cook\w*|miles|steps|people
        """,
        about="(only |about |just |around |less than )?",
    ),
    _rule(
        "weight",
        r"""
            I('m| am| was) (only |about |just |now )?{number}\s?{kilos}
            bmi{within_twelve}\d-
        """,
    ),
    _rule(
        "purging",
        """
            fingers? down (my|your|his|her) throat
            (makes?|making|made) (my|your|him|her)self {sick}{within_thirty}(by|with|using)
        """,
        sick="sick|vomit|throw up",
    ),
)
DETAILS: tuple[Detail, ...] = (
    *_AMOUNTS,
    *_METHODS,
    *_SOURCING,
    *_NAMED_METHODS,
    *_WORDING,
    *_EATING,
)
