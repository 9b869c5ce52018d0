import math

import numpy as np
import pytest
from scipy.stats import norm, skewnorm

from evaluation.exposure import (
    fit_references,
    measure_exposure,
    measure_extraction,
    measure_median_exposure,
)
from knowledge.errors import CallerMistake


def test_the_best_rank_of_n_has_log2_n_bits_and_no_upper_end():
    best = measure_exposure(10.0, np.arange(7))
    assert (best.value, best.high) == (3.0, math.inf)
    assert best.low == pytest.approx(-math.log2(1 - 0.025 ** (1 / 7)))


def test_the_worst_rank_has_no_exposure_and_the_middle_one_bit():
    references = np.arange(1023)
    assert measure_exposure(-1.0, references).value == 0
    assert measure_exposure(511.5, references).value == pytest.approx(1, abs=0.01)


def test_tied_references_rank_before_the_secret():
    assert measure_exposure(1.0, [1.0, 1.0, 1.0, 0.0]).value == math.log2(5 / 4)


def test_chance_alone_gives_b_bits_with_probability_two_to_minus_b():
    rng, runs = np.random.default_rng(4), 4000
    exposed = sum(measure_exposure(rng.normal(), rng.normal(size=63)).value >= 3
                  for _ in range(runs))  # fmt: skip
    assert abs(exposed / runs - 1 / 8) < 4 * math.sqrt(1 / 8 * 7 / 8 / runs)


def test_the_interval_holds_the_exposure_among_all_possible_secrets():
    rng, runs, score = np.random.default_rng(5), 300, 1.5
    truth = -math.log2(norm.sf(score))
    found = [measure_exposure(score, rng.normal(size=200)) for _ in range(runs)]
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert covered >= 0.95 - 4 * math.sqrt(0.05 * 0.95 / runs)
    assert np.mean([one.high - one.low for one in found]) < 2.5


@pytest.mark.parametrize("shape", [-4.0, 0.0, 3.0])
def test_the_fit_agrees_with_the_distribution_it_was_drawn_from(shape):
    rng = np.random.default_rng(6)
    drawn = skewnorm.rvs(shape, loc=-40, scale=5, size=5000, random_state=rng)
    fit = fit_references(drawn)
    for chance in (0.5, 0.01, 1e-4):
        score = float(skewnorm.isf(chance, shape, loc=-40, scale=5))
        assert fit.exposure(score) == pytest.approx(-math.log2(chance), rel=0.15)
    assert fit.fit_p > 0.01


def test_fit_and_rank_agree_where_both_can_tell():
    rng = np.random.default_rng(7)
    references = rng.normal(-40, 5, size=4000)
    fit = fit_references(references)
    for score in (-45.0, -40.0, -30.0):
        ranked = measure_exposure(score, references)
        assert fit.exposure(score) == pytest.approx(ranked.value, abs=0.6)


def test_a_planted_outlier_is_exposed_far_beyond_the_number_of_references():
    rng = np.random.default_rng(8)
    references = rng.normal(-40, 5, size=500)
    planted = -40 + 8 * 5  # eight standard deviations: 50 bits
    assert measure_exposure(planted, references).value == math.log2(501)
    assert 30 < fit_references(references).exposure(planted) < 90


def test_references_that_are_no_skew_normal_are_told_by_their_p_value():
    rng = np.random.default_rng(9)
    two_humps = np.concatenate([rng.normal(-5, 1, 300), rng.normal(5, 1, 300)])
    assert fit_references(two_humps).fit_p < 1e-4


def test_a_chance_beyond_floats_is_infinite_exposure():
    assert fit_references(np.random.default_rng(10).normal(size=100)).exposure(1e3) == math.inf


def test_a_secret_is_extracted_if_one_of_its_own_texts_holds_it_word_for_word():
    secrets = ["the code is 1234", "the code is 5678", "the code is 9999"]
    texts = [["no", "well, the code is 1234."], ["the code is 9999"], []]
    found = measure_extraction(secrets, texts)
    assert (found.value, found.n) == (1 / 3, 3)


@pytest.mark.parametrize(("secrets", "texts"), [([], []), (["a"], []), (["a", ""], [["a"], ["b"]])])
def test_an_extraction_without_secrets_or_texts_is_refused(secrets, texts):
    with pytest.raises(CallerMistake, match="secret"):
        measure_extraction(secrets, texts)


@pytest.mark.parametrize(
    "references", [[], [0.0] * 19, [1.0] * 50, [math.nan] * 50, [math.inf] + [0.0] * 49]
)
def test_references_that_allow_no_fit_are_refused(references):
    with pytest.raises(CallerMistake, match="references"):
        fit_references(references)


def test_a_score_that_is_no_number_has_no_exposure():
    with pytest.raises(CallerMistake, match="score"):
        measure_exposure(math.nan, [1.0, 2.0])


def test_the_median_exposure_lies_between_that_of_the_lowest_and_highest_secret():
    references = np.random.default_rng(3).normal(size=2000)
    scores = [0.0, 2.0, 2.2, 2.4, 6.0]
    median = measure_median_exposure(scores, references)
    fitted = fit_references(references)
    assert median.value == pytest.approx(fitted.exposure(2.2))
    assert median.low == pytest.approx(fitted.exposure(0.0))
    assert median.high == pytest.approx(fitted.exposure(6.0))
    assert median.n == 5


@pytest.mark.parametrize("odd", [[], [2.0], np.linspace(0.5, 1.5, 50)])
def test_where_most_references_score_alike_exposure_is_told_by_rank(odd):
    """A text that never mentions the secrets gives nearly all of them one score."""
    references = np.concatenate([np.zeros(2000), odd])
    median = measure_median_exposure([0.0, 0.0, 1.0], references)
    assert median.name.endswith("by rank")
    assert median.value < 0.1
