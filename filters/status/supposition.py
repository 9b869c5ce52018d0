# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""Whether a clause tells of what might be and is not: a what-if, a warning, a worry for one day.

Rules over words, tested on tables. "If I lie down I can't breathe" tells what is: only conditions
that are marked as unreal count.
"""

import re

_SUPPOSED = re.compile(
    r"\bif I (?:ever|were to|was to|started|began|were)\b|(?<!I )\b(?:suppose|supposing) (?:I|my)\b|\bimagine (?:if|having|I['’]d)\b"
    r"|\bhypothetically\b|\bif (?:that|it) ever\b|\bit(?:['’]d| would) be (?:awful|dreadful|terrible|horrible) (?:if|to)\b"
    r"|\b(?:should|in case) I ever\b|\bwere I (?:ever )?to\b|\bI can(?:not)? (?:see|imagine) myself\b|\bI could (?:see|imagine) myself\b"
    r"|\bI hope I (?:don['’]t|never|won['’]t)\b|^\W*(?:maybe|perhaps)\b.*\b(?:I['’]d|would|one day)\b|\bone day I (?:might|could|won['’]t)\b"
    r"|^\W*what if (?:I|my) [^.?!]*\?*$"
    r"|^\W*(?:but |and |so |well, )?(?:if|had) (?:I|my|it|the|they|that|he|she|we|you|our|his|her|any\w+|some\w+)\b.*\b(?:I['’]d|I would|I might (?!not)|it['’]d)\b"
    r"|(?<!how )\bI(?:['’]d| would(?:n['’]t)?)(?: (?:only|probably|never|just|surely))* (?:be|feel|go|start|think|end|sleep|lose|get|panic|worry|know|tell)\b.*\bif\b(?! I['’]m (?:honest|being)| you\b| that\b| that['’]s| anything)"
    r"|\bI(?:['’]ll| will)(?: (?:only|probably|never|just|surely|end up))* (?:be|feel|go|start|think|end|sleep|lose|get|panic|worry|not)\w*\b.*\bif (?:I|he|she|they|we|it|my)\b|\bif I (?:ever |really )?wanted to\b"
    r"|\b(?:leaflet|packet|label|website|internet|side[ -]effects?)\b.*\b(?:could|may|might)\b"
    r"|\bI(?:['’]d| would) hate (?:it )?(?:to|if)\b|^\W*(?:but |so )?let['’]s say\b|^\W*say (?:I|my) (?:\w+ed|was|got|had|did)\b|\bI might well\b|\bit(?:['’]d| would) (?:frighten|scare|worry|kill|upset|terrify|destroy|finish) me (?:to|if)\b"
    r"|\bI (?:might|may) (?:get|feel|start|become|have|end up)\b.*\b(?:if|tablets?|pills|medication)\b"
    r"|\b(?:doctor|nurse|pharmacist)(?: has)? (?:says?|said|warned|warns|told me)(?: me)?(?: that)? I (?:may|might|could)\b|\bthey (?:told|warned) me(?: that)? I (?:may|might|could)\b"
    r"|\b(?:another|one more|a few more) (?:\w+ )?(?:of this|like this|like that)\b.*\bI(?:['’]ll| will)\b|\b(?:at this rate|with my luck|next thing|before (?:long|I know it)|knowing my luck|the way things are going)\b.*\b(?:I|it|they|my \w+)(?:['’]ll| will)\b"
    r"|\b(?:how|what) (?:would|will) (?:I|happen|it|they)\b.*\bif\b|(?<!how )(?<!what )(?<!who )(?<!certain )(?<!and )\bI(?:['’]d| would)(?: never| not|n['’]t)? (?!(?:die|kill|scream|run|ask|had)\b)(?:\w+ ){1,4}if (?:I|it|they|he|she|we|the|my|that|those) ?(?!could\b|had my\b|didn['’]t\W*$|didn['’]t have|let\b|had to\b|could\b)(?:\w+ ){0,2}\w*(?:ed|came|went|got|had|were|was|began|fell|lost|left|took|said|saw|felt|heard|knew|died|broke|found)\b"
    r"|\bI(?:['’]ve| have)? (?:always )?(?:wonder(?:ed)?|ask(?:ed)? myself|been wondering) (?:if|whether|what)\b.*\b(?:I['’]d|I would|I['’]ll|one day|would)\b"
    r"|\bone day I(?:['’]ll| will)\b|\bI dread the day\b|\bwill I (?:end up|turn into|become)\b"
    r"|^\W*(?:were|should) (?:the|my|I|it|they|he|she|that|any\w*)\b[^?]*, (?:I|my|we|he|she|they|you|it|that)\b|^\W*(?:would|might) (?:I|it|they|that|my \w+|the \w+)\b[^?]*\?"
    r"|\bI (?:might|may|could)(?: well)? (?:be|get|feel|have|start|end up)\b.*\b(?:by then|one day|later on|next (?:week|month|year|winter|time)|unless|in the (?:winter|summer|spring|autumn|future))\b"
    r"|\b(?:told|warned|asked|supposed)(?: me)? to (?:look|watch) (?:out )?for\b|\bto (?:expect|keep an eye (?:out )?(?:for|on))\b.*\b(?:tablets?|dose|pills?|medication|medicine)\b"
    r"|\bgod forbid\b|\bheaven forbid\b|\bif (?:ever )?(?:it|that|they|things) (?:came|come|comes) (?:to (?:that|it)|back)\b",
    re.I,
)
_MEANT_ALL_THE_SAME = re.compile(
    r"\b(?:rather|better off|happier|wouldn['’]t (?:mind|care|matter|bother)|(?<!be )(?<!feel )(?:afraid|scared|frightened|terrified)|keep thinking|don['’]t think|wake up|better if|(?:weren|wasn)['’]t (?:here|around|alive|born))\b",
    re.I,
)
"""A wish to be dead and a fear are told in the conditional and meant."""
_FIGURE_OF_SPEECH = re.compile(
    r"\b(?:had I|if I['’]d|if I had) known\b|\bif I didn['’]t\W*$|\bI(?:['’]d| would) be an? \w+ if\b|\bif (?:I could|you let me|they let me|it were up to me|I had my way)\b|\bI(?:['’]d| would) be lying if\b|\bif I (?:were|was|got) any (?:more|\w+er)\b|\bif I(?:['’]m| am) (?:honest|being)\b|\bas if I (?:were|was)\b",
    re.I,
)


def is_supposed(clause: str) -> bool:
    """Whether it is only imagined; wishes and fears told as what would be are meant."""
    if _FIGURE_OF_SPEECH.search(clause) or _MEANT_ALL_THE_SAME.search(clause):
        return False
    return bool(_SUPPOSED.search(clause))
