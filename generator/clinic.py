"""The fictional clinic: a private-looking corpus that belongs to nobody.

Its patients are composed from a pool of their own (`examples/clinic/material/`), under another mix
of conditions and another manner than the base model's public text, with invented names, towns and
telephone numbers in what they say. Everything that trains, audits or demonstrates privacy here does
so on these people.

    python -m generator.clinic --patients 2000 -o clinic.jsonl
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from generator.base.composer import Composed, compose
from generator.base.drawing import draw_profile
from generator.base.material import Material, material_from_folder
from generator.base.speech import Manner
from knowledge.base import KnowledgeBase, load_knowledge
from knowledge.profile import Patient, Profile
from knowledge.session import Session, Speaker, Turn
from knowledge.session_file import session_json
from prompts.acts import Act
from prompts.areas import area_of
from prompts.cue import act_of_words

MATERIAL = Path(__file__).resolve().parents[1] / "examples" / "clinic" / "material"
SEED = 1871
MANNER = Manner(
    hesitation=0.07,
    repeat=0.04,
    detail_per_symptom=0.8,
    second_detail=0.5,
    pieces=(0.65, 0.35, 0.0, 0.0),
    long_turn=0.35,
)
CONDITIONS = {"ptsd": 0.34, "gad": 0.28, "mdd": 0.22, "bipolar1": 0.11, "schizophrenia": 0.05}
SESSIONS_PER_PATIENT = {1: 0.62, 2: 0.25, 3: 0.13}
IDENTIFIERS = ("name", "full_name", "phone", "town", "street", "employer", "email", "date")
_IDENTIFIER = re.compile("{(" + "|".join(IDENTIFIERS) + ")}")
_ACTS = frozenset(act.value for act in Act)
_MONTHS = "January February March April May June July August September October November December"


def clinic_sessions(
    *, patients: int, seed: int = SEED, material: Material | None = None
) -> Iterator[Session]:
    """Sessions of fictional patients, grouped by patient; patient i depends on (seed, i).

    Yields:
        Session with `synthetic` false, because it plays the part of a private record; no profile,
        as real records have none. Labels as annotators give them: `condition` and `modality` of a
        session, `act` of every therapist's turn, and the area of life that a question is about
        (`asks_about`) or an answer tells of or denies (`tells_of`).
    """
    pool, knowledge = material or material_from_folder(MATERIAL), load_knowledge()
    for number in range(patients):
        rng = random.Random(f"{seed}:{number}")
        yield from _patient_sessions(number, pool, knowledge, rng)


def _patient_sessions(
    number: int, pool: Material, knowledge: KnowledgeBase, rng: random.Random
) -> Iterator[Session]:
    condition = rng.choices(list(CONDITIONS), list(CONDITIONS.values()))[0]
    person: Patient | None = None
    count = rng.choices(list(SESSIONS_PER_PATIENT), list(SESSIONS_PER_PATIENT.values()))[0]
    placeholders = {name: ("{" + name + "}",) for name in IDENTIFIERS}
    marked = replace(pool, slots={**pool.slots, **placeholders})
    for visit in range(1, count + 1):
        profile = _visit(condition, visit, knowledge, pool, rng)
        person = person or profile.patient
        profile = replace(profile, patient=person)
        composed = compose(profile, material=marked, manner=MANNER, rng=rng)
        yield Session(
            session_id=f"c{number:05d}-{visit}",
            patient_id=f"c{number:05d}",
            turns=tuple(_identified(turn, pool, rng) for turn in _labelled(composed)),
            labels=MappingProxyType(
                {"condition": condition, "modality": profile.session.modality or "supportive"}
            ),
        )


def _visit(
    condition: str, visit: int, knowledge: KnowledgeBase, pool: Material, rng: random.Random
) -> Profile:
    drawn = draw_profile(
        rng, knowledge=knowledge, known=frozenset(pool.symptoms), conditions=(condition,)
    )
    modality = "intake" if visit == 1 else rng.choice(("cbt", "supportive"))
    encounter = replace(
        drawn.session, number=visit, modality=modality, turns=2 * rng.randint(9, 16)
    )
    return replace(drawn, session=encounter)


def _labelled(composed: Composed) -> Iterator[Turn]:
    for at, (turn, cue) in enumerate(zip(composed.turns, composed.cues, strict=True)):
        asks = turn.speaker is Speaker.THERAPIST
        labels = {"act": cue if cue in _ACTS else act_of_words(turn.text).value} if asks else {}
        area = area_of(composed.topics[at]) if at in composed.topics else None
        if area is not None:
            labels["asks_about" if asks else "tells_of"] = area
        yield replace(turn, labels=MappingProxyType(labels))


def _identified(turn: Turn, pool: Material, rng: random.Random) -> Turn:
    """The turn with every placeholder replaced by a freshly invented value."""
    text = _IDENTIFIER.sub(lambda match: _invented(match[1], pool.slots, rng), turn.text)
    return replace(turn, text=text)


def _invented(kind: str, lists: Mapping[str, tuple[str, ...]], rng: random.Random) -> str:
    first, last = rng.choice(lists["first_names"]), rng.choice(lists["surnames"])
    values = {
        "name": first,
        "full_name": f"{first} {last}",
        # 01632 960 000 to 960 999 is kept free for fiction by the British regulator (Ofcom).
        "phone": f"01632 960 {rng.randrange(1000):03d}",
        "town": rng.choice(lists["towns"]),
        "street": f"{rng.randint(1, 120)} {rng.choice(lists['streets'])}",
        "employer": rng.choice(lists["employers"]),
        "email": f"{first}.{last}@{rng.choice(lists['email_domains'])}".lower(),
        "date": f"{rng.randint(1, 28)} {rng.choice(_MONTHS.split())}",
    }
    return values[kind]


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the fictional clinic's sessions.")
    parser.add_argument("--patients", type=int, default=400)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    with args.output.open("w", encoding="utf-8") as file:
        for session in clinic_sessions(patients=args.patients, seed=args.seed):
            file.write(json.dumps(session_json(session), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
