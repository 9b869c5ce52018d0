"""Fabricated patients: who is in is a coin's choice, and only the key file says so."""

import json

import pytest

from generator.canaries import KEY_FILE, NOUNS, draw_canaries, plant, read_key, split
from generator.corpus import read_corpus
from generator.corpus_import import import_table
from generator.deidentify import deidentify_patient
from knowledge.errors import CallerMistake

PATIENTS = 5


def corpus_in(folder, *, public=True, declared=PATIENTS):
    lines = [
        {
            "session_id": f"s{number}",
            "patient_id": f"p{number}",
            "turns": [{"speaker": "patient", "text": "I sleep badly"}],
        }
        for number in range(PATIENTS)
    ]
    table = folder / "table.jsonl"
    table.write_text("".join(json.dumps(line) + "\n" for line in lines))
    import_table([table], folder / "corpus", declared_patients=declared, public=public)
    return folder / "corpus"


def test_the_planted_corpus_holds_its_own_patients_and_exactly_those_whose_coin_said_so(tmp_path):
    canaries = read_key(plant(corpus_in(tmp_path), tmp_path / "out", count=200))
    included, left_out = split(canaries)
    planted = read_corpus(tmp_path / "out")
    assert len(canaries) == 200
    assert 60 < len(included) < 140
    own = {f"p{number}" for number in range(PATIENTS)}
    assert set(planted.records) == own | {item.patient_id for item in included}
    assert not set(planted.records) & {item.patient_id for item in left_out}
    for item in included:
        (record,) = planted.records[item.patient_id]
        assert record.session.turns == item.session.turns


def test_what_is_declared_does_not_tell_the_coins(tmp_path):
    plant(corpus_in(tmp_path), tmp_path / "out", count=200)
    assert read_corpus(tmp_path / "out").declared_patients == PATIENTS + 100


def test_secrets_are_fresh_and_hide_from_repr():
    first, second = draw_canaries(50), draw_canaries(50)
    words = {item.words for item in (*first, *second)}
    assert len(words) == 100
    assert all(word in NOUNS for secret in words for word in secret)
    assert len(set(NOUNS)) == len(NOUNS) > 100
    assert first[0].words[0] not in repr(first[0])


@pytest.mark.parametrize(
    ("options", "count", "named"),
    [
        ({"public": False}, 40, "not declared public"),
        ({"declared": None}, 40, "declares no number"),
        ({}, 3, "canaries 3"),
    ],
)
def test_what_cannot_be_planted_is_refused_and_leaves_nothing(tmp_path, options, count, named):
    with pytest.raises(CallerMistake, match=named):
        plant(corpus_in(tmp_path, **options), tmp_path / "out", count=count)
    assert not (tmp_path / "out").exists()


WITHOUT_WORDS = '{"canaries": [{"patient_id": "x", "words": [], "included": true}]}'


@pytest.mark.parametrize(
    "text", ["", "{}", '{"canaries": [{"patient_id": "x"}]}', "no json", WITHOUT_WORDS]
)
def test_a_key_that_is_none_is_refused_in_one_line(tmp_path, text):
    (tmp_path / KEY_FILE).write_text(text)
    with pytest.raises(CallerMistake) as caught:
        read_key(tmp_path / KEY_FILE)
    assert "\n" not in str(caught.value)


def test_a_missing_key_is_named(tmp_path):
    with pytest.raises(CallerMistake, match=r"nowhere\.json"):
        read_key(tmp_path / "nowhere.json")


def test_deidentification_leaves_a_secret_as_it_is():
    for canary in draw_canaries(60):
        (left,) = deidentify_patient([canary.session], mode="tags").sessions
        assert left == canary.session
