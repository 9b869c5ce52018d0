"""What finds a copy of private text, what it costs in false alarms, and how fast it scans.

    python -m benchmarks.memorization [--corpora FOLDER] [--hosts 60] [--patients 150]
    python -m benchmarks.memorization --speed [--sessions 100000] [--private 5000]

Verbatim: 10, 25, 50 and 100 words in a row of the fictional clinic, put as a patient's turn into
composed public sessions; the same sessions without them are the false alarms.
Paraphrase: MTS-Dialog and its back-translations below FOLDER (or SOTTOVOCE_CORPORA), left out where
absent. Of half of the dialogues the original is in the private set; the other half are the false
alarms.
Printed per method: recall, the false-alarm rate, and the precision there is if half are copies.

Support: false rejects of the `charged` list of 3-word sequences on held-out clinic sessions.
Speed: one process, word runs and MinHash; fewer sessions than 100,000 are extrapolated.
"""

import argparse
import csv
import os
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import cycle, groupby, islice
from pathlib import Path

from evaluation.measurement import measure_share
from filters.overlap import SharedMeaning, SharedWords
from filters.raw import NEAR_COPY_SIMILARITY, SAME_MEANING_COSINE, SHORTEST_COPY_WORDS
from filters.support import SupportFilter, word_grams
from generator.base.examples import composed_examples
from generator.base.material import base_material
from generator.clinic import clinic_sessions
from generator.sampling import secret_generator
from generator.support import (
    GRAM_WORDS,
    passing,
    public_grams,
    solve_set_union,
    solve_threshold,
    summed,
    weights_of,
)
from knowledge.base import load_knowledge
from knowledge.embedding import MiniLmEmbedder
from knowledge.session import Session, Speaker, Turn
from prompts.transcript import parse_transcript

ROOT = Path(__file__).resolve().parents[1]
CORPORA = Path(os.environ.get("SOTTOVOCE_CORPORA", ROOT.parent / "shared" / "corpora"))
PAIRS = {
    "French": "MTS-Dialog-Augmented-TrainingSet-1-En-FR-EN-2402-Pairs.csv",
    "Spanish": "MTS-Dialog-Augmented-TrainingSet-2-EN-ES-EN-2402-Pairs.csv",
}
NUM_PAIRS = 150
COPIED_WORDS = (10, 25, 50, 100)
RUN_LIMITS = (8, SHORTEST_COPY_WORDS, 15, 25)
SIMILARITIES = (NEAR_COPY_SIMILARITY, 0.5)
COSINES = (0.75, SAME_MEANING_COSINE, 0.95)
SEED = 17
SESSION_WORDS, FULL_SCAN = 600, 100_000
SUPPORT_PATIENTS, HELD_OUT, DELTA = 2000, 300, 1e-5

