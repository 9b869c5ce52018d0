"""What an augmentation says of itself: its outcome, its README and the gain report."""

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.gain import Gain
from evaluation.gain_words import Origin, gain_in_words
from evaluation.held_out import HELD_OUT_SHARE, SEEDS
from evaluation.measurement import Measurement
from generator.augmenting.augment_plan import Ready, Wish, notes
from generator.guarantee import finite_or_inf
from generator.run import write_whole
from generator.source import Source
from knowledge.session import Session


def origin_of(source: Source) -> Origin:
    """What the gain may be owed to."""
    if source.model is not None or source.endpoint is not None:
        return "unknown"
    return "public" if source.checkpoint is None else "checkpoint"


def outcome_json(
    wish: Wish,
    ready: Ready,
    outcomes: Sequence[Mapping[str, Any]],
    dealt: Mapping[str, Sequence[Session]],
    gain: Gain | None,
) -> dict[str, Any]:
    """The content of augment.json; counts of the owner's data, so for the owner alone."""
    counts: Counter[str] = ready.labelled.counts
    plans = {item.label: item for item in ready.plans}
    wanted = {item.label: item.wanted for item in ready.found}
    rows = [
        {
            "label": label,
            "condition": plans[label].condition if label in plans else None,
            "present": present,
            "wanted": wanted.get(label, present),
            "planned": plans[label].count if label in plans else 0,
            "added": len(dealt.get(label, ())),
        }
        for label, present in sorted(counts.items())
    ]
    origin = origin_of(wish.source)
    return {
        "target": str(wish.target),
        "column": ".".join(ready.labelled.path),
        "shape": ready.labelled.shape,
        "unlabelled": ready.labelled.num_unlabelled,
        "labels": rows,
        "planned": sum(row["planned"] for row in rows),
        "added": sum(row["added"] for row in rows),
        "shortfall": sum(row["planned"] - row["added"] for row in rows),
        "notes": list(notes(wish, ready)),
        "split_by": "patient" if ready.labelled.knows_patients else ready.labelled.unit_name,
        "engine": outcomes[0]["engine"],
        "epsilon": finite_or_inf(max(float(item["guarantee"]["epsilon"]) for item in outcomes)),
        "origin": origin,
        "gain": list(gain_in_words(gain, origin=origin)) if gain else None,
    }


def read_me(outcome: Mapping[str, Any], *, as_text: Sequence[str], others: Sequence[str]) -> str:
    """README.md of the folder: what is in it, and that it is not for release."""
    files = "".join(
        f"      - split: {split}\n        path: data/{split}-*.parquet\n"
        for split in ("train", *others)
    )
    head = f"---\nconfigs:\n  - config_name: default\n    data_files:\n{files}---\n"
    return "\n".join([head, *_paragraphs(outcome, as_text)]) + "\n"


def _paragraphs(outcome: Mapping[str, Any], as_text: Sequence[str]) -> Iterator[str]:
    yield "# Augmented data: internal\n"
    yield (
        "**This folder holds original rows and cannot be released.** `sottovoce release` refuses "
        "it and the runs inside it: the cohorts were planned from counts of the original labels "
        "without noise.\n"
    )
    yield (
        "`data/` and `data.jsonl` hold the original rows first, in their order, with their "
        "columns and values as they were, then the synthetic ones. `synthetic` and `source` tell "
        "them apart; `session_id`, `spec_sha256` and `model_sha256` say which request and which "
        "model made a synthetic row; a name that the data used already begins with `added_`. "
        "Columns that only the owner could fill are empty in synthetic rows. JSON has no value for "
        "a number that is none or infinite, nor for bytes: `data.jsonl` has null and Base64 there, "
        "`data/` the values.\n"
    )
    yield (
        f"`epsilon` ({outcome['epsilon']}) is that of the model which wrote a synthetic row, per "
        "patient it was fine-tuned on. It says nothing of the original rows, nor of how many rows "
        "each label got.\n"
    )
    if as_text:
        yield (
            f"Parquet holds as JSON text: {', '.join(as_text)} (keys or types differ by row); "
            "`data.jsonl` has these columns as they were.\n"
        )
    yield f"Target: {outcome['target']}, column `{outcome['column']}`.\n"
    yield "| label | condition | original | added | missing |\n|---|---|---|---|---|"
    for row in outcome["labels"]:
        short = row["planned"] - row["added"]
        cells = (row["condition"] or "", row["present"], row["added"], short)
        yield f"| {_as_text(row['label'])} | " + " | ".join(map(str, cells)) + " |"
    yield ""
    for note in outcome["notes"]:
        yield f"- {_as_text(note)}"
    if outcome["gain"]:
        yield "\n## What it is good for\n"
        yield from (f"- {_as_text(sentence)}" for sentence in outcome["gain"])


