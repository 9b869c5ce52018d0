"""How long the raw scan of 100,000 sessions takes: word runs and MinHash, one process.

Fewer sessions are extrapolated.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import cycle, islice

from benchmarks.copies import composed
from filters.overlap import SharedWords
from generator.clinic import clinic_sessions
from knowledge.session import Session, Speaker, Turn

SESSION_WORDS, FULL_SCAN = 600, 100_000


def print_speed(num_sessions: int, num_private: int) -> None:
    clinic = clinic_sessions(patients=num_private)
    private = list(islice(cut_to_length(clinic), num_private))
    pool = list(cut_to_length(composed(4000)))
    began = time.perf_counter()
    words = SharedWords(private)
    built = time.perf_counter() - began
    began = time.perf_counter()
    shared = sum(words.overlap(s).run is not None for s in islice(cycle(pool), num_sessions))
    scanned = time.perf_counter() - began
    whole = built + scanned * FULL_SCAN / num_sessions
    words_each = sum(len(t.text.split()) for s in pool for t in s.turns) / len(pool)
    print(
        f"{num_sessions:,} sessions of {words_each:.0f} words against {len(private):,} of as many: "
        f"index {built:.1f} s, scan {scanned:.1f} s on one core, {shared / num_sessions:.0%} share "
        f"a run; {FULL_SCAN:,} take {whole:.0f} s (aim under 180)"
    )


def cut_to_length(sessions: Iterable[Session]) -> Iterable[Session]:
    """Sessions joined and cut to `SESSION_WORDS` words, as turns of 20."""
    words: list[str] = []
    for session in sessions:
        words += " ".join(turn.text for turn in session.turns).split()
        while len(words) >= SESSION_WORDS:
            now, words = words[:SESSION_WORDS], words[SESSION_WORDS:]
            texts = [" ".join(now[start : start + 20]) for start in range(0, SESSION_WORDS, 20)]
            turns = tuple(Turn(speaker=Speaker.PATIENT, text=text) for text in texts)
            yield replace(session, turns=turns)
