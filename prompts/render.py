"""Profile + retrieved evidence -> the text a model is given.

Two forms of the same request. `control_header` is what the embedded model was pretrained on: short
labelled lines. `chat_messages` says the same in words for any instruction-tuned chat model. Both
carry the retrieved expressions, and both are read by `transcript.parse_transcript` when answered.
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from knowledge.profile import Profile
from knowledge.session import Evidence
from prompts.plan import USUAL_KIND

LOW_SKILL = "low"
USUAL_TURNS = 24
USUAL_STANCE, USUAL_STYLE, USUAL_SEVERITY = "cooperative", "plain", "moderate"
_UNSKILLED = (
    "\n\nThe therapist is unskilled: asks closed questions, gives advice nobody asked for, argues."
)
_REGISTERS = {
    "chat": " It is a text chat, in short lines as people type them.",
    "transcript_verbatim": " It is written down word for word, with hesitations and false starts.",
    "asr": " It was written down by a machine, with few capitals and little punctuation.",
}
_OUTCOMES = {"done": "done", "partly": "partly done", "not": "not done"}
Message = dict[str, str]  # {"role": ..., "content": ...}, the shape every chat API takes


def control_header(profile: Profile, evidence: Sequence[Evidence], denials: Sequence[str]) -> str:
    """The embedded model's control header; `plan` is the order in which topics come up.

    Args:
        profile: the patient at this session.
        evidence: retrieved expressions; of one without text the symptom alone is named.
        denials: absent symptoms that the therapist asks about, at most MAX_DENIALS.
    """
    lines = [
        f"modality: {modality_line(profile)}",
        f"session: {profile.session.number or 1}",
        f"turns: {even_turns(profile)}",
        f"patient: {person(profile)}",
        *life_lines(profile),
        *_manner(profile),
        *([f"homework: {profile.session.homework}"] if profile.session.homework else []),
        f"condition: {_condition(profile)}",
        "says:",
        *(f"{item.symptom} = {item.text}" if item.text else item.symptom for item in evidence),
        f"denies: {', '.join(denials) or 'none'}",
        f"plan: {', '.join([*(item.symptom for item in evidence), *denials])}",
    ]
    return "\n".join(lines)


def even_turns(profile: Profile) -> int:
    """Turns asked for, both speakers', made even: the patient has the last word."""
    turns = profile.session.turns or USUAL_TURNS
    return turns + turns % 2


MAX_DENIALS = 3
"""How many absent symptoms are worth a question in one session; the rest stay unasked."""


def control_messages(
    profile: Profile, evidence: Sequence[Evidence], denials: Sequence[str]
) -> tuple[Message, ...]:
    """The control header as one user message, for the embedded model's own chat template."""
    return ({"role": "user", "content": control_header(profile, evidence, denials)},)


def person(profile: Profile) -> str:
    """Gender and age, as far as they are stated."""
    parts = (profile.patient.gender, profile.patient.age)
    return ", ".join(str(part) for part in parts if part is not None) or "unstated"


def modality_line(profile: Profile) -> str:
    """The kind of session, and that its therapist is unskilled where the plan says so."""
    kind = kind_of(profile)
    return f"{kind}, low skill" if profile.session.therapist_skill == LOW_SKILL else kind


def kind_of(profile: Profile) -> str:
    """The modality; a session of no stated kind is a supportive one."""
    return profile.session.modality or USUAL_KIND


def life_lines(profile: Profile) -> tuple[str, ...]:
    """What of the patient's life may come up, a line each."""
    return tuple(f"{name}: {words}" for name, words in profile.patient.life().items())


def life_in_words(profile: Profile) -> str:
    """The same for a chat model."""
    return "; ".join(life_lines(profile)) or "not stated"


def register_in_words(profile: Profile) -> str:
    """How the session is written down, for a chat model: a sentence with a space before it, or
    nothing for an edited transcript."""
    return _REGISTERS.get(profile.session.register, "")


def patient_in_words(profile: Profile) -> dict[str, str]:
    """What both chat forms say of the patient, by the name of the template's field.

    `homework` and `register` are sentences with a space before them, or nothing.
    """
    outcome = profile.session.homework
    return {
        "person": person(profile),
        "severity": profile.severity or USUAL_SEVERITY,
        "stance": profile.session.stance or USUAL_STANCE,
        "style": profile.session.style or USUAL_STYLE,
        "life": "; ".join((*life_lines(profile), *_behind(profile))) or "not stated",
        "homework": f" The homework set last time: {_OUTCOMES[outcome]}." if outcome else "",
        "register": register_in_words(profile),
    }


def _behind(profile: Profile) -> list[str]:
    """What the patient comes with: background, and the age at which the trouble began."""
    held = [name.replace("_", " ") for name, holds in profile.background.items() if holds]
    onset = profile.facts.get("onset_age")
    return [*held, *([f"the trouble began at {onset:g}"] if isinstance(onset, int | float) else [])]


def kept_back(profile: Profile, labels: Mapping[str, str]) -> list[str]:
    """Labels of the symptoms that are present and not heard, in profile order."""
    return [
        labels.get(name, name)
        for name, item in profile.symptoms.items()
        if item.state == "present" and not item.is_heard
    ]


def _manner(profile: Profile) -> tuple[str, ...]:
    """A line only where stance or style is out of the ordinary."""
    usual = (USUAL_STANCE, USUAL_STYLE)
    manner = (profile.session.stance or usual[0], profile.session.style or usual[1])
    return () if manner == usual else (f"manner: {', '.join(manner)}",)


def _condition(profile: Profile) -> str:
    names = " + ".join((profile.condition or "unstated", *profile.comorbid))
    return f"{names}, {profile.severity}" if profile.severity else names


def template(name: str) -> str:
    """The text of a file in `prompts/templates/`."""
    return (files("prompts") / "templates" / name).read_text(encoding="utf-8")


def chat_messages(
    profile: Profile,
    evidence: Sequence[Evidence],
    denials: Sequence[str],
    *,
    labels: Mapping[str, str],
) -> tuple[Message, ...]:
    """The request in words, for any chat model.

    Args:
        profile: the patient at this session.
        evidence: retrieved expressions, in the order they should be heard.
        denials: absent symptoms that the therapist asks about.
        labels: symptom id -> own-words label, from the knowledge base.
    """
    from langchain_core.prompts import ChatPromptTemplate

    prompt = ChatPromptTemplate.from_messages(
        [("system", template("session_system.md")), ("human", template("session_request.md"))]
    )
    messages = prompt.format_messages(
        modality=kind_of(profile).replace("_", " "),
        modality_plan=template(f"modality_{kind_of(profile)}.md").strip(),
        number=profile.session.number or 1,
        turns=even_turns(profile),
        **patient_in_words(profile),
        skill=_UNSKILLED if profile.session.therapist_skill == LOW_SKILL else "",
        wording="close to these words" if all(e.text for e in evidence) else "in their own words",
        says="\n".join(
            f"- {labels.get(e.symptom, e.symptom)}" + (f": {e.text}" if e.text else "")
            for e in evidence
        ),
        denies="\n".join(f"- {labels.get(name, name)}" for name in denials)
        or "- nothing in particular",
        withheld="\n".join(f"- {label}" for label in kept_back(profile, labels)) or "- nothing",
    )
    roles = {"system": "system", "human": "user"}
    return tuple({"role": roles[m.type], "content": str(m.content)} for m in messages)
