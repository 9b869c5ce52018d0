"""The default filter over checkpoints of which the memory is known, and what they write themselves.

By heart, in the style alone, part of the way to it, and with differential privacy. Training is
without noise, about two minutes of one core a checkpoint, and is kept in a folder.
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.by_heart import Course, asked_drafts, moved_part_way, own_drafts, train_by_heart
from benchmarks.copies import SEED, all_planted, other_patients, patients_of, read_dialogues
from benchmarks.methods import Methods, span_methods
from benchmarks.planted_copies import PATIENTS, print_copies_and_pairs
from benchmarks.recall_table import print_table
from filters.raw import SHORTEST_COPY_WORDS
from filters.runs import SharedRuns
from generator.checkpoint import find_base, served_folder
from generator.clinic import clinic_sessions
from generator.config import EMBEDDED
from generator.scoring import CheckpointScorer
from knowledge.session import Session

STYLE_PATIENTS = 230
NUM_BY_HEART = {"clinic": 12, "dialogues": 40}
"""Sessions that a checkpoint knows by heart."""
BY_HEART = Course(epochs=12, window_tokens=384)
STYLE = Course(epochs=2, window_tokens=256)
"""Reads each patient about twice, never the same window."""
PART_WAY = 0.3
"""Between two languages, as a checkpoint that learned little of a new one."""
NUM_DRAFTS = 16
DEMO = Path(__file__).resolve().parents[1] / "examples" / "clinic" / "checkpoint"
DEMO_PATIENTS = 400


def print_spans(folder: Path, corpora: Path, num_hosts: int) -> None:
    """By heart, in the style alone, part of the way to it, and with differential privacy."""
    found = read_dialogues(corpora)
    if found is not None:
        private = found.private()[: NUM_BY_HEART["dialogues"]]
        checkpoint = _by_heart(folder, "dialogues", private)
        print_copies_and_pairs(found, private, _spans_of(checkpoint), num_hosts)
        print_drafts(own_drafts(checkpoint, NUM_DRAFTS, seed=SEED), private, _spans_of(checkpoint))
    private = patients_of(PATIENTS)[: NUM_BY_HEART["clinic"]]
    checkpoint = _by_heart(folder, "clinic", private)
    drafts = own_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("by heart", checkpoint, private, drafts, num_hosts)
    style = patients_of(STYLE_PATIENTS)
    checkpoint = train_by_heart(style, folder / "style", STYLE, seed=SEED)
    drafts = own_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("style alone", checkpoint, style, drafts, num_hosts)
    checkpoint = moved_part_way(checkpoint, PART_WAY, folder / "part-way")
    drafts = asked_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("part of the way", checkpoint, style, drafts, num_hosts)
    checkpoint, own = served_folder(DEMO)[0], list(clinic_sessions(patients=DEMO_PATIENTS))
    drafts = asked_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("demo, epsilon 8", checkpoint, own, drafts, num_hosts)


def print_style(
    title: str,
    checkpoint: Path,
    read: Sequence[Session],
    drafts: Sequence[Session],
    num_hosts: int,
) -> None:
    """Of a checkpoint that read patients of the clinic, in sessions of others."""
    both = other_patients(2 * num_hosts)
    hosts, strangers = both[:num_hosts], both[num_hosts:]
    judge = _spans_of(checkpoint)
    copies = {name: judge(some) for name, some in all_planted(hosts, read).items()}
    copies["strangers"] = judge(all_planted(hosts, strangers)["100 words"])
    print_table(f"{title}, in {num_hosts} sessions of other patients", copies, judge(hosts))
    print_drafts(drafts, read, judge)


def print_drafts(drafts: Sequence[Session], read: Sequence[Session], judge: Methods) -> None:
    words = SharedRuns(read)
    runs = [words.longest(draft) for draft in drafts]
    copied = sum(run is not None and run.num_words >= SHORTEST_COPY_WORDS for run in runs)
    print(f"  of {len(drafts)} own drafts {copied} have a run of {SHORTEST_COPY_WORDS} words")
    for method, votes in judge(drafts).items():
        print(f"  rejected by {method}: {sum(votes)}")


def _by_heart(folder: Path, name: str, private: Sequence[Session]) -> Path:
    return train_by_heart(private, folder / name, BY_HEART, seed=SEED)


def _spans_of(checkpoint: Path) -> Methods:
    return span_methods(CheckpointScorer(checkpoint, find_base(EMBEDDED)))
