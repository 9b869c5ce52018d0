# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Words of suicidal risk: what a patient's cue sounds like, and what an answer to it sounds like.

Patterns, not understanding: meant to catch every cue that is said plainly and to accept any answer
that takes the matter up. Knows nothing of profiles; the wider recognition is in `filters.fidelity`.
"""

import itertools
import re
from collections.abc import Sequence

from filters.answers import answer_to, is_short, question_in
from filters.clauses import without_hesitation
from knowledge.session import Speaker, Turn

_ALIVE = r"(?:alive|here|around|in this world|on this earth)"
_NOT_COMPANY = r"(?! (?:him|her|it|them|that|those|these|this|us|you|people|any\w+|every\w+|some\w+|other\w*|my|our|the|a|with|when|while|for)\b(?! ?more\b))"
"""Not wanting to be around people, or here with them, is no wish to die."""
_CUE = re.compile(
    "|".join(
        (
            r"\bsuicid",
            r"\bkill(?:ing)? myself\b",
            r"\b(?:end|ending|ended) (?:my (?:own )?life|it all)\b|\b(?:take|taking) my (?:own )?life\b",
            r"\bwish(?:ed|ing)? (?:that )?I(?:'d| was| were| had)? (?:\w+ ){0,2}?(?:dead|gone|been born)\b",
            r"\b(?:to be|being|be|was|were|better off) dead\b(?! (?:on|tired|right|set|sure|calm|certain|serious|keen|chuffed|quiet|still|slow|good))",
            r"\b(?:rather be|better off) gone\b",
            r"\bstop existing\b|\bnot exist\b",
            r"\b(?:better|easier|happier|fine) (?:off )?(?:if I (?:was|were)n't|without me)\b",
            rf"\b(?:don't|do not|didn't|not) (?:really )?(?:want|wanting|wanna|sure I want) to "
            rf"(?:be {_ALIVE}|live|go on living|wake up|exist)\b{_NOT_COMPANY}",
            rf"\b(?:not (?:to )?be|not being|I wasn't|I weren't) {_ALIVE}"
            r"(?=\s+(?:any ?more|at all|has|and|would)|\s*[.,?!]|$)",
            r"\bnot (?:carrying|going) on living\b",
            r"\bnot waking up\b|\b(?:hop|wish|pray|rather)\w* .{0,20}(?:not|n't|never) (?:ever )?wake up\b",
            r"\bwake up and I'm sorry I did\b",
            r"\bth(?:ink|inking|ought|oughts) (?:[\w']+ ){0,3}?(?:about|of) "
            r"(?:death|dying|being dead|ending (?:it|my))\b",
            r"\bdeath(?:'s| is) on my mind\b|\bmy own funeral\b",
            r"\bwant(?:ed|ing)? to die\b",
            r"\b(?:not|n't) worth living\b|\bno (?:point|reason) (?:in |to )?(?:live|living|being alive)\b",
            r"\bwant it all to be over\b",
            r"\b(?:can't|cannot|couldn't) keep myself safe\b",
            r"(?:n['’]t|\bnot|\bnever|\bunsure|\bdoubt)\b[^.!?,]{0,20}\bI (?:can|could|will|would) (?:\w+ )?keep myself safe\b",
            r"\b(?:hurt|harm|cut)(?:ting|ing)? myself\b"
            r"(?! (?:shaving|cooking|by accident|at|on (?:the|a|my)|playing|in the))",
        )
    ),
    re.I,
)
_DENIAL = re.compile(
    r"\b(?:never|no|nope|nothing (?:like|ready|planned|arranged|set up)|without|wouldn't|won't|don't|didn't|haven't|hadn't|isn't|not|couldn't)"
    r"\b[^.!?]{0,40}$",
    re.I,
)
_ECHO_DENIED = re.compile(
    r"^[^.!?]*\?(?: [^.!?]{1,25}\?)* (?:oh,? |god,? |well,? |er,? |uh,? |um,? )*"
    r"(?:no(?! idea| clue|body)|nope|never(?! say)|not (?:at all|me|ever|once)|nothing like)\b",
    re.I,
)
"""What follows where a patient says the question back and denies it: "Hurt myself? Not at all." """
_SAID_BACK = re.compile(
    r"\b(?:you(?:['’]re| are)? (?:ask(?:ing|ed)?|mean)|(?:the|your) question(?:['’]s| is|,)?)\b"
    r"[^.!?]{0,20}\b(?:(?:would|will|do|did|am|have|could|might) I|(?:if|whether) I)\b[^.!?]{0,20}$",
    re.I,
)
_NOT_SO = re.compile(
    r"^\W*(?:(?:then|well|so|the answer's)\W+)?(?:no\b(?! (?:idea|doubt))|nope\b|never\b|I never\b"
    r"|(?:I['’]m |I am )?not\b(?! (?:sure|certain))|I(?:['’]ve| have) (?:never|not)\b"
    r"|I (?:do|did|would|wo|have|could|ca)(?:n['’]t|not| not| never)\b(?! (?:know|say|tell)))",
    re.I,
)
"""What follows a question that a patient says back and denies."""
_DENIED_AFTER = re.compile(
    r"^(?:,? (?:then |the answer's )?(?:no|never)\b(?! (?:doubt|question|matter))"
    r"| (?:isn't|is not|was never) (?:on the (?:cards|table)|on my mind|in my (?:plans|head|mind)|the answer|an option)\b"
    r"| hasn't (?:come|been|crossed)\b| is the last thing I(?:'d)?(?: ever)? (?:want|choose)"
    r"| has never been| just isn't me| is something I(?:'ve| have)? never"
    r"| (?:isn't|is not) (?:a thing|something|anything) I(?:(?:'d| would) (?:ever )?(?:do|consider|go|want|choose)|'ve (?:ever|gone back)))",
    re.I,
)
_TOO_MUCH_TO = re.compile(
    r"\btoo (?:[\w']+ ){1,6}to (?:ever |want to )?$|\blong before I'd (?:ever )?$", re.I
)
_ASKED_DIRECTLY = re.compile(
    r"\bsuicid|\bkill(?:ing)? yourself\b|\b(?:end|ending|take|taking) your (?:own )?life\b"
    r"|\b(?:hurt|harm|cut)(?:ing|ting)? yourself\b|\b(?:of|about) (?:dying|being dead)\b"
    r"|\bto (?:die|be dead)\b|\byou(?:'d| would)? not (?:wake|waking|want to wake) up\b",
    re.I,
)
_ASKS_FOR_MORE = re.compile(r"\b(?:what|how|who|where|when|why|voices?)\b|\bsafe\b", re.I)
"""Not a question that a yes admits the risk to."""
_CUT = re.compile(r"(?:hurt|cut)", re.I)
_ACCIDENT = re.compile(r"\b(?:shav|cook|chopp|peel|slic|slipp|fell\b|tripp)", re.I)
_OTHERS = re.compile(
    r"\b(?:my (?:mum|mom|dad|sister|brother|friend|uncle|aunt|cousin|son|daughter|husband|wife|partner"
    r"|boss|neighbour|nan)|he|she|the doctor)\b[^.!?]{0,40}$",
    re.I,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|I'd|my own|me)\b")
_RESPONSE = re.compile(
    "|".join(
        (
            r"\bsuicid|\bkill(?:ing)? yourself|\b(?:harm|hurt|cut)(?:ed|ing|ting|s)? (?:yourself|themselves)",
            r"\bself-?harm|\bon purpose\b|\bend(?:ing)? (?:your life|it|things)\b",
            r"\bsafe(?:ty|r)?\b|\bdying\b|\bdeath\b|\bdead\b|\bdie\b|\balive\b|\bworth living\b",
            r"\bwant(?:ed|ing)? to (?:live|be here|go on)\b|\bnot (?:being|to be) here\b|\bweren't here\b",
            r"\bwish(?:ed|ing)? .{0,20}\bwake up\b|\bact(?:ed|ing)? on\b|\bplan\b|\bintend|\bcrisis\b",
            r"\b(?:ring|call|phone|reach for|turn to|contact)\b|\bemergency|\bhelp ?line|\b(?:988|999|911)\b",
            r"\b(?:those|these|the|your|that|such) thoughts?\b|\bthoughts like that\b|\bgone further\b",
            r"\b(?:has|is|was) (?:it|that) (?:been )?(?:with you|there|around)(?=[ ,](?:now|today|tonight|this|at|just|lately|right|as)\b)",
            r"\b(?:furth|farth)er (?:off|away)\b|\b(?:com(?:es?|ing)|came) (?:any |much )?(?:closer|nearer)\b",
            r"\bif (?:it|that|this|things) (?:ever )?(?:gets?|got|gets to be) (?:any |much |too )?(?:worse|stronger|bad|much)\b",
            r"\b(?:for|through) the (?:bad|worst|hardest|darkest) (?:nights?|hours?)\b|\banswer\w*\b.{0,15}\b(?:all night|at night|in the night|any hour)\b",
            r"\bwho (?:could|can|might|would) (?:be with|stay with|sit with|come over)\b|\b(?:alone|on your own) (?:with (?:that|this|it)|tonight)\b|\b(?:your|the) (?:doctor|GP)(?: to)? (?:know|knew|knowing)\b(?! about (?:the|your|my)\b)",
            r"\b(?:thank you|glad|right|courage|trust)[,. ].{0,40}\b(?:tell|told|tells|telling|said|say|keep|open|trusting)|\burges?\b",
            r"\bserious(?:ly)?\b|\bkept? (?:you|on) going\b|\bkeeps you going\b|\bbe with you\b",
            r"\bpart of you (?:that|has)\b|\bhow near\b|\bcloser than\b|\bbring (?:someone|somebody) else\b",
            r"\blet your doctor\b|\bhold off\b|\bbe(?:en)? hurt\b|\byou hurt\b|\bneeds looking at\b",
            r"\bthrough with it\b|\bfrightening\b|\btalking it through\b|\bcarry\b"
            r"|\bkept you here\b|\bwhat (?:stopped|held|helped) you\b|\bout of reach\b",
        )
    ),
    re.I,
)


def risk_agreed_to(turns: Sequence[Turn]) -> str:
    """A short yes to a direct question about suicide or self-harm; empty if there is none."""
    for asked, said in itertools.pairwise(turns):
        question = question_in(asked.text)
        if (
            asked.speaker is Speaker.THERAPIST
            and said.speaker is Speaker.PATIENT
            and _ASKED_DIRECTLY.search(question)
            and not _ASKS_FOR_MORE.search(question)
            and is_short(said.text)
            and answer_to(said.text) == "yes"
        ):
            return said.text
    return ""


def risk_cue(text: str) -> str:
    """The words of a patient's turn that ask for a risk question; empty if there are none.

    A cue that is denied ("I'd never kill myself") or another person's is none, nor is a question
    said back and denied ("if you're asking would I kill myself, no"). Hesitations are read over;
    where one splits the cue the whole turn is given back.
    """
    cue = _cue_in(without_hesitation(text))
    return cue if cue in text else text


def _cue_in(text: str) -> str:
    for match in _CUE.finditer(text):
        before = re.split(r"[.!?]|\bbut\b|\b(?:just|and)\b", text[: match.start()])[-1]
        certain_denial = _DENIAL.search(before) and not re.search(
            r"\bnot sure\b|\bdon't know\b", before
        )
        sentence = re.split(r"[.!?]", text[: match.start()])[-1]
        after = re.sub(r"^\w+", "", text[match.end() :])
        certain_denial = certain_denial or _DENIED_AFTER.match(after) or _TOO_MUCH_TO.search(before)
        is_echo = _ECHO_DENIED.match(after) or _is_said_back(before, after)
        by_accident = _CUT.match(match[0]) and _ACCIDENT.search(sentence)
        if not (certain_denial or is_echo or by_accident) and not _is_about_others(before):
            return match[0]
    return ""


def _is_said_back(before: str, after: str) -> bool:
    return bool(_SAID_BACK.search(before) and _NOT_SO.match(after))


def _is_about_others(before: str) -> bool:
    other = _OTHERS.search(before)
    return bool(other and not _FIRST_PERSON.search(before[other.end(0) - len(other[0]) :]))


def answers_risk(text: str) -> bool:
    """Whether a therapist's turn takes the risk up: names it, asks on, or speaks of safety."""
    return bool(_RESPONSE.search(text))
