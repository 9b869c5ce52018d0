"""`Jury`: drafts are judged in a thread of their own while the engine writes the next ones.

In the order of their places, whatever order they were finished in, and in batches that depend on
the places alone: so what is accepted does not depend on timing. Knows neither filters nor files.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

JUDGED_TOGETHER = 16
"""Sessions a gate call sees at once; embedding clauses in batches is several times faster."""
MOST_BATCHES_WAITING = 4

Draft = TypeVar("Draft")


class Jury(Generic[Draft]):
    """Calls `judge` with batch after batch, one at a time; used as a context.

    Leaving it waits until everything is judged. If the engine failed, what is complete up to the
    first missing place is still judged, so that it is not lost; if somebody interrupted, or `judge`
    itself failed, nothing further is.

    Args:
        judge: gets batches of `together` neighbours; the last one may be smaller.
        together: how many drafts make a batch.
        most_waiting: batches at most; `hand_in` then waits. Drafts that wait for an earlier
            one are as many as the engine finishes during its longest session.
    """

    def __init__(
        self,
        judge: Callable[[Sequence[Draft]], None],
        *,
        together: int = JUDGED_TOGETHER,
        most_waiting: int = MOST_BATCHES_WAITING,
    ) -> None:
        self._judge, self._together, self._most_waiting = judge, together, most_waiting
        self._early: dict[int, tuple[Draft, ...]] = {}
        self._ready: list[Draft] = []
        self._next_place = 0
        self._batches: deque[Future[None]] = deque()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jury")
        self._broken = False

    def hand_in(self, place: int, draft: Draft) -> None:
        """Takes a draft; places count from 0 without gaps. Raises what `judge` raised."""
        self._early[place] = (draft,)
        self._call()

    def pass_over(self, place: int) -> None:
        """There will be no draft at this place."""
        self._early[place] = ()
        self._call()

    def _call(self) -> None:
        while self._next_place in self._early:
            self._ready += self._early.pop(self._next_place)
            self._next_place += 1
        while len(self._ready) >= self._together:
            self._submit()
        while self._batches and (
            self._batches[0].done() or len(self._batches) > self._most_waiting
        ):
            self._batches.popleft().result()

    def _submit(self) -> None:
        batch, self._ready = self._ready[: self._together], self._ready[self._together :]
        self._batches.append(self._thread.submit(self._judge_unless_broken, batch))

    def _judge_unless_broken(self, batch: Sequence[Draft]) -> None:
        if self._broken:
            return
        self._broken = True  # stays so if `judge` raises: later drafts must not overtake
        self._judge(batch)
        self._broken = False

    def __enter__(self) -> "Jury[Draft]":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        interrupted = kind is not None and not issubclass(kind, Exception)
        if self._ready and not interrupted:
            self._submit()
        self._thread.shutdown(wait=True, cancel_futures=interrupted)
        if kind is None:
            for batch in self._batches:
                batch.result()
