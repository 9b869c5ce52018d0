"""Membership inference from synthetic sessions alone: who was in the corpus behind them?

Two attacks on every patient, blind to who was in: how likely a model of neighbouring words, fitted
on the synthetic sessions, finds what the patient said; and how near the patient's turns lie to
synthetic ones. Members are patients trained on, non-members a holdout drawn like them; where the
two differ in kind, an attack tells the kinds apart and the figures mean nothing.

Reads private text: results are internal.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from evaluation.measurement import Goal, Measurement
from evaluation.report import Line, Series
from evaluation.roc import fewest_non_members, measure_auc, measure_tpr
from evaluation.speech import Speech, words_of
from evaluation.tradeoff import ProfileTradeOff, highest_auc
from evaluation.vectors import TurnVectors

SMOOTHING = 0.1
NEAREST = 25
FPR = 0.01
CURVE = tuple(float(x) for x in np.linspace(0, 1, 51))
TOGETHER = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """Scores of one attack, larger for whom it takes for a member."""

    name: str
    members: NDArray[np.float64] = field(repr=False)
    others: NDArray[np.float64] = field(repr=False)


def attack_by_words(synthetic: Speech, members: Speech, others: Speech) -> Attacked:
    """Mean log-probability of each patient's words, each given the one before."""
    model = WordPairs.of(synthetic)
    scores = [np.array([model.score(p) for p in _words(body)]) for body in (members, others)]
    return Attacked(name="word pairs", members=scores[0], others=scores[1])


def attack_by_likeness(
    synthetic: TurnVectors, members: TurnVectors, others: TurnVectors
) -> Attacked:
    """Mean cosine of the 25 turns of each patient that lie nearest to a synthetic turn.

    Members and others must be as many, so that `embed_turns` reads them to the same depth.
    """
    said = len(synthetic.vector_TD) > 0
    scores = [_nearest(synthetic, body) if said else np.zeros(0) for body in (members, others)]
    return Attacked(name="likeness in meaning", members=scores[0], others=scores[1])


def _nearest(synthetic: TurnVectors, body: TurnVectors) -> NDArray[np.float64]:
    near_T = np.concatenate(
        [np.zeros(0)]
        + [
            (body.vector_TD[at : at + TOGETHER] @ synthetic.vector_TD.T).max(axis=1)
            for at in range(0, len(body.vector_TD), TOGETHER)
        ]
    )
    owned = [near_T[body.patient_T == patient] for patient in range(body.num_patients)]
    return np.array([np.sort(own)[-NEAREST:].mean() for own in owned if own.size])


def _words(speech: Speech) -> list[list[tuple[str, ...]]]:
    """The client turns of every patient who says something."""
    found = [
        [turn.words for item in sessions for turn in item.client]
        for sessions in speech.patients.values()
    ]
    return [turns for turns in found if any(len(words) > 1 for words in turns)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPairs:
    """Counts of neighbouring words in what clients say, smoothed by a tenth."""

    pairs: Counter[tuple[str, str]] = field(repr=False)
    firsts: Counter[str] = field(repr=False)
    vocabulary: int

    @classmethod
    def of(cls, speech: Speech) -> "WordPairs":
        pairs: Counter[tuple[str, str]] = Counter()
        firsts: Counter[str] = Counter()
        for _, turn in speech.client_turns():
            pairs.update(zip(turn.words, turn.words[1:], strict=False))
            firsts.update(turn.words[:-1])
        return cls(pairs=pairs, firsts=firsts, vocabulary=len(set(firsts)) + 1)

    def score_secret(self, words: Sequence[str]) -> float:
        """Nats a word of a planted secret, as somebody would say it."""
        return self.score([words_of(" ".join(words))])

    def score(self, turns: Sequence[tuple[str, ...]]) -> float:
        """Nats a word, of turns of which one has two words."""
        found = [self._log(pair) for words in turns for pair in zip(words, words[1:], strict=False)]
        return sum(found) / len(found)

    def _log(self, pair: tuple[str, str]) -> float:
        spread = SMOOTHING * self.vocabulary
        return math.log((self.pairs[pair] + SMOOTHING) / (self.firsts[pair[0]] + spread))


def measure_membership(
    attacked: Attacked, *, epsilon: float | None = None, delta: float | None = None
) -> tuple[Measurement, ...]:
    """AUC, and TPR at 1 % FPR where the holdout is large enough; DP's ceiling is their goal.

    Guarantees: with a finite (epsilon, delta) (patient, add or remove one) the ceilings are those
    that no attack on such a mechanism can pass.
    """
    if not _has_two_sides(attacked):
        return ()
    claim = _claim(epsilon, delta)
    auc_goal = claim and Goal(direction="at most", limit=highest_auc(claim))
    found = [measure_auc(attacked.members, attacked.others, goal=auc_goal)]
    if len(attacked.others) >= fewest_non_members(FPR):
        found.append(measure_tpr(attacked.members, attacked.others, fpr=FPR, claim=claim))
    return tuple(replace(item, name=f"{attacked.name}: {item.name}") for item in found)


def roc_series(
    attacks: Sequence[Attacked], *, epsilon: float | None = None, delta: float | None = None
) -> Series:
    """The attacks' ROC curves, chance, and the ceiling of the guarantee."""
    curves = [(item.name, *_roc(item), "reference") for item in attacks if _has_two_sides(item)]
    curves.append(("chance", CURVE, CURVE, "bound"))
    claim = _claim(epsilon, delta)
    if claim:
        ceiling = tuple(claim.highest_tpr(rate) for rate in CURVE)
        curves.append((f"ceiling of epsilon {epsilon:g}", CURVE, ceiling, "bound"))
    return Series(
        name="roc", title="Membership attacks by synthetic text alone", shape="points",
        x_label="false-positive rate", y_label="true-positive rate", x=(),
        xs=tuple(x for _, x, _, _ in curves),
        lines=tuple(Line(name=name, y=y, of=of) for name, _, y, of in curves),  # pyright: ignore
    )  # fmt: skip


def _has_two_sides(attacked: Attacked) -> bool:
    """One person on a side is no distribution."""
    return min(len(attacked.members), len(attacked.others)) >= 2


def _roc(attacked: Attacked) -> tuple[tuple[float, ...], tuple[float, ...]]:
    thresholds = np.sort(np.concatenate([attacked.members, attacked.others]))[::-1]
    steps = thresholds[np.linspace(0, len(thresholds) - 1, min(len(thresholds), 101)).astype(int)]
    x = [float((attacked.others >= step).mean()) for step in steps]
    y = [float((attacked.members >= step).mean()) for step in steps]
    return (0.0, *x), (0.0, *y)


def _claim(epsilon: float | None, delta: float | None) -> ProfileTradeOff | None:
    if epsilon is None or not math.isfinite(epsilon):
        return None
    return ProfileTradeOff(epsilons=(epsilon,), deltas=(delta or 0.0,))
