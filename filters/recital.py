"""What a textbook says and a person in a room does not: labels of oneself, criteria, lists.

Tested on both sides: "my GP said it might be depression", "I've got PTSD" and "I didn't meet the
criteria for the loan" are what people say. Knows no symptom by meaning, only terms.
"""

import re
from collections.abc import Iterator

from filters.clauses import SENTENCE_END
from filters.phrases import phrases
from knowledge.session import Speaker, Turn

_DISORDERS = {
    "disorder": r"({kind_of}[\w/ -]{0,30}?(disorder|depression|phobia|nervosa)|{by_name})\b",
    "kind_of": (
        "major|persistent|clinical|bipolar|generali[sz]ed|social|panic|obsessive|post-?traumatic"
        "|acute stress|adjustment|borderline|delusional|somatic|body dysmorphic|illness|eating"
        "|binge[- ]eating|alcohol use|opioid use|substance use|autism|attention|separation|specific"
        r"|dissociative|personality|mood|anxiety|psychotic|schizo\w+|prolonged grief|insomnia"
        "|anorexia|bulimia"
    ),
    "by_name": (
        r"depression|anxiety|bipolar( (I|II|1|2|one|two))?|schizophrenia|schizoaffective\w*|ptsd"
        "|ocd|adhd|agoraphobia|anorexia|bulimia|autism|psychosis|insomnia"
    ),
}
_SYMPTOM_TERMS = "|".join(
    (
        "(low|depressed|elevated|irritable) mood",
        "anhedonia",
        "(loss of|diminished|reduced|lack of) (interest|pleasure|energy|appetite|libido)",
        "insomnia",
        "hypersomnia",
        r"sleep disturbance\w*",
        "(poor|disturbed|disrupted) sleep",
        "fatigue",
        "(poor|impaired|reduced) concentration",
        "concentration (difficulties|problems)",
        r"psychomotor \w+",
        "worthlessness",
        "(excessive |inappropriate )?guilt",
        "hopelessness",
        "suicidal ideation",
        "irritability",
        "restlessness",
        "muscle tension",
        "excessive worry",
        "racing thoughts",
        "pressured speech",
        "grandiosity",
        "distractibility",
        "flight of ideas",
        "(decreased|reduced) need for sleep",
        "impulsivity",
        "flashbacks",
        "intrusive (memories|thoughts)",
        "nightmares",
        "hyper-?vigilance",
        "avoidance",
        r"exaggerated startle\w*",
        r"emotional numb\w+",
        "dissociation",
        "hallucinations",
        "delusions",
        "disorgani[sz]ed (speech|behaviou?r)",
        "negative symptoms",
        "paranoia",
        "panic attacks",
        "palpitations",
        "(changes in|weight and) appetite",
        "appetite changes?",
        "weight (loss|gain)",
        "social withdrawal",
        "tearfulness",
        "ruminations?",
    )
)
MOST_TERMS_IN_A_SENTENCE = 3
"""A therapist who sums up names two or three; a list of four in one sentence is read off a page."""
_WORDS = {
    **_DISORDERS,
    "symptom_term": _SYMPTOM_TERMS,
    "number": r"\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven",
}


def _heard(kind: str, table: str, **words: str) -> tuple[str, re.Pattern[str]]:
    return kind, phrases(table, **_WORDS, **words)


