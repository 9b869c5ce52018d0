"""Word sequences that many patients say, released once: the list of a filter of class `charged`.

Weighted-Gaussian set union. A patient with k sequences that are not public, at most `MOST_GRAMS` of
them drawn, gives each a weight of 1 / sqrt(k): one patient moves the vector of weights by 1 in L2.
Gaussian noise is added, and what does not pass a threshold is kept back, because the mere presence
of a sequence may tell of one patient. Charged before a record is read; the list may be published.

Source: Gopi, Gulhane, Kulkarni, Shen, Shokouhi, Yekhanin, Differentially private set union (2020).
"""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from itertools import islice
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from filters.support import SupportFilter, word_grams
from generator.accounting import SetUnion, epsilon, solve_noise
from generator.corpus import Record, check_unchanged, read_corpus
from generator.corpus_folder import LEDGER_FILE
from generator.ledger import read_ledger, reserve
from generator.run import write_whole
from generator.sampling import secret_generator
from knowledge.errors import CallerMistake

GRAM_WORDS = 3
"""Of 4 words fewer are public and fewer are shared: of held-out clinic sessions 87 % have a stretch
above 25 words without support, of 3 words 5 %."""
MOST_GRAMS = 1000
"""Of one patient. A patient of this project's corpora has about 500; a lower cap would draw few of
those that many share."""
THRESHOLD_SHARE = 0.1
"""Of delta. A tenth costs 7 % more threshold than a half and leaves the rest to other events."""
PUBLIC_SESSIONS, PUBLIC_SEED = 5000, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The sequences of `num_words` words that passed `threshold`, in alphabetical order.

    Guarantees:
        (epsilon, delta)-DP, unit patient, adjacency add-or-remove one patient.
    """

    grams: tuple[str, ...] = field(repr=False)
    num_words: int
    epsilon: float
    delta: float
    noise_multiplier: float
    threshold_delta: float
    threshold: float
    ledger_head: str

    @property
    def mechanism(self) -> SetUnion:
        """What the ledger was charged."""
        return SetUnion(
            noise_multiplier=self.noise_multiplier, threshold_delta=self.threshold_delta
        )


def release_support(
    folder: Path,
    *,
    target_epsilon: float,
    delta: float | None = None,
    public: Collection[str],
    num_words: int = GRAM_WORDS,
) -> Support:
    """Charges the ledger of the corpus in `folder`, then weighs, adds noise and cuts.

    Args:
        target_epsilon: what this release alone may cost each patient.
        delta: of this release alone; the ledger's if None, and no more than that.
        public: sequences that are known anyway; no weight is spent on them.

    Raises:
        CallerMistake: a number is out of range, or there is no such corpus.
        GateRefused: the corpus's budget does not allow it; nothing is charged then.
    """
    check_unchanged(folder)
    most = read_ledger(folder / LEDGER_FILE).delta
    delta = most if delta is None else delta
    if not 0 < target_epsilon < math.inf:
        raise CallerMistake(f"epsilon {target_epsilon}: allowed is a finite number above 0")
    if not 0 < delta <= most:
        raise CallerMistake(f"delta {delta}: allowed is above 0 up to the ledger's {most:g}")
    mechanism = solve_set_union(target_epsilon=target_epsilon, delta=delta)
    head = reserve(folder / LEDGER_FILE, purpose="support", mechanism=mechanism)
    rng = secret_generator()
    weights = summed(
        weights_of(_grams(records, num_words) - set(public), rng=rng)
        for records in read_corpus(folder).records.values()
    )
    threshold = solve_threshold(mechanism)
    return Support(
        grams=tuple(sorted(passing(weights, mechanism, threshold=threshold, rng=rng))),
        num_words=num_words,
        epsilon=epsilon((mechanism,), delta),
        delta=delta,
        noise_multiplier=mechanism.noise_multiplier,
        threshold_delta=mechanism.threshold_delta,
        threshold=threshold,
        ledger_head=head,
    )


def solve_set_union(*, target_epsilon: float, delta: float) -> SetUnion:
    """The mechanism that costs (target_epsilon, delta) at most, its threshold included."""
    chance = delta * THRESHOLD_SHARE
    noise = solve_noise(
        # Keeping a patient's own sequences back costs this much beside the noise.
        target_epsilon=target_epsilon + math.log1p(-chance),
        delta=delta - chance,
        sampling_rate=1.0,
        steps=1,
    )
    return SetUnion(noise_multiplier=noise, threshold_delta=chance)


def solve_threshold(mechanism: SetUnion, *, most: int = MOST_GRAMS) -> float:
    """The noisy weight that, of t sequences only one patient says, none passes.

    Guarantees:
        One passes with a probability of `threshold_delta` at most, for every t up to `most`.
    """
    t_T = np.arange(1, most + 1)
    # 1 - (1 - chance)^(1/t), the tail each of t may have, without cancellation.
    tail_T = -np.expm1(np.log1p(-mechanism.threshold_delta) / t_T)
    return float(np.max(1 / np.sqrt(t_T) - mechanism.noise_multiplier * ndtri(tail_T)))


def weights_of(
    grams: Collection[str], *, rng: np.random.Generator, most: int = MOST_GRAMS
) -> dict[str, float]:
    """One patient's weights: at most `most` sequences, drawn, with an L2 norm of 1 (0 for none)."""
    chosen = sorted(grams)
    if len(chosen) > most:
        chosen = [chosen[index] for index in rng.choice(len(chosen), most, replace=False)]
    return {gram: 1 / math.sqrt(len(chosen)) for gram in chosen}


