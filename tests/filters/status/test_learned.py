"""The learned reader tells what words say of a symptom, from the marked words in their place."""

import random

import numpy as np
import pytest

from filters.status.learned import Passage, load_status_reader
from filters.status.training import Examples
from knowledge.expression import load_expressions
from knowledge.status_line import STATUSES, load_status_lines


def read(**passage):
    (row,) = load_status_reader().read([Passage(**passage)])
    return STATUSES[int(np.argmax(row))]


PLAIN = (
    ("sleep_onset", "I lie there for hours before I drop off, every night.", "present"),
    ("sleep_onset", "My husband lies awake half the night, I'm spark out.", "other_person"),
    ("sleep_onset", "I used to lie awake till dawn, before the new job.", "past"),
    ("sleep_onset", "If I ever started lying awake like that I'd ring you.", "hypothetical"),
    ("sleep_onset", "No, no, I'm gone the minute I hit the pillow.", "denied"),
    ("voices", "I hear a man's voice behind me.", "present"),
    ("voices", "The lad next door hears voices, poor soul.", "other_person"),
    ("anhedonia", "Nothing gives me any pleasure now.", "present"),
    ("anhedonia", "I still love my garden as much as ever.", "denied"),
    ("su_craving", "In my twenties I craved it every evening. That's long gone.", "past"),
)


def test_plain_cases_are_read_right():
    right = [read(symptom=symptom, said=said) == status for symptom, said, status in PLAIN]
    assert sum(right) >= 9, [
        case for case, is_right in zip(PLAIN, right, strict=True) if not is_right
    ]


def test_only_the_marked_words_are_judged():
    mine, his = "I lie awake for hours.", "My husband lies awake half the night, I'm spark out."
    assert read(symptom="sleep_onset", said=mine, before=his) == "present"
    assert read(symptom="sleep_onset", said=his, after=mine) == "other_person"


@pytest.mark.parametrize("place", ["asked", "before", "said"])
def test_brackets_and_length_around_the_marked_words_do_not_move_them(place):
    passage = {"said": "I can't sleep.", "asked": "How are you?", "before": "Well."}
    passage[place] = "[laughs] " + "and so on " * (60 if place != "said" else 1) + passage[place]
    _, text = Passage(symptom="sleep_onset", **passage).pair
    assert text.count("[") == text.count("]") == 1
    assert text.split("[")[1].split("]")[0].strip().endswith("I can't sleep.")
    assert len(text.split()) < 70


def test_probabilities_sum_to_one_and_come_in_the_order_asked():
    texts = ("No, I sleep fine.", "I can't sleep.", "No, I sleep fine.")
    rows = load_status_reader().read([Passage(symptom="sleep_onset", said=t) for t in texts])
    assert np.allclose(rows.sum(axis=1), 1, atol=1e-4)
    assert np.array_equal(rows[0], rows[2]) and not np.array_equal(rows[0], rows[1])
    assert load_status_reader().read([]).shape == (0, len(STATUSES))


def test_held_out_lines_of_the_bank_are_never_learned_from():
    bank = load_expressions()
    held_out = {p.template for name in bank.symptoms for p in bank.phrases[name] if p.held_out}
    held_out = {line for line in held_out if "{" not in line}
    examples = list(Examples(load_status_lines(), random.Random(0)).epoch())
    assert len(held_out) > 100 and not held_out & {passage.said for passage, _ in examples}
    assert {STATUSES[target] for _, target in examples} == set(STATUSES)
