"""Rows of three shapes become units with a label, or the row that cannot is named by number."""

import pytest

from generator.augmenting.columns import Columns
from generator.augmenting.data_table import Table
from generator.augmenting.labelled import read_labelled
from knowledge.errors import CallerMistake

TURNS = [{"speaker": "therapist", "text": "And nights?"}, {"speaker": "Client", "text": "Awake."}]


def _table(*rows):
    return Table(rows=rows, columns=tuple(dict.fromkeys(name for row in rows for name in row)))


def _read(*rows, label="label", **columns):
    return read_labelled(_table(*rows), Columns(label=label, **columns))


def test_a_row_with_turns_is_a_session_of_what_its_patient_says():
    found = _read(
        {"patient_id": "a", "turns": TURNS, "labels": {"condition": "mdd"}},
        {"patient_id": "a", "turns": TURNS, "labels": {"condition": "gad"}},
        label="condition",
    )
    assert (found.shape, found.path) == ("sessions", ("labels", "condition"))
    assert [(u.text, u.label, u.group) for u in found.units] == [
        ("Awake.", "mdd", "is a"),
        ("Awake.", "gad", "is a"),
    ]


def test_messages_with_roles_are_turns_too():
    messages = [
        {"role": "system", "content": "Be kind."},
        {"role": "assistant", "content": "And nights?"},
        {"role": "user", "content": "Awake."},
    ]
    found = _read({"messages": messages, "label": 1}, {"messages": messages, "label": 0})
    assert [(u.text, u.label) for u in found.units] == [("Awake.", "1"), ("Awake.", "0")]


def test_a_row_with_words_is_a_unit_and_equal_words_stay_together():
    found = _read({"text": "x", "label": "a"}, {"text": "x", "label": "b"}, {"text": "y"})
    assert found.shape == "text"
    assert not found.transcripts
    assert len({unit.group for unit in found.units}) == 2
    assert (dict(found.counts), found.num_unlabelled) == ({"a": 1, "b": 1}, 1)


@pytest.mark.parametrize("nobody", [None, ""])
def test_rows_without_a_patient_are_not_all_of_one(nobody):
    rows = [{"text": word, "label": "a", "patient_id": nobody} for word in ("x", "y")]
    known = {"text": "z", "label": "b", "patient_id": "p1"}
    found = _read(*rows, known, patient="patient_id")
    assert len({unit.group for unit in found.units}) == 3


def test_texts_that_are_transcripts_are_known_as_such():
    said = "Doctor: How are you?\nPatient: Tired.\n"
    assert _read({"text": said, "label": "a"}, {"text": said, "label": "b"}).transcripts


def _turn(session, order, who, text, label):
    return {
        "s": session,
        "n": order,
        "who": who,
        "text": text,
        "label": label,
        "p": f"of {session}",
    }


NAMED = {"session": "s", "order": "n", "speaker": "who", "patient": "p"}


def test_a_table_of_turns_is_one_unit_a_session_in_the_order_of_its_turns():
    found = _read(
        _turn(1, "2", "client", "at night.", ""),
        _turn(2, "0", "client", "Fine.", "b"),
        _turn(1, "1", "client", "Awake", "a"),
        **NAMED,
    )
    assert [(u.text, u.label, u.group) for u in found.units] == [
        ("Awake at night.", "a", "is of 1"),
        ("Fine.", "b", "is of 2"),
    ]


def test_a_session_that_another_patient_has_too_is_refused():
    rows = [{**_turn(1, 0, "client", "x", "a"), "p": who} for who in ("anna", None, "berta")]
    with pytest.raises(CallerMistake, match="row 3: its session belongs to another patient") as no:
        _read(*rows, **NAMED)
    assert "berta" not in str(no.value) and "\n" not in str(no.value)


