"""The session contract: reads back what it writes, and names what it cannot read."""

import json

import pytest

from knowledge.errors import CallerMistake
from knowledge.profile_file import parse_profile
from knowledge.session import Evidence, Provenance, Session, Speaker, Turn
from knowledge.session_file import is_of_nobody, read_sessions, session_from_json, session_json

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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"labels": {"secret words": 3}}, "session field labels: allowed is text"),
        (
            {"turns": [{"speaker": "p", "text": "x", "labels": {"secret words": 3}}]},
            "session field turns.0.labels: allowed is text",
        ),
        ({"profile": {"secret words": 1}}, "session field profile: a name in it"),
        ({"profile": {"symptoms": {"secret words": {"state": 1}}}}, "field profile: a name in it"),
        ({"turns": None, "messages": [{"role": "user", "secret": 1}]}, "session field messages:"),
    ],
)
def test_words_in_the_place_of_a_name_are_not_quoted(change, said):
    with pytest.raises(CallerMistake, match=said) as raised:
        session_from_json({**session_json(SESSION), **change})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("line", [b"{", b"[1]", b'{"a": "\xff"}'])
def test_a_line_that_cannot_be_read_is_numbered(tmp_path, line):
    path = tmp_path / "sessions.jsonl"
    path.write_bytes(json.dumps(session_json(SESSION)).encode() + b"\n" + line + b"\n")
    with pytest.raises(CallerMistake, match="line 2"):
        list(read_sessions(path))


def test_keys_that_are_not_known_are_ignored():
    assert session_from_json({**session_json(SESSION), "mood": "fine"}).session_id == "s1"


def _read(path, *lines, **known):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return list(read_sessions(path, **known))


def test_chat_messages_are_turns_and_what_the_system_says_is_none(tmp_path):
    chat = {
        "session_id": "s1",
        "patient_id": "p1",
        "turns": None,
        "messages": [
            {"role": "System", "content": "You are kind."},
            {"role": "assistant", "content": "How are you?"},
            {"role": "user", "content": "My secret is green.", "speaker": "therapist"},
        ],
    }
    assert _read(tmp_path / "chat.jsonl", chat)[0].turns == SESSION.turns


@pytest.mark.parametrize(("therapist", "patient"), [("Counselor", "client"), ("T", " P ")])
def test_speakers_may_be_called_as_transcripts_call_them(tmp_path, therapist, patient):
    turns = [{"speaker": therapist, "text": "How are you?"},
             {"speaker": patient, "text": "My secret is green."}]  # fmt: skip
    called = {"session_id": "s1", "patient_id": "p1", "turns": turns}
    assert _read(tmp_path / "called.jsonl", called)[0].turns == SESSION.turns


def test_whose_a_session_is_may_be_unknown_only_where_that_is_said(tmp_path):
    file, line = tmp_path / "bare.jsonl", {"turns": session_json(SESSION)["turns"]}
    with pytest.raises(CallerMistake, match="line 1: session field session_id: missing"):
        _read(file, line)
    found = _read(file, line, {**line, "session_id": "x"}, whose_unknown=True)
    assert [(item.session_id, item.patient_id) for item in found] == [
        ("bare.jsonl line 1", "bare.jsonl line 1"),
        ("x", "bare.jsonl line 2"),
    ]
    assert all(is_of_nobody(item, file) for item in found)
    known = {**line, "session_id": None, "patient_id": "p"}
    assert not is_of_nobody(_read(file, known, whose_unknown=True)[0], file)


@pytest.mark.parametrize(
    "line", [{"text": "x"}, {"turns": ["x"]}, {"messages": [{"role": "user"}]}]
)
def test_a_line_without_turns_is_told_what_a_session_has(tmp_path, line):
    with pytest.raises(CallerMistake, match="turns of speaker and text, or messages") as raised:
        _read(tmp_path / "bad.jsonl", line, whose_unknown=True)
    assert "Json" not in str(raised.value)


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"symptms": {}}, "symptms: unknown; allowed: condition, .*symptoms"),
        ({"symptoms": {"low_mood": 9}}, "symptoms.low_mood.state: allowed is 'present', 'absent'"),
    ],
)
def test_a_profile_is_told_what_it_may_say(profile, said):
    with pytest.raises(CallerMistake, match=said):
        parse_profile(profile)
