"""Turns that only show that their speaker listens: "Mm-hm.", "Okay, and then?", "Flat three."

What one speaker says goes on across them. Knows no identifiers.
"""

from collections.abc import Sequence

from knowledge.session import Turn

LONGEST_MURMUR = 5
LONGEST_ECHO = 12
_MURMUR = """
mm mmm mhm hm hmm uh huh yeah yes yep okay ok right sure go on got it and then at lovely thank you
thanks good great fine just a second sec one moment sorry please hang the rest next so that's
perfect carry ready say again
"""
_MURMURS = frozenset(_MURMUR.split())


def goes_on_at(turns: Sequence[Turn], place: int) -> int | None:
    """Where the speaker goes on, if the other has only listened or read back meanwhile."""
    for following in range(place + 1, min(place + 4, len(turns))):
        if turns[following].speaker == turns[place].speaker:
            return following
        text = turns[following].text
        if not (is_murmur(text) or is_echo(text, turns[place].text)):
            return None
    return None


def is_murmur(text: str) -> bool:
    """Whether a turn only shows that its speaker listens: "Mm-hm.", "Okay, and then?"."""
    words = _words(text)
    return 0 < len(words) <= LONGEST_MURMUR and all(word in _MURMURS for word in words)


def is_echo(text: str, before: str) -> bool:
    """Whether a turn only reads back what was said before it."""
    words = _words(text, figures=True)
    said = _MURMURS.union(_words(before, figures=True))
    return 0 < len(words) <= LONGEST_ECHO and all(word in said for word in words)


def _words(text: str, *, figures: bool = False) -> list[str]:
    def belongs(sign: str) -> bool:
        return sign.isalpha() or sign in "'’" or (figures and sign.isdigit())

    return "".join(sign if belongs(sign) else " " for sign in text.lower()).split()
