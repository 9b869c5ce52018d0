"""Guesses about canaries, and the mechanisms that tests of one-run audits simulate."""

from scipy.stats import binom

from evaluation.scores import CanaryScores, Guesses
from evaluation.tradeoff import ProfileTradeOff

DELTA = 1e-5


def guesses(canaries, guessed, correct):
    return Guesses(num_canaries=canaries, num_guesses=guessed, num_correct=correct)


def plain(epsilon, delta):
    return ProfileTradeOff(epsilons=(epsilon,), deltas=(delta,))


def most_allowed(runs, error_rate=0.05):
    """More false alarms than this have a chance below one in a thousand at the promised rate."""
    return int(binom.ppf(0.999, runs, error_rate))


def gaussian_canaries(rng, num_canaries, mu):
    """The best an attacker can have of a Gaussian mechanism: every canary's own noisy coin."""
    coins = rng.random(num_canaries) < 0.5
    return CanaryScores(scores=tuple(rng.normal(mu * coins)), included=tuple(coins))
