# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""`SafetyFilter`: safe messaging. No detail that could teach harm, no minors, no cue left alone.

Word lists with their context, so that "I took two buses" passes. Rejects detail, never the topic:
a patient may speak of wanting to die. Knows nothing of profiles and does not rate the therapist.

Source: WHO, Preventing suicide: a resource for media professionals (2023), for what to leave out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from filters.risk import answers_risk, risk_cue
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session, Speaker

ANSWER_WITHIN_THERAPIST_TURNS = 3

_SMALL = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen"]
_TENS = [
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
]
_NUMBER = rf"(?:\d+(?:[.,]\d+)?|(?:{'|'.join((*_SMALL, *_TEENS, *_TENS))})(?:[- ](?:{'|'.join((*_SMALL, *_TENS))}))?)"
_MANY = rf"(?:[5-9]|\d{{2,}}|{'|'.join(('five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', *_TEENS, *_TENS))}|all (?:of )?(?:my|the|his|her)|(?:the|a|my) (?:whole|entire|full)|(?:a|the|my) (?:handful|packet|bottle|box|pack|strip)s?(?: of)?)"
_PILLS = r"(?:pills?|tablets?|capsules?|painkillers?|paracetamol|ibuprofen|aspirin|co-?codamol|laxatives?|sleeping (?:pills?|tablets?)|meds|medication|insulin|antidepressants?|diazepam|morphine|codeine)"
_SUBSTANCE = r"(?:coke|cocaine|heroin|speed|ket|ketamine|mdma|meth|crack|acid|weed|fentanyl|oxy\w*|benzos?|valium|xanax|pregabalin|spice)"
_RISK = r"(?:suicid\w*|kill\w* (?:my|him|her|them)self|end\w* (?:it|my life|his life|her life)|die\b|dying|dead|hurt\w* myself|harm\w* myself|self-?harm\w*)"
_WEIGHT = r"(?:weigh\w*|weight|los[et]\w*|gain\w*|put on|putting on|drop\w*|down to|up to|heavier|lighter|scales?|bmi|under)"
_MONEY = r"(?:bet\w*|bingo|money|cash|purse|wallet|paid|pay|cost\w*|spen[dt]\w*|gambl\w*|note|bank|card|debt|bill|quid|lottery|machine|fine|refund)"

# What is wrong, the pattern, and words in the same sentence that make it harmless.
_DETAILS: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...] = tuple(
    (reason, re.compile(pattern, re.I), re.compile(harmless, re.I) if harmless else None)
    for reason, pattern, harmless in (
        ("dose", rf"\b{_NUMBER}\s?(?:mgs?|milligrams?|mcg|micrograms?)\b", None),
        ("dose", rf"\b(?:took|take|taken|taking|swallow\w*|saved up|stash\w*|overdos\w*)\b[^.!?]{{0,25}}\b{_MANY}\s?(?:\w+ ){{0,2}}{_PILLS}\b", r"\b(?:collect|chemist|pharmac|prescription|days?|weeks? of|course)\w*\b"),
        ("dose", r"\boverdos\w* (?:on|of|with|by)\b(?! (?:some|any|one|that|a) (?:\w+ )?(?:level|point)\b)", None),
        ("dose", rf"\b{_NUMBER}\s?(?:g|grams?|lines?|hits?|bags?|wraps?|bars?) of {_SUBSTANCE}\b", None),
        ("method", r"\b(?:hang|hanged|hanging|hung) (?:my|him|her|them|your)sel(?:f|ves)\b", None),
        ("method", r"\b(?:razor blades?|ligatures?|nooses?|exit bag)\b", None),
        ("method", r"\b(?:cut|cutting|cuts|slit|slash\w*|burn\w*|scratch\w*)\b[^.!?]{0,15}\b(?:my|his|her|your) (?:\w+ )?(?:wrists?|arms?|thighs?|legs?|skin|throat|stomach)\b[^.!?]{0,20}\bwith\b", r"\b(?:cook|iron|oven|gard|bramble|bush|accident|cat|doctor|nurse|surgeon)\w*\b"),
        ("method", r"\b(?:cut|cutting|slit|slitting|slashed) (?:my|his|her|your) (?:wrists?|throat|veins?)\b", None),
        ("method", r"\b(?:jump|jumped|jumping|leap|throw myself|threw myself|throwing myself|step|stepping|walk|walking)\b[^.!?]{0,12}\b(?:off|from|in front of|under|out of)\b[^.!?]{0,12}\b(?:bridges?|roof|train|tracks?|platform|cliff|tower|lorry|balcony|window|traffic)\b", r"\b(?:film|game|kids?|parachute|bungee|dog|cat|holiday)\b"),
        ("method", rf"(?:{_RISK}[^.!?]{{0,60}}\b(?:rope|gun|pistol|shotgun|knife|blade|gas|exhaust|hosepipe|carbon monoxide|helium|bleach|poison|pills|tablets|drown\w*|bridge|train)\b|\b(?:rope|gun|pistol|shotgun|knife|blade|gas|exhaust|hosepipe|carbon monoxide|helium|bleach|poison|pills|tablets|drown\w*)\b[^.!?]{{0,60}}{_RISK})", r"\b(?:never|film|news|scared of)\b"),
        ("method", r"\b(?:drink|drank|drinking|swallow\w*)\b[^.!?]{0,15}\b(?:bleach|antifreeze|weed ?killer|pesticide)\b", None),
        ("method", r"\b(?:gun|pistol|shotgun)\b[^.!?]{0,20}\b(?:my|his|her) (?:head|mouth)\b", None),
        ("note", r"\bsuicide notes?\b", None),
        ("wording", r"\bcommit\w* suicide\b|\b(?:successful|failed|unsuccessful) suicide", None),
        ("calories", rf"\b{_NUMBER}\s?(?:calories|kcals?|cals)\b|\bcalories\b[^.!?]{{0,15}}\b\d{{2,4}}\b", None),
        ("weight", rf"\b{_WEIGHT}\b[^.!?]{{0,30}}\b{_NUMBER}\s?(?:kgs?|kilos?|kilograms?|stone|lbs?|pounds?)\b", rf"\b{_MONEY}\b|\b(?:potatoes|parcel|dog|luggage|suitcase|dumbbells?)\b"),
        ("weight", rf"\b{_NUMBER}\s?(?:kgs?|kilos?|kilograms?|stone|lbs|pounds)\b[^.!?]{{0,20}}\b(?:lighter|heavier|gone|overweight|underweight|lost|gained)\b", rf"\b{_MONEY}\b|\b(?:potatoes|parcel|dog|luggage|suitcase)\b"),
        ("weight", rf"\bI(?:'m| am| was) (?:only |about |just |now )?{_NUMBER}\s?(?:kgs?|kilos?|stone|lbs)\b|\bbmi\b[^.!?]{{0,12}}\b\d", None),
        ("purging", r"\bfingers? down (?:my|your|his|her) throat\b|\bmake (?:my|your)self sick (?:by|with)\b", None),
    )
)  # fmt: skip

