"""README.md of a release: front matter that `datasets` reads, then words for people."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import yaml

from evaluation.number_words import rounded_up
from generator.accounting import SET_UNION
from generator.releasing.fitness import Releasable
from generator.releasing.quotas import quotas
from knowledge.cohort import spec_json

MOST_STRATA = 20
"""On the card; run.json has them all."""
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
NO_GUARANTEE = "There is NO differential privacy guarantee (epsilon = infinity): "


def dataset_card(released: Releasable, *, licence: str | None = None) -> str:
    """The card of a release; `licence` is an SPDX id, if one was chosen."""
    from jinja2 import Environment, StrictUndefined

    outcome, sessions = released.outcome, released.sessions
    template = (files("generator") / "dataset_card.md.jinja").read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template).render(
        outcome=outcome,
        licence=licence,
        guarantee=outcome["guarantee"],
        guarantee_in_words=guarantee_in_words(
            outcome["guarantee"], private_filters=outcome["private_filters"]
        ),
        request=yaml.safe_dump(
            spec_json(released.spec), sort_keys=False, default_flow_style=None, width=1000
        ),
        quotas=tuple(quotas(released.spec, released.planned, released.shown)),
        hardest=_hardest(outcome["strata"]),
        num_turns=sum(len(session.turns) for session in sessions),
        num_patients=len({session.patient_id for session in sessions}),
        size_category=size_category(len(sessions)),
    )


def _hardest(strata: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The strata with rejections, lowest accept rate first."""
    hit = [row for row in strata if row["rejected_by"]]
    return sorted(hit, key=lambda row: row["accept_rate"])[:MOST_STRATA]


def size_category(num_rows: int) -> str:
    """The word of the dataset hub for a number of rows."""
    return next((name for most, name in _SIZES if num_rows < most), "1M<n<10M")


def guarantee_in_words(guarantee: Mapping[str, Any], *, private_filters: Sequence[str] = ()) -> str:
    """One paragraph a reader without training in privacy can quote."""
    if private_filters:
        return (
            f"{NO_GUARANTEE}private records had a say in which sessions were kept "
            f"({', '.join(private_filters)}). Do not share this folder."
        )
    if guarantee.get("reason"):
        return f"{NO_GUARANTEE}{guarantee['reason']}. Do not share this folder."
    if guarantee["kind"] == "dp" and guarantee["epsilon"] != "inf":
        return _in_figures(guarantee)
    return _WITHOUT_FIGURES.get(guarantee["kind"], _WITHOUT_FIGURES["non-dp"])


_WITHOUT_FIGURES = {
    "public-only": (
        "No private record was read: the sessions come from a model trained on text this "
        "project wrote. Nothing about any patient can leak, and nothing was learned from one."
    ),
    "unknown": (
        "There is NO privacy guarantee: the model came from outside and what it was trained "
        "on is unknown here (epsilon = infinity)."
    ),
    "non-dp": (
        f"{NO_GUARANTEE}the model was fine-tuned on private records without noise. Do not share "
        "this folder."
    ),
}


def _in_figures(guarantee: Mapping[str, Any]) -> str:
    listed = SET_UNION in {event["mechanism"] for event in guarantee.get("events", ())}
    untrained = listed and guarantee["noise_multiplier"] is None
    return (
        f"{'Sessions were chosen' if untrained else 'The model was fine-tuned'} with "
        f"differential privacy: epsilon = {rounded_up(guarantee['epsilon'])}, "
        f"delta = {rounded_up(guarantee['delta'])}, where the unit is one patient with all of "
        "their sessions and adjacency means adding or removing one patient. Whether or not any one "
        "patient was in the private corpus, the chance of any outcome changes by a factor of "
        "e^epsilon at most, up to delta. The total covers every event listed in guarantee.json; "
        "what else was made of the same records stands in the corpus's ledger and adds to it. The "
        "filters read none of the records"
        f"{' beyond a list of word sequences that is one of these events' if listed else ''}."
    )
