"""What numbers, links and dates look like, as patterns with a score. Knows no sentence."""

import re

# "may 3" and "march 5" in lower case are more often no dates.
_MONTH = (
    r"(?:(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
    r"|january|february|april|june|july|august|september|october|november|december)\b)"
)
_ANY_MONTH = rf"(?i:{_MONTH}|may|march)"
_YEAR = r"(?:19|20)\d{2}"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_IN_FIGURES = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{_YEAR}|\d{{2}})"  # 4/3/1982, 4.3.82
    rf"|{_YEAR}[/.-]\d{{1,2}}[/.-]\d{{1,2}})"  # 1982-03-04
)
_TIMES = r"(?:hours|days|weeks|months|times|years)"
_BRITISH = r"(?:\+44\s?|0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}"
_NORTH_AMERICAN = (
    r"\(\d{3}\)\s?\d{3}[-\s.]\d{4}(?!\d)"  # (212) 555-0143
    r"|(?<![\d-])\d{3}-\d{3}-\d{4}(?![\d-])"  # 212-555-0143
    r"|(?<![\d.])\d{3}\.\d{3}\.\d{4}(?![\d.]\d)"  # 212.555.0143
)
_DIALLED = (
    r"(?P<span>(?<![\w.])(?:(?:\+|00|\()\d[\d ().-]{6,}\d"  # +44 20 7946 0018
    r"|\d{2,6}(?:(?:[ -]\d{2,6}){1,4}|(?:\.\d{2,6}){1,4})"  # 020 7946 0018
    r"|\d{7,11})"
    r"(?:x\d+)?(?!\w))"  # an extension
)
_DIAL = (
    r"\b(?:phone|mobile|cell|desk|fax|number"
    r"|(?:call|ring|text|phone|reach)(?: (?:me|us|her|him|them))?(?: (?:on|at))?)"
)
_ZIP = r"\b(?i:zip(?:[ -]?code)?|post ?code|postal code)(?i: is|:| was){0,2}"
_KEPT = (
    r"\b(?:record|patient|hospital|case|NHS|MRN|account|insurance|policy|passport|member(?:ship)?"
    r"|reference|student|licence|license)"
)
_RECORD = rf"{_KEPT}\s(?:number|no\.?|id|\#)?\s?(?:is\s|:\s?|was\s)?"
_SIGN = r"(?:\#?:\s?\#?|\#\s?|-)"  # "MRN: 00482913", "MRN#00482913"
_FROM_TO = r"[a-z\s]{0,5}[1-9]\d{0,3}\s?-\s?\d{1,4}(?![\d-])"
# "Policy: 2019-2020" says from when to when; behind "MRN:" stands nothing but a number.
_SIGNED = rf"(?:{_KEPT}{_SIGN}(?!{_FROM_TO})|\b(?:NHS|MRN|passport){_SIGN})"
_LONG = r"[A-Z]{0,3}[-\s]?\d[\d\s-]{4,}\d"
_CODE = r"(?=[A-Z\d -]*\d)[A-Z\d]{2,5}(?:[ -][A-Z\d]{2,4})?"
_IBAN = r"[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?"
# In lower case only with ten figures, or it is words.
_LOWER_IBAN = r"[a-z]{2}\d{2}(?=(?:[a-z ]{0,6}\d){8})(?: ?[a-z\d]{4}){2,7}(?: ?[a-z\d]{1,4})?"
_CARD = (
    r"\d{4}(?:[ -]\d{4}){2}(?:[ -]\d{1,7})?"  # 0000 0000 0000 0000
    r"|\d{4}[ -]\d{6}[ -]\d{4,5}"  # 0000 000000 00000
    r"|\d{12,19}"
)
_OLD = r"(?P<span>9\d|1[01]\d)"
"""At 90 and above few share an age; what "90" is must be said beside it."""

_IS_OLD = r"\b(?:i['’]m|i am|he['’]s|he is|she['’]s|she is|aged?|turned|turning|turns)"
_UNIT = r"(?:%|per ?cent|kg|kilo|pounds|lbs|mg|minutes|hours|days|miles)"

