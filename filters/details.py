# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Detail that could teach harm: method, dose, quantity, weight, calories, sourcing.

Words with their context, so that "I took two buses" passes. Detail, never the topic: a patient may
speak of wanting to die, of tablets and of drink. Amounts of alcohol are the topic of its treatment
and no detail. Knows nothing of who speaks.

Source: WHO, Preventing suicide: a resource for media professionals (2023), for what to leave out.
"""

import re
from collections.abc import Iterator

from filters.numbers import SMALL, TEENS, TENS

_NUMBER = rf"(?:\d+(?:[.,]\d+)?|(?:{'|'.join((*SMALL, *TEENS, *TENS))})(?:[- ](?:{'|'.join((*SMALL, *TENS))}))?)"
_MANY = rf"(?:[5-9]|\d{{2,}}|{'|'.join(('five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', *TEENS, *TENS))}|all (?:of )?(?:my|the|his|her)|(?:the|a|my) (?:whole|entire|full)|(?:a|the|my) (?:handful|packet|bottle|box|pack|strip)s?(?: of)?)"
_PILLS = r"(?:pills?|tablets?|capsules?|painkillers?|paracetamol|ibuprofen|aspirin|co-?codamol|laxatives?|sleeping (?:pills?|tablets?)|meds|medication|insulin|antidepressants?|diazepam|morphine|codeine|sertraline|fluoxetine|(?:es)?citalopram|paroxetine|venlafaxine|duloxetine|mirtazapine|amitriptyline|lithium|quetiapine|olanzapine|risperidone|zopiclone|zolpidem|lorazepam|clonazepam|temazepam|propranolol|tramadol|oxycodone|gabapentin|acetaminophen|tylenol|benadryl|xanax|valium)"
_BODY = r"(?:\w+ )?(?:arm|leg|thigh|wrist|skin|throat|neck|stomach|vein)s?"
_HEIGHT = r"(?:bridge|roof|cliff|tower|balcony|ledge|window|building|flats|tower block|car park|multi-?storey|platform|pier)"
_FIXTURE = r"(?:beam|rafters?|banisters?|ceiling|hook|branch|tree|light fitting|door(?: handle| frame)?|pipe|pull-up bar)"
_INTENT = r"\b(?:thought|think\w*|want\w*|urge\w*|imagin\w*|pictur\w*|tempt\w*|going to|plan\w*|could just|keep see\w*|wonder\w*|consider\w*)\b"
_ENGINE_ON = r"\bengine (?:running|on\b(?! (?:every|the|a|an|my|our|his|her|their|its)\b))"
_HOW = r"(?:kill|die\b|end (?:it|my|your)|hang|overdos\w*|starve|purge|make (?:my|your)self sick|do it (?:painless\w*|quick\w*|without|properly|and not))"
_SUBSTANCE = r"(?:coke|cocaine|heroin|speed|ket|ketamine|mdma|meth|crack|acid|weed|fentanyl|oxy\w*|benzos?|valium|xanax|pregabalin|spice)"
_RISK = r"(?:suicid\w*|kill\w* (?:my|him|her|them)self|end\w* (?:it|my life|his life|her life)|die\b|dying|dead|hurt\w* myself|harm\w* myself|self-?harm\w*)"
_WEIGHT = r"(?:weigh\w*|weight|los[et]\w*|gain\w*|put on|putting on|drop\w*|down to|up to|heavier|lighter|scales?|bmi|under)"
_MONEY = r"(?:(?:my|the|our) last|bet\w*|bingo|money|cash|purse|wallet|paid|pay|cost\w*|spen[dt]\w*|gambl\w*|note|bank|card|debt|bill|quid|lottery|machine|fine|refund)"

# What is wrong, the pattern, and words in the same sentence that make it harmless.
_DETAILS: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...] = tuple(
    (reason, re.compile(pattern, re.I), re.compile(harmless, re.I) if harmless else None)
    for reason, pattern, harmless in (
        ("dose", rf"\b{_NUMBER}\s?(?:mgs?|milligrams?|mcg|micrograms?)\b", None),
        ("dose", rf"\b(?:took|take|taken|taking|swallow\w*|neck(?:ed|ing)|down(?:ed|ing)|popp(?:ed|ing)|wash\w* down|dr[aiu]nk\w*|had (?=(?:a|the) whole)|saved up|stash\w*|overdos\w*)\b[^.!?]{{0,25}}\b{_MANY}\s?(?:\w+ ){{0,2}}{_PILLS}\b", r"\b(?:collect|chemist|pharmac|prescription|days?|weeks? of|course)\w*\b"),
        ("dose", r"\boverdos\w* (?:on|of|with|by)\b(?! (?:some|any|one|that|a) (?:\w+ )?(?:level|point)\b)", None),
        ("dose", rf"\b{_NUMBER}\s?(?:g|grams?|lines?|hits?|bags?|wraps?|bars?) of {_SUBSTANCE}\b", None),
        ("dose", rf"\b(?:sav(?:e|ed|ing) up|stash\w*|hoard\w*|stockpil\w*)\b[^.!?]{{0,25}}\b{_PILLS}\b", r"\bmoney\b"),
        ("dose", rf"\b(?:swallow\w*|neck(?:ed|ing)|downed|popped) (?:about |around |like |over |nearly )?{_MANY} (?:of (?:them|those)|at once|in one go)\b|\btook (?:about |around |like )?{_MANY} (?:at once|in one go)\b|\b(?:took|swallowed|downed) (?:them all|the lot|all of them)\b(?! (?:to|out|home|back|for|with|off|on|in)\b)", None),
        ("dose", rf"\binject\w*\b[^.!?]{{0,20}}\b{_NUMBER} units\b", None),
        ("quantity", rf"\b(?:snort\w*|shoot\w* up|shot up|inject\w*|smok\w*|getting through|did|doing)\b (?:\w+ ){{0,2}}?(?:an?|half an?|{_NUMBER}) (?:half )?(?:grams?|eighths?|ounces?|wraps?|rocks?|bags?(?= (?:on|of|a|at|in|before|and)\b|[.,]))\b(?! of (?!{_SUBSTANCE}))|\bsnort\w* (?:\w+ ){{0,2}}?(?:an?|{_NUMBER}) lines?\b", r"\b(?:protein|sugar|fat|salt|flour|butter)\b"),
        ("method", rf"\b(?:ropes?|cord|belt|flex|wire|bed ?sheets?|cable|shoelaces?)\b[^.!?]{{0,30}}\b(?:round|around|over|to|from|on) (?:my neck|(?:the|a|that) {_FIXTURE})\b", r"\b(?:swing|washing|dog|climb\w*|curtains?|blind|decorat\w*|lights?)\b"),
        ("method", rf"\b(?:I|he|she|to|d|ll|tried) hang(?:ing)?(?: \w+sel\w+)? (?:from|off) (?:the|a|that) {_FIXTURE}\b", None),
        ("method", r"\b(?:st[oa]nd\w*|stood|lay|lie|lying|sat|sit\w*|kneel\w*|knelt) (?:down )?(?:on|across) the (?:(?:railway|train|tram) )?(?:line(?! (?:manager|up|of|with))|tracks?|rails)\b|\b(?:on|onto|over) the (?:ledge|parapet|railings?|wrong side|edge)(?: of (?:the |a )?(?:bridge|roof|cliff|tower|balcony|building|platform))?\b(?=[^.!?]{0,30}\b(?:look\w* down|jump\w*|drop|below|thought|ready|let go)\b)|\b(?:drown\w*|gass?(?:ed|ing)|suffocat\w*|strangl\w*|electrocut\w*) (?:my|him|her|them)sel\w+\b", None),
        ("method", rf"{_ENGINE_ON}[^.!?]{{0,40}}\b(?:garage|hose|shut|closed|sealed)\b|\b(?:garage|hose)\b[^.!?]{{0,40}}{_ENGINE_ON}|\bgas on\b[^.!?]{{0,15}}\b(?:lay|lie|lying|wait\w*|shut|closed|sleep)\b", r"\b(?:mechanic|mot|garden hose)\b"),
        ("method", rf"\b(?:blade|knife|razor|scissors|compass(?: point)?|(?:broken )?glass|lighter|cigarettes?|match(?:es)?|flame|needle|safety pin|staple\w*)\b[^.!?]{{0,12}}\b(?:on|against|across|into|along|to) (?:my|his|her) {_BODY}\b", r"\b(?:shav\w*|nurse|doctor|blood test|jab|vaccin\w*|surgeon|accident\w*|tattoo\w*|robb\w*|mugg\w*|held it|ex|he held|she held)\b"),
        ("method", rf"\bbags? over (?:my|his|her) (?:head|face)\b|{_INTENT}[^.!?]{{0,40}}\b(?:driv\w*|steer\w*|crash\w*|swerv\w*|run\w*)\b[^.!?]{{0,20}}\b(?:into|off|under) (?:an?|the|some) (?:\w+ )?(?:wall|tree|barrier|lorry|truck|pillar|traffic|river|cliff|bridge|road)\b", r"\b(?:film|game|panic\w*|scared|afraid|terrif\w*|worr\w*)\b"),
        ("method", r"\bwalk\w* into the (?:sea|river|lake|water|canal|ocean)\b[^.!?]{0,40}\b(?:stones?|pockets?|keep (?:going|walking)|not come (?:back|out)|never c[oa]me)\b", None),
        ("method", rf"\b(?:go|going|went|jump\w*|step\w*|throw\w*|threw|leap\w*)\b[^.!?]{{0,12}}\boff (?:the |a |that )?(?:top of (?:the |a )?|edge of (?:the |a )?)?(?:\w+ )?{_HEIGHT}\b", r"\b(?:film|game|kids?|parachute|bungee|dog|cat|holiday|train|ball|hat|drone)\b"),
        ("method", r"\b(?:keep|kept|bought|hid\w*|have|got)\b[^.!?]{0,15}\b(?:knife|rope|blade|razor|gun|pills|tablets|helium)\b[^.!?]{0,30}\b(?:for when I (?:do|decide|can't)|to do it\b|to use on myself)", None),
        ("method", r"\bsh(?:ot|oot\w*) (?:my|him|her|them|your)sel\w+\b(?! (?:again )?in the foot)", None),
        ("sourcing", r"\b(?:dark|deep) ?(?:web|net)\b|\b(?:without|no|n't (?:ask|need)\w*(?: for)?|not asking for) (?:a |any )?prescription\b", r"\b(?:ran out|left with|went home)\b"),
        ("sourcing", rf"\b(?:bought|buy\w*|got|gets?|getting|order\w*|sells?|sold|scor\w*)\b[^.!?]{{0,30}}\b(?:{_PILLS}|{_SUBSTANCE}|gear|the strong ones)\b[^.!?]{{0,40}}\b(?:online|website|internet|dealer|telegram|snapchat|abroad|off the street|under the counter|bloke|off a (?:guy|mate|friend))\b", r"\b(?:pharmac\w*|chemist|repeat|gp|doctor|surgery|kids?|school|garden\w*|office|shoes?|furniture)\b"),
        ("sourcing", r"\border\w*\b[^.!?]{0,30}\b(?:online|abroad|internet)\b[^.!?]{0,20}\bno questions asked\b", None),
        ("sourcing", r"\b(?:my|a|the|his|her) dealer\b[^.!?]{0,20}\b(?:sells?|sold|gets?|got|gives?|gave|brings?|brought|charges?|delivers?|lives?)\b", r"\b(?:car|card|antiques?|art|van|blackjack|casino)\b"),
        ("sourcing", r"\b(?:two|three|four|five|different|several) (?:different )?(?:chemists|pharmacies|doctors|gps|surgeries)\b[^.!?]{0,40}\b(?:notic\w*|suspicious|same day|extra|stock|so (?:that )?no)\b", None),
        ("sourcing", rf"\b(?:forums?|websites?|sites?|pages?|videos?|groups?)\b[^.!?]{{0,30}}\bhow to (?:{_HOW}|do it\b)|\b(?:look\w* up|googl\w*|search\w*|read up|research\w*)\b[^.!?]{{0,25}}\b(?:how to|ways? (?:to|of)|best way to) {_HOW}", r"\b(?:knit\w*|cook\w*|recipe|tax|diy)\b"),
        ("method", r"\b(?:hang|hanged|hanging|hung) (?:my|him|her|them|your)sel(?:f|ves)\b", None),
        ("method", r"\b(?:razor blades?|ligatures?|nooses?|exit bag)\b", None),
        ("method", r"\b(?:cut|cutting|cuts|slit|slash\w*|burn\w*|scratch\w*)\b[^.!?]{0,15}\b(?:my|his|her|your) (?:\w+ )?(?:wrists?|arms?|thighs?|legs?|skin|throat|stomach)\b[^.!?]{0,20}\bwith\b", r"\b(?:cook|iron|oven|gard|bramble|bush|accident|cat|doctor|nurse|surgeon)\w*\b"),
        ("method", r"\b(?:cut|cutting|slit|slitting|slashed) (?:my|his|her|your) (?:wrists?|throat|veins?)\b", None),
        ("method", r"\b(?:jump|jumped|jumping|leap|throw myself|threw myself|throwing myself|step|stepping|walk|walking)\b[^.!?]{0,12}\b(?:off|from|in front of|under|out of)\b[^.!?]{0,12}\b(?:bridges?|roof|train|tracks?|platform|cliff|tower|lorry|balcony|window|traffic)\b", r"\b(?:film|game|kids?|parachute|bungee|dog|cat|holiday)\b"),
        ("method", rf"(?:{_RISK}[^.!?]{{0,60}}\b(?:rope|gun|pistol|shotgun|knife|blade|gas|exhaust|hosepipe|carbon monoxide|helium|bleach|poison|pills|tablets|drown\w*|bridge|train)\b|\b(?:rope|gun|pistol|shotgun|knife|blade|gas|exhaust|hosepipe|carbon monoxide|helium|bleach|poison|pills|tablets|drown\w*)\b[^.!?]{{0,60}}{_RISK})", r"\b(?:never|film|news|scared of)\b"),
        ("method", r"\b(?:drink|drank|drinking|swallow\w*|down(?:ed|ing))\b[^.!?]{0,15}\b(?:bleach|antifreeze|weed ?killer|pesticide)\b", None),
        ("method", r"\b(?:gun|pistol|shotgun)\b[^.!?]{0,20}\b(?:my|his|her) (?:head|mouth)\b", None),
        ("note", r"\bsuicide notes?\b", None),
        ("wording", r"\bcommit\w* suicide\b|\b(?:successful|failed|unsuccessful) suicide", None),
        ("calories", rf"\b{_NUMBER}\s?(?:calories|kcals?|cals)\b|\bcalories\b[^.!?]{{0,15}}\b\d{{2,4}}\b", None),
        ("weight", rf"\b{_WEIGHT}\b[^.!?]{{0,30}}\b{_NUMBER}\s?(?:kgs?|kilos?|kilograms?|stone|lbs?|pounds?)\b", rf"\b{_MONEY}\b|\b(?:potatoes|parcel|dog|luggage|suitcase|dumbbells?)\b"),
        ("weight", rf"\b{_NUMBER}\s?(?:kgs?|kilos?|kilograms?|stone|lbs|pounds)\b[^.!?]{{0,20}}\b(?:lighter|heavier|gone|overweight|underweight|lost|gained)\b", rf"\b{_MONEY}\b|\b(?:potatoes|parcel|dog|luggage|suitcase)\b"),
        ("weight", rf"\b(?:target|goal|aim\w*)\b[^.!?]{{0,15}}\b{_NUMBER} (?:kgs?|kilos?|stone|lbs)\b", None),
        ("weight", rf"\bscales (?:said|says?|read|show\w*) (?:\w+ )?{_NUMBER}\b", r"\b(?:post|parcel|kitchen|flour)\b"),
        ("calories", rf"\b(?:eat\w*|ate|under|on) (?:only |about |just |around |less than )?(?:\d{{3,4}}|{_NUMBER} hundred) a day\b", rf"\b{_MONEY}\b|\b(?:we|canteen|cook\w*|miles|steps|people)\b"),
        ("weight", rf"\bI(?:'m| am| was) (?:only |about |just |now )?{_NUMBER}\s?(?:kgs?|kilos?|stone|lbs)\b|\bbmi\b[^.!?]{{0,12}}\b\d", None),
        ("purging", r"\bfingers? down (?:my|your|his|her) throat\b|\bmak(?:e|es|ing|ed?) (?:my|your|him|her)self (?:sick|vomit|throw up)\b[^.!?]{0,30}\b(?:by|with|using)\b", None),
    )
)  # fmt: skip


def details(text: str) -> Iterator[tuple[str, str]]:
    """(what is wrong, the words), sentence by sentence."""
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        for reason, pattern, harmless in _DETAILS:
            match = pattern.search(sentence)
            if match and not (harmless and harmless.search(sentence)):
                told = "stigmatising wording" if reason == "wording" else f"{reason} detail"
                yield told, match[0]
