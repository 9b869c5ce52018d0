from dataclasses import replace

import numpy as np
import pytest

from evaluation.body import Body
from evaluation.copies import measure_copies
from evaluation.linkage import Person, measure_inference, measure_linkage
from evaluation.membership import (
    attack_by_likeness,
    attack_by_words,
    measure_membership,
    roc_series,
)
from evaluation.privacy_section import privacy_section
from evaluation.speech import read_speech
from evaluation.vectors import TurnVectors
from tests.evaluation.talk import session

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def made_up(rng, num=12):
    """Words that nobody else says, of two letters each."""
    return " ".join("".join(rng.choice(list(LETTERS), 4)) for _ in range(num))


def people(seed, num, prefix):
    rng = np.random.default_rng(seed)
    return [session(f"{prefix}{n}", "T: Go on.", f"P: {made_up(rng)}") for n in range(num)]


def test_a_generator_that_repeats_its_patients_is_found_out_by_its_words():
    train, others = people(0, 120, "t"), people(1, 120, "h")
    speeches = [read_speech(item) for item in (train, train, others)]
    auc, tpr = measure_membership(attack_by_words(*speeches), epsilon=1.0, delta=1e-5)
    assert auc.value > 0.99 and auc.standing == "missed" and tpr.standing == "missed"


def test_a_generator_that_knows_nobody_is_at_chance():
    bodies = [people(seed, 120, prefix) for seed, prefix in enumerate("sth")]
    attacked = attack_by_words(*(read_speech(item) for item in bodies))
    auc, _ = measure_membership(attacked, epsilon=8.0, delta=1e-5)
    assert auc.low < 0.5 < auc.high and auc.standing != "missed"


def vectors(seed, num=60):
    made = np.random.default_rng(seed).normal(size=(num, 24))
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return TurnVectors(
        vector_TD=made.astype(np.float32), patient_T=np.arange(num) % 30, num_patients=30
    )


def test_likeness_in_meaning_finds_whose_turns_were_taken_over():
    found = measure_membership(attack_by_likeness(vectors(0), vectors(0), vectors(1)))
    assert found[0].value == 1 and found[0].goal is None
    chance = measure_membership(attack_by_likeness(vectors(5), vectors(0), vectors(1)))
    assert chance[0].low < 0.5 < chance[0].high


class _Random:
    """An embedder to which every text means something else."""

    name, dimension = "random", 16

    def embed(self, texts):
        made = np.zeros((len(texts), self.dimension))
        for row, text in enumerate(texts):
            made[row] = np.random.default_rng(list(text.encode())).normal(size=self.dimension)
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


class _Deaf:
    def recognise_all(self, sessions, **_):
        return [()] * len(sessions)


def test_a_large_reference_is_read_no_less_deeply_than_a_small_holdout():
    rng = np.random.default_rng(3)

    def body(prefix, num):
        sessions = [
            session(f"{prefix}{n}", *(f"P: {made_up(rng, 5)}" for _ in range(40)))
            for n in range(num)
        ]
        return Body(
            name=prefix,
            sessions=tuple(sessions),
            recogniser=_Deaf(),
            embedder=_Random(),
            say=lambda line: None,
        )

    section = privacy_section(body("s", 20), train=body("t", 400), holdout=body("h", 40))
    figures = {item.measurement.name: item.measurement for item in section.figures}
    auc = figures["likeness in meaning: auc"]
    assert auc.low < 0.5 < auc.high
    assert auc.n == 80


def test_curves_run_from_corner_to_corner_under_their_ceiling():
    attacked = attack_by_likeness(vectors(0), vectors(0), vectors(1))
    series = roc_series([attacked], epsilon=1.0, delta=1e-5)
    assert [line.name for line in series.lines] == [
        "likeness in meaning", "chance", "ceiling of epsilon 1",
    ]  # fmt: skip
    for x, line in zip(series.xs, series.lines, strict=True):
        assert len(x) == len(line.y) and list(x) == sorted(x)
        assert (x[0], x[-1], line.y[-1]) == (0, 1, pytest.approx(1))
    assert len(roc_series([attacked]).lines) == 2


def test_an_attack_without_anybody_on_a_side_has_no_curve():
    attacked = attack_by_likeness(vectors(0), vectors(0), vectors(1))
    nobody = replace(attacked, others=attacked.others[:0])
    assert measure_membership(nobody) == ()
    assert [line.name for line in roc_series([nobody]).lines] == ["chance"]


def by_name(found):
    return {item.measurement.name: item for item in found}


