"""What `sottovoce augment` was asked for, and everything that can be checked before it generates.

Of the data, the plan holds how many sessions each label lacks; nothing else goes on to a cohort.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.augmenting.columns import Columns
from generator.augmenting.data_table import Data, read_data
from generator.augmenting.deficit import Deficit, Target, deficits
from generator.augmenting.label_mapping import Batch, LabelPlan, batches, plan_labels, read_mapping
from generator.augmenting.labelled import Labelled, read_labelled
from generator.augmenting.merged import refuse_no_place
from generator.source import Source
from knowledge.base import KnowledgeBase
from knowledge.errors import CallerMistake
from knowledge.planner import plan

LARGEST_FACTOR = 10.0
LIMIT = 1000
"""Sessions generated without being asked whether so many are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller asks for. `factor`: a label grows to at most so many times what it has."""

    data: Path
    columns: Columns
    target: Target
    source: Source
    mapping: Path | None = None
    factor: float = LARGEST_FACTOR
    limit: int = LIMIT
    seed: int = 0
    gain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Everything that could be checked before the first session is generated."""

    data: Data
    labelled: Labelled
    found: tuple[Deficit, ...]
    batches: tuple[Batch, ...]
    left_alone: tuple[str, ...]

    @property
    def plans(self) -> tuple[LabelPlan, ...]:
        return tuple(plan for batch in self.batches for plan in batch.plans)


def prepare(wish: Wish, knowledge: KnowledgeBase) -> Ready:
    data = read_data(wish.data)
    labelled = read_labelled(data.table, wish.columns)
    mapping = read_mapping(wish.mapping, sorted(labelled.counts))
    found = deficits(labelled.counts, wish.target, factor=wish.factor)
    plans, left_alone = plan_labels(found, mapping, knowledge)
    total = sum(item.count for item in plans)
    if total > wish.limit:
        raise CallerMistake(
            f"target {wish.target}: {total} sessions would be generated, more than the limit of "
            f"{wish.limit}; name --limit {total} if that is meant, or a smaller target"
        )
    refuse_no_place(labelled, [item.label for item in plans for _ in range(item.count)])
    made = batches(plans, seed=wish.seed)
    for batch in made:
        plan(batch.spec, knowledge)  # refuses what is not feasible before an engine starts
    return Ready(data=data, labelled=labelled, found=found, batches=made, left_alone=left_alone)


def notes(wish: Wish, ready: Ready) -> Iterator[str]:
    """What a reader should know of this plan; on the screen, in the README and in the outcome."""
    for item in ready.plans:
        asked = f" ({', '.join(item.settings)} as asked)" if item.settings else ""
        yield f"label {item.label!r}: {item.count} sessions of {item.condition}{asked}"
    for label in ready.left_alone:
        yield f"label {label!r} is left alone, as the mapping says"
    for item in ready.found:
        if item.capped and item.label not in ready.left_alone:
            yield (
                f"label {item.label!r} would need {item.wanted - item.present} sessions for target "
                f"{wish.target}; it grows to at most {wish.factor:g} times its {item.present} rows"
            )
    if ready.labelled.num_unlabelled:
        units = f"{ready.labelled.num_unlabelled} {ready.labelled.unit_name}s"
        yield f"{units} without a label are left alone"
    yield "age, gender and whatever else is not named follow neutral defaults, not the data"


def request_text(wish: Wish, ready: Ready) -> str:
    """Whatever a stopped augmentation must not change when it goes on."""
    source = {name: str(value) for name, value in asdict(wish.source).items() if value}
    asked = {
        "data_sha256": ready.data.sha256,
        "columns": asdict(ready.labelled.columns),
        "target": str(wish.target),
        "cohorts": [dict(batch.request) for batch in ready.batches],
        "labels": {plan.label: plan.condition for plan in ready.plans},
        "source": source,
        "seed": wish.seed,
    }
    return json.dumps(asked, indent=2, ensure_ascii=False, default=str) + "\n"
