"""`StyleFilter`: does a written session talk as people talk, or as a textbook or a machine does?

Diagnostic labels as self-description, criteria recited, one opener for everything, garbled
doublings, words that are none, turns of one length. Words and counts; what leaks from the machinery
itself is `filters.leaks`. Knows nothing of profiles: how short or hesitant somebody should be is
not its question.

The limits are set so that real talk passes: each stands beyond what 98 % of AnnoMI dialogues do.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from filters.clauses import without_hesitation
from filters.faults import Fault, verdict_on
from filters.lexicon import Lexicon
from filters.loops import loop_in
from filters.recital import recitals
from filters.structure import words_of
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session, Speaker, Turn

OPENER_WORDS = 3
FEWEST_SAME_OPENERS = 4
MAX_OPENER_SHARE = 0.3
"""Of turns of four words and more that one speaker opens with the same three words. Where real
speakers do so four times it is in 27 % of their turns at most ("I don't know")."""
MAX_SIX_OPENERS_SHARE = 0.8
"""Of such turns, where there are twelve or more, that start with one of the speaker's six commonest
two words: .41 in the median of real patients, .75 at most."""
FEWEST_OPENED_TURNS = 12
REPEATED_SENTENCE_WORDS = 4
MAX_DOUBLED_PER_1000_WORDS = 12
"""Words that stand twice in a row without a comma: 3.8 in the real session that has most, 11.1 in
the most hesitant composed one. "I, I was" is hesitation and is not counted."""
MAX_UNEXPLAINED_DOUBLINGS = 2
MIN_TURN_LENGTH_VARIATION = 0.2
"""Standard deviation over mean of one speaker's turn lengths in words. The evenest of 121 real
patients has .37, published pairs of models .35 to .57."""
FEWEST_TURNS_TO_VARY = 10

_HESITATED = re.compile(
    r"i|i'm|i've|it|it's|the|an?|and|my|but|we|they|so|that|you|to|s?he|if|or|is|was"
)
_EMPHATIC = re.compile(
    r"very|really|so|no|yes|yeah|long|had|that|bye|many|far|way|much|now|ha|right"
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(slots=True, kw_only=True)
class StyleFilter:
    """Passes a session without a fault. `score` is the share of checks without one.

    Recitals are looked for in any session, manner in written ones only (synthetic, or with a
    profile), as `filters.structure` does. `lexicon`: the words that the writer can know; without
    one made-up words are not looked for, since people and large models know more than any list.
    """

    max_opener_share: float = MAX_OPENER_SHARE
    max_six_openers_share: float = MAX_SIX_OPENERS_SHARE
    max_doubled_per_1000_words: float = MAX_DOUBLED_PER_1000_WORDS
    min_turn_length_variation: float = MIN_TURN_LENGTH_VARIATION
    max_unknown_words: int = 0
    lexicon: Lexicon | None = None
    name: str = "style"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        written = session.synthetic or session.profile is not None
        checks: tuple[Callable[[Session], Iterator[Fault]], ...] = (_recitals,)
        if written:
            checks += (_said_again, _loops, self._openers, self._doublings, self._even_turns)
            checks += (self._unknown_words,)
        return verdict_on([list(check(session)) for check in checks], by=self)

    def _openers(self, session: Session) -> Iterator[Fault]:
        for speaker in Speaker:
            opened = [words for text in session.texts(speaker) if len(words := words_of(text)) > 3]
            same = Counter(tuple(words[:OPENER_WORDS]) for words in opened)
            for opener, count in same.items():
                if count >= FEWEST_SAME_OPENERS and count > self.max_opener_share * len(opened):
                    yield Fault(
                        reason=f"stock opener ({count} of {len(opened)} {speaker.value} turns)",
                        span=" ".join(opener),
                    )
            six = Counter(tuple(words[:2]) for words in opened).most_common(6)
            share = sum(count for _, count in six) / max(len(opened), 1)
            if len(opened) >= FEWEST_OPENED_TURNS and share > self.max_six_openers_share:
                yield Fault(reason=f"six openers start {share:.0%} of the {speaker.value}'s turns")

    def _doublings(self, session: Session) -> Iterator[Fault]:
        doubled = [word for turn in session.turns for word in doubled_words(turn.text)]
        num_words = sum(len(turn.text.split()) for turn in session.turns)
        allowed = self.max_doubled_per_1000_words * num_words / 1000
        if len(doubled) > max(MAX_UNEXPLAINED_DOUBLINGS, allowed):
            yield Fault(
                reason=f"{len(doubled)} words doubled without a pause",
                span=" ".join(dict.fromkeys(doubled)),
            )
        odd = [word for word in doubled if not _HESITATED.fullmatch(word)]
        if len(odd) > MAX_UNEXPLAINED_DOUBLINGS:
            yield Fault(reason="words doubled that nobody stumbles over", span=" ".join(odd))

    def _unknown_words(self, session: Session) -> Iterator[Fault]:
        if self.lexicon is None:
            return
        unknown = [word for turn in session.turns for word in self.lexicon.unknown_in(turn.text)]
        if len(unknown) > self.max_unknown_words:
            yield Fault(reason="a word that is none", span=" ".join(dict.fromkeys(unknown)))

    def _even_turns(self, session: Session) -> Iterator[Fault]:
        lengths = [len(words_of(text)) for text in session.texts(Speaker.PATIENT)]
        if len(lengths) < FEWEST_TURNS_TO_VARY or not any(lengths):
            return
        variation = pstdev(lengths) / fmean(lengths)
        if variation < self.min_turn_length_variation:
            yield Fault(reason=f"patient turns of one length (variation {variation:.2f})")


def _recitals(session: Session) -> Iterator[Fault]:
    for turn in session.turns:
        for kind, span in recitals(turn):
            yield Fault(reason=kind, span=span)


def _said_again(session: Session) -> Iterator[Fault]:
    """A sentence twice within one turn."""
    for turn in session.turns:
        for sentence, count in Counter(long_sentences(turn.text)).items():
            if count > 1:
                yield Fault(reason="sentence said twice in one turn", span=sentence)


def long_sentences(text: str) -> list[str]:
    """The words of every sentence that is too long to come twice by chance; hesitations apart."""
    parts = _SENTENCE.split(without_hesitation(text))
    sentences = (" ".join(words_of(part)) for part in parts)
    return [item for item in sentences if len(item.split()) >= REPEATED_SENTENCE_WORDS]


def says_again(text: str, turns: Iterable[Turn]) -> bool:
    """Whether a long sentence stands twice in the text, or in one of the turns before it."""
    said = long_sentences(text)
    before = {sentence for turn in turns for sentence in long_sentences(turn.text)}
    return len(set(said)) < len(said) or not before.isdisjoint(said)


def _loops(session: Session) -> Iterator[Fault]:
    looped = loop_in(session)
    if looped is not None:
        yield Fault(reason="said over and over", span=looped)


def doubled_words(text: str) -> Iterator[str]:
    """Words and pairs of words that stand twice in a row with nothing between; not "very very"."""
    tokens: Sequence[str] = [token.lower() for token in text.split()]
    bare = [token.rstrip(".,!?;:…") for token in tokens]
    for size in (1, 2):
        for at in range(len(tokens) - 2 * size + 1):
            first = tokens[at : at + size]
            unbroken = all(token[-1].isalnum() for token in first)
            if unbroken and first == bare[at + size : at + 2 * size]:
                if size == 1 and not _EMPHATIC.fullmatch(first[0]):
                    yield first[0]
                elif size == 2 and len(set(first)) == 2 and not {"and", "or", "by"} & set(first):
                    yield " ".join(first)
