"""Symptoms in strangers' sentences (PsyTAR): the recogniser's vectors and scores beside TF-IDF.

    python -m benchmarks.psytar PSYTAR.csv [--foldings 10]

AUROC of 12 columns, five folds by review, mean of the folds; every folding gives all of them the
same folds. A column with few positives (psychomotor has 33, worthlessness 10) moves by .02 to .04
from one folding to the next, so several are made and paired.

Legend: N sentences, C columns, D of the embedder, S foldings.
"""

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.prototypes import load_prototypes

COLUMN_SYMPTOMS: Mapping[str, Sequence[str]] = {
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
FOLDS, FOLDINGS = 5, 10
LEAST_PROBABILITY, SPREAD_OF_LOGS = 1e-4, 8.0
"""Logarithms of scores, brought to the scale of the unit vectors that they stand beside."""
TF_IDF, UNTRAINED, BOTH = "TF-IDF", "recogniser, untrained", "recogniser beside TF-IDF"

Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def aurocs(path: Path, *, foldings: int) -> Iterator[dict[str, NDArray[np.float64]]]:
    """For each folding the AUROC of every column, shape [C], by the three ways of reading."""
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    texts = [row["text"] for row in rows]
    truth_NC = np.array([[int(row[name]) for name in COLUMN_SYMPTOMS] for row in rows])
    vectors_ND, spoken_NC = load_prototypes().embedder.embed(texts), spoken_of(texts)
    logs_NC = np.log(spoken_NC + LEAST_PROBABILITY) / SPREAD_OF_LOGS
    for folds in _foldings([row["review_id"] for row in rows], foldings):
        by_words_NC, by_both_NC = (np.zeros(truth_NC.shape) for _ in range(2))
        for train, test in folds:
            by_words_NC[test], by_both_NC[test] = _decided(
                texts, np.hstack([vectors_ND, logs_NC]), truth_NC, train, test
            )
        scores = {TF_IDF: by_words_NC, UNTRAINED: spoken_NC, BOTH: by_both_NC}
        yield {name: _mean_auroc(truth_NC, score_NC, folds) for name, score_NC in scores.items()}


def spoken_of(texts: Sequence[str]) -> NDArray[np.float64]:
    """Probability, shape [N, C], that a column's symptoms are spoken of, as had or as denied."""
    prototypes = load_prototypes()
    reading = prototypes.read(texts)
    spoken_NS = reading.present_NS + reading.denied_NS
    place = {symptom: index for index, symptom in enumerate(prototypes.symptoms)}
    return np.column_stack(
        [
            spoken_NS[:, [place[name] for name in names]].sum(axis=1)
            for names in COLUMN_SYMPTOMS.values()
        ]
    )


def _foldings(reviews: Sequence[str], number: int) -> Iterator[Folds]:
    from sklearn.model_selection import GroupKFold

    for seed in range(number):
        split = GroupKFold(FOLDS, shuffle=True, random_state=seed)
        yield list(split.split(reviews, groups=reviews))


def _decided(
    texts: Sequence[str],
    read_NK: NDArray[np.float64],
    truth_NC: NDArray[np.int64],
    train: NDArray[np.int64],
    test: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Decision values of the test rows: by words and characters alone, and beside what is read."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    counts = [
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    ]
    words = hstack([c.fit([texts[i] for i in train]).transform(texts) for c in counts]).tocsr()
    both = hstack([words, csr_matrix(read_NK)]).tocsr()
    by_words, by_both = (_columns(rows, truth_NC, train, test) for rows in (words, both))
    return by_words, by_both


def _columns(
    rows: Any, truth_NC: NDArray[np.int64], train: NDArray[np.int64], test: NDArray[np.int64]
) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    def decided(truth_N: NDArray[np.int64]) -> NDArray[np.float64]:
        model = LogisticRegression(C=3.0, max_iter=3000, class_weight="balanced")
        return model.fit(rows[train], truth_N[train]).decision_function(rows[test])

    return np.column_stack([decided(truth_N) for truth_N in truth_NC.T])


def _mean_auroc(
    truth_NC: NDArray[np.int64], score_NC: NDArray[np.float64], folds: Folds
) -> NDArray[np.float64]:
    """Mean over the folds that hold a positive."""
    from sklearn.metrics import roc_auc_score

    return np.array(
        [
            np.mean([roc_auc_score(t[test], s[test]) for _, test in folds if t[test].any()])
            for t, s in zip(truth_NC.T, score_NC.T, strict=True)
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("psytar", type=Path)
    parser.add_argument("--foldings", type=int, default=FOLDINGS)
    args = parser.parse_args()
    if not args.psytar.is_file() or args.foldings < 1:
        parser.error("needs PsyTAR as a CSV file, and at least one folding")
    found = list(aurocs(args.psytar, foldings=args.foldings))
    auroc_SC = {name: np.array([item[name] for item in found]) for name in found[0]}
    for name, values_SC in auroc_SC.items():
        each = ", ".join(
            f"{column} {mean:.3f}"
            for column, mean in zip(COLUMN_SYMPTOMS, values_SC.mean(axis=0), strict=True)
        )
        print(f"{name}: mean {values_SC.mean():.3f}; {each}")
    for place, column in enumerate(COLUMN_SYMPTOMS):
        words_S, both_S = auroc_SC[TF_IDF][:, place], auroc_SC[BOTH][:, place]
        print(
            f"{column}: {BOTH} {both_S.min():.3f} to {both_S.max():.3f}, {TF_IDF} "
            f"{words_S.min():.3f} to {words_S.max():.3f}; above it in "
            f"{(both_S > words_S).sum()} of {len(found)} foldings"
        )


if __name__ == "__main__":
    main()
