# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""What slips out of the machinery into a session: machine talk, field names, instructions, headings.

Words over words, tested on both sides: people do speak of the AI at work and ask a chatbot, so only
what a speaker says of itself, and what nobody says at all, counts. Knows nothing of meaning.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_MACHINE = r"(?:(?:large )?language model|chat ?bot|(?:ai|virtual|digital)(?: \w+)? (?:assistant|therapist|model|system|companion)|artificial intelligence|computer program)"
_BARE_AI = r"ai(?=\s*(?:[,.;:!?]|$)|\s+(?:and|so|but|I|developed|trained|designed|built|created|made|who|that|without)\b)"
_STAGE_VERB = (
    r"(?:look|nod|lean|shift|fidget|smil|glanc|star|wip|shrug|tak|avoid|hesitat|gestur|cross|uncross"
    r"|wring|frown|sit|stand|reach|hand|trail|tear|play|pick|bit|rub|clench|swallow|sound|appear|remain|break)"
    r"(?:e?s|ing|ting|ning|e|[ei]d|s up)?\b"
)
_WHO = r"(?:(?:the )?(?:patient|client|therapist|counsell?or)|s?he|they)"

LEAKS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "names itself a machine": re.compile(
            rf"\b(?:as|i'm|i’m|i am|being|just|only|merely)(?: (?:just|only|really|actually|merely))* (?:an? )?(?:{_MACHINE}\b|{_BARE_AI})"
            r"|\bmy (?:training data|knowledge cut-?off|developers)\b"
            r"|\bi (?:was|am|have been) (?:trained|programmed|designed) (?:by|to|on|as)\b(?=.{0,40}\b(?:openai|assist|help users|respond|data|text|language)\b)"
            r"|\b(?:trained|developed|made|built) by openai\b"
            r"|\bi (?:can't|cannot|can’t|am unable to|'m unable to) (?:assist|help|comply|continue) with (?:that|this|your) (?:request|prompt)\b",
            re.I,
        ),
        "symptom id": re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b(?:mdd|bipolar[12])\b"),
        "header field": re.compile(
            r"\b(?:condition|modality|denies|turns|register|severity|comorbid|specifiers|stance|risk level|disclosure tier)\s*:"
            r"|(?:^|[.!?]\s+)(?:says|session|patient|therapist|client|counsell?or|assistant|user|system|age|gender|symptoms|facts|style|plan|evidence|profile|background)"
            r"\s*:|\w \= \w",
            re.I,
        ),
        "control token": re.compile(r"<\|?/?[a-z_]+\|?>|\[/?INST\]|�", re.I),
        "instruction echo": re.compile(
            r"\b(?:here(?:'s| is|’s)|below is|the following is|this is) (?:the|an?|your) (?:\w+[ -]){0,3}(?:transcript|dialogue|script|role-?play|simulated \w+|fictional \w+|sample (?:session|conversation))\b"
            r"|^as requested[,:]|\b(?:per|following|according to) (?:your|the) (?:instructions|prompt|profile|header)\b"
            r"|\b(?:i(?:'ll| will|’ll) (?:now )?(?:play|act as|write|generate)|i(?:'m| am) playing|in the role of) (?:the |a )?(?:patient|client|therapist|session|transcript|dialogue)\b"
            r"|\b(?:patient|symptom|control) profile\b|\b(?:my|the) character (?:is|would|has|feels)\b|\bthe (?:user|prompt)(?:'s)? (?:asks|asked|wants|says|said|request)\b"
            r"|\b(?:fictional|simulated|hypothetical) (?:session|patient|client|therapist|conversation)\b|\bword count\b"
            r"|\(?\b(?:end of|session|transcript) (?:the )?(?:session|transcript|dialogue|ends|concluded|continues)(?: here)?\s*[\])]",
            re.I,
        ),
        "heading": re.compile(
            r"^\s*(?:#{1,5}\s|```|---+\s*$|\d{1,2}[.)]\s+[A-Z])|^\s*[-*•]\s+\S.*\n\s*[-*•]\s|\*\*[^*\n]+\*\*"
            r"|^\s*(?:session|phase|part|step|scene|opening|closing|check-?in|summary|homework|agenda)(?: (?:\d+|one|two|three))?\s*[:\n]",
            re.I | re.M,
        ),
        "stage direction": re.compile(
            rf"[\[(*]\s*(?:{_WHO}\s+)?(?:(?:slowly|quietly|\w+ly|then|still)[, ]+)?{_STAGE_VERB}[ ,][^\])*\n]{{1,80}}[\])*]"
            r"|(?<!\*)\*(?:nods|sighs|smiles|pauses|laughs|shrugs|cries|sobs|sniffs|chuckles|hesitates)\*"
            rf"|[\[(*]\s*{_WHO}\b[^\])*\n]{{2,80}}[\])*]"
            r"|[\[(*]\s*(?:voice|eyes|tears|long pause|with a|in a|visibly|tearful\w*|tearing up)\b[^\])*\n]{3,80}[\])*]",
            re.I,
        ),
    }
)  # fmt: skip
"""What leaked, by name, and how it reads."""


def leaks(text: str) -> Iterator[tuple[str, str]]:
    """(what leaked, the words), at most one of each kind."""
    for kind, pattern in LEAKS.items():
        if match := pattern.search(text):
            yield kind, match[0].strip()
