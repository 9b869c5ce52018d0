"""`EngineApart`: an engine in a process of its own, since two of vLLM's do not share one.

It dies alone: whatever ends that process is a WorldFailed here. When this process ends, however it
does, the other finds its pipe closed and ends, too.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from generator.console import quiet_libraries
from generator.engine import Completion, Engine, Request
from knowledge.errors import SottovoceError, WorldFailed


class EngineApart:
    """Completes the requests of one call together and hands completions over as they finish.

    Args:
        open_engine: called there; a function of a module, or a partial of one.

    Raises:
        CallerMistake, WorldFailed: what `open_engine` raised.
    """

    def __init__(self, open_engine: Callable[[], Engine]) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(open_engine, theirs), daemon=True)
        self._process.start()
        theirs.close()  # theirs alone, or the end of that process would not be noticed
        self.name, self.prompt_form = self._received()

    def complete(self, requests: Iterable[Request]) -> Iterator[Completion]:
        """To be read to its end before the next call."""
        try:
            self._pipe.send(tuple(requests))
        except OSError as error:
            raise WorldFailed(_ENDED) from error
        while (completion := self._received()) is not None:
            yield completion

    def _received(self) -> Any:
        try:
            received = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise WorldFailed(_ENDED) from error
        if isinstance(received, SottovoceError):
            raise received
        return received

    def close(self) -> None:
        """Lets the other process end; one that is still writing is ended."""
        self._pipe.close()
        self._process.join(SECONDS_TO_END)
        self._process.terminate()
        self._process.join()


SECONDS_TO_END = 5.0
_ENDED = "the engine's own process has ended"


def _serve(open_engine: Callable[[], Engine], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to both; ours decides
    os.dup2(2, 1)  # standard output is for results
    quiet_libraries()
    try:
        with closing(open_engine()) as engine:
            pipe.send((engine.name, engine.prompt_form))
            while True:
                _answer(engine, pipe)
    except SottovoceError as error:
        pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # nobody is there any more


def _answer(engine: Engine, pipe: Connection) -> None:
    requests = pipe.recv()
    try:
        for completion in engine.complete(requests):
            pipe.send(completion)
    except SottovoceError as error:
        pipe.send(error)
        return
    pipe.send(None)
