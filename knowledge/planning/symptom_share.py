"""A symptom asked of a share of the patients: who has it, who must, and who cannot."""

from dataclasses import replace

from knowledge.planning.assignment import Assignment
from knowledge.planning.place import Place
from knowledge.planning.possibility import is_possible
from knowledge.planning.quota import largest_remainder, spread, yes_or_no


def deal_symptom(symptom: str, assignment: Assignment) -> None:
    """Exact: the asked number have it, the others do not; who must or cannot is respected."""
    can = [_can_have(symptom, place, assignment) for place in assignment.places]
    need = [_must_have(symptom, place, assignment) for place in assignment.places]
    asked = _asked(symptom, least=sum(need), most=sum(can), assignment=assignment)
    if not sum(need) <= asked <= sum(can):
        _refuse(symptom, asked, least=sum(need), most=sum(can), assignment=assignment)
        return
    every = list(zip(assignment.places, can, need, strict=True))
    free = [place for place, able, must in every if able and not must]
    extra = asked - sum(need)
    counts = {"yes": extra, "no": len(free) - extra}
    answers = spread([place.cell() for place in free], counts, assignment.rng)
    chosen = {id(place) for place, answer in zip(free, answers, strict=True) if answer == "yes"}
    for place, _, must in every:
        if must or id(place) in chosen:
            place.present |= {symptom}
        else:
            place.absent |= {symptom}


def _can_have(symptom: str, place: Place, assignment: Assignment) -> bool:
    wanted = replace(place.wanted, present=place.present | {symptom})
    return is_possible(wanted, assignment.knowledge)


def _must_have(symptom: str, place: Place, assignment: Assignment) -> bool:
    wanted = replace(place.wanted, absent=place.absent | {symptom})
    return not is_possible(wanted, assignment.knowledge)


def _asked(symptom: str, *, least: int, most: int, assignment: Assignment) -> int:
    """How many are to have it; a number that is drawn stays within what can be."""
    spec, share = assignment.spec, assignment.spec.symptoms[symptom]
    if spec.is_exact("symptoms"):
        return largest_remainder(yes_or_no(share), spec.n)["yes"]
    drawn = sum(assignment.rng.random() < share for _ in assignment.places)
    return min(max(drawn, least), most)


def _refuse(symptom: str, asked: int, *, least: int, most: int, assignment: Assignment) -> None:
    n, refusal = assignment.spec.n, assignment.refusal
    reason = f"symptoms.{symptom}: asked of {asked} of {n} patients, possible {least} to {most}"
    nearest = {**refusal.nearest["symptoms"], symptom: min(max(asked, least), most) / n}
    refusal.add([reason], "symptoms", nearest)
