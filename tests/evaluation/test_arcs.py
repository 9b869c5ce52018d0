import pytest

from evaluation.acts import Act, act_of
from evaluation.arcs import Heard, act_table, arc_series, measure_acts, measure_arcs, quarter_of
from evaluation.emotion import PLEASANT, UNPLEASANT, feelings
from evaluation.speech import read_speech, words_of
from filters.recogniser import Mention
from tests.evaluation.talk import session


@pytest.mark.parametrize(
    "text, act",
    [
        ("What was that like for you?", Act.OPEN_QUESTION),
        ("Okay. So, how did you get through it?", Act.OPEN_QUESTION),
        ("Tell me more about your sister.", Act.OPEN_QUESTION),
        ("Can you describe a bad day?", Act.OPEN_QUESTION),
        ("How many drinks would that be?", Act.CLOSED_QUESTION),
        ("Did you sleep last night?", Act.CLOSED_QUESTION),
        ("You slept well, didn't you?", Act.CLOSED_QUESTION),
        ("It sounds as though nobody listened.", Act.REFLECTION),
        ("So you went home and never spoke of it.", Act.REFLECTION),
        ("You should write it down every evening.", Act.INPUT),
        ("I'd suggest a walk before bed.", Act.INPUT),
        ("That's great, well done.", Act.AFFIRMATION),
        ("Mm-hmm.", Act.OTHER),
        ("Okay, right, sure.", Act.OTHER),
    ],
)
def test_the_act_of_a_turn_is_that_of_its_last_sentence(text, act):
    assert act_of(text) is act


@pytest.mark.parametrize(
    "text, expected",
    [
        ("I'm happy and proud", (2, 0)),
        ("I'm not happy at all", (0, 1)),
        ("I haven't been that sad", (1, 0)),
        ("no, it was a long way home and I was sad", (0, 1)),
        ("the bus came", (0, 0)),
    ],
)
def test_a_negation_near_by_turns_a_feeling_round(text, expected):
    assert feelings(words_of(text)) == expected


def test_no_word_is_both_pleasant_and_unpleasant():
    assert not PLEASANT & UNPLEASANT


def mention(turn, status="present"):
    return Mention(symptom="low_mood", status=status, span="x", turn_index=turn, score=0.9)


def long_session(name, patient_line="P: We went to the shop on the corner."):
    return session(name, *(["T: Go on.", patient_line] * 12))


def values(found):
    return {item.name: item.value for item in found}


def test_only_what_is_told_as_present_or_past_discloses():
    talk = session(
        "a", "T: Hm?", "P: I feel low.", "T: And?", "P: No, never.", "T: So?", "P: Once."
    )
    heard = Heard.of(
        read_speech([talk]), {"a": [mention(1), mention(3, "denied"), mention(5, "past")]}
    )
    assert values(measure_arcs(heard))["client turns that tell a symptom"] == pytest.approx(2 / 3)


def test_the_problem_is_still_described_where_turns_sixteen_to_nineteen_say_so():
    name = "client turns describing the problem, turns 16 to 19"
    neutral = Heard.of(read_speech([long_session("a")]), {})
    assert values(measure_arcs(neutral))[name] == 0
    troubled = Heard.of(read_speech([long_session("a", "P: It was a terrible week.")]), {})
    assert values(measure_arcs(troubled))[name] == 1
    told = Heard.of(read_speech([long_session("a")]), {"a": [mention(15), mention(3)]})
    assert values(measure_arcs(told))[name] == pytest.approx(1 / 2)


def test_short_sessions_have_no_sixteenth_turn():
    heard = Heard.of(read_speech([session("a", "T: Yes?", "P: It was terrible.")]), {})
    assert not [item for item in measure_arcs(heard) if "turns 16" in item.name]


def test_every_turn_lies_in_one_of_four_quarters_of_its_session():
    speech = read_speech([long_session("a")])
    found = [quarter_of(item, turn) for item in speech.sessions for turn in item.turns]
    assert found == sorted(found) and {found.count(quarter) for quarter in range(4)} == {6}


def test_series_have_four_quarters_of_run_and_reference():
    heard = Heard.of(read_speech([long_session("a"), long_session("b")]), {"a": [mention(1)]})
    length, disclosure, _ = arc_series(heard, {"reference": heard})
    assert length.lines[0].y == (8, 8, 8, 8)
    assert disclosure.lines[0].y == (pytest.approx(1 / 6), 0, 0, 0)
    assert disclosure.lines[1].of == "reference"


def test_acts_are_shares_of_therapist_turns():
    talk = session("a", "T: What happened?", "P: Nothing.", "T: You feel let down.", "P: Yes.")
    own = measure_acts(read_speech([talk, talk]))
    assert values(own)["therapist: open question"] == 0.5
    assert values(own)["reflections for a question"] == 1
    table = act_table(own, {"reference": own[:1]})
    assert table.columns == ("act", "run", "reference")
    assert table.rows[1][2] is None