_ANYBODY = (
    _heard(
        "criteria recited",
        r"""
        DSM\b([- ]?(5|V|IV|TR))*-
        ICD[- ]?1(0|1)
        diagnostic (criteri\w+|manual|threshold)-
        """,
    ),
    _heard(
        "criteria recited",
        r"{meets}\b[^.!?]{0,25}\bcriteri(a|on)\b[^.!?]{0,15}\b(for|of) (an? |the )?{of_what}-",
        meets=r"meet|meets|met|meeting|fulfil\w*|satisf\w+|fit|fits",
        of_what=r"(\w+ ){0,2}?({disorder}|(\w+ ){0,2}(episode|disorder|diagnosis))",
    ),
    _heard(
        "criteria recited",
        r"""
        criteri(on|a) ((?-i:[A-H])|one|two|three|four|five|\d)
        criteri(on|a) (is|are) (met|fulfilled|present)-
        (symptom|diagnostic|exclusion) criteri(on|a)
        """,
    ),
    _heard(
        "criteria recited",
        r"""
        {many} (or more )?(out )?of (the |these )?({number} )?{listed}(symptoms|criteria|criterion)
        (five|four|three|two) (or more|out) of (the )?(following|nine|seven|eleven)
        {many} of (the|those) (nine|eleven)(?=\s*(symptom|criteri|signs|{present}|[,.!?]|$))
        """,
        many=r"(?!one\b|1\b){number}",
        listed="(following |core |required |listed )?",
        present="(are|were) (present|met)",
    ),
    _heard(
        "criteria recited",
        r"""
        clinically significant (distress|impairment)-
        not (better )?{due_to} (an?|the|another) (substance|medical|mental|other)-
        most of the day,? (nearly|almost) every day
        for {a_period}{weeks},? (nearly|most|more days than not)-
        markedly diminished
        during the same (two|2)-week period
        """,
        due_to="attributable to|explained by",
        a_period="(a period of )?(at least|more than) ",
        weeks="(two|2|one|1|six|6) (weeks|week|months|month)",
    ),
)
_PATIENT = (
    _heard(
        "labels themselves",
        r"(as|being|speaking as) {somebody} {who_has} (\w+ ){0,2}?{disorder}",
        somebody=(
            r"someone|somebody|a (person|patient|man|woman|mother|father|student|\w+ patient)"
            "|an (individual|adult)"
        ),
        who_has=(
            "who (has|suffers from|lives with|struggles with|is living with)|with"
            "|(living|suffering|struggling|diagnosed) (with|from)"
        ),
    ),
    _heard(
        "labels themselves",
        r"(my|I have|I've got|I suffer from|with) (\w+ )?{disorder},? {specifier}-",
        specifier=(
            "(single|current|most recent) episode|recurrent"
            r"|(mild|moderate|severe)(,| (severity|episode|type)|\.|$)|in (partial|full) remission"
            "|with (anxious distress|mixed|melancholic|atypical|psychotic|peripartum)"
        ),
    ),
    _heard(
        "labels themselves",
        r"""
        I{exhibit} (\w+ ){0,3}?(symptoms|{symptom_term})-
        my presenting (problem|complaint|symptom)s?
        """,
        exhibit=(
            "( am|'m) (exhibiting|displaying|presenting with|endorsing)"
            "| (exhibit|display|present with|endorse|report|deny|denied)"
        ),
    ),
    _heard(
        "labels themselves",
        r"(I|I'm|I've|my) (\w+ ){0,4}?{never_said}",
        never_said=(
            r"anhedonia|hypersomnia|psychomotor (agitation|retardation|change\w*)|suicidal ideation"
            "|depressed mood|functional (impairment|decline)|diminished interest|pressured speech"
            "|negative symptoms|disorgani[sz]ed speech|ideas of reference"
        ),
    ),
)
_TERM = phrases("{symptom_term}-", **_WORDS)


def recitals(turn: Turn) -> Iterator[tuple[str, str]]:
    """(what is recited, the words)."""
    tables = _ANYBODY + (_PATIENT if turn.speaker is Speaker.PATIENT else ())
    for kind, pattern in tables:
        if match := pattern.search(turn.text):
            yield kind, match[0].strip()
    for sentence in SENTENCE_END.split(turn.text):
        terms = {match[0].lower() for match in _TERM.finditer(sentence)}
        if len(terms) > MOST_TERMS_IN_A_SENTENCE:
            yield "criteria recited", sentence
