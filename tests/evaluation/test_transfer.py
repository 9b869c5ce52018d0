import warnings

import numpy as np
import pytest

from evaluation.examples import examples_of, tasks_of
from evaluation.measurement import Measurement
from evaluation.transfer import Arms, macro_f1, measure_learnable, measure_transfer
from knowledge.session import Speaker, Turn
from tests.evaluation.talk import session

WORDS = {"cats": "meow purr whiskers", "dogs": "bark fetch tail", "birds": "tweet wing nest"}


def body(num, *, prefix="r", labelled=True, words=WORDS):
    return [
        session(
            f"{prefix}{kind}{n}", f"T: about {n}", f"P: {said} and more",
            labels={"kind": kind} if labelled else {},
        )
        for kind, said in words.items()
        for n in range(num)
    ]  # fmt: skip


def task(sessions, name="kind"):
    return next(item for item in tasks_of(sessions)[0] if item.name == name)


def figures(result):
    assert not isinstance(result, str), result
    return {item.name: item for item in result.figures}


def test_synthetic_sessions_that_say_the_same_are_worth_as_much_as_real_ones():
    real = body(12)
    found = figures(measure_transfer(task(real), real=real, synthetic=body(8, prefix="s")))
    learned = found["macro-F1, trained on real"]
    assert learned.value == 1
    assert learned.low == pytest.approx(0.05 ** (1 / learned.n)), "nobody erred, of so few"
    assert found["synthetic to real"].value == 1


def test_synthetic_sessions_with_other_words_are_worth_less():
    real = body(12)
    wrong = dict(zip(WORDS, [*list(WORDS.values())[1:], WORDS["cats"]], strict=True))
    found = figures(
        measure_transfer(
            task(real),
            real=real,
            synthetic=body(8, prefix="s", words=wrong),
            against={"against others": real},
        )
    )
    assert found["macro-F1, trained on synthetic"].value < 0.2
    assert found["synthetic against others"].value < 0.2


def test_sessions_without_the_label_are_taught_and_it_is_said():
    real, own = body(12), body(8, prefix="s", labelled=False)
    taught = measure_transfer(task(real), real=real, synthetic=own)
    assert not isinstance(taught, str) and taught.taught
    assert figures(taught)["synthetic to real"].value == 1


def test_sessions_that_all_look_alike_teach_nothing_and_the_reason_is_given():
    real = body(12)
    alike = [session(f"s{n}", "P: meow purr", labels={}) for n in range(8)]
    assert "same class" in str(measure_transfer(task(real), real=real, synthetic=alike))


def test_tested_patients_are_never_trained_on():
    """Every patient has words of their own and a label by chance: nothing can be learned."""
    rng = np.random.default_rng(0)
    real = [
        session(f"s{p}{k}", f"P: word{chr(97 + p % 26)}{chr(97 + p // 26)}x said", patient=f"p{p}",
                labels={"kind": "ab"[label]})
        for p, label in enumerate(rng.integers(2, size=60))
        for k in range(3)
    ]  # fmt: skip
    found = figures(measure_transfer(task(real), real=real, synthetic=real))
    assert found["macro-F1, trained on real"].value < 0.65
    assert found["macro-F1, trained on synthetic"].value > 0.95


def test_only_people_who_were_tested_count():
    real = body(40)
    found = measure_transfer(task(real), real=real, synthetic=body(8, prefix="s"), seeds=1)
    assert {item.n for item in figures(found).values()} == {36}, "three of ten, in one split"


def test_labels_of_turns_are_learned_from_the_turns_of_who_has_them():
    def marked(name, act, text):
        made = session(name, f"T: {text}", "P: yes")
        turn = Turn(speaker=Speaker.THERAPIST, text=text, labels={"act": act})
        return type(made)(session_id=name, patient_id=name, turns=(turn, made.turns[1]))

    real = [marked(f"q{n}", "ask", "what is it") for n in range(6)]
    real += [marked(f"t{n}", "tell", "do this now") for n in range(6)]
    (found,), skipped = tasks_of(real)
    assert (found.level, found.speaker, found.classes) == ("turn", "therapist", ("ask", "tell"))
    assert not skipped
    assert len(examples_of(real, name="act", level="turn", speaker="therapist")) == 12


@pytest.mark.parametrize(
    "labels, reason",
    [
        ([{}] * 4, "no session or turn has a label"),
        ([{"kind": "a"}] * 4, "1 class with two patients or more"),
        ([{"kind": "a"}] * 3 + [{"kind": "b"}], "1 with a single patient"),
        ([{"kind": f"k{n // 2}"} for n in range(90)], "45 different labels"),
    ],
)
def test_what_cannot_be_learned_is_skipped_with_its_reason(labels, reason):
    sessions = [session(f"s{n}", "P: x", labels=item) for n, item in enumerate(labels)]
    tasks, skipped = tasks_of(sessions)
    assert not tasks and reason in " ".join(skipped)


def test_a_class_of_one_patient_is_left_out_beside_others():
    sessions = [*body(3), session("only", "P: moo", labels={"kind": "cows"})]
    tasks, skipped = tasks_of(sessions)
    assert "cows" not in tasks[0].classes and "single patient left out" in skipped[0]


def test_the_plan_of_a_session_is_a_label_too():
    sessions = [
        session(f"{c}{n}", f"P: {said}", profile={"condition": c, "symptoms": {}})
        for c, said in (("mdd", "low sad grey"), ("panic", "heart race breath"))
        for n in range(6)
    ]
    found = measure_learnable(task(sessions, "condition"), sessions)
    assert found is not None and found.value == 1


def test_macro_f1_is_the_mean_over_classes_that_occur():
    cells = np.array([[[8, 2, 0], [1, 9, 0], [0, 0, 0]]], dtype=float)
    assert macro_f1(cells)[0] == pytest.approx((16 / 19 + 18 / 21) / 2)


def test_a_draw_in_which_no_class_occurs_has_no_macro_f1_and_warns_nobody():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(macro_f1(np.zeros((1, 2, 2)))).all()


def test_the_interval_of_runs_of_several_seeds_draws_among_them():
    people = tuple(f"p{n}" for n in range(20))
    right = np.tile(np.diag([1.0, 1.0]), (20, 1, 1))
    arms = Arms(patients=people, num_classes=2, counts={"right": right, "wrong": right[:, ::-1]})
    both, sure = ["right", "wrong"], 0.05 ** (1 / 20)
    assert (arms.macro_f1("x", ["right"]), arms.macro_f1("x", ["wrong"])) == (
        Measurement(name="x", value=1.0, low=sure, high=1.0, n=20, unit="macro-F1"),
        Measurement(name="x", value=0.0, low=0.0, high=1 - sure, n=20, unit="macro-F1"),
    )
    found = arms.macro_f1("x", both)
    assert found and (found.value, found.low, found.high) == (0.5, 0, 1)
    same = arms.compare("x", (both, both), np.subtract, unit="")
    assert same and (same.value, same.low, same.high) == (0, 0, 0)