def test_copies_of_training_patients_are_more_than_of_others():
    train, others = people(0, 30, "t"), people(1, 30, "h")
    copied = [session(f"s{n}", "T: Yes?", item.turns[1].text and f"P: {item.turns[1].text}")
              for n, item in enumerate(train[:20])]  # fmt: skip
    found = by_name(measure_copies(copied, train=train, holdout=others))
    eight = found["sessions with a run of 8 words, train minus holdout"]
    assert eight.measurement.value == 1 and max(eight.p, eight.p_of_people) < 0.01
    swapped = by_name(measure_copies(copied, train=others, holdout=train))
    assert swapped["longest shared run, train minus holdout"].measurement.high < 0


def test_what_everybody_says_is_no_copy():
    phrase = "P: so that is how it was and nothing more came of it"
    bodies = [[session(f"{p}{n}", "T: Yes?", phrase) for n in range(12)] for p in "sth"]
    found = by_name(measure_copies(bodies[0], train=bodies[1], holdout=bodies[2]))
    for item in found.values():
        assert item.measurement.value == 0 and item.p > 0.9


def test_who_happened_to_be_held_out_is_no_memory():
    rng = np.random.default_rng(8)
    phrases = [made_up(rng) for _ in range(6)]
    synthetic = [session(f"s{n}", f"P: {rng.choice(phrases)}") for n in range(60)]
    small = []
    for _ in range(12):
        said = [phrases[n] if n < len(phrases) else made_up(rng) for n in range(40)]
        people = [session(f"p{n}", f"P: {said[n]}") for n in rng.permutation(40)]
        found = measure_copies(synthetic, train=people[:20], holdout=people[20:])
        small += [item.p_of_people < 0.05 for item in found]
    assert np.mean(small) <= 0.1


def test_one_patient_recited_is_found_though_no_exchange_of_people_can_tell():
    train, others = people(0, 30, "t"), people(1, 30, "h")
    recited = [session(f"s{n}", f"P: {train[0].turns[1].text}") for n in range(30)]
    eight = by_name(measure_copies(recited, train=train, holdout=others))[
        "sessions with a run of 8 words, train minus holdout"
    ]
    assert eight.measurement.value == 1 and eight.measurement.low > 0.8
    assert eight.p < 0.01 and eight.p_of_people > 0.9


def test_a_larger_training_corpus_is_thinned_out_to_the_holdout():
    train, others = people(0, 200, "t"), people(1, 10, "h")
    synthetic = people(2, 20, "s")
    few = by_name(measure_copies(synthetic, train=train, holdout=others))
    assert few["near-copies (5-word Jaccard 0.2), train minus holdout"].measurement.value == 0


def person(facts, **attributes):
    return Person(facts=frozenset(facts), attributes=attributes)


def drawn(seed, num):
    rng = np.random.default_rng(seed)
    return [person(f"f{i}" for i in rng.choice(400, 8, replace=False)) for _ in range(num)]


def test_patients_whose_facts_were_taken_over_are_linked_and_others_are_not():
    train, others = drawn(0, 60), drawn(1, 60)
    found = {item.name: item for item in measure_linkage(train, train=train, holdout=others)}
    three = found["linked by 3 known facts, first 1, train minus holdout"]
    assert three.value > 0.9 and three.low > 0.5
    nobody = measure_linkage(drawn(2, 60), train=train, holdout=others)
    assert all(item.low <= 0 <= item.high for item in nobody)


def test_an_attribute_that_goes_with_a_condition_for_everybody_is_no_inference():
    def body(seed, num):
        rng = np.random.default_rng(seed)
        return [person({f"f{k}"}, secret=f"s{k}") for k in rng.integers(3, size=num)]

    found = measure_inference("secret", body(0, 50), train=body(1, 50), holdout=body(2, 50))
    assert found is not None and found.value == 0
    assert measure_inference("other", body(0, 50), train=body(1, 50), holdout=body(2, 50)) is None


def test_where_nobody_or_everybody_is_found_nothing_is_certain():
    def body(num):
        return [person({"a", "b"}, secret="s") for _ in range(num)]

    found = measure_inference("secret", body(1), train=body(4), holdout=body(4))
    assert found is not None
    assert found.value == 0 and found.low < -0.4 and found.high > 0.4
    many = measure_inference("secret", body(1), train=body(300), holdout=body(300))
    assert many is not None and -0.02 < many.low < 0 < many.high < 0.02


def test_a_run_of_short_answers_has_no_attack_by_meaning_and_it_is_said():
    def body(prefix, words):
        return Body(
            name=prefix,
            sessions=tuple(session(f"{prefix}{n}", "T: Well?", f"P: {words}") for n in range(30)),
            recogniser=_Deaf(),
            embedder=_Random(),
            say=lambda line: None,
        )

    own = "my knees hurt every morning"
    section = privacy_section(body("s", "Yes."), train=body("t", own), holdout=body("h", own))
    assert any(reason.startswith("likeness in meaning: nobody") for reason in section.skipped)
