"""`Draft`: one request under way, whose end its watch may have written again.

The rest of a cut draft is asked for as a new request that begins with what stands. Knows no engine
and no model.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from generator.engine import Completion, Piece, Request

_SEEDS_APART = 15_485_863
"""Other than what two voices put between the seeds of a turn that is asked for again: otherwise
such a turn would be one that the watch has seen."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """What stands of an answer, and how much was generated for it."""

    asked: Request
    _kept: str = field(default="", repr=False)
    """Of the answer, from before the last cut."""
    _pieces: list[Piece] = field(default_factory=list, repr=False)
    """Of the answer, those kept and those since; `_num_kept` of them are kept."""
    _num_kept: int = 0
    _num_cuts: int = 0
    _num_tokens: int = 0
    """Generated before the last cut, kept or not."""

    def request(self, most_tokens: int) -> Request:
        """What is to be asked for now; after a cut under another id and another seed.

        Args:
            most_tokens: of an answer, where the request names no limit of its own.
        """
        if not self._num_cuts:
            return self.asked
        left = (self.asked.max_tokens or most_tokens) - self._num_kept
        return replace(
            self.asked,
            request_id=f"{self.asked.request_id}~{self._num_cuts}",
            prefix=self.asked.prefix + self._kept,
            seed=(self.asked.seed + _SEEDS_APART * self._num_cuts) % 2**32,
            max_tokens=max(1, left),
        )

    def num_new(self) -> int:
        """Pieces heard since the last cut."""
        return len(self._pieces) - self._num_kept

    def is_cut(self, text: str, new: Iterable[Piece], *, finished: bool) -> bool:
        """Shows the watch what was generated since the last cut; whether its end is to be written
        again.

        Args:
            text: all of it.
            new: what of it has not been heard yet.
        """
        if self.asked.watch is None:
            return False
        self._pieces.extend(new)
        draft = self.asked.prefix + self._kept + text
        keep = self.asked.watch.keep(draft, self._pieces, finished=finished)
        if keep is None:
            return False
        self._num_tokens += self.num_new()
        self._num_cuts += 1
        self._kept = draft[len(self.asked.prefix) : keep]
        self._drop_pieces()
        return True

    def _drop_pieces(self) -> None:
        """Those that begin behind what is kept."""
        at, number = 0, 0
        for piece in self._pieces:
            if at >= len(self._kept):
                break
            at, number = at + len(piece.text), number + 1
        del self._pieces[number:]
        self._num_kept = number

    def completion(self, text: str, num_tokens: int, *, finished: bool) -> Completion:
        """The whole answer, when its last stretch has come."""
        return Completion(
            request_id=self.asked.request_id,
            text=self._kept + text,
            num_tokens=self._num_tokens + num_tokens,
            finished=finished,
        )
