"""`evaluate` on sessions that are not ours: AnnoMI beside MTS-Dialog, and a run beside AnnoMI.

    python -m benchmarks.second_reader --annomi CSV --mts FOLDER -o OUT [--run RUN]

Writes the corpora and reports under OUT and prints a table of the figures for docs/evaluation.md.
Both corpora are published, so both are declared public here.
"""

import argparse
import csv
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from evaluation.report import Report
from generator.console import quiet_libraries, say
from generator.corpus_import import import_table
from generator.evaluating import evaluate_run
from generator.table import ColumnMap
from knowledge.speaker import SPEAKERS

MTS_FILES = ("MTS-Dialog-ValidationSet.csv", "MTS-Dialog-TrainingSet.csv")
MTS_DIALOGUES = 300
"""The first of them; all 1,301 say the same at four times the time."""
_LINE = re.compile(r"^\s*([A-Za-z_ ]+?)\s*:\s*(.*)$")
ANNOMI = ColumnMap(
    labels=("mi_quality",), turn_labels=("main_therapist_behaviour", "client_talk_type")
)


def mts_sessions(folder: Path) -> Iterator[dict]:
    """Dialogues of a doctor and a patient as session objects; relatives' lines are left out."""
    for name in MTS_FILES:
        with (folder / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                turns = [
                    {"speaker": SPEAKERS[match[1].lower()].value, "text": match[2]}
                    for line in str(row["dialogue"]).splitlines()
                    if (match := _LINE.match(line)) and match[1].lower() in SPEAKERS and match[2]
                ]
                if any(turn["speaker"] == "patient" for turn in turns):
                    number = f"{Path(name).stem}-{row['ID']}"
                    yield {
                        "session_id": number, "patient_id": number, "turns": turns,
                        "labels": {"section": row["section_header"]},
                    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--annomi", type=Path, required=True)
    parser.add_argument("--mts", type=Path, required=True)
    parser.add_argument("--run", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    quiet_libraries()
    args.output.mkdir(parents=True, exist_ok=True)
    annomi, mts = args.output / "annomi", args.output / "mts"
    import_table([args.annomi], annomi, columns=ANNOMI, public=True, overwrite=True)
    lines = "".join(
        json.dumps(item) + "\n" for item in islice(mts_sessions(args.mts), MTS_DIALOGUES)
    )
    (args.output / "mts.jsonl").write_text(lines, encoding="utf-8")
    import_table([args.output / "mts.jsonl"], mts, public=True, overwrite=True)
    for name, subject in {"run": args.run, "annomi": annomi}.items():
        if subject is None:
            print(f"not measured: --{name} was not given")
            continue
        reference = mts if subject == annomi else annomi
        found = evaluate_run(
            subject, output=args.output / f"report-{name}", reference=reference, overwrite=True,
            say=say,
        )  # fmt: skip
        print(f"\n{name} beside {reference.name}\n{table(found.internal)}")


def table(report: Report) -> str:
    """The figures as Markdown, with those beside."""
    rows = ["| figure | value | 95 % | n | beside |", "|---|---|---|---|---|"]
    for _, figure in report.figures():
        own = figure.measurement
        others = "; ".join(f"{item.name} {item.value:.3g}" for item in figure.beside)
        rows.append(
            f"| {own.name} | {own.value:.3g} | {own.low:.3g} to {own.high:.3g} "
            f"| {own.n} | {others} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    main()
