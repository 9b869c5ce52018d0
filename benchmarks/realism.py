"""Do the sessions of a run sound like people? The table of aims, measured against real dialogues.

    python -m benchmarks.realism RUN [--reference ANNOMI.csv] [--confusion FILE.csv] [--json]

Counts first attempts alone: of them, the accepted sessions, and where it says so the drafts before
the gate. The reference is a table of transcripts (AnnoMI's columns), a corpus folder or a JSONL
file; both are split into words alike. Aims hold for 500 sessions up, the vocabulary for 50,000
client words. `--composed N` also counts the sentences of N sessions that the base learns from.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.confusion import check_matrix_path, write_matrix
from benchmarks.drafts import LOWEST, Drafts, read_drafts
from benchmarks.reach import Reach, section_json, section_markdown
from benchmarks.recovery import Recovery, recovery_section
from benchmarks.soundness import PEOPLE, composed_sessions, soundness_section
from benchmarks.soundness import REACHES as SOUNDNESS
from evaluation.arcs import measure_arcs
from evaluation.body import MOST_READ, Body
from evaluation.measurement import Measurement
from evaluation.realism import measure_shape
from evaluation.report import Section
from evaluation.sections import beside
from evaluation.vectors import RememberingEmbedder
from evaluation.vocabulary import TYPES_WORDS, words_for
from filters.mention import Recogniser
from filters.prototypes import load_prototypes
from filters.recogniser import SymptomRecogniser
from generator.console import quiet_libraries, say
from generator.evaluated import read_evaluated
from generator.readings import RunReadings
from generator.run import RunFolder
from generator.table import ColumnMap
from generator.transcripts import read_transcripts
from knowledge.embedding import judging_embedder
from knowledge.errors import CallerMistake, SottovoceError
from knowledge.session import Session

SHAPE = {
    "client words a turn, mean": Reach(low=13, high=18),
    "client words a turn, variation": Reach(low=1.1),
    "client turns of 3 words or fewer": Reach(low=0.25, high=0.42),
    "um and uh": Reach(low=10, high=35),
    "immediate repeats": Reach(low=8, high=30),
    f"different words in {TYPES_WORDS:,} client words": Reach(low=2700),
    "six commonest client openers": Reach(high=0.22),
    "client turns describing the problem, turns 16 to 19": Reach(low=0.35),
}
REACHES: Mapping[str, Reach] = {
    **SHAPE,
    **SOUNDNESS,
    "condition first": Reach(low=0.6),
    "condition among the first 3": Reach(low=0.85),
    "accepted at the first attempt": Reach(low=0.6),
    LOWEST: Reach(low=0.3),
}
Say = Callable[[str], None]


def read_reference(path: Path) -> tuple[Session, ...]:
    """People to compare with, turns of one speaker merged.

    Raises:
        CallerMistake: no such file or folder, or none that can be read.
    """
    if path.is_dir():
        return read_evaluated(path, option="--reference").sessions
    return read_transcripts([path], columns=ColumnMap())


def shape_section(run: Body, reference: Body | None) -> Section:
    """The eight figures of the table, those of the reference at as many words."""
    words = words_for(run.speech, TYPES_WORDS)
    others = {PEOPLE: reference} if reference is not None else {}
    own = _shape(run, words)
    figures = beside(own, {name: _shape(body, words) for name, body in others.items()})
    few = f"the vocabulary in {TYPES_WORDS:,} client words: the run has too few, see its own row"
    return Section(
        name="shape",
        title="Shape of talk",
        figures=figures,
        skipped=() if words == TYPES_WORDS else (few,),
    )


def _shape(body: Body, words: int) -> list[Measurement]:
    found = (*measure_shape(body.speech, types_at=words), *measure_arcs(body.heard))
    own_words = f"different words in {words:,} client words"
    return [replace(item, goal=None) for item in found if item.name in (*SHAPE, own_words)]


def measure(
    drafts: Drafts,
    reference: Sequence[Session] = (),
    *,
    composed: Sequence[Session] = (),
    recogniser: SymptomRecogniser,
    most_read: int = MOST_READ,
    say: Say = lambda line: None,
) -> tuple[tuple[Section, ...], Recovery]:
    """Every section, and the blind reading behind the last."""

    embedder = RememberingEmbedder(judging_embedder())

    def body(name: str, sessions: Sequence[Session], reader: Recogniser = recogniser) -> Body:
        return Body(
            name=name,
            sessions=tuple(sessions),
            recogniser=reader,
            embedder=embedder,
            say=say,
            most_read=most_read,
        )

    recovery = Recovery.of(drafts, recogniser, say)
    people = body("reference", reference) if reference else None
    sections = (
        shape_section(body("run", drafts.accepted, RunReadings(drafts.run, recogniser)), people),
        soundness_section(drafts, reference, composed),
        recovery_section(recovery),
    )
    return sections, recovery


def _recogniser() -> SymptomRecogniser:
    prototypes = load_prototypes()
    embedder = RememberingEmbedder(prototypes.embedder)
    return SymptomRecogniser(replace(prototypes, embedder=embedder))


def _run(args: argparse.Namespace) -> None:
    if args.confusion:
        check_matrix_path(args.confusion)
    if min(args.read, args.composed + 1) < 1:
        raise CallerMistake("--read and --composed: allowed are whole numbers, --read from 1")
    drafts = read_drafts(RunFolder(args.run))
    reference = read_reference(args.reference) if args.reference else ()
    sections, recovery = measure(
        drafts,
        reference,
        composed=composed_sessions(args.composed),
        recogniser=_recogniser(),
        most_read=args.read,
        say=say,
    )
    if args.confusion:
        write_matrix(recovery.matrix(), args.confusion)
    print(json.dumps(as_json(drafts, sections)) if args.json else as_markdown(drafts, sections))


def as_json(drafts: Drafts, sections: Sequence[Section]) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "drafts": len(drafts.everything),
        "accepted": len(drafts.accepted),
        "sections": [section_json(item, REACHES) for item in sections],
    }


def as_markdown(drafts: Drafts, sections: Sequence[Section]) -> str:
    """What is printed otherwise."""
    head = f"{len(drafts.everything)} first drafts, {len(drafts.accepted)} accepted."
    return "\n".join([f"{head}\n", *(section_markdown(item, REACHES) for item in sections)])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", type=Path, help="a finished run of `generate`")
    parser.add_argument("--reference", type=Path, help="people to compare with")
    parser.add_argument("--confusion", type=Path, help="the whole matrix, .csv or .md")
    parser.add_argument("--composed", type=int, default=0, help="sessions of the composer to count")
    parser.add_argument("--read", type=int, default=MOST_READ, help="sessions read for turn 16")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    quiet_libraries()
    try:
        _run(args)
    except SottovoceError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from None


if __name__ == "__main__":
    main()
