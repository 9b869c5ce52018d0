"""What was heard once is not listened for again; whatever changed is."""

import json

import pytest

from filters.mention import Mention
from generator import readings
from generator.readings import READINGS, RunReadings
from knowledge.errors import WorldFailed
from tests.filters.talk import GOOD, build_talk, replaced
from tests.generator.disk import files_of_at_most

HEARD = (
    Mention(
        symptom="sleep_onset", status="present", span="hours to drop off", turn_index=3, score=0.75,
    ),
    Mention(
        symptom="low_mood", status="denied", span="“no”", turn_index=5, score=0.4,
        is_likeliest=False, was_asked=True, is_faint=True, score_if_told=0.3,
    ),
)  # fmt: skip


class _Counts:
    symptoms = ("sleep_onset", "low_mood")

    def __init__(self):
        self.asked = []

    def recognise_all(self, sessions, *, at_least=0.5, named=None):
        self.asked += [session.session_id for session in sessions]
        return tuple(HEARD for _ in sessions)


def read(run, *sessions, named=None, at_least=0.325, keep=False):
    inner = _Counts()
    wrapped = RunReadings(run, inner)
    found = wrapped.recognise_all(sessions, at_least=at_least, named=named)
    if keep:
        for session in sessions:
            wrapped.keep(session)
    return found, inner.asked


@pytest.fixture
def kept(tmp_path):
    found, asked = read(tmp_path, build_talk(*GOOD), named=[["low_mood", "sleep_onset"]], keep=True)
    assert found == (HEARD,) and asked == ["s1"]
    return tmp_path


def test_a_kept_session_is_told_to_the_letter_and_nobody_is_asked(kept):
    found, asked = read(kept, build_talk(*GOOD), named=[["sleep_onset", "low_mood"]])
    assert found == (HEARD,) and asked == []


@pytest.mark.parametrize(
    "change",
    [
        {"named": [["low_mood"]]},
        {"named": None},
        {"at_least": 0.5},
        {"session": build_talk(*replaced(3, "I sleep."))},
    ],
)
def test_another_question_or_another_word_is_read_anew(kept, change):
    asking = {"session": build_talk(*GOOD), "named": [["low_mood", "sleep_onset"]], **change}
    _, asked = read(kept, asking.pop("session"), **asking)
    assert asked == ["s1"]


def test_readers_that_changed_read_anew(kept, monkeypatch):
    monkeypatch.setattr(readings, "readers_sha256", lambda: "other")
    assert read(kept, build_talk(*GOOD), named=[["low_mood", "sleep_onset"]])[1] == ["s1"]


@pytest.mark.parametrize(
    "damage", ["", "{", "[1]", '{"read": 1}', '{"read": "x", "mentions": [[1]]}']
)
def test_a_damaged_file_costs_time_alone(kept, damage):
    (kept / READINGS).write_text(f"{damage}\n")
    found, asked = read(kept, build_talk(*GOOD), named=[["low_mood", "sleep_onset"]])
    assert found == (HEARD,) and asked == ["s1"]


def test_only_what_is_kept_stands_on_disk_and_in_the_asked_order(kept):
    talks = [build_talk(*replaced(1, f"Alright, {n}."), session_id=f"s{n}") for n in "abc"]
    mixed = [talks[0], build_talk(*GOOD), talks[2]]
    found, asked = read(kept, *mixed, named=[["low_mood", "sleep_onset"]] * 3)
    assert len(found) == 3 and asked == ["sa", "sc"]
    assert len((kept / READINGS).read_text().splitlines()) == 1


def test_a_full_disk_is_one_line(tmp_path):
    with files_of_at_most(10), pytest.raises(WorldFailed, match="--resume"):
        read(tmp_path, build_talk(*GOOD), keep=True)


def test_scores_that_are_no_plain_numbers_are_written_as_such(tmp_path):
    import numpy as np

    class _Numpy(_Counts):
        def recognise_all(self, sessions, *, at_least=0.5, named=None):
            mention = Mention(
                symptom="low_mood", status="present", span="x", turn_index=1,
                score=np.float32(0.7),  # pyright: ignore[reportArgumentType]
            )  # fmt: skip
            return ((mention,),) * len(sessions)

    wrapped = RunReadings(tmp_path, _Numpy())
    wrapped.recognise_all([build_talk(*GOOD)])
    wrapped.keep(build_talk(*GOOD))
    row = json.loads((tmp_path / READINGS).read_text())["mentions"][0]
    assert row[4] == float(np.float32(0.7))
