"""What the terminal sees: lines of progress, and silence from the libraries underneath."""

import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_SWITCHES = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "TORCH_CPP_LOG_LEVEL": "ERROR",
    "TOKENIZERS_PARALLELISM": "false",
}


def say(text: str) -> None:
    """A line of progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


def quiet_libraries() -> None:
    """Called before torch and its kin are imported: they read these switches once."""
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"vllm\.")


class Terminated(BaseException):
    """SIGTERM, raised like KeyboardInterrupt: no `except Exception` on the way may swallow it."""


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM unwinds the stack, so that an engine is closed and temporary folders go."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: object) -> None:
    raise Terminated