SHAPES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (entity, score, re.compile(pattern))
    for entity, score, pattern in (
        ("EMAIL_ADDRESS", 0.9, r"(?P<span>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"),
        ("HANDLE", 0.7, r"(?<![\w.@])(?P<span>@[A-Za-z_][\w.]{1,28}\w)(?!@)"),
        ("URL", 0.9, r"(?P<span>\b(?i:https?://|www\.)[^\s,;\"”]*[\w/])"),
        # Numbers set aside for fiction are no valid ones to Presidio, and models like them best.
        ("PHONE_NUMBER", 0.7, rf"(?P<span>(?<!\d){_BRITISH}(?!\d))"),
        ("PHONE_NUMBER", 0.7, r"(?P<span>(?<!\d)(?:\(?\d{3}\)?[\s-]?)?555[\s-]\d{4}(?!\d))"),
        # Three, three, four with a bracket or hyphens is a North American number, valid or not.
        ("PHONE_NUMBER", 0.7, rf"(?P<span>{_NORTH_AMERICAN})"),
        # As the health service writes its numbers.
        ("RECORD_NUMBER", 0.6, r"(?<![\d.,] )(?<![\d.,])(?P<span>[4-7]\d{2} \d{3} \d{4})(?! ?\d)"),
        ("PHONE_NUMBER", 0.5, _DIALLED),
        ("PHONE_NUMBER", 0.7, rf"(?i){_DIAL}[:#]?(?: is)?\s{_DIALLED}"),
        ("POSTCODE", 0.8, r"\b(?P<span>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b"),
        ("POSTCODE", 0.6, r"\b(?P<span>[a-z]{1,2}\d[a-z\d]? \d[a-z]{2})\b"),
        ("POSTCODE", 0.7, rf"{_ZIP} ?(?P<span>{_CODE})\b"),
        ("DATE_TIME", 0.8, rf"\b(?P<span>{_DAY}(?:\sof)?\s{_ANY_MONTH}[.,]?\s{_YEAR}{_CLOCK})\b"),
        ("DATE_TIME", 0.8, rf"\b(?P<span>{_ANY_MONTH}\.?\s(?:the )?{_DAY},?\s{_YEAR}{_CLOCK})\b"),
        ("DATE_TIME", 0.5, rf"\b(?P<span>{_DAY} (?:of )?{_MONTH})(?!\w)"),
        ("DATE_TIME", 0.5, rf"\b(?P<span>{_MONTH}\.? (?:the )?{_DAY})\b(?![:.]\d| {_TIMES})"),
        ("DATE_TIME", 0.6, rf"(?<![\d/.-])(?P<span>{_IN_FIGURES}{_CLOCK})(?![\d/-])"),
        ("US_SSN", 0.8, r"(?<![\d-])(?P<span>\d{3}-\d{2}-\d{4})(?![\d-])"),
        ("RECORD_NUMBER", 0.8, rf"(?i)(?:{_RECORD}|{_SIGNED})(?P<span>{_LONG})"),
        ("RECORD_NUMBER", 0.5, rf"(?i){_RECORD}(?P<span>[A-Z]{{0,3}}\d[A-Z\d-]{{3,}})"),
        ("RECORD_NUMBER", 0.4, r"(?<![\w£$€.,])(?P<span>[A-Z]{0,3}\d{5,}[A-Z]?)\b(?!,\d)"),
        ("CREDIT_CARD", 0.6, rf"(?<![\w.-])(?P<span>{_CARD})(?![\w-])"),
        ("IBAN_CODE", 0.5, rf"(?i)\b(?P<span>{_IBAN})\b"),
        ("IBAN_CODE", 0.6, rf"\b(?P<span>{_LOWER_IBAN})\b"),
        ("AGE", 0.4, rf"(?i){_IS_OLD}\s{_OLD}(?![\d%:.]\d|\w| ?{_UNIT})"),
        ("AGE", 0.4, rf"(?i)(?<!\w){_OLD}(?=[ -](?:years?[ -]old|y/?o|yrs? old)\b)"),
    )
)
"""Entity, score and pattern, whose group `span` is what identifies.

Those below `STANDS_ALONE` are for private text only: there a number too much costs little.
"""
