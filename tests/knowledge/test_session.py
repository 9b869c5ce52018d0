"""The session contract: reads back what it writes, and names what it cannot read."""

import json

import pytest

from knowledge.errors import CallerMistake
from knowledge.profile_file import parse_profile
from knowledge.session import (
    Evidence,
    Provenance,
    Session,
    Speaker,
    Turn,
    read_sessions,
    session_from_json,
    session_json,
)

SESSION = Session(
    session_id="s1",
    patient_id="p1",
    turns=(
        Turn(speaker=Speaker.THERAPIST, text="How are you?"),
        Turn(speaker=Speaker.PATIENT, text="My secret is green."),
    ),
    profile=parse_profile({"condition": "mdd", "symptoms": {"low_mood": "present"}}),
    labels={"condition": "mdd"},
    synthetic=True,
    provenance=Provenance(
        seed=7,
        attempt=2,
        profile_id="s1",
        evidence=(Evidence(passage_id="expr:1", symptom="low_mood", text="Grey."),),
    ),
)


def test_a_session_reads_back_as_it_was_written():
    assert session_json(session_from_json(session_json(SESSION))) == session_json(SESSION)


def test_text_never_shows_in_a_repr():
    assert "secret" not in repr(SESSION)
    assert "secret" not in repr(SESSION.turns[1])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"turns": None}, "turns"),
        ({"turns": [{"speaker": "dog", "text": "woof"}]}, "speaker"),
        ({"session_id": 4}, "session_id"),
        ({"provenance": {"seed": "x"}}, "provenance"),
        ({"profile": {"symptoms": {"low_mood": "perhaps"}}}, "low_mood"),
    ],
)
def test_a_bad_field_is_named_without_quoting_a_turn(change, word):
    data = {**session_json(SESSION), **change}
    with pytest.raises(CallerMistake, match=word) as raised:
        session_from_json(data)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("line", [b"{", b"[1]", b'{"a": "\xff"}'])
def test_a_line_that_cannot_be_read_is_numbered(tmp_path, line):
    path = tmp_path / "sessions.jsonl"
    path.write_bytes(json.dumps(session_json(SESSION)).encode() + b"\n" + line + b"\n")
    with pytest.raises(CallerMistake, match="line 2"):
        list(read_sessions(path))


def test_keys_that_are_not_known_are_ignored():
    assert session_from_json({**session_json(SESSION), "mood": "fine"}).session_id == "s1"
