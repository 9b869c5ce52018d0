"""What somebody who knows a few facts of a patient can learn from the synthetic sessions.

A patient's facts are the symptoms told in their sessions. Linkage: with j of them known, the
synthetic sessions that share most of these are looked up; a patient is linked if one of the first
k also shares half of the patient's other facts. Attribute inference: one fact is guessed by a vote
of the five sessions that share most of the others. Both are done for patients trained on and for
holdout patients, and only the difference tells of memory; the rest is what the condition tells of
anybody.

The definitions are this project's. Reads what was found in private text: results are internal.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.measurement import Measurement, measure_share_gap

KNOWN_FACTS = (1, 3, 5)
RANKS = (1, 10)
VOTERS = 5
SHARED_REST = 0.5
SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Facts of a patient or of a synthetic session, and attributes that are not among them."""

    facts: frozenset[str]
    attributes: Mapping[str, str]


def measure_linkage(
    synthetic: Sequence[Person], *, train: Sequence[Person], holdout: Sequence[Person]
) -> tuple[Measurement, ...]:
    """Linked training patients less linked holdout patients, for each j and k."""
    found = []
    for known in KNOWN_FACTS:
        rows = [_linked(synthetic, body, known) for body in (train, holdout)]
        for column, rank in enumerate(RANKS):
            name = f"linked by {known} known fact{'s' * (known > 1)}, first {rank}"
            found.append(_minus(name, *([row[column] for row in side] for side in rows)))
    return tuple(item for item in found if item is not None)


def measure_inference(
    attribute: str,
    synthetic: Sequence[Person],
    *,
    train: Sequence[Person],
    holdout: Sequence[Person],
) -> Measurement | None:
    """How much oftener an attribute is guessed rightly of training patients than of others."""
    sides = [
        [
            _guess(attribute, person, synthetic) == person.attributes[attribute]
            for person in body
            if attribute in person.attributes
        ]
        for body in (train, holdout)
    ]
    return _minus(f"attribute inference, {attribute}", *sides)


def _minus(name: str, train: Sequence[bool], holdout: Sequence[bool]) -> Measurement | None:
    if not train or not holdout:
        return None
    sides = [(sum(side), len(side)) for side in (train, holdout)]
    return measure_share_gap(f"{name}, train minus holdout", *sides)


def _linked(
    synthetic: Sequence[Person], people: Sequence[Person], known: int
) -> list[tuple[bool, ...]]:
    """For every patient with more facts than are known, whether they are linked at each rank."""
    rng = np.random.default_rng(SEED)
    found = []
    for person in people:
        facts = sorted(person.facts)
        if len(facts) <= known:
            continue
        given = {facts[index] for index in rng.permutation(len(facts))[:known]}
        rest = person.facts - given
        order = sorted(synthetic, key=lambda item: -_likeness(given, item.facts))
        hits = [len(rest & item.facts) >= SHARED_REST * len(rest) for item in order[: max(RANKS)]]
        found.append(tuple(any(hits[:rank]) for rank in RANKS))
    return found


def _likeness(given: set[str] | frozenset[str], facts: frozenset[str]) -> float:
    return len(given & facts) - len(facts - given) / 1000


def _guess(attribute: str, person: Person, synthetic: Sequence[Person]) -> str | None:
    known = person.facts - {attribute}
    able = [item for item in synthetic if attribute in item.attributes]
    order = sorted(able, key=lambda item: -_likeness(known, item.facts - {attribute}))
    votes = Counter(item.attributes[attribute] for item in order[:VOTERS])
    return votes.most_common(1)[0][0] if votes else None
