"""The resume folder of a training run: counted steps and the latest saved state.

It lies outside the checkpoint and is as private as an unfinished run: never released. Safetensors
and JSON only. Knows no text and no budget.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from generator.durable import replace_file, sync_file
from knowledge.errors import CallerMistake, GateRefused, WorldFailed

PLAN_FILE, STEPS_FILE, STATE_FILE = "plan.json", "steps.json", "state.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeFolder:
    """Counts are written before the step they count, so a lost step is still accounted."""

    folder: Path

    @property
    def exists(self) -> bool:
        """Whether an unfinished run lies here."""
        return (self.folder / PLAN_FILE).is_file()

    def start(self, plan: Mapping[str, Any]) -> None:
        """Writes a new run's plan; its count begins at 0."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.count_step(0)
        _write(self.folder / PLAN_FILE, json.dumps(plan).encode())

    def plan(self) -> dict[str, Any]:
        """The plan the unfinished run was started with."""
        return _read_json(self.folder / PLAN_FILE)

    def require_plan(self, plan: Mapping[str, Any]) -> None:
        """Raises CallerMistake naming what differs between the unfinished run and this one."""
        before = self.plan()
        changed = [name for name in plan if before.get(name) != plan[name]]
        if changed:
            raise CallerMistake(
                f"{self.folder} holds an unfinished run with another {', '.join(changed)}; "
                "finish that run, or remove the folder (its budget stays spent)"
            )

    def count_step(self, num_steps: int) -> None:
        """Puts the count on disk before the step happens."""
        _write(self.folder / STEPS_FILE, json.dumps({"steps": num_steps}).encode())

    def counted_steps(self) -> int:
        """Steps taken so far, those lost in a crash included."""
        return int(_read_json(self.folder / STEPS_FILE)["steps"])

    def save_state(
        self, parameters: Sequence[torch.nn.Parameter], optimizer: torch.optim.Optimizer
    ) -> None:
        """Saves the trained parameters and AdamW's moments."""
        tensors = {f"parameter.{i}": item.detach() for i, item in enumerate(parameters)}
        for index, moments in optimizer.state_dict()["state"].items():
            tensors |= {f"moment.{index}.{name}": value for name, value in moments.items()}
        partial = self.folder / f".{STATE_FILE}.partial"
        try:
            save_file({name: value.contiguous().cpu() for name, value in tensors.items()}, partial)
            sync_file(partial)
            partial.replace(self.folder / STATE_FILE)
        except (OSError, SafetensorError) as error:
            partial.unlink(missing_ok=True)
            raise _disk_refuses(partial, error) from error

    def load_state(
        self, parameters: Sequence[torch.nn.Parameter], optimizer: torch.optim.Optimizer
    ) -> None:
        """Continues from the latest saved state; from the beginning if none was saved."""
        if not (self.folder / STATE_FILE).is_file():
            return
        try:
            tensors = load_file(self.folder / STATE_FILE)
        except (OSError, SafetensorError):
            raise _damaged(self.folder / STATE_FILE) from None
        state: dict[int, dict[str, torch.Tensor]] = {}
        for name, value in tensors.items():
            kind, index, *rest = name.split(".")
            if kind == "parameter":
                parameters[int(index)].data.copy_(value)
            else:
                state.setdefault(int(index), {})[rest[0]] = value
        optimizer.load_state_dict({**optimizer.state_dict(), "state": state})

    def remove(self) -> None:
        """The run is finished and its checkpoint written."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time: two would take the same steps with different noise."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CallerMistake(f"{self.folder} is in use by another training run") from None
            try:
                yield
            finally:
                if not self.exists:  # refused before it began: nothing to continue
                    self.remove()


def _write(path: Path, content: bytes) -> None:
    try:
        replace_file(path, content)
    except OSError as error:
        raise _disk_refuses(path, error) from error


def _disk_refuses(path: Path, error: Exception) -> WorldFailed:
    reason = getattr(error, "strerror", None) or str(error)
    return WorldFailed(f"cannot write in {path.parent} ({reason}); the same command goes on")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise _damaged(path) from None


def _damaged(path: Path) -> GateRefused:
    return GateRefused(
        f"{path} is missing or damaged; remove {path.parent} and start the run anew (its budget "
        "stays spent)"
    )
