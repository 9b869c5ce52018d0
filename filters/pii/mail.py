"""E-mail addresses said in words: "jay dot miller at gmail dot com", "f barr eighty-two at gmail".

Written ones have a shape and are the work of `filters.pii.patterns`. Knows no question.
"""

import re
from collections.abc import Iterator

from filters.pii.identifier import Identifier
from filters.pii.signs import FIGURES, NUMBERS, SAID

LINK = "dot|underscore|dash|hyphen"
"""How the signs inside addresses and handles are said."""
SAID_NUMBER = rf"(?:\d+|{'|'.join((*FIGURES, *NUMBERS))})(?:-(?:{'|'.join(FIGURES)}))?"
_PART = r"[^\W_][\w-]*"
_REACH = 60
_KNOWN = r"g ?mail|google ?mail|hot ?mail|yahoo|icloud|proton ?mail|outlook"
_PROVIDERS = rf"{_KNOWN}|live|proton|aol|btinternet|fastmail|posteo|tutanota|gmx|hey"
_ENDINGS = "com|net|org|edu|gov|ie|eu|uk|co|ac|nhs|info|biz|app|dev|ca|au|nz|de|fr|es|nl|tv|fm|ch"
# More often words than endings, so only what is surely an address may end so.
_WORDS_TOO = "me|it|no|be|in|us|io|se"
_NOT_A_DOMAIN = r"(?!(?:the|an?|my|your|his|her|our|their|that|this|dot)\b)"
_AT = re.compile(
    rf"(?i) at {_NOT_A_DOMAIN}(?P<domain>{_PART}(?: mail)?(?: (?:dash|hyphen|dot) {_PART})*?)"
    rf"(?: dot (?:(?P<sure>{_ENDINGS})|{_WORDS_TOO})(?: dot (?:{_ENDINGS}))*"
    r"|(?<=mail|ahoo|loud|look))"  # Gmail, Yahoo, iCloud, Outlook
    rf"(?![\w'’]| (?:{LINK})\b)"
)
_PROVIDER, _MAILER = re.compile(rf"(?i){_PROVIDERS}"), re.compile(rf"(?i){_KNOWN}")
_INITIAL = "[b-hj-z] "
_SIGNED = "|".join(
    (
        rf"(?:{_INITIAL})?{_PART}(?: (?:{LINK}|plus) {_PART})+(?: {SAID_NUMBER})*",  # jay dot tembo
        rf"(?:{_INITIAL})?{_PART}(?: {SAID_NUMBER})+",  # tembo eighty-two
        rf"{_INITIAL}{_PART}",  # f tembo
        r"[^\W\d_]+\d\w*",  # tembo82
        rf"{_PART}(?: {_PART})?,? (?:all )?one word,?",  # jay tembo, all one word
    )
)
_LOCAL = re.compile(rf"(?i)(?<![\w'’@.-])(?:(?P<signed>{_SIGNED})|{_PART}(?:\.{_PART})*)$")
_REPLIED_ENDINGS = "com|net|org|edu|gov|ie|eu|uk|co|me|io|info|ca|au|de|us|nhs"
_IN_REPLY = re.compile(
    "|".join(
        (
            # jay dot tembo at
            rf"(?:\bat )?\b[\w-]+(?:(?: (?:{LINK}) |[._-])[\w-]+)+(?: at\b|@)?",
            # at posteo dot net
            rf"(?:\bat |@)?\b[\w-]+ dot (?:{_REPLIED_ENDINGS})(?: dot uk)?\b",
            r"[\w.+-]+@",  # jay@
            r"\b[a-z]+\d+\b",  # tembo82
        )
    ),
    re.I,
)


def find_said_mail(text: str) -> Iterator[Identifier]:
    """Every address that is said whole; the provider's ending may be left out."""
    for at in _AT.finditer(text):
        offset = max(0, at.start() - _REACH)
        local = _LOCAL.search(text[offset : at.start()])
        if local and _is_mail(at, signed=local["signed"] is not None):
            yield _mail(text, offset + local.start(), at.end())


def _is_mail(at: re.Match[str], *, signed: bool) -> bool:
    """ "cried at dot com" and "I was at Yahoo" are none."""
    if " dot " not in at[0]:
        return signed and _MAILER.fullmatch(at["domain"]) is not None
    return signed or at["sure"] is not None or _PROVIDER.fullmatch(at["domain"]) is not None


def mail_in_reply(text: str) -> Iterator[Identifier]:
    """What answers the question for an address, or a part of it."""
    return (_mail(text, *match.span()) for match in _IN_REPLY.finditer(text))


def _mail(text: str, start: int, end: int) -> Identifier:
    return Identifier(
        entity="EMAIL_ADDRESS", start=start, end=end, text=text[start:end], score=SAID
    )
