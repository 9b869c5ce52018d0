"""A request for more symptoms than its turns can hold is told so."""

import pytest

from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.planner import plan
from knowledge.planning.room import room_note, turns_needed


def _planned(turns):
    spec = parse_spec({"n": 6, "seed": 1, "conditions": {"mdd": 6}, "turns": turns})
    return plan(spec, load_knowledge())


def test_sessions_shorter_than_their_symptoms_take_are_told_of():
    planned = _planned([12, 12])
    most = max(turns_needed(item.profile) for item in planned)
    note = room_note(planned)
    assert note is not None and note.startswith("6 of 6 profiles") and f"up to {most})" in note


@pytest.mark.parametrize("turns", [[36, 52], [28, 28]])
def test_where_there_is_room_nothing_is_said(turns):
    assert room_note(_planned(turns)) is None
