"""How long a request waits for a server that fails now and may not fail later.

Knows no HTTP: it is told what may pass (`Passing`) and how long the server asked to be left alone.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
MANY = 10**9


class Passing(Exception):
    """A failure that may pass. `asked_seconds` is what the server wants waited; 0 says nothing.

    `busy` failures hold back every other request too: a server that is asked too much is not
    helped by the next one asking. `tries` limits those worth spending on it, as a timeout costs
    minutes each.
    """

    def __init__(
        self, reason: str, *, asked_seconds: float = 0.0, busy: bool = False, tries: int = MANY
    ) -> None:
        super().__init__(reason)
        self.asked_seconds, self.busy, self.tries = asked_seconds, busy, tries


class Patience:
    """Repeats a call, waiting twice as long each time; shared by the requests of one server.

    Args:
        tries: calls a request may cost in all.
        first_wait_seconds: before the second call; doubled before each further one.
        longest_wait_seconds: a server that asks for more is given up.
    """

    def __init__(
        self, *, tries: int, first_wait_seconds: float = 1.0, longest_wait_seconds: float = 120.0
    ) -> None:
        self._tries = tries
        self._first, self._longest = first_wait_seconds, longest_wait_seconds
        self._free_at, self._lock = 0.0, threading.Lock()
        self._given_up, self._is_closed = threading.Event(), False

    def ask(self, call: Callable[[], Answer], *, tries: int = MANY) -> Answer:
        """The first answer. Raises the last Passing once the tries are spent."""
        number, most, given_up = 0, min(tries, self._tries), self._given_up
        while True:
            self._wait_until_free(given_up)
            number += 1
            try:
                return call()
            except Passing as failure:
                if number >= min(most, failure.tries) or given_up.is_set():
                    raise
                if failure.asked_seconds > self._longest:
                    raise
                wait = max(failure.asked_seconds, self._first * 2 ** (number - 1))
                wait = min(wait, self._longest)
                if failure.busy:
                    self._hold_back(wait)
                else:
                    given_up.wait(wait)

    def begin(self) -> None:
        """What was given up is over: requests from here on are waited for, unless it is closed."""
        with self._lock:
            if not self._is_closed:
                self._given_up = threading.Event()

    def give_up(self) -> None:
        """No request waits for another try, until the next `begin`."""
        self._given_up.set()

    def close(self) -> None:
        """Gives up for good."""
        with self._lock:
            self._is_closed = True
            self._given_up.set()

    def _hold_back(self, seconds: float) -> None:
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic() + seconds)

    def _wait_until_free(self, given_up: threading.Event) -> None:
        while (left := self._free_at - time.monotonic()) > 0:
            if given_up.wait(left):
                return
