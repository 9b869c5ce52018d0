"""What slips out of the machinery into a session: machine talk, fields, instructions, headings.

Rules over words, tested on both sides: people do speak of the AI at work and ask a chatbot, so only
what a speaker says of itself, and what nobody says at all, counts. Knows nothing of meaning.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from filters.phrases import phrases

_MACHINE_TALK = phrases(
    r"""
    {it_is}{just} (an? )?{machine}
    {it_is}{just} (an? )?ai(?=\s*([,.;:!?]|$)|\s+{goes_on}\b)
    my (training data|knowledge cut-?off|developers)
    i (was|am|have been) (trained|programmed|designed) (by|to|on|as)(?=.{0,40}\b{purpose}\b)
    (trained|developed|made|built) by openai
    i{cannot} (assist|help|comply|continue) with (that|this|your) (request|prompt)
    """,
    it_is="as|i'm|i am|being|just|only|merely",
    just="( (just|only|really|actually|merely))*",
    machine=(
        r"(large )?language model|chat ?bot|artificial intelligence|computer program"
        r"|(ai|virtual|digital)( \w+)? (assistant|therapist|model|system|companion)"
    ),
    goes_on="and|so|but|I|developed|trained|designed|built|created|made|who|that|without",
    purpose="openai|assist|help users|respond|data|text|language",
    cannot=" can't| cannot| am unable to|'m unable to",
)
_HEADER_FIELD = phrases(
    r"""
    {field}\s*:
    -(^|[.!?]\s+){opening_field}\s*:
    -\w = \w-
    """,
    field=(
        "condition|modality|denies|turns|register|severity|comorbid|specifiers|stance|risk level"
        "|disclosure tier"
    ),
    # "He says: ..." may stand within a sentence.
    opening_field=(
        "says|session|patient|therapist|client|counsell?or|assistant|user|system|age|gender"
        "|symptoms|facts|style|plan|evidence|profile|background"
    ),
)
_INSTRUCTION_ECHO = phrases(
    r"""
    {here_is} (the|an?|your) (\w+[ -]){0,3}{script}
    ^as requested[,:]
    (per|following|according to) (your|the) (instructions|prompt|profile|header)
    {i_play} (the |a )?(patient|client|therapist|session|transcript|dialogue)
    (patient|symptom|control) profile
    (my|the) character (is|would|has|feels)
    the (user|prompt)('s)? (asks|asked|wants|says|said|request)
    (fictional|simulated|hypothetical) (session|patient|client|therapist|conversation)
    word count
    -\(?\b(end of|session|transcript) (the )?{ends}( here)?\s*[\])]      # (end of session)
    """,
    here_is="here('s| is)|below is|the following is|this is",
    script=(
        r"transcript|dialogue|script|role-?play|simulated \w+|fictional \w+"
        "|sample (session|conversation)"
    ),
    i_play="i('ll| will) (now )?(play|act as|write|generate)|i('m| am) playing|in the role of",
    ends="session|transcript|dialogue|ends|concluded|continues",
)
_HEADING = re.compile(
    "|".join(
        (
            r"^\s*(?:#{1,5}\s|```|---+\s*$|\d{1,2}[.)]\s+[A-Z])",
            r"^\s*[-*•]\s+\S.*\n\s*[-*•]\s",
            r"\*\*[^*\n]+\*\*",
            r"^\s*(?:session|phase|part|step|scene|opening|closing|check-?in|summary|homework"
            r"|agenda)(?: (?:\d+|one|two|three))?\s*[:\n]",
        )
    ),
    re.I | re.M,
)
_STAGE_DIRECTION = phrases(
    r"""
    # [looks down at her hands], *sighs*, (the patient is quiet), (tears in her eyes)
    [\[(*]\s*({who}\s+)?({slowly}[, ]+)?{does}[ ,][^\])*\n]{1,80}[\])*]
    -(?<!\*)\*(nods|sighs|smiles|pauses|laughs|shrugs|cries|sobs|sniffs|chuckles|hesitates)\*
    [\[(*]\s*{who}\b[^\])*\n]{2,80}[\])*]
    [\[(*]\s*{manner}\b[^\])*\n]{3,80}[\])*]
    """,
    who="(the )?(patient|client|therapist|counsell?or)|s?he|they",
    slowly=r"slowly|quietly|\w+ly|then|still",
    does=r"{doing}(e?s|ing|ting|ning|e|[ei]d|s up)?\b",
    doing=(
        "look|nod|lean|shift|fidget|smil|glanc|star|wip|shrug|tak|avoid|hesitat|gestur|cross"
        "|uncross|wring|frown|sit|stand|reach|hand|trail|tear|play|pick|bit|rub|clench|swallow"
        "|sound|appear|remain|break"
    ),
    manner=r"voice|eyes|tears|long pause|with a|in a|visibly|tearful\w*|tearing up",
)
LEAKS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "names itself a machine": _MACHINE_TALK,
        "symptom id": re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b(?:mdd|bipolar[12])\b"),
        "header field": _HEADER_FIELD,
        "control token": re.compile(r"<\|?/?[a-z_]+\|?>|\[/?INST\]|�", re.I),
        "instruction echo": _INSTRUCTION_ECHO,
        "heading": _HEADING,
        "stage direction": _STAGE_DIRECTION,
    }
)
"""What leaked, by name, and how it reads."""


def leaks(text: str) -> Iterator[tuple[str, str]]:
    """(what leaked, the words), at most one of each kind."""
    for kind, pattern in LEAKS.items():
        if match := pattern.search(text):
            yield kind, match[0].strip()
