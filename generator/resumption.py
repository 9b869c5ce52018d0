"""Opening a run to write in it: new, or gone on with. One writer, under the terms it began with.

Terms are what may not change in the middle of a run (`generator.terms`); here they are compared,
not understood.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.run import TERMS_FILE, RunFolder, refuse_other_request, write_whole
from knowledge.errors import CallerMistake
from knowledge.planner import PlannedProfile


@contextmanager
def open_run(
    path: Path,
    *,
    spec_yaml: str,
    plan: Sequence[PlannedProfile],
    terms: Mapping[str, Any],
    resume: bool,
    overwrite: bool,
    say: Callable[[str], None] = lambda line: None,
) -> Iterator[RunFolder]:
    """The run folder, held for as long as the block lasts.

    `resume` of a run that was killed before it had a folder begins it.

    Raises:
        CallerMistake: the folder is taken, is another run, is being written by another process,
            or was begun under other terms.
    """
    if resume and not path.exists():
        say(f"{path} holds nothing to resume: the run begins")
    if not (resume and path.exists()):
        if path.exists():
            with _only_writer(path):
                RunFolder.create(path, spec_yaml=spec_yaml, plan=plan, overwrite=overwrite)
        else:
            RunFolder.create(path, spec_yaml=spec_yaml, plan=plan, overwrite=False)
    with _only_writer(path):
        refuse_other_request(path, spec_yaml=spec_yaml)
        _refuse_other_terms(path, terms)
        run = RunFolder.resume(path, spec_yaml=spec_yaml)
        write_whole(path / TERMS_FILE, json.dumps(terms, indent=2) + "\n")
        yield run


@contextmanager
def _only_writer(path: Path) -> Iterator[None]:
    """Two processes that fill one run would write every session twice. Ends with the process."""
    folder = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(folder)
        raise CallerMistake(f"{path} is being written by another process; let it end") from None
    except OSError:
        pass  # a file system without locks; then nobody watches
    try:
        yield
    finally:
        os.close(folder)


def _refuse_other_terms(path: Path, terms: Mapping[str, Any]) -> None:
    """What a run has no term of, begun a moment ago or by an earlier edition, it takes."""
    try:
        before = json.loads((path / TERMS_FILE).read_bytes())
    except (OSError, ValueError):
        return
    now = json.loads(json.dumps(terms))
    known = [name for name in now if name in before]
    changed = [line for name in known for line in _differences(name, before[name], now[name])]
    if changed:
        raise CallerMistake(
            f"{path} was started with another {'; another '.join(changed)}; "
            "resume it with the same, or start anew with --overwrite"
        )


def _differences(name: str, before: Any, now: Any) -> Iterator[str]:
    """`gate structure max_turns (80, now 90)` for every value that is not the same."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in {**before, **now}:
            yield from _differences(f"{name} {key}", before.get(key), now.get(key))
    elif before != now:
        yield f"{name} ({_shown(before)}, now {_shown(now)})"


def _shown(value: Any) -> str:
    words = "none" if value is None else value if isinstance(value, str) else json.dumps(value)
    return words if len(words) <= 40 else f"{words[:12]}..."
