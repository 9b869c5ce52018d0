"""What finds a copy, what it costs in false alarms, and how fast the raw scan is.

    python -m benchmarks.memorization [SECTION ...] [--corpora FOLDER] [--checkpoints FOLDER]
    python -m benchmarks.memorization speed [--sessions 100000] [--private 5000]

clinic     10, 25, 50 and 100 words in a row of 150 fictional patients, put as a patient's turn into
           composed public sessions; the same sessions without them are the false alarms
dialogues  the same of 150 MTS-Dialog dialogues in others; and 150 dialogues back-translated, of
           which the original is private, beside 150 of which it is not
public     the same of public text, in sessions of other patients
spans      the default filter over checkpoints of which the memory is known, in the style that they
           learned: planted copies, strangers' words planted likewise, sessions without, and what
           the checkpoint writes by itself
support    false rejects of the charged list of 3-word sequences on held-out clinic sessions

Printed per method: recall, the false-alarm rate, and the precision there is if half are copies.
Checkpoints are trained without noise, in about two minutes of one core each, and kept in
`--checkpoints`. `--chosen-on` takes patients and dialogues that thresholds were chosen on.
MTS-Dialog is read below `--corpora` (or SOTTOVOCE_CORPORA) and left out where it is absent.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.by_heart import Course, asked_drafts, moved_part_way, own_drafts, train_by_heart
from benchmarks.copies import (
    CHOSEN_ON,
    CORPORA,
    HOST_WORDS,
    REPORTED,
    SEED,
    Dialogues,
    Part,
    all_planted,
    composed,
    other_patients,
    patients_of,
    read_dialogues,
)
from benchmarks.methods import (
    Found,
    Methods,
    people_of,
    public_grams_once,
    public_methods,
    public_sessions,
    raw_methods,
    span_methods,
    support_methods,
    supported,
    together,
)
from benchmarks.scan_speed import FULL_SCAN, print_speed
from evaluation.measurement import measure_share
from filters.overlap import SharedWords
from filters.raw import SHORTEST_COPY_WORDS
from generator.checkpoint import find_base, served_folder
from generator.clinic import clinic_sessions
from generator.config import EMBEDDED
from generator.scoring import CheckpointScorer
from knowledge.session import Session

SECTIONS = ("clinic", "dialogues", "public", "spans", "support")
PATIENTS, STYLE_PATIENTS, SUPPORT_PATIENTS, HELD_OUT = 150, 230, 2000, 300
NUM_BY_HEART = {"clinic": 12, "dialogues": 40}
"""Sessions that a checkpoint knows by heart."""
BY_HEART = Course(epochs=12, window_tokens=384)
STYLE = Course(epochs=2, window_tokens=256)
"""Reads each patient about twice, never the same window."""
PART_WAY = 0.3
"""Between two languages, as a checkpoint that learned little of a new one."""
SUPPORT_EPSILON = 8.0
NUM_DRAFTS = 16
DEMO = Path(__file__).resolve().parents[1] / "examples" / "clinic" / "checkpoint"
DEMO_PATIENTS = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--checkpoints", type=Path, default=None)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--chosen-on", action="store_true")
    parser.add_argument("--sessions", type=int, default=FULL_SCAN)
    parser.add_argument("--private", type=int, default=5000)
    args = parser.parse_args()
    unknown = set(args.sections) - {*SECTIONS, "speed"}
    if unknown:
        parser.error(f"section {min(unknown)}: allowed are {', '.join(SECTIONS)} and speed")
    part = CHOSEN_ON if args.chosen_on else REPORTED
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.checkpoints or Path(scratch)
        sections = {
            "clinic": partial(print_clinic, part, args.hosts),
            "dialogues": partial(print_dialogues, part, args.corpora, args.hosts),
            "public": partial(print_public, part, args.hosts),
            "spans": partial(print_spans, part, folder, args.corpora, args.hosts),
            "support": print_support,
            "speed": partial(print_speed, args.sessions, args.private),
        }
        for name in args.sections or SECTIONS:
            sections[name]()


def print_clinic(part: Part, num_hosts: int) -> None:
    private, hosts = patients_of(part, PATIENTS), list(composed(num_hosts))
    people = people_of(patients_of(part, SUPPORT_PATIENTS))
    judge = together(raw_methods(private), _support_of(people), public_methods())
    copies = {name: judge(planted) for name, planted in all_planted(hosts, private).items()}
    print_table(f"copies of {PATIENTS} patients in {num_hosts} composed", copies, judge(hosts))


def print_dialogues(part: Part, corpora: Path, num_hosts: int) -> None:
    found = read_dialogues(corpora, part)
    if found is None:
        print(f"\nMTS-Dialog is not below {corpora}: left out")
        return
    private = found.private()
    support = _support_of([[session] for session in private])
    judge = together(raw_methods(private), support, public_methods())
    print_copies_and_pairs(found, private, judge, num_hosts)


def print_copies_and_pairs(
    found: Dialogues, private: Sequence[Session], judge: Methods, num_hosts: int
) -> None:
    hosts = found.strangers(at_least_words=HOST_WORDS)[:num_hosts]
    copies = {name: judge(planted) for name, planted in all_planted(hosts, private).items()}
    copies["strangers"] = judge(all_planted(hosts, found.strangers())["100 words"])
    print_table(f"copies of {len(private)} dialogues in {len(hosts)} others", copies, judge(hosts))
    for language, translated in found.translated.items():
        pairs = {"pairs": judge([translated[session.session_id] for session in private])}
        alarms = judge([translated[name] for name in found.outside])
        print_table(f"{len(private)} pairs through {language}", pairs, alarms)


def print_public(part: Part, num_hosts: int) -> None:
    judge, hosts = public_methods(), other_patients(part, num_hosts)
    copies = all_planted(hosts, public_sessions())
    found = {name: judge(planted) for name, planted in copies.items()}
    print_table(f"copies of public text in {num_hosts} clinic sessions", found, judge(hosts))


def print_spans(part: Part, folder: Path, corpora: Path, num_hosts: int) -> None:
    """By heart, in the style alone, part of the way to it, and with differential privacy."""
    found = read_dialogues(corpora, part)
    if found is not None:
        private = found.private()[: NUM_BY_HEART["dialogues"]]
        checkpoint = _by_heart(part, folder, "dialogues", private)
        print_copies_and_pairs(found, private, _spans_of(checkpoint), num_hosts)
        print_drafts(own_drafts(checkpoint, NUM_DRAFTS, seed=SEED), private, _spans_of(checkpoint))
    private = patients_of(part, PATIENTS)[: NUM_BY_HEART["clinic"]]
    checkpoint = _by_heart(part, folder, "clinic", private)
    drafts = own_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("by heart", part, checkpoint, private, drafts, num_hosts)
    style = patients_of(part, STYLE_PATIENTS)
    checkpoint = train_by_heart(style, folder / f"{part.name}-style", STYLE, seed=SEED)
    drafts = own_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("style alone", part, checkpoint, style, drafts, num_hosts)
    checkpoint = moved_part_way(checkpoint, PART_WAY, folder / f"{part.name}-part-way")
    drafts = asked_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("part of the way", part, checkpoint, style, drafts, num_hosts)
    checkpoint, own = served_folder(DEMO)[0], list(clinic_sessions(patients=DEMO_PATIENTS))
    drafts = asked_drafts(checkpoint, NUM_DRAFTS, seed=SEED)
    print_style("demo, epsilon 8", part, checkpoint, own, drafts, num_hosts)


def print_style(
    title: str,
    part: Part,
    checkpoint: Path,
    read: Sequence[Session],
    drafts: Sequence[Session],
    num_hosts: int,
) -> None:
    """Of a checkpoint that read patients of the clinic, in sessions of others."""
    both = other_patients(part, 2 * num_hosts)
    hosts, strangers = both[:num_hosts], both[num_hosts:]
    judge = _spans_of(checkpoint)
    copies = {name: judge(some) for name, some in all_planted(hosts, read).items()}
    copies["strangers"] = judge(all_planted(hosts, strangers)["100 words"])
    print_table(f"{title}, in {num_hosts} sessions of other patients", copies, judge(hosts))
    print_drafts(drafts, read, judge)


def print_drafts(drafts: Sequence[Session], read: Sequence[Session], judge: Methods) -> None:
    words = SharedWords(read)
    runs = [words.overlap(draft).run for draft in drafts]
    copied = sum(run is not None and run.num_words >= SHORTEST_COPY_WORDS for run in runs)
    print(f"  of {len(drafts)} own drafts {copied} have a run of {SHORTEST_COPY_WORDS} words")
    for method, votes in judge(drafts).items():
        print(f"  rejected by {method}: {sum(votes)}")


def _by_heart(part: Part, folder: Path, name: str, private: Sequence[Session]) -> Path:
    return train_by_heart(private, folder / f"{part.name}-{name}", BY_HEART, seed=SEED)


def _spans_of(checkpoint: Path) -> Methods:
    return span_methods(CheckpointScorer(checkpoint, find_base(EMBEDDED)))


def _support_of(people: Sequence[Sequence[Session]]) -> Methods:
    grams, _ = supported(people, epsilon=SUPPORT_EPSILON)
    name = f"support, {len(people)} patients"
    return support_methods(public_grams_once() | grams, name=name)


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


def print_support() -> None:
    """False rejects on sessions of patients the list was not made from."""
    people = people_of(clinic_sessions(patients=SUPPORT_PATIENTS + HELD_OUT))
    held_out = [session for visits in people[SUPPORT_PATIENTS:] for session in visits]
    public = public_grams_once()
    print(f"\nsupport: false rejects of held-out clinic sessions, {SUPPORT_PATIENTS} patients")
    print_false_rejects(support_methods(public, name="public text alone"), held_out)
    for epsilon in (1.0, 4.0, 8.0):
        grams, total = supported(people[:SUPPORT_PATIENTS], epsilon=epsilon)
        title = f"epsilon {epsilon:g}: {len(grams)} of {total} sequences"
        print_false_rejects(support_methods(public | grams, name=title), held_out)


def print_false_rejects(judge: Methods, sessions: Sequence[Session]) -> None:
    for title, votes in judge(sessions).items():
        print(f"  {measure_share(title, count=sum(votes), n=len(sessions)).line()}")


if __name__ == "__main__":
    main()
