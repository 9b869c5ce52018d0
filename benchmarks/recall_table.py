"""The tables of `benchmarks.memorization`: recall and precision by method, and false rejects."""

from collections.abc import Mapping, Sequence

from benchmarks.methods import Found, Methods
from evaluation.measurement import measure_share
from knowledge.session import Session


def print_table(title: str, found: Mapping[str, Found], alarms: Found) -> None:
    print(f"\n{title}: recall (precision)")
    print(f"{'':28s}" + "".join(f"{name:>14s}" for name in found) + f"{'false alarms':>14s}")
    for method, alarmed in alarms.items():
        wrong = sum(alarmed) / len(alarmed)
        cells = []
        for hits in found.values():
            recall = sum(hits[method]) / len(hits[method])
            precision = f"{recall / (recall + wrong):.2f}" if recall else "-"
            cells.append(f"{recall:.3f} ({precision})")
        print(f"{method:28s}" + "".join(f"{cell:>14s}" for cell in cells) + f"{wrong:>14.3f}")


def print_false_rejects(judge: Methods, sessions: Sequence[Session]) -> None:
    for title, votes in judge(sessions).items():
        print(f"  {measure_share(title, count=sum(votes), n=len(sessions)).line()}")
