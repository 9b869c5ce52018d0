"""`RunGate`: the filters of one run, and the accepted sessions that two of them compare with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from filters.gate import Gate
from filters.lexicon import Lexicon
from filters.memorization import MinHashSessions
from filters.mention import Recogniser
from filters.rewording import RewordedSessions
from filters.verdict import Filter
from generator.gate_config import GateConfig
from generator.guarantee import Guarantee, with_release
from generator.judge import ServedJudge
from generator.judging import build_filters, judge_filter
from generator.public_text import PublicText, open_public_text
from knowledge.embedding import judging_embedder
from knowledge.session import Session

OpenFilter = Callable[[], Filter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Filters that a run has beside the public ones, and the guarantee that is left with them.

    `support` is the ledger head of the list that one of them reads, `public_text` what one of the
    public ones compares with.
    """

    filters: tuple[Filter, ...]
    guarantee: Guarantee
    support: str | None = None
    public_text: PublicText | None = None


def open_beside(
    guarantee: Guarantee,
    *,
    support: Path | None,
    public_text: Path | None,
    open_raw_filter: OpenFilter | None,
    say: Callable[[str], None],
) -> Beside:
    """Opens the filter of a released list, whose cost is added, a public text to compare with,
    and the filter of raw private text.

    Guarantees:
        None with a raw filter; that is told by its verdicts, not here.
    """
    filters: tuple[Filter, ...] = ()
    head = None
    if support is not None:
        from generator.support import open_support_filter, read_support

        released = read_support(support)
        head = released.ledger_head
        guarantee = with_release(
            guarantee, released.mechanism, delta=released.delta, ledger_head=head
        )
        filters = (open_support_filter(released),)
    public = None
    if public_text is not None:
        public = open_public_text(public_text, guarantee=guarantee, support_head=head)
    if open_raw_filter is not None:
        filters = (*filters, open_raw_filter())
        say("a filter reads the private text: this run has epsilon = infinity")
    return Beside(filters=filters, guarantee=guarantee, support=head, public_text=public)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunGate:
    """A gate whose memorization filters know what was accepted before."""

    gate: Gate
    by_words: MinHashSessions
    by_meaning: RewordedSessions

    @property
    def filters(self) -> tuple[Filter, ...]:
        return self.gate.filters

    def remember(self, accepted: Iterable[Session]) -> None:
        """Takes in what a run that goes on had accepted."""
        for session in accepted:
            self.by_words.add(session)
            self.by_meaning.add(session)


def open_run_gate(
    config: GateConfig,
    *,
    checkpoint: Path | None,
    beside: Beside,
    judge: ServedJudge | None,
    lexicon: Lexicon | None,
    recogniser: Recogniser,
) -> RunGate:
    """The filters of the table, then those beside them; the judge reads last.

    `lexicon` are the words that the writer can know, None where nobody can tell; `recogniser` reads
    for symptoms.
    """
    by_words, by_meaning = MinHashSessions(), RewordedSessions(judging_embedder())
    filters = build_filters(
        checkpoint=checkpoint,
        accepted=by_words,
        reworded=by_meaning,
        public_text=beside.public_text,
        config=config,
        lexicon=lexicon,
        recogniser=recogniser,
    )
    judges = () if judge is None else (judge_filter(judge, config),)
    return RunGate(
        gate=Gate((*filters, *beside.filters, *judges)), by_words=by_words, by_meaning=by_meaning
    )
