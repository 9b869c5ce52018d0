"""How well symptoms are recognised, and whether real people pass the filters.

    python -m benchmarks.recognition [--run RUN] [--psytar CSV] [--annomi CSV]

Lines: held-out lines of the expression bank, by the filter's reading and by a second one that never
saw the bank. Swap (`--run`): recall of a session's own plan against a matched other one. PsyTAR:
AUROC of 12 columns, 5 folds by review, beside TF-IDF in the same run. AnnoMI: share of real
dialogues that structure, style and safety reject. Data that is not given is left out, and so said.
"""

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.attack import measure_auc
from evaluation.measurement import measure_share
from filters.fidelity import FidelityFilter
from filters.gate import FILTERS
from filters.prototypes import Prototypes, load_prototypes, load_second_prototypes
from generator.run import RunFolder
from generator.table import ColumnMap, read_table
from knowledge.expression import ExpressionBank, draw_slots, fill, load_expressions
from knowledge.session import Session, read_sessions

FOLDS, SEED = 5, 0
PSYTAR = (
    "depressed_mood", "anhedonia", "appetite_weight", "sleep", "psychomotor", "fatigue",
    "worthlessness_guilt", "concentration", "suicidality", "anxiety_worry", "irritability", "mania",
)  # fmt: skip
ENTITLED = ("structure", "style", "safety")


def lines(bank: ExpressionBank, *, held_out_only: bool) -> Iterator[tuple[str, str]]:
    """(line with its slots filled, symptom)."""
    rng = random.Random(SEED)
    for symptom in bank.symptoms:
        for phrase in bank.phrases[symptom]:
            if phrase.held_out or not held_out_only:
                yield fill(phrase.template, draw_slots(rng, bank)), symptom


def among_first(prototypes: Prototypes, asked: Sequence[tuple[str, str]], k: int) -> float:
    """Share of lines whose symptom is among the k likeliest."""
    order_NS = np.argsort(-prototypes.read([text for text, _ in asked]).present_NS, axis=1)
    place = {symptom: index for index, symptom in enumerate(prototypes.symptoms)}
    return float(
        np.mean([place[s] in row[:k] for row, (_, s) in zip(order_NS, asked, strict=True)])
    )


def swapped(sessions: Sequence[Session]) -> Iterator[Session]:
    """Each session under the plan of one of another condition, with as many symptoms to hear."""
    for session in sessions:
        others = [item for item in sessions if item.labels != session.labels]
        size = len(session.profile.heard()) if session.profile else 0
        nearest = min(others, key=lambda item: abs(len(item.profile.heard()) - size))  # pyright: ignore
        yield replace(session, profile=nearest.profile)


def recalls(sessions: Sequence[Session]) -> list[float]:
    """Share of the planned symptoms that each session lets hear."""
    verdicts = FidelityFilter().judge_all(sessions)
    return [verdict.score for verdict in verdicts if verdict.score is not None]


def psytar(path: Path) -> dict[str, NDArray[np.float64]]:
    """AUROC of every column by TF-IDF and by vectors, characters and the zero-shot reading."""
    from scipy.stats import rankdata
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import roc_auc_score

    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    texts, truth_NC = (
        [r["text"] for r in rows],
        np.array([[int(r[c]) for c in PSYTAR] for r in rows]),
    )
    groups = [row["review_id"] for row in rows]
    vectors_ND = load_prototypes().embedder.embed(texts)
    word = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    character = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    by_word, by_character = (
        _folded(
            lambda rows, v=v: v.fit([texts[i] for i in rows]).transform(texts), truth_NC, groups
        )
        for v in (word, character)
    )
    by_vector = _folded(lambda rows: 3 * vectors_ND, truth_NC, groups)
    together = sum(rankdata(item, axis=0) for item in (by_character, by_vector, _zero_shot(texts)))
    return {
        name: np.array([roc_auc_score(truth_NC[:, c], s[:, c]) for c in range(len(PSYTAR))])
        for name, s in (("TF-IDF, words", by_word), ("TF-IDF, characters", by_character),
                        ("recogniser, untrained", _zero_shot(texts)), ("all together", together))
    }  # fmt: skip


