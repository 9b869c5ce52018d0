"""The one parser: what it reads, what it does not, and that it reads back what it renders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.session import Speaker, Turn
from prompts.transcript import parse_transcript, render_transcript

_WORDS = st.text(
    alphabet=st.characters(whitelist_categories=("Ll", "Lu", "Nd"), whitelist_characters=" ,.'?"),
    min_size=1,
).filter(lambda text: text.strip())


@given(st.lists(st.tuples(st.sampled_from(Speaker), _WORDS), min_size=1, max_size=12))
def test_what_is_rendered_reads_back_turn_by_turn(pairs):
    turns = tuple(Turn(speaker=speaker, text=" ".join(text.split())) for speaker, text in pairs)
    assert parse_transcript(render_transcript(turns)) == turns


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Therapist: Hello.\nPatient: Hi.", "tp"),
        ("**Therapist:** Hello.\n**Client:** Hi.", "tp"),
        ("Counselor: Hello.\n\nPatient: Hi.\n", "tp"),
        ("Therapist: Hello.\nand welcome.\nPatient: Hi.", "tp"),
        ("Therapist: One.\nTherapist: Two.\nPatient: Hi.", "ttp"),
        ("Therapist (fatigue): Hello.\nPatient (fatigue): Hi.", "tp"),
        ("Patient: There was a note: it said no.", "p"),
    ],
)
def test_labels_of_any_common_kind_are_read(text, speakers):
    assert "".join(turn.speaker.value[0] for turn in parse_transcript(text)) == speakers


def test_topic_marks_are_written_and_dropped_again():
    turns = (
        Turn(speaker=Speaker.THERAPIST, text="Sleep?"),
        Turn(speaker=Speaker.PATIENT, text="No."),
    )
    text = render_transcript(turns, {0: "fatigue", 1: "fatigue"})
    assert text == "Therapist (fatigue): Sleep?\nPatient (fatigue): No.\n"
    assert parse_transcript(text) == turns


def test_a_line_without_a_label_belongs_to_the_turn_before():
    assert parse_transcript("Therapist: One\ntwo.")[0].text == "One two."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("Here is the transcript you asked for.", []),
        ("Here it is.\nTherapist: Hello.", []),
        ("Therapist:\nPatient: Hi.", ["", "Hi."]),
    ],
)
def test_a_bad_draft_never_raises(text, said):
    assert [turn.text for turn in parse_transcript(text)] == said
