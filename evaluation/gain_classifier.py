"""The classifier of a gain: labelled texts in, a guess for each of other texts out.

Plain on purpose: logistic regression over TF-IDF of words and pairs of words, or over what a
`Learner` makes of the lines.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluation.learner import Learner
from evaluation.speech import sentences_of

MOST_FEATURES = 20_000
LONGEST_LINE_WORDS = 150


def guess_labels(
    train: Sequence[tuple[str, str]], texts: Sequence[str], learner: Learner | None
) -> Sequence[str]:
    """A label for each of `texts`, learned from the (text, label) pairs of `train`."""
    if learner is None:
        return _by_words(train, texts)
    classes = sorted({label for _, label in train})
    place = {label: at for at, label in enumerate(classes)}
    learned = learner.fit(
        [_Lines(text=text) for text, _ in train], [place[label] for _, label in train]
    )
    return [classes[guess] for guess in learned.predict([_Lines(text=text) for text in texts])]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """A text whose lines are what one side says: who says which is not known here.

    A line that a sentence model would cut short is read by its sentences.
    """

    text: str = field(repr=False)

    @property
    def sides(self) -> tuple[tuple[str, ...], ...]:
        lines = [line for line in self.text.splitlines() if line.strip()]
        parts = (
            sentences_of(line) if len(line.split()) > LONGEST_LINE_WORDS else (line,)
            for line in lines
        )
        return (tuple(part for found in parts for part in found),)


def _by_words(train: Sequence[tuple[str, str]], texts: Sequence[str]) -> Sequence[str]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=MOST_FEATURES)
    words_of = words.build_analyzer()
    if not any(words_of(text) for text, _ in train):
        [(commonest, _)] = Counter(label for _, label in train).most_common(1)
        return [commonest] * len(texts)
    classifier = make_pipeline(words, LogisticRegression(C=10.0, max_iter=500))
    classifier.fit([text for text, _ in train], [label for _, label in train])
    return [str(guess) for guess in classifier.predict(texts)]