Found = Mapping[str, Sequence[bool]]
"""Method -> whether it calls each session a copy."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--hosts", type=int, default=60)
    parser.add_argument("--patients", type=int, default=150)
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--sessions", type=int, default=FULL_SCAN)
    parser.add_argument("--private", type=int, default=5000)
    args = parser.parse_args()
    if args.speed:
        print_speed(args.sessions, args.private)
        return
    print_verbatim(args.hosts, args.patients)
    for language, name in PAIRS.items():
        path = args.corpora / "mts-dialog" / name
        if path.is_file():
            print_pairs(language, path)
        else:
            print(f"\n{name} is not below {args.corpora}: left out")
    print_support()


def print_verbatim(num_hosts: int, patients: int) -> None:
    private = list(clinic_sessions(patients=patients))
    hosts, rng = list(composed(num_hosts)), random.Random(SEED)
    judge = methods(private)
    alarms = judge(hosts)
    copies = {
        f"{size} words": judge([planted(host, private, size, rng) for host in hosts])
        for size in COPIED_WORDS
    }
    print_table(f"verbatim copies in {num_hosts} composed sessions", copies, alarms)


def print_pairs(language: str, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    originals = {row["ID"]: _dialogue(row) for row in rows if "=" not in row["ID"]}
    translated = {row["ID"].split()[-1]: _dialogue(row) for row in rows if "=" in row["ID"]}
    ids = sorted(originals.keys() & translated.keys())
    random.Random(SEED).shuffle(ids)
    inside, outside = ids[:NUM_PAIRS], ids[NUM_PAIRS : 2 * NUM_PAIRS]
    judge = methods([originals[name] for name in inside])
    found = {"pairs": judge([translated[name] for name in inside])}
    alarms = judge([translated[name] for name in outside])
    print_table(f"MTS-Dialog through {language}, {NUM_PAIRS} pairs", found, alarms)


def _dialogue(row: Mapping[str, str]) -> Session:
    said = [line.partition(":")[2].strip() for line in row["dialogue"].splitlines()]
    turns = tuple(Turn(speaker=Speaker.PATIENT, text=text) for text in said if text)
    return Session(session_id=row["ID"], patient_id=row["ID"], turns=turns)


def methods(private: Sequence[Session]) -> Callable[[Sequence[Session]], Found]:
    """Every method over one private set, built once."""
    words, meaning = SharedWords(private), SharedMeaning(private, MiniLmEmbedder())

    def judge(sessions: Sequence[Session]) -> Found:
        overlaps = [words.overlap(session) for session in sessions]
        lengths = [item.run.num_words if item.run else 0 for item in overlaps]
        cosines = [item.cosine if item else 0.0 for item in meaning.nearest_all(sessions)]
        found = {f"run of {n} words": [x >= n for x in lengths] for n in RUN_LIMITS}
        for limit in SIMILARITIES:
            found[f"MinHash {limit}"] = [item.similarity >= limit for item in overlaps]
        found |= {f"embedding {limit}": [x >= limit for x in cosines] for limit in COSINES}
        own = (f"run of {SHORTEST_COPY_WORDS} words", f"MinHash {NEAR_COPY_SIMILARITY}")
        parts = (found[name] for name in (*own, f"embedding {SAME_MEANING_COSINE}"))
        found["raw filter (three of these)"] = [any(votes) for votes in zip(*parts, strict=True)]
        return found

    return judge


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


def planted(
    host: Session, private: Sequence[Session], num_words: int, rng: random.Random
) -> Session:
    """The host with a stretch of one private session as a patient's turn in its middle."""
    words: list[str] = []
    while len(words) < num_words:
        words = " ".join(turn.text for turn in rng.choice(private).turns).split()
    start = rng.randrange(len(words) - num_words + 1)
    turn = Turn(speaker=Speaker.PATIENT, text=" ".join(words[start : start + num_words]))
    middle = len(host.turns) // 2
    return replace(host, turns=(*host.turns[:middle], turn, *host.turns[middle:]))


def composed(count: int) -> Iterable[Session]:
    """Public sessions, apart from those that `public_grams` reads."""
    stream = composed_examples(
        seed=SEED, start=0, material=base_material(), knowledge=load_knowledge()
    )
    for number, item in enumerate(islice(stream, count)):
        turns = parse_transcript(item.transcript).turns
        yield Session(session_id=f"public{number}", patient_id=f"public{number}", turns=turns)


def print_support() -> None:
    """False rejects on sessions of patients the list was not made from."""
    sessions = clinic_sessions(patients=SUPPORT_PATIENTS + HELD_OUT)
    people = [list(visits) for _, visits in groupby(sessions, key=lambda s: s.patient_id)]
    held_out = [session for visits in people[SUPPORT_PATIENTS:] for session in visits]
    public = public_grams(GRAM_WORDS)
    print(f"\nsupport: false rejects of held-out clinic sessions, {SUPPORT_PATIENTS} patients")
    print_false_rejects("public text alone", public, held_out)
    for target in (1.0, 4.0, 8.0):
        mechanism, rng = solve_set_union(target_epsilon=target, delta=DELTA), secret_generator()
        weights = summed(
            weights_of(_grams_of(visits) - public, rng=rng) for visits in people[:SUPPORT_PATIENTS]
        )
        threshold = solve_threshold(mechanism)
        grams = passing(weights, mechanism, threshold=threshold, rng=rng)
        title = f"epsilon {target:g}: {len(grams)} of {len(weights)} sequences"
        print_false_rejects(title, public | set(grams), held_out)


def _grams_of(visits: Iterable[Session]) -> set[str]:
    return set(word_grams([turn.text for s in visits for turn in s.turns], GRAM_WORDS))


def print_false_rejects(title: str, known: frozenset[str], sessions: Sequence[Session]) -> None:
    judge = SupportFilter(known=known, num_words=GRAM_WORDS)
    count = sum(not judge.judge(session).passed for session in sessions)
    print(f"  {measure_share(title, count=count, n=len(sessions)).line()}")


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


if __name__ == "__main__":
    main()