@pytest.mark.parametrize("nobody", [None, "", float("nan")])
def test_a_patient_numbered_0_is_one_and_a_turn_without_a_patient_is_of_its_session_s(nobody):
    rows = [
        {**_turn(session, 0, "client", "x", label), "p": who}
        for session, label, who in ((1, "a", 0), (2, "b", nobody), (2, "b", 0), (3, "a", nobody))
    ]
    assert [unit.group for unit in _read(*rows, **NAMED).units] == ["is 0", "is 0", "session 3"]


def test_a_label_that_changes_within_a_session_is_refused():
    with pytest.raises(CallerMistake, match="row 2: column label changes within a session"):
        _read(_turn(1, 0, "client", "x", "a"), _turn(1, 1, "client", "y", "b"), **NAMED)


@pytest.mark.parametrize("missing", [None, "", "  ", float("nan")])
def test_a_missing_label_is_counted_and_left_alone(missing):
    found = _read(
        {"text": "x", "label": "a"}, {"text": "y", "label": "b"}, {"text": "z", "label": missing}
    )
    assert (found.num_unlabelled, found.counts.total()) == (1, 2)


@pytest.mark.parametrize(
    ("rows", "columns", "reason"),
    [
        ([{"text": "x", "label": "a"}], {"label": "lable"}, "no column lable; .*text, label"),
        ([{"text": "x", "label": "a"}], {"text": "txt"}, "no column txt"),
        ([{"text": "x", "label": "a"}], {"patient": "who"}, "no column who"),
        ([{"text": "x", "label": "a"}] * 3, {}, "one label alone, 'a'"),
        ([{"text": "x", "label": None}], {}, "empty in every row"),
        ([{"text": "x", "label": ["a", "b"]}], {}, "row 1: .* no single label"),
        ([{"said": "x", "label": "a"}], {}, "--text"),
        ([{"text": 7, "label": "a"}], {}, "row 1: column text holds no text"),
        (
            [{"text": f"SECRETWORD {n}", "label": f"SECRETWORD {n}"} for n in range(9)],
            {},
            "is it a label",
        ),
        ([{"text": "x", "note": "SECRETWORD" * 20}], {"label": "note"}, "is it a label"),
        ([{"turns": "SECRETWORD", "label": "a"}], {}, "row 1: its turns are not a list"),
        ([{"turns": [{"speaker": "nurse", "text": "x"}], "label": "a"}], {}, "unknown speaker"),
        ([_turn("", 0, "client", "x", "a")], NAMED, "row 1: column s is empty"),
        ([_turn(["SECRETWORD"], 0, "client", "x", "a")], NAMED, "row 1: column s .* no single id"),
        ([{**_turn(1, 0, "client", "x", "a"), "p": ["SECRETWORD"]}], NAMED, "row 1: column p "),
        ([{"text": "x", "label": "a", "patient_id": {}}], {}, "row 1: column patient_id .* id"),
        ([_turn("1", "x", "client", "x", "a")], NAMED, "row 1: column n is no number"),
        ([_turn("1", 0, "nurse", "x", "a")], NAMED, "row 1: column who names no known speaker"),
        ([{"text": "x", "label": "a", "who": "c"}], {"speaker": "who"}, "needs --session"),
    ],
)
def test_what_cannot_be_units_is_refused_without_its_words(rows, columns, reason):
    with pytest.raises(CallerMistake, match=reason) as refused:
        _read(*rows, **columns)
    assert "SECRETWORD" not in str(refused.value)


@pytest.mark.parametrize(
    ("values", "labels"),
    [([True, False], {"true", "false"}), ([1.0, 2.0], {"1", "2"}), ([0.5, 1.5], {"0.5", "1.5"})],
)
def test_a_label_that_is_no_text_is_called_as_one_would_write_it(values, labels):
    rows = tuple({"text": f"words {n}", "label": values[n % 2]} for n in range(4))
    labelled = read_labelled(Table(rows=rows, columns=("text", "label")), Columns(label="label"))
    assert set(labelled.counts) == labels
    assert set(labelled.values.values()) == set(values)
