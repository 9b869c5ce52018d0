"""Words nobody knows, loops, and long sentences that come back from session to session."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from benchmarks.drafts import Drafts
from benchmarks.reach import Reach
from benchmarks.repetition import MOST_SESSIONS, SENTENCE_WORDS, Sentences, measure_loops
from benchmarks.word_list import measure_outside, outside
from evaluation.measurement import Measurement
from evaluation.report import Figure, Section, Table
from evaluation.speech import read_speech
from generator.base.vocabulary import base_lexicon
from knowledge.session import Session

OUTSIDE = "words outside the dictionary"
LOOPS = "sessions with a repetition loop"
OFTEN = f"more than {100 * MOST_SESSIONS:g} % of sessions"
FREQUENT = f"sentences of {SENTENCE_WORDS} words up in {OFTEN}"
COMPOSED = f"{FREQUENT}, composed"
REACHES = {
    OUTSIDE: Reach(high=1),
    LOOPS: Reach(high=0),
    FREQUENT: Reach(high=0),
    COMPOSED: Reach(high=0),
}
PEOPLE = "people"
LISTED = 15
"""Rows of lists of words and sentences."""
FEWEST_SESSIONS = 400
"""With fewer, a sentence in two of them is no sign that it stands in more than .5 % of all."""


def soundness_section(
    drafts: Drafts, reference: Sequence[Session], composed: Sequence[Session]
) -> Section:
    """Figures of the accepted sessions, of all drafts, and of sessions of the composer."""
    sentences, learned = Sentences.of(drafts.accepted), Sentences.of(composed)
    figures = (
        _figure(OUTSIDE, _outside(drafts.accepted), _outside(reference)),
        _figure(f"{OUTSIDE}, before the gate", _outside(drafts.everything)),
        _figure(LOOPS, measure_loops(drafts.accepted), measure_loops(reference)),
        _figure(f"{LOOPS}, before the gate", measure_loops(drafts.everything)),
        _figure(_frequent(FREQUENT, sentences), sentences.measure()),
        _figure(_frequent(COMPOSED, learned), learned.measure()),
    )
    tables = [_words_table(drafts.accepted), _sentences_table(sentences, "accepted sessions")]
    tables += [_sentences_table(learned, "composed sessions")] if composed else []
    return Section(
        name="soundness",
        title="Words, loops, sentences that come back",
        figures=tuple(item for item in figures if item is not None),
        tables=tuple(tables),
    )


def _figure(name: str, own: Measurement | None, people: Measurement | None = None) -> Figure | None:
    if own is None:
        return None
    beside = (replace(people, name=PEOPLE),) if people is not None else ()
    return Figure(measurement=replace(own, name=name, goal=None), beside=beside)


def _frequent(name: str, sentences: Sentences) -> str:
    """The name with which the figure is held against its aim, or one that has none."""
    if len(sentences.by_session) >= FEWEST_SESSIONS:
        return name
    return f"{name.replace(OFTEN, 'two sessions or more')} (too few sessions for the aim)"


def _outside(sessions: Sequence[Session]) -> Measurement | None:
    return measure_outside(read_speech(sessions), base_lexicon())


def _words_table(sessions: Sequence[Session]) -> Table:
    texts = (turn.text for item in sessions for turn in item.turns)
    found: Counter[str] = outside(texts, base_lexicon())
    listed = ", ".join(f"{word} {count}" for word, count in found.most_common(4 * LISTED))
    return Table(
        name="words_outside",
        title="Words outside the dictionary, the most frequent first",
        columns=("words", "different ones", "in all"),
        rows=((listed, len(found), found.total()),),
    )


def _sentences_table(sentences: Sentences, name: str) -> Table:
    num, often = len(sentences.by_session), sentences.too_frequent()
    rows = [
        (" ".join(words), count, f"{100 * count / num:.2f} %") for words, count in often.items()
    ]
    return Table(
        name=f"sentences_{name.replace(' ', '_')}",
        title=f"Most frequent long sentences, {name}",
        columns=("sentence", "sessions", "share"),
        rows=tuple(rows[:LISTED]),
        note=f"{len(often)} stand in {sentences.fewest} or more of {num:,} sessions.",
    )


def composed_sessions(num: int) -> tuple[Session, ...]:
    """Sessions that the embedded base learns from, both voices in one."""
    from generator.base.examples import composed_examples
    from generator.base.material import base_material
    from knowledge.base import load_knowledge
    from prompts.transcript import parse_transcript

    examples = composed_examples(
        seed=9, start=0, material=base_material(), knowledge=load_knowledge()
    )
    return tuple(
        Session(
            session_id=str(number),
            patient_id=str(number),
            turns=parse_transcript(item.transcript),
            synthetic=True,
        )
        for number, item in enumerate(islice(examples, num))
    )
