"""What has to stand behind the guarantee of a release: its own events, and a corpus's ledger.

Knows guarantees and ledgers; no file of a release and no data.
"""

import math
from collections.abc import Sequence
from pathlib import Path

from generator.accounting import DpSgd, Mechanism
from generator.guarantee import (
    Guarantee,
    check_epsilon,
    check_training,
    public_only,
    unknown_source,
)
from generator.ledger import Ledger, Reservation, read_ledger
from knowledge.errors import GateRefused

_WITHOUT_FIGURES = {"public-only": public_only(), "unknown": unknown_source()}


def check_claim(guarantee: Guarantee) -> None:
    """Asks of a guarantee that it follows from what it lists.

    Guarantees:
        A finite epsilon is that of its events, or belongs to a release that read no private
        record and lists none; what is told of the training is what its event says. Whether the
        list is complete only the ledger tells.

    Raises:
        GateRefused: an epsilon that nothing supports, or fields that contradict each other.
    """
    kind, is_finite = guarantee.kind, math.isfinite(guarantee.epsilon)
    if is_finite and kind in ("non-dp", "unknown"):
        raise GateRefused(f"kind {kind} with a finite epsilon {guarantee.epsilon:g}")
    if kind in _WITHOUT_FIGURES:
        if guarantee != _WITHOUT_FIGURES[kind]:
            raise GateRefused(f"kind {kind}, and yet a figure or an event of a private training")
        return
    # Where filters took the guarantee away, epsilon is infinite whatever the events cost.
    of_events = kind == "dp" or guarantee.reason is None
    if of_events or guarantee.events:
        _check_events(guarantee)
    check_training(guarantee)
    if of_events:
        check_epsilon("epsilon", guarantee.epsilon, guarantee.events, guarantee.delta)
    if kind == "dp" and not is_finite:
        raise GateRefused("kind dp with an infinite epsilon")


def _check_events(guarantee: Guarantee) -> None:
    if not guarantee.events:
        raise GateRefused(f"kind {guarantee.kind} without an event")
    if guarantee.delta is None:
        raise GateRefused(f"kind {guarantee.kind} without a delta")
    if guarantee.ledger_head is None:
        raise GateRefused("no entry of a ledger: ledger_head is missing")


def check_ledgers(guarantee: Guarantee, paths: Sequence[Path]) -> None:
    """Asks the ledgers of the corpora that a guarantee speaks of whether it is true.

    Args:
        paths: usually one. A support list of another corpus than the model's has its own.

    Raises:
        CallerMistake: a ledger is not there.
        GateRefused: naming what a guarantee claims and no ledger holds, or leaves out.
    """
    ledgers = [read_ledger(path) for path in paths]
    named = ", ".join(str(path) for path in paths)
    head = guarantee.ledger_head
    if head is None:
        raise GateRefused(
            f"guarantee.json names no entry of a ledger, so {named} cannot support it"
        )
    own = next((ledger for ledger in ledgers if ledger.contains(head)), None)
    if own is None:
        raise GateRefused(
            f"{named} holds no entry {head[:12]}, which guarantee.json names: "
            "it is another ledger, or its last lines were cut off"
        )
    _check_each_is_charged(guarantee, [item for ledger in ledgers for item in ledger.reservations])
    _check_none_is_left_out(guarantee, own, head)


def _check_each_is_charged(guarantee: Guarantee, charged: list[Reservation]) -> None:
    for event in guarantee.events:
        found = next((item for item in charged if _covers(item, event, guarantee)), None)
        if found is None:
            raise GateRefused(f"guarantee.json lists {event}, which the ledger never charged so")
        charged.remove(found)


def _covers(item: Reservation, event: Mechanism, guarantee: Guarantee) -> bool:
    """A training is charged in full beforehand; it may have ended after fewer steps."""
    if not isinstance(event, DpSgd):
        return item.mechanism == event
    if not isinstance(item.mechanism, DpSgd) or item.head != guarantee.ledger_head:
        return False
    charged = item.mechanism
    return (
        event.noise_multiplier == charged.noise_multiplier
        and event.sampling_rate == charged.sampling_rate
        and event.steps <= charged.steps
    )


def _check_none_is_left_out(guarantee: Guarantee, ledger: Ledger, head: str) -> None:
    """Shares of a cohort that were released before training are part of its cost."""
    if not any(isinstance(event, DpSgd) for event in guarantee.events):
        return
    listed = list(guarantee.events)
    for mechanism in ledger.before(head, purpose="marginals"):
        if mechanism not in listed:
            raise GateRefused(f"guarantee.json leaves out {mechanism}, which the ledger charged")
        listed.remove(mechanism)
