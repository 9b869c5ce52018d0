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
`--checkpoints`.
MTS-Dialog is read below `--corpora` (or SOTTOVOCE_CORPORA) and left out where it is absent.
"""

import argparse
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.copies import CORPORA
from benchmarks.known_spans import print_spans
from benchmarks.planted_copies import print_clinic, print_dialogues, print_public
from benchmarks.scan_speed import FULL_SCAN, print_speed
from benchmarks.support_rejects import print_support

SECTIONS = ("clinic", "dialogues", "public", "spans", "support")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--checkpoints", type=Path, default=None)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--sessions", type=int, default=FULL_SCAN)
    parser.add_argument("--private", type=int, default=5000)
    args = parser.parse_args()
    unknown = set(args.sections) - {*SECTIONS, "speed"}
    if unknown:
        parser.error(f"section {min(unknown)}: allowed are {', '.join(SECTIONS)} and speed")
    for name in ("hosts", "sessions", "private"):
        if getattr(args, name) < 1:
            parser.error(f"--{name} {getattr(args, name)}: allowed is 1 or more")
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.checkpoints or Path(scratch)
        sections = {
            "clinic": partial(print_clinic, args.hosts),
            "dialogues": partial(print_dialogues, args.corpora, args.hosts),
            "public": partial(print_public, args.hosts),
            "spans": partial(print_spans, folder, args.corpora, args.hosts),
            "support": print_support,
            "speed": partial(print_speed, args.sessions, args.private),
        }
        for name in args.sections or SECTIONS:
            sections[name]()


if __name__ == "__main__":
    main()
