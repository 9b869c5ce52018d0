"""The section on privacy: attacks by synthetic text alone, copies, linkage. Internal.

Everything here reads private records and quotes none.
"""

from collections.abc import Mapping
from types import MappingProxyType

from evaluation.body import Body
from evaluation.copies import Difference, evened, measure_copies
from evaluation.linkage import Person, measure_inference, measure_linkage
from evaluation.membership import (
    attack_by_likeness,
    attack_by_words,
    measure_membership,
    roc_series,
)
from evaluation.report import Figure, Section
from evaluation.speech import read_speech
from evaluation.vectors import embed_turns
from filters.recogniser import FOUND, Mention

TITLE = "Can anybody be found?"
SENSITIVE = ("death_suicide_thoughts", "self_harm", "trauma_exposure")


def privacy_section(
    run: Body,
    *,
    train: Body | None,
    holdout: Body | None,
    epsilon: float | None = None,
    delta: float | None = None,
) -> Section:
    """What the run tells of `train`, less what it tells of `holdout`."""
    if train is None or holdout is None:
        missing = "--reference" if train is None else "--holdout"
        return Section(name="privacy", title=TITLE, skipped=(f"no {missing} corpus was given",))
    run.say("membership attacks")
    # Of many patients few turns each are embedded, and who is read deeper comes nearer.
    even = [
        embed_turns(read_speech(side), run.embedder)
        for side in evened(train.sessions, holdout.sessions)
    ]
    attacks = [
        attack_by_words(run.speech, train.speech, holdout.speech),
        attack_by_likeness(run.turns, *even),
    ]
    found = {item.name: measure_membership(item, epsilon=epsilon, delta=delta) for item in attacks}
    figures = [Figure(measurement=item) for measured in found.values() for item in measured]
    run.say("copies")
    copies = measure_copies(
        run.sessions, train=train.sessions, holdout=holdout.sessions, embedder=run.embedder
    )
    figures += [Figure(measurement=item.measurement, note=_ps(item)) for item in copies]
    run.say("linkage")
    figures += _linkage(run, train, holdout)
    return Section(
        name="privacy",
        title=TITLE,
        figures=tuple(figures),
        series=(roc_series(attacks, epsilon=epsilon, delta=delta),),
        skipped=tuple(
            f"{name}: nobody of the run, or fewer than two of reference or holdout, say enough"
            for name, measured in found.items()
            if not measured
        ),
    )


def _ps(found: Difference) -> str:
    people = f"p {found.p_of_people:.3f} if others of them had been held out"
    return f"p {found.p:.3f} with these people, {people}"


def _linkage(run: Body, train: Body, holdout: Body) -> list[Figure]:
    sessions = _people_by_session(run)
    sides = {"train": _patients(train), "holdout": _patients(holdout)}
    found = [*measure_linkage(sessions, **sides)]
    for attribute in ("condition", *SENSITIVE):
        measured = measure_inference(attribute, sessions, **sides)
        found += [measured] if measured else []
    return [Figure(measurement=item) for item in found]


def _told(mentions: tuple[Mention, ...]) -> frozenset[str]:
    return frozenset(
        item.symptom
        for item in mentions
        if item.status == "present" and item.is_likeliest and item.score >= FOUND
    )


def _people_by_session(body: Body) -> list[Person]:
    return [
        _person(_told(body.mentions[item.session_id]), item.labels.get("condition"))
        for item in body.read
    ]


def _patients(body: Body) -> list[Person]:
    facts: dict[str, frozenset[str]] = {}
    conditions: dict[str, str | None] = {}
    for item in body.read:
        told = _told(body.mentions[item.session_id])
        facts[item.patient_id] = facts.get(item.patient_id, frozenset()) | told
        conditions.setdefault(item.patient_id, item.labels.get("condition"))
    return [_person(told, conditions[name]) for name, told in facts.items()]


def _person(told: frozenset[str], condition: str | None) -> Person:
    attributes: Mapping[str, str] = {
        name: "told" if name in told else "not told" for name in SENSITIVE
    }
    attributes = dict(attributes) | ({"condition": condition} if condition else {})
    return Person(facts=told, attributes=MappingProxyType(attributes))
