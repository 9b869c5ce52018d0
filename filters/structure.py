"""`StructureFilter`: does the text have the shape of a session at all?

Roles, lengths, endings, loops, and machine words that no person says. Looks at words as strings;
knows nothing of what they mean, nor whether the right symptoms are heard (`filters.fidelity`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from filters.faults import EVIDENCE_LETTERS, Fault, verdict_on
from filters.leaks import leaks
from filters.verdict import PrivacyClass, Verdict
from knowledge.session import Session, Speaker, Turn

MIN_TURNS, MAX_TURNS = 8, 80
MAX_TURN_WORDS = 200
"""The 95th percentile of real client turns is 57 words, and 2 % of real dialogues have a turn of
more than 200 (AnnoMI)."""
MAX_SAME_SPEAKER_SHARE = 0.10
PLANNED_TURNS_TOLERANCE = 0.5
REPEATED_TURN_WORDS = 5
"""Shorter turns ("Yeah, I suppose.") are said twice in any session."""
MAX_FOUR_GRAM_PER_1000_WORDS = 4
"""Said once and repeated three times; a favourite phrase is, a loop is repeated more often."""
MIN_WORDLIKE_SHARE = 0.95
MIN_WORDLIKE_SHARE_OF_TURN = 0.5
MAX_WORD_LETTERS = 20

_WORD = re.compile(r"[^\s]+")
_EDGE = "\"'()[]{}<>.,;:!?-*~…“”‘’–—"
_TERMINAL = re.compile(r"[.!?…][\"'”’)\]*]*$|\]$")
_VOWELLESS = frozenset(
    [
        "hm",
        "hmm",
        "hmmm",
        "mm",
        "mmm",
        "mhm",
        "mm-hm",
        "pfft",
        "psst",
        "shh",
        "shhh",
        "tsk",
        "brr",
        "nhs",
        "ptsd",
        "tv",
        "dvd",
        "pm",
    ]
)


@dataclass(slots=True, kw_only=True)
class StructureFilter:
    """Passes a session whose shape has no fault. `score` is the share of checks without one.

    How long a session is, who begins, how it ends and whether a turn recurs is checked of written
    ones only (synthetic, or with a profile): a recording may start and stop anywhere, and 3 % of
    real patients say a sentence twice.
    """

    min_turns: int = MIN_TURNS
    max_turns: int = MAX_TURNS
    name: str = "structure"
    privacy_class: PrivacyClass = PrivacyClass.PUBLIC

    def judge(self, session: Session) -> Verdict:
        written = session.synthetic or session.profile is not None
        checks = (self._turn_count, *CHECKS_OF_WRITTEN, *CHECKS) if written else CHECKS
        return verdict_on([list(check(session)) for check in checks], by=self)

    def _turn_count(self, session: Session) -> Iterator[Fault]:
        count = len(session.turns)
        if not self.min_turns <= count <= self.max_turns:
            yield Fault(reason=f"{count} turns, allowed {self.min_turns} to {self.max_turns}")
        planned = session.profile.session.turns if session.profile else None
        if planned and abs(count - planned) > PLANNED_TURNS_TOLERANCE * planned:
            yield Fault(reason=f"{count} turns, {planned} planned")


def _beginning(session: Session) -> Iterator[Fault]:
    if session.turns and session.turns[0].speaker is not Speaker.THERAPIST:
        yield Fault(reason="the patient starts")


def _roles(session: Session) -> Iterator[Fault]:
    speakers = [turn.speaker for turn in session.turns]
    pairs = list(zip(speakers, speakers[1:], strict=False))
    same = sum(first is second for first, second in pairs)
    if same > MAX_SAME_SPEAKER_SHARE * len(pairs):
        yield Fault(reason=f"roles do not alternate ({same} of {len(pairs)} changes missing)")
    for speaker in Speaker:
        if speaker not in speakers:
            yield Fault(reason=f"the {speaker.value} says nothing")


def _turn_lengths(session: Session) -> Iterator[Fault]:
    for turn in session.turns:
        if not any(letter.isalnum() for letter in turn.text):
            yield Fault(reason="empty turn")
        elif len(turn.text.split()) > MAX_TURN_WORDS:
            yield Fault(reason=f"turn of more than {MAX_TURN_WORDS} words", span=turn.text)


def _ending(session: Session) -> Iterator[Fault]:
    if session.turns and not _TERMINAL.search(session.turns[-1].text.rstrip()):
        yield Fault(reason="last turn unfinished", span=session.turns[-1].text[-EVIDENCE_LETTERS:])


def _said_twice(session: Session) -> Iterator[Fault]:
    said = [tuple(words_of(text)) for text in session.texts(Speaker.PATIENT)]
    for turn, count in Counter(said).items():
        if count > 1 and len(turn) >= REPEATED_TURN_WORDS:
            yield Fault(reason="patient turn said twice", span=" ".join(turn))


def _loops(session: Session) -> Iterator[Fault]:
    grams = Counter(gram for turn in session.turns for gram in _four_grams(turn))
    # A long session may use a phrase more often than a short one, in proportion.
    num_words = sum(len(turn.text.split()) for turn in session.turns)
    allowed = MAX_FOUR_GRAM_PER_1000_WORDS * (1 + num_words // 1000)
    for gram, count in grams.items():
        if count > allowed:
            yield Fault(reason="phrase repeated in a loop", span=" ".join(gram))


def _four_grams(turn: Turn) -> Iterator[tuple[str, ...]]:
    words = words_of(turn.text)
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def _word_shapes(session: Session) -> Iterator[Fault]:
    tokens_by_turn = [_tokens(turn.text) for turn in session.turns]
    tokens = [token for found in tokens_by_turn for token in found]
    if tokens and _wordlike_share(tokens) < MIN_WORDLIKE_SHARE:
        odd = [token for token in tokens if not is_wordlike(token)]
        yield Fault(reason="words that are no words", span=" ".join(odd))
    for found in tokens_by_turn:
        if len(found) >= 4 and _wordlike_share(found) < MIN_WORDLIKE_SHARE_OF_TURN:
            yield Fault(reason="turn without words", span=" ".join(found))


def _leaks(session: Session) -> Iterator[Fault]:
    for turn in session.turns:
        for kind, span in leaks(turn.text):
            yield Fault(reason=f"role leak: {kind}", span=span)


Check = Callable[[Session], Iterator[Fault]]
CHECKS: tuple[Check, ...] = (_roles, _turn_lengths, _loops, _word_shapes, _leaks)
CHECKS_OF_WRITTEN: tuple[Check, ...] = (_beginning, _ending, _said_twice)


def words_of(text: str) -> list[str]:
    """Lower-case words without the punctuation around them."""
    return [token.lower() for token in _tokens(text)]


def _tokens(text: str) -> list[str]:
    return [bare for token in _WORD.findall(text) if (bare := token.strip(_EDGE))]


def _wordlike_share(tokens: Sequence[str]) -> float:
    return sum(map(is_wordlike, tokens)) / len(tokens)


def is_wordlike(token: str) -> bool:
    """Letters with a vowel among them and a human length, or a plain short number."""
    letters = re.sub(r"['’\-/.,…—–&%£$:]", "", token).lower()
    if letters.isdigit():
        return len(letters) <= 4
    if re.fullmatch(r"\d{1,4}(?:am|pm|st|nd|rd|th|s|k|m)", letters):
        return True
    parts = [part for part in re.split(r"['’\-/.,…—–&:]", token.lower()) if part]
    return letters.isalpha() and all(map(_is_word_part, parts))


def _is_word_part(part: str) -> bool:
    if len(part) > MAX_WORD_LETTERS or re.search(r"(.)\1{3}", part):
        return False
    voiced = not part.isascii() or bool(re.search(r"[aeiouy]", part))
    return voiced or len(part) <= 2 or part in _VOWELLESS
