"""Wires the filters: which run, in which order, over what they may read.

The gate of a generation and the gate of `sottovoce filter` are the same one.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from filters.fidelity import FidelityFilter
from filters.gate import FILTERS, Gate, accepted
from filters.judge import JudgeFilter, Reader
from filters.lexicon import Lexicon
from filters.memorization import AcceptedSessions, MemorizationFilter, MinHashSessions
from filters.mention import Recogniser
from filters.public_text import PublicTextFilter
from filters.rewording import RewordedSessions
from filters.style import StyleFilter
from filters.verdict import Filter
from generator.gate_config import GateConfig, adjusted
from generator.judge import JudgeSource
from generator.public_text import PublicText, open_public_text
from generator.run import verdict_json
from generator.text_lines import read_texts
from knowledge.base import load_knowledge
from knowledge.embedding import judging_embedder
from knowledge.errors import CallerMistake
from knowledge.session import Session
from knowledge.session_file import read_sessions

JUDGED_TOGETHER = 64


def build_filters(
    *,
    checkpoint: Path | None = None,
    accepted: AcceptedSessions | None = None,
    reworded: AcceptedSessions | None = None,
    public_text: PublicText | None = None,
    config: GateConfig | None = None,
    lexicon: Lexicon | None = None,
    recogniser: Recogniser | None = None,
) -> tuple[Filter, ...]:
    """Every filter of the table, each with what it may read.

    Args:
        checkpoint: a verified checkpoint whose adapter is compared with its public base.
        accepted: the synthetic sessions accepted so far in this run, by their words.
        reworded: the same sessions by their meaning.
        public_text: what the sessions must not repeat; None checks nothing.
        config: thresholds other than the defaults.
        lexicon: the words that the writer can know, where that is known.
        recogniser: who reads for symptoms, if not the one that ships.
    """
    chosen = {name: build() for name, build in FILTERS.items()}
    chosen["style"] = StyleFilter(lexicon=lexicon)
    if recogniser is not None:
        chosen["fidelity"] = FidelityFilter(recogniser=recogniser)
    scorer = None
    if checkpoint is not None:
        from generator.scoring import open_scorer

        scorer = open_scorer(checkpoint)
    if public_text is not None:
        chosen["public_text"] = PublicTextFilter(text=public_text.runs)
    chosen["memorization"] = MemorizationFilter(scorer=scorer, accepted=accepted, reworded=reworded)
    return tuple(adjusted(item, config or GateConfig()) for item in chosen.values())


def judge_file(
    path: Path, *, config: GateConfig | None = None, judge: JudgeSource | None = None
) -> Iterator[dict[str, Any]]:
    """A `filter` record a session, in order, for sessions from any source.

    Raises:
        CallerMistake: naming file and line of what cannot be read or of a session id given twice,
            a session whose profile names what nobody knows, or a public text that is none.
        WorldFailed: if the judge cannot be opened.
    """
    sessions = list(read_sessions(path, whose_unknown=True))
    if not sessions:
        raise CallerMistake(f"{path} holds no session")
    _refuse_repeated_ids(sessions, path)
    try:
        load_knowledge().refuse_unknown_profiles(item.profile for item in sessions)
    except CallerMistake as error:
        raise CallerMistake(f"{path}: {error}") from None
    named = config.public_text if config else None
    public_text = open_public_text(named) if named else None
    with ExitStack() as opened:
        late: tuple[Filter, ...] = ()
        if judge is not None:
            reader = opened.enter_context(closing(judge.open()))
            late = (judge_filter(reader, config),)
        by_words, by_meaning = MinHashSessions(), RewordedSessions(judging_embedder())
        filters = build_filters(
            accepted=by_words, reworded=by_meaning, public_text=public_text, config=config
        )
        yield from _records(Gate((*filters, *late)), sessions)


def _refuse_repeated_ids(sessions: Sequence[Session], path: Path) -> None:
    """A session is not compared with itself, which is told by its id. Drafts of one session, as a
    run's rejected.jsonl has them, share it and differ in their attempt."""
    first_places: dict[tuple[str, int | None], int] = {}
    for place, session in enumerate(sessions):
        attempt = session.provenance.attempt if session.provenance else None
        first = first_places.setdefault((session.session_id, attempt), place)
        if first != place:
            with path.open("rb") as lines:
                numbers = [number for number, line in enumerate(lines, start=1) if line.strip()]
            raise CallerMistake(
                f"{path} line {numbers[place]}: the session id was already used at line "
                f"{numbers[first]}; every session needs its own, or none"
            )


def judge_filter(reader: Reader, config: GateConfig | None = None) -> Filter:
    """The filter that asks this reader, under the thresholds of the configuration."""
    return adjusted(JudgeFilter(reader=reader), config or GateConfig())


def _records(gate: Gate, sessions: Sequence[Session]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(sessions), JUDGED_TOGETHER):
        batch = sessions[start : start + JUDGED_TOGETHER]
        for session, verdicts in zip(batch, gate.judge_all(batch), strict=True):
            yield {
                "session_id": session.session_id,
                "accepted": accepted(verdicts),
                "verdicts": [verdict_json(verdict) for verdict in verdicts],
            }


def score_sentences(path: Path) -> Iterator[dict[str, Any]]:
    """`{"scores", "status"}` for every `{"text": ...}` line of a JSONL file."""
    from filters.recogniser import SymptomRecogniser

    texts = list(read_texts(path))
    if not texts:
        raise CallerMistake(f"{path} holds no sentence")
    recogniser = SymptomRecogniser()
    for scores, status in zip(
        recogniser.symptom_scores(texts), recogniser.statuses(texts), strict=True
    ):
        yield {"scores": scores, "status": status}
