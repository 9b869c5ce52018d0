"""Labelled tables of made-up patients, and an augmentation of them by a scripted engine."""

import json

from datasets import load_dataset

from generator.augmenting.augment_plan import Wish
from generator.augmenting.augmentation import augment
from generator.augmenting.columns import Columns
from generator.augmenting.deficit import parse_target
from generator.source import Source
from tests.generator.scripted_runs import scripted

SAID = {
    "mdd": "I feel low all day and nothing is fun.",
    "gad": "I worry about everything and cannot stop.",
    "ptsd": "I still see the crash at night.",
}
SIZES = {"mdd": 12, "gad": 8, "ptsd": 9}
ORIGIN = ["synthetic", "source", "session_id", "spec_sha256", "model_sha256", "epsilon"]


def text_rows():
    return [
        {"id": f"{name}-{n}", "text": f"{SAID[name]} Day {n}.", "label": name, "clinic": None}
        for name, size in SIZES.items()
        for n in range(size)
    ]


def session_rows():
    """In the form of the project's own sessions; labels have a key that synthetic rows lack."""
    return [
        {
            "session_id": f"s{n}",
            "patient_id": f"p{n // 2}",
            "turns": [
                {"speaker": "therapist", "text": "How are you?", "seconds": 2.5},
                {"speaker": "patient", "text": row["text"], "seconds": None},
            ],
            "labels": {"condition": row["label"], "site": "north"},
        }
        for n, row in enumerate(text_rows())
    ]


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def augmented(data, out, *, generate=None, resume=False, target="balance", columns=None, **more):
    wish = Wish(
        data=data,
        columns=columns or Columns(label="label"),
        target=parse_target(target),
        **{"source": Source(), "gain": False, **more},
    )
    return augment(wish, out, generate=generate or scripted(), resume=resume, say=lambda line: None)


def merged_lines(folder):
    return [json.loads(line) for line in (folder / "data.jsonl").open(encoding="utf-8")]


def load_merged(folder, tmp_path):
    return load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
