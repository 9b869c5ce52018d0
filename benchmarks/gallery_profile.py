"""A profile in a clinician's words: who comes, to what kind of session, with what.

Says what was planned, not what was said. Ids that no record names stand as they are.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from knowledge.base import load_knowledge
from knowledge.profile import Encounter, Fact, Patient, Profile, Symptom

_KINDS = {
    "cbt": "cognitive behavioural therapy",
    "mi": "motivational interviewing",
    "ipt": "interpersonal therapy",
    "dbt": "dialectical behaviour therapy",
    "intake": "a first interview",
    "psychodynamic": "psychodynamic therapy",
    "supportive": "supportive therapy",
}
_EXPRESSIONS = {
    "explicit": "said openly",
    "indirect": "said indirectly",
    "nonverbal": "shown, not said",
    "withheld": "kept back",
}
_DEGREES = ("hardly there", "mild", "moderate", "severe")
_HOMEWORK = {"done": "done", "partly": "partly done", "not": "not done"}


def condition_name(condition: str | None) -> str:
    """The name of its record."""
    knowledge = load_knowledge()
    record = knowledge.disorders.get(condition or "") or knowledge.controls.get(condition or "")
    return record.name if record else condition or "no condition stated"


def who(profile: Profile) -> str:
    """Name, age and gender, as far as they are stated."""
    person = profile.patient
    stated = (person.name, person.age, person.gender)
    return ", ".join(str(item) for item in stated if item is not None) or "somebody"


def kind_of_session(profile: Profile) -> str:
    """Kind and number."""
    session = profile.session
    kind = session.modality or "supportive"
    words = _KINDS.get(kind, _words(kind))
    return f"{words}, session {session.number}" if session.number else words


def profile_lines(profile: Profile) -> Iterator[tuple[str, str]]:
    """(what, words): the patient, the session and the condition."""
    yield "Patient", _joined((who(profile), *_life(profile.patient)))
    yield "Session", _joined((kind_of_session(profile), *_manner(profile.session)))
    also = [condition_name(name) for name in profile.comorbid]
    more = (
        also and f"with {', '.join(also)}",
        profile.severity,
        *map(_words, profile.specifiers),
        profile.risk_level and f"risk: {_words(profile.risk_level)}",
    )
    yield "Condition", _joined((condition_name(profile.condition), *more))


def aside_lines(profile: Profile) -> Iterator[tuple[str, str]]:
    """(what, words) of what nobody says: facts that the rule reads, symptoms that are ruled out."""
    if facts := [_fact(name, value) for name, value in profile.facts.items() if value]:
        yield "Facts", _joined(facts)
    if ruled_out := [_label(name) for name in profile.denied()]:
        yield "Ruled out", _joined(ruled_out)


def _joined(parts: Iterable[str | list | None]) -> str:
    """The parts that say something, as one sentence."""
    words = "; ".join(str(part) for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}."


def _manner(session: Encounter) -> Iterator[str]:
    said = {
        "stance": session.stance,
        "style": session.style,
        "therapist's skill": session.therapist_skill,
        "homework": session.homework and _HOMEWORK[session.homework],
        "turns planned": session.turns,
        "register": _words(session.register),
    }
    yield from (f"{name}: {words}" for name, words in said.items() if words)


def _life(patient: Patient) -> Iterator[str]:
    relative = patient.relative and re.sub(r"^my ", "their ", patient.relative)
    said = {
        "works at": patient.work,
        "home is": patient.home,
        "speaks of": relative,
        "likes": patient.hobby,
        "background:": patient.culture,
    }
    yield from (f"{name} {words}" for name, words in said.items() if words)


def planned(profile: Profile, heard: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """(symptom, label, state) of those that are present or unknown, then of others heard."""
    own = [
        (name, _label(name), _state(item))
        for name, item in profile.symptoms.items()
        if item.state != "absent"
    ]
    known = {name for name, _, _ in own}
    others = [(name, _label(name), "not planned") for name in heard if name not in known]
    return (*own, *others)


def _state(symptom: Symptom) -> str:
    if symptom.state == "unknown":
        return "unknown"
    degree = "" if symptom.severity is None else f", {_DEGREES[symptom.severity]}"
    return f"present{degree}, {_EXPRESSIONS[symptom.expression]}"


def _label(symptom: str) -> str:
    record = load_knowledge().symptoms.get(symptom)
    return record.label if record else _words(symptom)


def _fact(name: str, value: Fact) -> str:
    """`grief_daily_days: 99` -> "grief daily: 99 days"."""
    if value is True:
        return _words(name)
    stem = name.removesuffix("_days")
    return f"{_words(stem)}: {_words(str(value))}" + (" days" if stem != name else "")


def _words(identifier: str) -> str:
    return identifier.replace("_", " ")
