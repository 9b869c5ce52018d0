"""`Guarantee`: what a checkpoint promises each patient, as written to `guarantee.json`.

Every number is publishable: declared by the caller, counted by the optimizer or computed from
both. Knows no data and no model.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from filters.verdict import PrivacyClass
from generator.accounting import (
    ACCOUNTANT,
    SET_UNION,
    DpSgd,
    Mechanism,
    epsilon,
    mechanism_from_json,
    mechanism_json,
)
from knowledge.errors import CallerMistake, GateRefused
from knowledge.field_error import first_error

Kind = Literal["dp", "non-dp", "public-only", "unknown"]
# Two machines' FFTs may differ in the last digits; a claim lower by more than this is wrong.
RECOMPUTED_WITHIN = 1e-3
OF_EVENT = ("noise_multiplier", "sampling_rate", "steps")
"""Figures of a guarantee that its training event has, too."""
RAW_FILTER = "a filter read the private text"
UNPAID_FILTER = "a filter used a release of private text that is not among the events"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee:
    """What holds for one patient, all sessions together. None: does not apply to this kind.

    Guarantees:
        (epsilon, delta)-DP, unit patient, adjacency add-or-remove one patient, over `events`;
        epsilon is infinity where nothing is guaranteed. `patients` is the declared public number.
        `steps` is the optimizer's own count.
    """

    kind: Kind
    epsilon: float
    delta: float | None = None
    patients: int | None = None
    sampling_rate: float | None = None
    noise_multiplier: float | None = None
    steps: int | None = None
    clipping_norm: float | None = None
    training_epsilon: float
    weights_sha256: str | None = None
    base_sha256: str | None = None
    ledger_head: str | None = None
    events: tuple[Mechanism, ...] = ()
    unit: str = "patient"
    adjacency: str = "add-remove"
    sampler: str = "poisson"
    accountant: str = ACCOUNTANT
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's form: an infinite epsilon is the string "inf"; `reason` only if given."""
        data = {name: getattr(self, name) for name in _GuaranteeJson.model_fields}
        if self.reason is None:
            del data["reason"]
        data["epsilon"] = finite_or_inf(self.epsilon)
        data["training_epsilon"] = finite_or_inf(self.training_epsilon)
        data["events"] = [mechanism_json(item, delta=self.delta or 0.0) for item in self.events]
        return data


def public_only() -> Guarantee:
    """No private record was read: nothing to account for."""
    return Guarantee(kind="public-only", epsilon=0.0, training_epsilon=0.0)


def unknown_source() -> Guarantee:
    """A model from outside: nothing is known, so nothing is promised."""
    return Guarantee(kind="unknown", epsilon=math.inf, training_epsilon=math.inf)


def with_release(
    model: Guarantee, mechanism: Mechanism, *, delta: float, ledger_head: str
) -> Guarantee:
    """A model's guarantee when its texts were also chosen by another charged release.

    Args:
        delta: of the release; the model's own is kept if it has one.
        ledger_head: of the release; the model's own is kept if it has one.

    Guarantees:
        The total over both, whether they are of one corpus or of two; none if the model has none.
    """
    if math.isinf(model.epsilon):
        return model
    events, delta = (*model.events, mechanism), model.delta or delta
    total = epsilon(events, delta)
    kind: Kind = "dp" if math.isfinite(total) else "non-dp"
    head = model.ledger_head or ledger_head
    return replace(model, kind=kind, epsilon=total, delta=delta, events=events, ledger_head=head)


def without_guarantee(model: Guarantee, *, reason: str) -> Guarantee:
    """What is left of a model's guarantee once private text chose its texts unpaid.

    Guarantees:
        None: epsilon is infinity. `training_epsilon` and `events` stay those of the model alone.
    """
    return replace(model, kind="non-dp", epsilon=math.inf, reason=reason)


def unpaid_filters(classes: Mapping[str, str], mechanisms: Iterable[str]) -> dict[str, str]:
    """The filters that read private text which no event pays for, each with the reason.

    Args:
        classes: privacy class by filter, as the verdicts say.
        mechanisms: names of the events of the guarantee.

    Guarantees:
        None is left for a run of which this names a filter: its choice is no post-processing,
        whatever the model promises.
    """
    paid = SET_UNION in mechanisms
    reasons = {PrivacyClass.RAW: RAW_FILTER, PrivacyClass.CHARGED: "" if paid else UNPAID_FILTER}
    found = {name: reasons.get(PrivacyClass(kind), "") for name, kind in sorted(classes.items())}
    return {name: reason for name, reason in found.items() if reason}


def after_filters(guarantee: Guarantee, classes: Mapping[str, str]) -> Guarantee:
    """What holds for the sessions once these filters have chosen among them."""
    events = (mechanism_json(item, delta=guarantee.delta or 0.0) for item in guarantee.events)
    unpaid = unpaid_filters(classes, (str(event["mechanism"]) for event in events))
    # Raw text explains more than a missing payment.
    reason = min(unpaid.values(), key=(RAW_FILTER, UNPAID_FILTER).index, default="")
    return without_guarantee(guarantee, reason=reason) if reason else guarantee


