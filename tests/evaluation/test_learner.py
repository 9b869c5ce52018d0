"""Learners find what is there to be found, by words and by meaning."""

from dataclasses import dataclass

import numpy as np
import pytest

from evaluation.examples import examples_of, tasks_of
from evaluation.gain import measure_gain
from evaluation.gain_arms import ALONE
from evaluation.held_out import Example
from evaluation.learner import VectorLearner, WordLearner
from evaluation.transfer import measure_learnable, measure_transfer
from knowledge.embedding import MiniLmEmbedder
from tests.evaluation.talk import session

SLEEP = ("I lie awake all night.", "I cannot fall asleep.", "I keep waking at three.")
MONEY = ("I owe the bank a lot.", "The rent is too high for me.", "My wages never last.")
OTHER_WORDS = {"sleep": "Insomnia has me up until dawn.", "money": "Debts are piling up on me."}


class FirstLetters:
    """Vectors by the letters a text has: enough to tell lines apart without a model."""

    name, dimension = "letters", 26

    def embed(self, texts):
        return np.array(
            [[text.lower().count(chr(97 + n)) for n in range(26)] for text in texts], np.float32
        ).reshape(-1, 26)


@dataclass
class Spoken:
    text: str
    sides: tuple


def spoken(*sides):
    return Spoken(text="\n".join(line for side in sides for line in side), sides=sides)


def test_sentence_vectors_know_a_meaning_told_in_words_never_seen():
    examples = [spoken((line,)) for line in (*SLEEP, *MONEY)]
    labels = [0] * len(SLEEP) + [1] * len(MONEY)
    asked = [spoken((line,)) for line in OTHER_WORDS.values()]
    learned = VectorLearner(embedder=MiniLmEmbedder()).fit(examples, labels)
    assert learned.predict(asked) == [0, 1]


def test_the_same_words_from_the_other_side_are_another_example():
    learner = VectorLearner(embedder=FirstLetters())
    ours, theirs = spoken(("aaa",), ("zzz",)), spoken(("zzz",), ("aaa",))
    learned = learner.fit([ours, theirs] * 3, [0, 1] * 3)
    assert learned.predict([theirs, ours]) == [1, 0]


def test_a_side_that_says_nothing_and_one_that_is_missing_do_no_harm():
    learner = VectorLearner(embedder=FirstLetters())
    learned = learner.fit([spoken(("aaa",), ()), spoken((), ("bbb",))] * 3, [0, 1] * 3)
    assert learned.predict([spoken(("aaa",), ())]) == [0]


def test_each_line_counts_once_whatever_the_order_of_examples():
    learner = VectorLearner(embedder=FirstLetters())
    row_NSD = learner._rows([spoken(("ab", "b"), ("c",)), spoken(("zz",), ())])
    assert row_NSD[0, :3].tolist() == [0.5, 1.0, 0.0]
    assert row_NSD[0, 26:29].tolist() == [0.0, 0.0, 1.0]
    assert row_NSD[1, 25] == 2 and not row_NSD[1, 26:].any()


def test_a_session_has_the_patients_turns_on_one_side_and_the_therapists_on_the_other():
    body = [session("a", "T: How so?", "P: It is late.", labels={"kind": "x"})]
    (found,) = examples_of(body, name="kind", level="session")
    assert found.sides == (("It is late.",), ("How so?",))


@pytest.mark.parametrize("learner", [WordLearner(), VectorLearner(embedder=FirstLetters())])
def test_both_learners_are_tested_on_held_out_patients(learner):
    said = {"x": "aaaa", "y": "bbbb", "z": "cccc"}
    body = [
        session(f"{kind}{n}", "T: dd", f"P: {word}", labels={"kind": kind})
        for kind, word in said.items()
        for n in range(8)
    ]
    task = tasks_of(body)[0][0]
    found = measure_transfer(task, real=body, synthetic=body, learner=learner)
    assert not isinstance(found, str) and found.learner == learner.name
    assert {item.name: item.value for item in found.figures}["synthetic to real"] == 1
    own = measure_learnable(task, body, learner=learner)
    assert own is not None and own.value == 1


def test_a_gain_can_be_measured_by_vectors_of_the_lines():
    real = [
        Example(text=f"d d\n{word}", label=label, group=f"{label}{n}")
        for label, word, count in (("x", "aaaa", 20), ("y", "bbbb", 20), ("z", "cccc", 6))
        for n in range(count)
    ]
    gain = measure_gain(
        real, {"z": ["cccc\nd"] * 10}, learner=VectorLearner(embedder=FirstLetters())
    )
    assert gain.arms[ALONE].value > 0.9


def test_a_long_line_is_read_by_its_sentences_and_not_cut_short():
    heard = []

    class Listening(FirstLetters):
        def embed(self, texts):
            heard.extend(texts)
            return super().embed(texts)

    end = "The end is here."
    long = " ".join(["Well, so it went on."] * 60) + f" {end}"
    real = [
        Example(text=long if label == "x" else "bb", label=label, group=f"{label}{n}")
        for label in "xy"
        for n in range(9)
    ]
    measure_gain(real, {"x": ["aa"]}, learner=VectorLearner(embedder=Listening()))
    assert end in {text.strip() for text in heard}
