"""Spoken manner: hesitations, repeats and short answers laid over written lines.

The rates are aims for edited transcripts (um/uh about 21 and immediate repeats about 19 per 1,000
client words, a third of client turns of three words or fewer).
Source: measured on AnnoMI (Wu et al. 2022); see docs/model_card.md.
"""

import random
import re
from dataclasses import dataclass, replace

_SENTENCE_START = re.compile(r"(^|[.!?]\s+)([a-z])")
HESITATIONS = frozenset({"um", "uh", "er", "erm", "mm"})
_JOINTS = frozenset({"and", "but", "so", "because", "if", "when", "then", "or"})
"""Words with which the next clause begins."""
_PHRASES = frozenset({"the", "my", "a", "to"})
"""Words after which one may have to look for the next."""
_SUBJECTS = frozenset({"i", "it", "he", "she", "we", "they", "you", "there", "that"})
_LEAST_APART = 4
"""Words between two places where talk halts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a pool's patients talk: probabilities per occasion, as named.

    `hesitation` and `repeat` are per place where an unplanned sentence may halt; evidence is said
    as retrieved. `spliced` says evidence that nobody wrote,
    two half lines joined, which a model can only say by reading its header. `pieces` are weights of
    what fills a session: threads of its topics, nods, phases of its plan, everyday talk.
    """

    hesitation: float = 0.25
    repeat: float = 0.15
    detail_per_symptom: float = 0.15
    second_detail: float = 0.6
    pieces: tuple[float, float, float, float] = (0.32, 0.52, 0.1, 0.06)
    long_turn: float = 0.33
    hedge: float = 0.55
    spliced: bool = False

    def in_style(self, style: str | None) -> "Manner":
        """Few words for a reserved patient, many for a verbose one; else as it is."""
        match style:
            case "reserved":
                return replace(
                    self, pieces=(0.1, 0.78, 0.08, 0.04), long_turn=self.long_turn / 6,
                    second_detail=self.second_detail / 3, hedge=self.hedge / 2,
                )  # fmt: skip
            case "verbose":
                return replace(
                    self, pieces=(0.48, 0.3, 0.12, 0.1), long_turn=2 * self.long_turn,
                    second_detail=1.5 * self.second_detail, detail_per_symptom=0.5,
                )  # fmt: skip
            case _:
                return self


def capitalised(text: str) -> str:
    """Upper-cases the first letter of every sentence, and the pronoun I."""
    text = _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), text)
    return re.sub(r"\bi(?=\b|')", "I", text)


def hesitant(text: str, *, manner: Manner, fillers: tuple[str, ...], rng: random.Random) -> str:
    """The same words with hesitations and immediate repeats where talk halts: see `_may_halt`.

    Fillers of several words ("you know") would break a phrase anywhere but at its start, so only
    the one-word hesitations among `fillers` are strewn in.
    """
    hesitations = [word for word in fillers if word in HESITATIONS]
    words: list[str] = []
    fluent = _LEAST_APART
    for word in text.split():
        if fluent >= _LEAST_APART and _may_halt(word.lower(), words[-1:]):
            roll = rng.random()
            if roll < manner.hesitation:
                words.append(_cased(rng.choice(hesitations), like=word) + ",")
                word, fluent = _lowered(word), 0
            elif roll < manner.hesitation + manner.repeat:
                words.append(word + rng.choice([",", "", ","]))
                word, fluent = _lowered(word), 0
        words.append(word)
        fluent += 1
    return capitalised(" ".join(words))


def _may_halt(word: str, before: list[str]) -> bool:
    """Before a clause or a phrase, never before the object or within a set phrase.

    Every such word is one that is no name, so that it can lose its capital.
    """
    if word in _JOINTS or word in _PHRASES:
        return True
    begins = not before or before[0][-1] in ",.!?" or before[0].lower() in _JOINTS
    return begins and word in _SUBJECTS


def _cased(hesitation: str, *, like: str) -> str:
    return hesitation.capitalize() if like[0].isupper() and like != "I" else hesitation


def _lowered(word: str) -> str:
    return word if word == "I" or word.startswith("I'") else word[:1].lower() + word[1:]


def splice(first: str, second: str, rng: random.Random) -> str:
    """The beginning of one line and the end of another, as one sentence."""
    head, tail = first.rstrip(".!?").split(), second.split()
    words = head[: rng.randint(1, len(head))][:14] + tail[rng.randrange(len(tail)) :][:14]
    return capitalised(" ".join(words).replace(". ", ", ").rstrip(".,!?") + ".")
