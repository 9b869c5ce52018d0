# ruff: noqa: E501  (a table of patterns reads best with one row a line)
"""What a textbook says and a person in a room does not: labels as self-description, criteria, lists.

Tested on both sides: "my GP said it might be depression", "I've got PTSD" and "I didn't meet the
criteria for the loan" are what people say. Knows no symptom by meaning, only terms.
"""

import re
from collections.abc import Iterator

from knowledge.session import Speaker, Turn

_DISORDER = (
    r"(?:(?:major|persistent|clinical|bipolar|generali[sz]ed|social|panic|obsessive|post-?traumatic|acute stress|adjustment|borderline|delusional|somatic|body dysmorphic|illness|eating|binge[- ]eating|alcohol use|opioid use|substance use|autism|attention|separation|specific|dissociative|personality|mood|anxiety|psychotic|schizo\w+|prolonged grief|insomnia|anorexia|bulimia)[\w/ -]{0,30}?(?:disorder|depression|phobia|nervosa)"
    r"|depression|anxiety|bipolar(?: (?:I|II|1|2|one|two))?|schizophrenia|schizoaffective\w*|ptsd|ocd|adhd|agoraphobia|anorexia|bulimia|autism|psychosis|insomnia)\b"
)
_SYMPTOM_TERM = (
    r"(?:(?:low|depressed|elevated|irritable) mood|anhedonia|(?:loss of|diminished|reduced|lack of) (?:interest|pleasure|energy|appetite|libido)"
    r"|insomnia|hypersomnia|sleep disturbance\w*|(?:poor|disturbed|disrupted) sleep|fatigue|(?:poor|impaired|reduced) concentration|concentration (?:difficulties|problems)"
    r"|psychomotor \w+|worthlessness|(?:excessive |inappropriate )?guilt|hopelessness|suicidal ideation|irritability|restlessness|muscle tension|excessive worry"
    r"|racing thoughts|pressured speech|grandiosity|distractibility|flight of ideas|(?:decreased|reduced) need for sleep|impulsivity"
    r"|flashbacks|intrusive (?:memories|thoughts)|nightmares|hyper-?vigilance|avoidance|exaggerated startle\w*|emotional numb\w+|dissociation"
    r"|hallucinations|delusions|disorgani[sz]ed (?:speech|behaviou?r)|negative symptoms|paranoia|panic attacks|palpitations|(?:changes in|weight and) appetite|appetite changes?|weight (?:loss|gain)|social withdrawal|tearfulness|ruminations?)"
)
MOST_TERMS_IN_A_SENTENCE = 3
"""A therapist who sums up names two or three; a list of four in one sentence is read off a page."""

_NUMBER = r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven)"
_ANYBODY: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        ("criteria recited", r"\bDSM\b(?:[- ]?(?:5|V|IV|TR))*|\bICD[- ]?1[01]\b|\bdiagnostic (?:criteri\w+|manual|threshold)"),
        ("criteria recited", rf"\b(?:meet|meets|met|meeting|fulfil\w*|satisf\w+|fit|fits)\b[^.!?]{{0,25}}\bcriteri(?:a|on)\b[^.!?]{{0,15}}\b(?:for|of) (?:an? |the )?(?:\w+ ){{0,2}}?(?:{_DISORDER}|(?:\w+ ){{0,2}}(?:episode|disorder|diagnosis))"),
        ("criteria recited", r"\bcriteri(?:on|a) (?:[A-H]\b|(?:one|two|three|four|five|\d)\b|(?:is|are) (?:met|fulfilled|present))|\b(?:symptom|diagnostic|exclusion) criteri(?:on|a)\b"),
        ("criteria recited", rf"\b(?!one\b|1\b){_NUMBER} (?:or more )?(?:out )?of (?:the |these )?(?:{_NUMBER} )?(?:following |core |required |listed )?(?:symptoms|criteria|criterion)\b|\b(?:five|four|three|two) (?:or more|out) of (?:the )?(?:following|nine|seven|eleven)\b|\b(?!one\b|1\b){_NUMBER} of (?:the|those) (?:nine|eleven)\b(?=\s*(?:symptom|criteri|signs|(?:are|were) (?:present|met)|[,.!?]|$))"),
        ("criteria recited", r"\bclinically significant (?:distress|impairment)|\bnot (?:better )?(?:attributable to|explained by) (?:a|an|the|another) (?:substance|medical|mental|other)|\bmost of the day,? (?:nearly|almost) every day\b|\bfor (?:a period of )?(?:at least|more than) (?:two|2|one|1|six|6) (?:weeks|week|months|month),? (?:nearly|most|more days than not)|\bmarkedly diminished\b|\bduring the same (?:two|2)-week period\b"),
    )
)  # fmt: skip
_PATIENT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        ("labels themselves", rf"\b(?:as|being|speaking as) (?:someone|somebody|a (?:person|patient|man|woman|mother|father|student|\w+ patient)|an (?:individual|adult)) (?:who (?:has|suffers from|lives with|struggles with|is living with)|with|(?:living|suffering|struggling|diagnosed) (?:with|from)) (?:\w+ ){{0,2}}?{_DISORDER}"),
        ("labels themselves", rf"\b(?:my|I have|I've got|I suffer from|with) (?:\w+ )?{_DISORDER},? (?:(?:single|current|most recent) episode|recurrent|(?:mild|moderate|severe)(?:,| (?:severity|episode|type)|\.|$)|in (?:partial|full) remission|with (?:anxious distress|mixed|melancholic|atypical|psychotic|peripartum))"),
        ("labels themselves", rf"\bI (?:(?:am|'m) (?:exhibiting|displaying|presenting with|endorsing)|(?:exhibit|display|present with|endorse|report|deny|denied)) (?:\w+ ){{0,3}}?(?:symptoms|{_SYMPTOM_TERM})|\bmy presenting (?:problem|complaint|symptom)s?\b"),
        ("labels themselves", r"\b(?:I|I'm|I've|my) (?:\w+ ){0,4}?(?:anhedonia|hypersomnia|psychomotor (?:agitation|retardation|change\w*)|suicidal ideation|depressed mood|functional (?:impairment|decline)|diminished interest|pressured speech|negative symptoms|disorgani[sz]ed speech|ideas of reference)\b"),
    )
)  # fmt: skip
_TERM = re.compile(rf"\b{_SYMPTOM_TERM}", re.I)


def recitals(turn: Turn) -> Iterator[tuple[str, str]]:
    """(what is recited, the words)."""
    tables = _ANYBODY + (_PATIENT if turn.speaker is Speaker.PATIENT else ())
    for kind, pattern in tables:
        if match := pattern.search(turn.text):
            yield kind, match[0].strip()
    for sentence in re.split(r"(?<=[.!?])\s+", turn.text):
        terms = {match[0].lower() for match in _TERM.finditer(sentence)}
        if len(terms) > MOST_TERMS_IN_A_SENTENCE:
            yield "criteria recited", sentence
