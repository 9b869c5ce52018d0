"""How long it takes to plan 10,000 patients over every condition, on one core.

python -m benchmarks.planning
"""

import os
import time

from knowledge.base import load_knowledge
from knowledge.cohort import parse_spec
from knowledge.planner import plan
from knowledge.planning.tally import tally

PATIENTS = 10_000


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    knowledge = load_knowledge()
    conditions = (*knowledge.disorders, *knowledge.controls)
    spec = parse_spec(
        {
            "n": PATIENTS,
            "seed": 1,
            "conditions": dict.fromkeys(conditions, 1 / len(conditions)),
            "comorbid": {"mdd+gad": 0.3, "gad+panic": 0.2},
            "severity": {"mild": 0.2, "moderate": 0.5, "severe": 0.3},
            "age": {"18-29": 0.3, "30-59": 0.5, "60-90": 0.2},
            "gender": {"woman": 0.6, "man": 0.35, "nonbinary": 0.05},
            "modality": {"cbt": 0.5, "mi": 0.5},
        }
    )
    began = time.perf_counter()
    planned = plan(spec, knowledge)
    seconds = time.perf_counter() - began
    counted = tally(spec, knowledge)
    exact = all(abs(row.planned - row.requested) < 1 for row in counted.margins)
    print(f"{len(planned)} profiles of {len(conditions)} conditions in {seconds:.1f} s on one core")
    print(f"every margin within rounding: {exact}")
    if counted.worst_cell:
        cell = counted.worst_cell
        print(
            f"worst cell: {cell.condition}, {cell.dimension} {cell.value}: off by {cell.error:.2f}"
        )


if __name__ == "__main__":
    main()