def _folded(features, truth_NC: NDArray, groups: Sequence[str]) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    score_NC = np.zeros(truth_NC.shape)
    for train, test in GroupKFold(FOLDS).split(groups, groups=groups):
        rows = features(train)
        for column in range(truth_NC.shape[1]):
            model = LogisticRegression(C=3.0, max_iter=3000, class_weight="balanced")
            model.fit(rows[train], truth_NC[train, column])
            score_NC[test, column] = model.decision_function(rows[test])
    return score_NC


COLUMN_SYMPTOMS = {
    "depressed_mood": ("low_mood",),
    "anhedonia": ("anhedonia", "no_positive_emotion"),
    "appetite_weight": ("appetite_weight_change",),
    "sleep": ("sleep_change", "early_waking", "sleep_onset", "sleep_maintenance"),
    "psychomotor": ("psychomotor_change", "keyed_up", "cant_relax"),
    "fatigue": ("fatigue",),
    "worthlessness_guilt": ("worthless_guilt", "low_self_esteem"),
    "concentration": ("poor_concentration", "inatt_sustain"),
    "suicidality": ("death_suicide_thoughts", "suicide_plan_intent", "suicide_attempt_history"),
    "anxiety_worry": ("dread", "somatic_anxiety"),
    "irritability": ("irritable_mood", "intense_anger", "anger_outbursts"),
    "mania": ("mood_elevated", "increased_energy", "grandiosity", "racing_thoughts", "talkative"),
}


def _zero_shot(texts: Sequence[str]) -> NDArray[np.float64]:
    """Probability that a column's symptoms are spoken of, as had or as denied."""
    prototypes = load_prototypes()
    reading = prototypes.read(texts)
    spoken_NS = reading.present_NS + reading.denied_NS
    places = {symptom: index for index, symptom in enumerate(prototypes.symptoms)}
    return np.column_stack(
        [spoken_NS[:, [places[s] for s in COLUMN_SYMPTOMS[c]]].sum(axis=1) for c in PSYTAR]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path)
    parser.add_argument("--psytar", type=Path)
    parser.add_argument("--annomi", type=Path)
    args = parser.parse_args()
    bank = load_expressions()
    held_out = list(lines(bank, held_out_only=True))
    everything = list(lines(bank, held_out_only=False))
    for name, prototypes, asked in (
        ("held-out lines", load_prototypes(), held_out),
        ("held-out lines, second reading", load_second_prototypes(), held_out),
        ("all lines, second reading", load_second_prototypes(), everything),
    ):
        top = [among_first(prototypes, asked, k) for k in (1, 3)]
        print(f"{name:32s} top-1 {top[0]:.3f}, top-3 {top[1]:.3f} of {len(asked)}")
    if args.run:
        run = RunFolder(args.run)
        sessions = [*run.accepted(), *read_sessions(args.run / "rejected.jsonl")]
        print("swap:", measure_auc(recalls(sessions), recalls(list(swapped(sessions)))).line())
    if args.psytar:
        for name, aucs in psytar(args.psytar).items():
            each = ", ".join(f"{c} {a:.3f}" for c, a in zip(PSYTAR, aucs, strict=True))
            print(f"PsyTAR, {name}: mean {aucs.mean():.3f}; {each}")
    if args.annomi:
        real = [item.session for item in read_table(args.annomi, columns=ColumnMap())]
        for name in ENTITLED:
            judge = FILTERS[name]()
            failed = [v for v in map(judge.judge, real) if v.passed is False]
            print(
                "AnnoMI:", measure_share(f"{name} rejects", count=len(failed), n=len(real)).line()
            )
            print("   ", sorted({verdict.reason for verdict in failed})[:8])
    for name in ("run", "psytar", "annomi"):
        if getattr(args, name) is None:
            print(f"not measured: --{name} was not given")


if __name__ == "__main__":
    main()
