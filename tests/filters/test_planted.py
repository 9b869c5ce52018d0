"""Identifiers that nobody has seen before, planted on substrings: what the output filter finds.

Recall of the whole table is printed by `python -m benchmarks.planted`; here stand the forms that
must not get worse, and those that are known to go unseen, so that nobody claims them.
"""

import random

import pytest
from faker import Faker

from benchmarks.planted import KINDS, THRESHOLDS, plants, recall, recall_across
from filters.identifiers import IdentifierFilter
from tests.filters.talk import build_talk, replaced

EACH = 15
SHAPES = (
    "phone, GB", "phone, US", "e-mail", "e-mail, spoken", "link", "handle", "IBAN", "SSN",
    "NHS number", "date of birth, figures", "date of birth, words", "IP address",
)  # fmt: skip
NAMES = ("full name", "given name", "made-up name", "organisation", "town")
SPLIT = ("phone, GB", "phone, US", "e-mail", "card", "IBAN", "SSN", "NHS number", "IP address")
WHOLE = ("start", "middle", "end", "glued", "lower case", "in a token")


def drawn(kind: str, form: str, each: int = EACH):
    fake, rng = Faker(["en_GB", "en_US"]), random.Random(3)
    fake.seed_instance(3)
    return [plant for _ in range(each) for plant in plants(KINDS[kind], form, fake, rng)]


@pytest.mark.parametrize("form", WHOLE)
@pytest.mark.parametrize("kind", SHAPES)
def test_what_has_a_shape_is_found_wherever_it_stands(kind: str, form: str):
    assert recall(drawn(kind, form), THRESHOLDS["filter"]) >= 0.85


@pytest.mark.parametrize("form", ["middle", "end"])
@pytest.mark.parametrize("kind", NAMES)
def test_names_are_found_inside_a_sentence(kind: str, form: str):
    assert recall(drawn(kind, form), THRESHOLDS["filter"]) >= 0.75


@pytest.mark.parametrize("kind", [*SPLIT, "full name", "organisation"])
def test_what_a_murmur_cuts_in_two_is_found_in_both_turns(kind: str):
    assert recall_across(drawn(kind, "split"), THRESHOLDS["filter"]) >= 0.75


@pytest.mark.parametrize(
    ("kind", "form", "least"), [("given name", "lower case", 0.5), ("made-up name", "start", 0.8)]
)
def test_names_that_no_capital_tells_are_found(kind: str, form: str, least: float):
    assert recall(drawn(kind, form), THRESHOLDS["filter"]) >= least


@pytest.mark.parametrize("form", ["start", "middle", "end", "glued"])
@pytest.mark.parametrize("kind", [name for name in KINDS if name != "made-up name"])
def test_the_de_identifier_finds_what_the_filter_lets_through(kind: str, form: str):
    assert recall(drawn(kind, form), THRESHOLDS["de-identifier"]) >= 0.7


@pytest.mark.parametrize(("kind", "form"), [("made-up name", "lower case"), ("town", "lower case")])
def test_what_is_known_to_go_unseen_still_does(kind: str, form: str):
    """If this fails the detector got better: say so in the README."""
    assert recall(drawn(kind, form), THRESHOLDS["filter"]) < 0.5


@pytest.mark.parametrize("kind", [*SHAPES, "full name", "organisation"])
def test_a_session_with_one_plant_fails(kind: str):
    (plant,) = drawn(kind, "middle", each=1)
    verdict = IdentifierFilter().judge(build_talk(*replaced(5, plant.text)))
    assert verdict.passed is False and verdict.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Meet me @ six.",
        "I was at home, dot dot dot, as usual.",
        "He waited at the com shop.",
        "It was 300 400 2000, something like that.",
        "We were pre-Christmas busy, and post-Easter too.",
        "I'm ex-Army.",
        "He said (quietly) that he'd had enough.",
        "The self-Help books don't help.",
    ],
)
def test_its_look_alikes_pass(text: str):
    verdict = IdentifierFilter().judge(build_talk(*replaced(5, text)))
    assert verdict.passed, verdict.evidence
