r"""Word lists that the rules of `filters.detail_table` share: what {pills}, {number} or {body} is.

Phrases in the notation of `filters.phrases`; a list may name another.
"""

from collections.abc import Mapping
from types import MappingProxyType

from filters.numbers import SMALL, TEENS, TENS

_FIVE_TO_TWELVE = SMALL[SMALL.index("five") :]


def _within(letters: int) -> str:
    """From the end of a word to the beginning of one that follows soon in the same sentence."""
    return rf"\b[^.!?]{{0,{letters}}}\b"


_DISTANCES = {
    "within_twelve": _within(12),
    "within_fifteen": _within(15),
    "within_twenty": _within(20),
    "within_twenty_five": _within(25),
    "within_thirty": _within(30),
    "within_forty": _within(40),
    "within_sixty": _within(60),
}
_AMOUNTS = {
    "small": "|".join(SMALL),
    "teens": "|".join(TEENS),
    "tens": "|".join(TENS),
    "number": r"\d+([.,]\d+)?|({small}|{teens}|{tens})([- ]({small}|{tens}))?",
    "five_and_more": rf"[5-9]|\d{{2,}}|{'|'.join(_FIVE_TO_TWELVE)}|{{teens}}|{{tens}}",
    "all_of_it": "all (of )?(my|the|his|her)|(the|a|my) (whole|entire|full)",
    "a_packet": "(a|the|my) (handful|packet|bottle|box|pack|strip)s?( of)?",
    "many": "{five_and_more}|{all_of_it}|{a_packet}",
    "kilos": "kgs?|kilos?|stone|lbs",
}
_DRUGS = {
    "painkillers": (
        "painkillers?|paracetamol|acetaminophen|tylenol|ibuprofen|aspirin|co-?codamol|codeine"
        "|tramadol|oxycodone|morphine"
    ),
    "sedatives": (
        "sleeping (pills?|tablets?)|zopiclone|zolpidem|diazepam|valium|xanax|lorazepam|clonazepam"
        "|temazepam"
    ),
    "antidepressants": (
        "antidepressants?|sertraline|fluoxetine|(es)?citalopram|paroxetine|venlafaxine|duloxetine"
        "|mirtazapine|amitriptyline"
    ),
    "antipsychotics": "lithium|quetiapine|olanzapine|risperidone",
    "other_medicines": "laxatives?|insulin|propranolol|gabapentin|benadryl",
    "pills": (
        "pills?|tablets?|capsules?|meds|medication|{painkillers}|{sedatives}|{antidepressants}"
        "|{antipsychotics}|{other_medicines}"
    ),
    "substance": (
        r"coke|cocaine|heroin|speed|ket|ketamine|mdma|meth|crack|acid|weed|fentanyl|oxy\w*|benzos?"
        "|valium|xanax|pregabalin|spice"
    ),
}
_METHODS = {
    "body": r"(\w+ )?(arm|leg|thigh|wrist|skin|throat|neck|stomach|vein)s?",
    "height": (
        "bridge|roof|cliff|tower|balcony|ledge|window|building|flats|tower block|car park"
        "|multi-?storey|platform|pier"
    ),
    "fixture": (
        "beam|rafters?|banisters?|ceiling|hook|branch|tree|light fitting|door( handle| frame)?"
        "|pipe|pull-up bar"
    ),
    "means": (
        "rope|gun|pistol|shotgun|knife|blade|gas|exhaust|hosepipe|carbon monoxide|helium|bleach"
        r"|poison|pills|tablets|drown\w*"
    ),
    "intent": (
        r"thought|think\w*|want\w*|urge\w*|imagin\w*|pictur\w*|tempt\w*|going to|plan\w*"
        r"|could just|keep see\w*|wonder\w*|consider\w*"
    ),
    "dying": (
        r"suicid\w*|kill\w* (my|him|her|them)self|end\w* (it|my life|his life|her life)"
        r"|die|dying|dead|hurt\w* myself|harm\w* myself|self-?harm\w*"
    ),
    "engine_on": r"engine (running|on\b(?! (every|the|an?|my|our|his|her|their|its)\b))",
}
_HARMLESS = {
    "money": (
        r"(my|the|our) last|bet\w*|bingo|money|cash|purse|wallet|paid|pay|cost\w*|spen[dt]\w*"
        r"|gambl\w*|note|bank|card|debt|bill|quid|lottery|machine|fine|refund"
    ),
}
WORDS: Mapping[str, str] = MappingProxyType(_DISTANCES | _AMOUNTS | _DRUGS | _METHODS | _HARMLESS)