_MINOR_AGE = rf"(?:[1-9]|1[0-7]|{'|'.join((*_SMALL, *_TEENS))})"
_UNAMBIGUOUS = rf"(?:1[0-7]|{'|'.join(_TEENS)})"
_MINOR = re.compile(
    rf"\b(?:I'm|I am|you're|you are|I’m|you’re) (?:only |just |still |nearly |almost )?"
    rf"(?:{_MINOR_AGE}[- ]years?[- ]old\b|{_MINOR_AGE} years of age\b"
    rf"|a {_MINOR_AGE}[- ]year[- ]old\b|{_UNAMBIGUOUS}(?=\s*(?:[.,!?;]|$)|\s+(?:and|now|but|so|next|on)\b)(?!\s+and a half))"
    rf"|\bI(?:'ll be| turn|'m turning) {_UNAMBIGUOUS}\b(?=\s*(?:[.,!?]|$)|\s+(?:next|in|on|this)\b)"
    r"|\bI(?:'m| am) in (?:year (?:\d|1[0-3]|seven|eight|nine|ten|eleven)|(?:\d{1,2}th|seventh|eighth|ninth|tenth) grade)\b",
    re.I,
)
_AGE_BEFORE = re.compile(r"\b(?:when|as if|like|back then|feel like)\W+(?:\w+\W+){0,2}$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """One breach: what kind, and the generated words."""

    reason: str
    span: str = field(repr=False)


@dataclass(slots=True, kw_only=True)
class SafetyFilter:
    """Fails a session with any breach. `score` is the number of breaches."""

    answer_within_therapist_turns: int = ANSWER_WITHIN_THERAPIST_TURNS
    name: str = "safety"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        cues = _unanswered_cues(session, within=self.answer_within_therapist_turns)
        harms = [*_details(session), *_minors(session), *cues]
        return Verdict(
            filter=self.name,
            privacy_class=self.privacy_class,
            passed=not harms,
            score=float(len(harms)),
            reason="; ".join(dict.fromkeys(harm.reason for harm in harms)),
            evidence=tuple(harm.span for harm in harms),
        )


def _details(session: Session) -> Iterator[Harm]:
    for turn in session.turns:
        for sentence in re.split(r"(?<=[.!?])\s+", turn.text):
            for reason, pattern, harmless in _DETAILS:
                match = pattern.search(sentence)
                if match and not (harmless and harmless.search(sentence)):
                    yield Harm(
                        reason=f"{reason} detail"
                        if reason != "wording"
                        else "stigmatising wording",
                        span=match[0],
                    )


def _minors(session: Session) -> Iterator[Harm]:
    for turn in session.turns:
        for match in _MINOR.finditer(turn.text):
            says_own_age = (
                match[0][0] in "Ii" if turn.speaker is Speaker.PATIENT else match[0][0] in "Yy"
            )
            if says_own_age and not _AGE_BEFORE.search(turn.text[: match.start()]):
                yield Harm(reason="patient under 18", span=match[0])


def _unanswered_cues(session: Session, *, within: int) -> Iterator[Harm]:
    for index, turn in enumerate(session.turns):
        cue = risk_cue(turn.text) if turn.speaker is Speaker.PATIENT else ""
        if not cue:
            continue
        answers = [t.text for t in session.turns[index + 1 :] if t.speaker is Speaker.THERAPIST]
        if not any(map(answers_risk, answers[:within])):
            yield Harm(reason="risk cue left unanswered", span=cue)
