"""What sessions share with a private corpus: as a raw filter, or as a scan that selects nothing.

Both read private text uncharged. The filter costs a run its guarantee; the scan's report is for the
staff of the corpus alone. Neither quotes private text or names whom it belongs to.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.measurement import Measurement, measure_share
from filters.overlap import Likeness, Overlap, SharedMeaning, SharedWords
from filters.raw import NEAR_COPY_SIMILARITY, SAME_MEANING_COSINE, RawFilter
from generator.corpus import read_corpus
from generator.run import write_whole
from knowledge.embedding import MiniLmEmbedder
from knowledge.errors import CallerMistake
from knowledge.session import Session

INTERNAL = "internal"
RUN_WORDS = (8, 10, 25, 50)
TOGETHER = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one scanned session shares with the corpus; quotes the scanned session only."""

    session_id: str
    overlap: Overlap
    likeness: Likeness | None

    def as_json(self) -> dict[str, Any]:
        run, likeness = self.overlap.run, self.likeness
        return {
            "session_id": self.session_id,
            "run_words": run.num_words if run else 0,
            "run": run.text if run else "",
            "similarity": self.overlap.similarity,
            "cosine": likeness.cosine if likeness else None,
            "passage": likeness.text if likeness else "",
        }


def open_raw_filter(folder: Path) -> RawFilter:
    """The raw filter of a corpus. Raises CallerMistake if there is no such corpus."""
    private = _sessions(folder)
    return RawFilter(words=SharedWords(private), meaning=SharedMeaning(private, MiniLmEmbedder()))


def scan(folder: Path, sessions: Iterable[Session], *, embed: bool = True) -> tuple[Finding, ...]:
    """Compares every session with the corpus in `folder`. For the staff: un-noised, uncharged.

    Raises:
        CallerMistake: there is no such corpus.
    """
    private, asked = _sessions(folder), list(sessions)
    words = SharedWords(private)
    likenesses: list[Likeness | None] = [None] * len(asked)
    if embed:
        meaning = SharedMeaning(private, MiniLmEmbedder())
        batches = (asked[start : start + TOGETHER] for start in range(0, len(asked), TOGETHER))
        likenesses = [item for batch in batches for item in meaning.nearest_all(batch)]
    return tuple(
        Finding(session_id=session.session_id, overlap=words.overlap(session), likeness=likeness)
        for session, likeness in zip(asked, likenesses, strict=True)
    )


def shares(findings: Sequence[Finding]) -> tuple[Measurement, ...]:
    """The share of sessions that reach each limit, of `findings` of at least one session."""
    lengths = [item.overlap.run.num_words if item.overlap.run else 0 for item in findings]
    counts = {f"run of {n} words": sum(length >= n for length in lengths) for n in RUN_WORDS}
    counts[f"Jaccard {NEAR_COPY_SIMILARITY}"] = sum(
        item.overlap.similarity >= NEAR_COPY_SIMILARITY for item in findings
    )
    cosines = [item.likeness.cosine for item in findings if item.likeness]
    if cosines:
        counts[f"cosine {SAME_MEANING_COSINE}"] = sum(c >= SAME_MEANING_COSINE for c in cosines)
    return tuple(measure_share(name, count=n, n=len(findings)) for name, n in counts.items())


def write_scan(out: Path, findings: Sequence[Finding]) -> None:
    """Writes `overlap.json` (shares) and `overlap.jsonl` (a line a session) into `out`.

    Raises:
        CallerMistake: nothing was scanned, or `out` is not named internal: `release` must never
            pick it up.
    """
    check_internal(out)
    if not findings:
        raise CallerMistake("scan: no session was given")
    out.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(item.as_json(), ensure_ascii=False) + "\n" for item in findings)
    write_whole(out / "overlap.jsonl", "".join(lines))
    figures = [item.as_json() for item in shares(findings)]
    write_whole(out / "overlap.json", json.dumps(figures, indent=2) + "\n")


def check_internal(out: Path) -> None:
    """Raises CallerMistake for a folder that is not named internal."""
    if out.resolve().name != INTERNAL:
        raise CallerMistake(
            f"output {out}: what read private text uncharged is never releasable; name a folder "
            f"called {INTERNAL}, for example report/{INTERNAL}"
        )


def _sessions(folder: Path) -> list[Session]:
    records = read_corpus(folder).records.values()
    return [record.session for some in records for record in some]