def _as_text(words: str) -> str:
    """Words with a label among them as Markdown shows them, whatever its owner wrote there."""
    return html.escape(" ".join(words.split()), quote=False).replace("|", "\\|")


def write_gain(folder: Path, gain: Gain, outcome: Mapping[str, Any], *, by_vectors: Gain) -> None:
    """gain.json and gain.md: figures of the owner's data, internal like the rows.

    `by_vectors` is the same gain for a classifier of sentence vectors.
    """
    data = {
        "words": outcome["gain"],
        "limits": list(_limits(outcome)),
        "added": dict(gain.added),
        **_compared(gain),
        "by_sentence_vectors": _compared(by_vectors),
        "labels": {
            label: [figure.as_json() for figure in figures]
            for label, figures in gain.by_class.items()
        },
        "unmeasured": dict(gain.unmeasured),
    }
    write_whole(folder / "gain.json", json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    write_whole(folder / "gain.md", "\n".join(_gain_lines(gain, outcome, by_vectors)) + "\n")


def _compared(gain: Gain) -> dict[str, Any]:
    return {
        "arms": {name: figure.as_json() for name, figure in gain.arms.items()},
        "differences": {name: figure.as_json() for name, figure in gain.differences.items()},
    }


def _limits(outcome: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "Logistic regression, by words (TF-IDF: the sentences above and the figures by label) and "
        f"by mean sentence vectors of the lines; {SEEDS} splits, {HELD_OUT_SHARE:.0%} of each "
        f"label held out, by {outcome['split_by']}. The added sessions are thinned in the "
        "proportion of the training part. Intervals (95 %) resample the held-out and the splits, "
        "not the generator."
    )
    if outcome["split_by"] != "patient":
        yield (
            f"No column of patients is known, so one person's {outcome['split_by']}s may stand on "
            "both sides of a split; name it with --patient."
        )
    if outcome["origin"] == "checkpoint":
        yield (
            "If the checkpoint was fine-tuned on these same patients, it has seen the held-out "
            f"ones too; what it may owe to any one of them is bounded by epsilon "
            f"{outcome['epsilon']}."
        )
    if outcome["shortfall"]:
        yield f"{outcome['shortfall']} sessions of the target are missing from the comparison."


def _gain_lines(gain: Gain, outcome: Mapping[str, Any], by_vectors: Gain) -> Iterator[str]:
    yield "# Gain by augmentation (internal: figures of the original data)\n"
    yield from (f"- {_as_text(sentence)}" for sentence in outcome["gain"])
    for kind, measured in (("words", gain), ("sentence vectors", by_vectors)):
        if measured.arms:
            yield f"\n| by {kind} | value | 95 % interval | n |\n|---|---|---|---|"
            yield from map(_cells, (*measured.arms.values(), *measured.differences.values()))
    for label, figures in gain.by_class.items():
        yield f"\n## {_as_text(label)} ({gain.added.get(label, 0)} added)\n"
        yield "| | value | 95 % interval | n |\n|---|---|---|---|"
        yield from (_cells(item) for item in figures)
    yield "\n## Limits\n"
    yield from (f"- {limit}" for limit in _limits(outcome))


def _cells(item: Measurement) -> str:
    return f"| {item.name} | {item.value:.3f} | [{item.low:.3f}, {item.high:.3f}] | {item.n} |"