def build_guarantee(
    *,
    training: DpSgd,
    beside: tuple[Mechanism, ...] = (),
    delta: float,
    patients: int,
    clipping_norm: float | None,
    weights_sha256: str,
    base_sha256: str,
    ledger_head: str,
) -> Guarantee:
    """Computes both epsilons from what was really run; `training.steps` are counted steps."""
    events = (training, *beside)
    total = epsilon(events, delta)
    return Guarantee(
        epsilon=total,
        delta=delta,
        patients=patients,
        sampling_rate=training.sampling_rate,
        noise_multiplier=training.noise_multiplier,
        steps=training.steps,
        clipping_norm=clipping_norm,
        kind="non-dp" if math.isinf(total) else "dp",
        training_epsilon=epsilon((training,), delta),
        weights_sha256=weights_sha256,
        base_sha256=base_sha256,
        ledger_head=ledger_head,
        events=events,
    )


def check_guarantee(guarantee: Guarantee) -> None:
    """Recomputes a trained model's claim from its events.

    Raises:
        GateRefused: an epsilon does not follow from the events, or the fields contradict.
    """
    events, delta = guarantee.events, guarantee.delta
    if not events or delta is None or not isinstance(events[0], DpSgd):
        raise GateRefused("guarantee: no training event, so nothing supports its epsilon")
    try:
        check_training(guarantee)
        check_epsilon("epsilon", guarantee.epsilon, events, delta)
    except GateRefused as error:
        raise GateRefused(f"guarantee: {error}") from None
    if guarantee.kind != ("dp" if math.isfinite(guarantee.epsilon) else "non-dp"):
        raise GateRefused(f"guarantee: kind {guarantee.kind} contradicts its epsilon")


def check_training(guarantee: Guarantee) -> None:
    """Asks whether what is told of the training is what its event says; nothing without one.

    Raises:
        GateRefused: naming the figure that is another, or events of two trainings.
    """
    trainings = tuple(event for event in guarantee.events if isinstance(event, DpSgd))
    if len(trainings) > 1:
        raise GateRefused(f"events of {len(trainings)} trainings; a checkpoint has one")
    event = trainings[0] if trainings else None
    for name in OF_EVENT if event else (*OF_EVENT, "clipping_norm", "patients"):
        stated, meant = getattr(guarantee, name), getattr(event, name, None)
        if stated != meant:
            why = f"is not that of its training event, {meant}" if event else "of no training event"
            raise GateRefused(f"{name} {stated} {why}")
    # A model from outside has no event that tells what it was trained on.
    if guarantee.events or math.isfinite(guarantee.training_epsilon):
        check_epsilon("training_epsilon", guarantee.training_epsilon, trainings, guarantee.delta)


def check_epsilon(
    name: str, claimed: float, events: tuple[Mechanism, ...], delta: float | None
) -> None:
    """Raises GateRefused naming the epsilon that is not the total of these events."""
    total = epsilon(events, delta or 0.0) if events else 0.0
    if not math.isclose(claimed, total, rel_tol=RECOMPUTED_WITHIN):
        raise GateRefused(f"{name} {claimed:g} is not that of its events, {total:g}")


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mechanism: str
    noise_multiplier: float
    sampling_rate: float
    steps: int
    delta: float
    threshold_delta: float | None = None


class _GuaranteeJson(BaseModel):
    model_config = ConfigDict(extra="forbid")

    epsilon: float | Literal["inf"]
    delta: float | None = Field(gt=0, lt=1)
    unit: Literal["patient"]
    adjacency: Literal["add-remove"]
    patients: int | None
    sampling_rate: float | None
    noise_multiplier: float | None
    steps: int | None
    clipping_norm: float | None
    sampler: Literal["poisson"]
    accountant: str
    kind: Kind
    training_epsilon: float | Literal["inf"]
    weights_sha256: str | None
    base_sha256: str | None
    ledger_head: str | None
    events: list[_Event]
    reason: str | None = None


def parse_guarantee(text: bytes) -> Guarantee:
    """Reads `guarantee.json`. Raises CallerMistake naming the first bad field."""
    try:
        parsed = _GuaranteeJson.model_validate_json(text)
    except ValidationError as error:
        wrong = first_error(error)
        raise CallerMistake(f"guarantee field {wrong.where}: {wrong.message}") from None
    fields = parsed.model_dump(exclude={"events", "epsilon", "training_epsilon"})
    return Guarantee(
        **fields,
        epsilon=float(parsed.epsilon),
        training_epsilon=float(parsed.training_epsilon),
        events=tuple(mechanism_from_json(event.model_dump()) for event in parsed.events),
    )


def finite_or_inf(value: float) -> float | str:
    """JSON has no infinity: the contract writes "inf"."""
    return "inf" if math.isinf(value) else value
