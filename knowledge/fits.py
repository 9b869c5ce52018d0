"""What is computed once from the project's lines: it ships, or is kept in the user's cache.

A fit is a few arrays, named by the hash of all that it was made of: after a change of lines, model
or setting an old one is never taken for the new. Knows nothing of what is fitted.
"""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHIPPED = Path(__file__).resolve().parent / "fitted"
"""Made by `evaluation.shipping`; fitting them takes minutes, which nobody should wait for."""
CACHE_VARIABLE = "SOTTOVOCE_CACHE"

Fit = dict[str, NDArray[Any]]


def kept_fit(kind: str, made_of: object, fit: Callable[[], Fit]) -> Fit:
    """What `fit` makes of exactly this (as JSON); called only where no folder has it."""
    from safetensors.numpy import load_file

    sha256 = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
    name = f"{kind}-{sha256[:16]}.safetensors"
    for path in (SHIPPED / name, cache_folder() / name):
        if path.is_file():
            return load_file(path)
    fitted = fit()
    _save(cache_folder() / name, fitted)
    return fitted


def cache_folder() -> Path:
    """Where this user's fits are kept."""
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen) if chosen else Path.home() / ".cache" / "sottovoce"


def _save(path: Path, fitted: Fit) -> None:
    from safetensors.numpy import save_file

    # What is written are the bytes as they lie: in rows, whatever the order in memory.
    in_rows = {name: np.ascontiguousarray(array) for name, array in fitted.items()}
    # The cache only saves time: where the disk refuses, the fit in memory is as good.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        save_file(in_rows, part)
        part.replace(path)
    except OSError:
        return
