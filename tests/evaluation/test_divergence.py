from types import SimpleNamespace

import numpy as np
import pytest

from evaluation.divergence import frontier_area, measure_divergence
from evaluation.diversity import measure_patient_variance, measure_self_similarity
from evaluation.sections import Bodies, divergence_section
from evaluation.speech import read_speech
from evaluation.vectors import RememberingEmbedder, TurnVectors, embed_turns
from tests.evaluation.talk import session


def turns(seed, *, shift=0.0, between=0.0, num=1000, patients=40, dimension=48):
    rng = np.random.default_rng(seed)
    owner = np.arange(num) % patients
    own = between * rng.normal(size=(patients, dimension))
    vectors = rng.normal(size=(num, dimension)) + own[owner]
    vectors[:, 0] += shift
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return TurnVectors(vector_TD=vectors.astype(np.float32), patient_T=owner, num_patients=patients)


def test_alike_is_one_and_disjoint_is_near_zero():
    same, apart = np.array([[3.0, 1.0]]), (np.array([[5.0, 0.0]]), np.array([[0.0, 5.0]]))
    assert frontier_area(same, 2 * same)[0] == pytest.approx(1)
    assert frontier_area(*apart)[0] < 0.02


def test_the_area_does_not_depend_on_who_is_first():
    a, b = np.array([[5.0, 3.0, 1.0]]), np.array([[1.0, 3.0, 4.0]])
    assert frontier_area(a, b)[0] == pytest.approx(frontier_area(b, a)[0])


def test_bodies_that_differ_more_lie_further_apart():
    areas = [measure_divergence("x", turns(0), turns(1, shift=shift)) for shift in (0, 2, 6)]
    values = [item.value for item in areas if item]
    assert values[0] > 0.9 > values[1] > values[2]
    assert areas[0] and areas[0].low <= areas[0].value <= areas[0].high


def test_too_few_turns_are_not_compared():
    assert measure_divergence("x", turns(0, num=60), turns(1)) is None


@pytest.mark.parametrize("between", [0.0, 0.5, 1.0])
def test_the_share_of_variance_between_patients_is_found_again(between):
    found = measure_patient_variance(turns(2, between=between))
    assert found is not None
    assert found.value == pytest.approx(between**2 / (1 + between**2), abs=0.03)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("depth", [2, 8])
def test_likeness_of_patients_does_not_depend_on_how_much_of_each_is_read(depth):
    rng = np.random.default_rng(4)
    common = np.eye(1, 24)[0]
    vectors = rng.normal(size=(60 * depth, 24)) / np.sqrt(24) + common
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = measure_self_similarity(
        TurnVectors(
            vector_TD=vectors.astype(np.float32),
            patient_T=np.arange(60 * depth) % 60,
            num_patients=60,
        )
    )
    assert found is not None
    assert found.value == pytest.approx(0.5, abs=0.05)
    assert found.low < 0.5 < found.high


def test_the_pairs_of_four_patients_tell_nothing_of_others():
    found = measure_self_similarity(turns(0, num=40, patients=4))
    assert found is not None
    assert (found.low, found.high) == (-np.inf, np.inf)


def test_an_area_and_its_interval_lie_between_0_and_1():
    found = measure_divergence("x", turns(0, num=200), turns(1, num=200))
    assert found is not None
    assert 0 <= found.low <= found.high <= 1
    for seed in range(30):
        same = turns(seed, num=120)
        itself = measure_divergence("x", same, same)
        assert itself is not None and itself.value == pytest.approx(1) and itself.value <= 1


def test_fewer_turns_are_compared_where_that_is_asked():
    few, most = turns(0, num=200), turns(1, num=2000)
    asked = measure_divergence("x", turns(2, num=2000), most, most=200)
    every = measure_divergence("x", turns(2, num=2000), most)
    assert asked is not None and every is not None and every.value != asked.value
    assert measure_divergence("x", few, most) == measure_divergence("x", few, most, most=5000)


def test_a_run_and_the_ceiling_are_compared_by_as_many_turns():
    halves = [SimpleNamespace(turns=turns(seed, num=2000)) for seed in (1, 2)]
    run, tiny = (SimpleNamespace(turns=turns(3, num=num)) for num in (150, 20))
    section = divergence_section(
        Bodies(run=run, reference=SimpleNamespace(halves=halves), against={"against t": tiny})
    )
    (figure,) = section.figures
    (ceiling,) = figure.beside
    assert "150 client turns of each" in figure.note
    assert ceiling.name == "people against people"
    assert abs(ceiling.value - figure.measurement.value) < 0.1


def test_patients_who_all_say_the_same_are_alike():
    one = np.zeros((20, 8), dtype=np.float32)
    one[:, 0] = 1
    same = TurnVectors(vector_TD=one, patient_T=np.arange(20) % 5, num_patients=5)
    found = measure_self_similarity(same)
    assert found is not None and found.value == pytest.approx(1)
    different = measure_self_similarity(turns(0, dimension=200))
    assert different is not None and abs(different.value) < 0.1


class Counting:
    name, dimension = "counting", 2

    def __init__(self):
        self.asked = []

    def embed(self, texts):
        self.asked += texts
        return np.array([[1.0, len(text)] for text in texts], dtype=np.float32)


def test_no_text_is_embedded_twice_and_rows_keep_their_order():
    counting = Counting()
    embedder = RememberingEmbedder(counting)
    embedder.embed(["aa", "b", "aa"])
    again = embedder.embed(["b", "ccc", "aa"])
    assert counting.asked == ["aa", "b", "ccc"]
    assert again[:, 1].tolist() == [1, 3, 2]
    assert embedder.embed([]).shape == (0, 2)


def test_turns_of_few_words_are_left_out_and_patients_are_thinned_evenly():
    talk = [session(n, "P: Yes.", *(f"P: this is line {c}" for c in "abcdef")) for n in "xy"]
    found = embed_turns(read_speech(talk), Counting(), most=6)
    assert np.bincount(found.patient_T).tolist() == [3, 3]