def passing(
    weights: Mapping[str, float],
    mechanism: SetUnion,
    *,
    threshold: float,
    rng: np.random.Generator,
) -> list[str]:
    """The sequences whose weight with noise lies above the threshold."""
    noise = rng.normal(0.0, mechanism.noise_multiplier, len(weights))
    return [
        gram
        for (gram, weight), more in zip(weights.items(), noise, strict=True)
        if weight + more > threshold
    ]


def summed(patients: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The weight of every sequence over all patients."""
    total: defaultdict[str, float] = defaultdict(float)
    for weights in patients:
        for gram, weight in weights.items():
            total[gram] += weight
    return total


def _grams(records: Iterable[Record], num_words: int) -> set[str]:
    texts = [turn.text for record in records for turn in record.session.turns]
    return set(word_grams(texts, num_words))


def public_grams(num_words: int, *, sessions: int = PUBLIC_SESSIONS) -> frozenset[str]:
    """The word sequences of composed sessions, as the base model was trained on."""
    from generator.base.examples import composed_examples
    from generator.base.material import base_material
    from knowledge.base import load_knowledge
    from prompts.transcript import parse_transcript

    stream = composed_examples(
        seed=PUBLIC_SEED, start=0, material=base_material(), knowledge=load_knowledge()
    )
    turns = (
        turn for item in islice(stream, sessions) for turn in parse_transcript(item.transcript)
    )
    return frozenset(gram for turn in turns for gram in word_grams([turn.text], num_words))


def write_support(path: Path, support: Support) -> None:
    """A first line of JSON (what it cost), then a sequence a line."""
    cost = {name: getattr(support, name) for name in _COST}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "\n".join((json.dumps(cost), *support.grams)) + "\n")


def read_support(path: Path) -> Support:
    """Reads a released list. Raises CallerMistake if it is not one."""
    try:
        first, *grams = path.read_text(encoding="utf-8").splitlines()
        return Support(grams=tuple(grams), **json.loads(first))
    except OSError as error:
        raise CallerMistake(f"support list {path}: {error.strerror}") from None
    except (ValueError, TypeError):
        raise CallerMistake(f"support list {path}: not written by corpus support") from None


def open_support_filter(support: Support) -> SupportFilter:
    """The filter of a released list and of the public text."""
    known = public_grams(support.num_words) | set(support.grams)
    return SupportFilter(known=known, num_words=support.num_words)


_COST = tuple(item.name for item in fields(Support) if item.name != "grams")
