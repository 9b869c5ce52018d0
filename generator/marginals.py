"""Noised shares of a corpus's conditions, for planning a cohort like it: one charged release.

Each patient adds 1 to one cell, so the vector of counts has L2 sensitivity 1 under adding or
removing one patient. The cells are the conditions of the knowledge base, never the labels found in
the records. Charged before a record is read; what is returned may be published.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.accounting import Gaussian, epsilon, solve_noise
from generator.corpus import Corpus, check_unchanged, read_corpus
from generator.corpus_folder import LEDGER_FILE
from generator.ledger import read_ledger, reserve
from generator.sampling import secret_generator
from knowledge.errors import CallerMistake, GateRefused

LABEL = "condition"
DETECTABLE = 3.0
"""Cells below so many standard deviations of the noise are left out: most would be noise alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginals:
    """Shares of the conditions among patients; they add up to 1.

    Guarantees:
        (epsilon, delta)-DP, unit patient, adjacency add-or-remove one patient.
    """

    shares: dict[str, float]
    epsilon: float
    delta: float
    noise_multiplier: float
    ledger_head: str


def release_marginals(
    folder: Path, *, target_epsilon: float, conditions: Sequence[str]
) -> Marginals:
    """Charges the ledger of the corpus in `folder`, then counts and adds noise.

    Args:
        target_epsilon: what this release alone may cost each patient.
        conditions: the cells, public; a patient with another label counts nowhere.

    Raises:
        CallerMistake: the target is not above 0 and finite, or there is no such corpus.
        GateRefused: the corpus's budget does not allow it, or no cell rises above the noise.
    """
    if not 0 < target_epsilon < float("inf"):
        raise CallerMistake(f"epsilon {target_epsilon}: allowed is a finite number above 0")
    check_unchanged(folder)
    delta = read_ledger(folder / LEDGER_FILE).delta
    noise = solve_noise(target_epsilon=target_epsilon, delta=delta, sampling_rate=1.0, steps=1)
    mechanism = Gaussian(noise_multiplier=noise)
    head = reserve(folder / LEDGER_FILE, purpose="marginals", mechanism=mechanism)
    counts = _one_cell_a_patient(read_corpus(folder))
    rng = secret_generator()
    noisy = {name: counts[name] + rng.normal(0.0, noise) for name in conditions}
    kept = {name: count for name, count in noisy.items() if count > DETECTABLE * noise}
    if not kept:
        raise GateRefused(
            f"marginals at epsilon {target_epsilon:g}: no condition rises above the noise "
            f"(standard deviation {noise:.1f} patients); the budget is spent nevertheless"
        )
    return Marginals(
        shares=_rounded(kept),
        epsilon=epsilon((mechanism,), delta),
        delta=delta,
        noise_multiplier=noise,
        ledger_head=head,
    )


def _one_cell_a_patient(corpus: Corpus) -> Counter[str]:
    """Every patient counts once, under the label of the first session that has one."""
    counts: Counter[str] = Counter()
    for records in corpus.records.values():
        labels = (record.session.labels.get(LABEL) for record in records)
        first = next((label for label in labels if label), None)
        if first:
            counts[first] += 1
    return counts


def _rounded(counts: dict[str, float]) -> dict[str, float]:
    """Shares in thousandths that add up to 1: the largest remainders are rounded up."""
    total = sum(counts.values())
    exact = {name: 1000 * count / total for name, count in counts.items()}
    shares = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: shares[name] - exact[name])
    for name in by_remainder[: 1000 - sum(shares.values())]:
        shares[name] += 1
    return {name: share / 1000 for name, share in shares.items() if share}
