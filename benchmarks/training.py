"""What privacy costs in training: private against ordinary training of the same embedded model.

    python -m benchmarks.training [--steps 4] [--windows 16] [--repeats 3]

Both arms train the same LoRA adapter on the same windows of the fictional clinic, `--windows` of
them a step in physical batches of 8. The private arm is the product's own step: one gradient a
patient, clipped, noised from the operating system's entropy, AdamW. The other is an ordinary
backward pass and AdamW. An arm runs in a process of its own, the two in turn; a step's time is the
median over all steps after a warm-up step, on the clock and in seconds of processor (which other
work on the machine disturbs less). Memory is the largest resident size of that process
(`ru_maxrss`) with Python, PyTorch and the model in it, because that is what a machine must have;
the part that the steps added to the loaded model is printed beside it.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

# Heavy imports are inside the arms: a process inherits the peak of the one that started it.

PATIENTS, SEED = 60, 0
ARMS = ("ordinary", "private")
CONFIG = {
    "corpus": "none",
    "base": "embedded",
    "privacy": {"epsilon": 8.0, "sampling_rate": 0.1, "steps": 100},
}
MOST_TIME, MOST_MEMORY = 1.3, 1.5


def measure(arm: str, *, steps: int, windows: int) -> dict:
    """Seconds a step and peak memory in MiB of this process."""
    from generator.checkpoint import find_base
    from generator.config import parse_config
    from generator.weights import load_base

    config = parse_config(CONFIG)
    model, tokenizer = load_base(find_base(config.base), config)
    drawn = _windows(windows, config.training.window_tokens, tokenizer)
    take_step = {"private": _private, "ordinary": _ordinary}[arm](model.train(), config, drawn)
    loaded = _peak_mib()
    take_step()
    clock, processor = [], []
    for _ in range(steps):
        began = time.perf_counter(), time.process_time()
        take_step()
        clock.append(time.perf_counter() - began[0])
        processor.append(time.process_time() - began[1])
    peak = _peak_mib()
    return {
        "seconds": statistics.median(clock),
        "processor_seconds": statistics.median(processor),
        "peak_mib": peak,
        "peak_mib_added_by_steps": peak - loaded,
    }


def _windows(num_windows: int, num_tokens: int, tokenizer) -> list:
    """One window of every patient, as a step of training draws them; no recogniser is run."""
    import numpy as np

    from generator.clinic import clinic_sessions
    from generator.conditioning import unconditioned

    rng = np.random.default_rng(SEED)
    sessions = {s.patient_id: s for s in clinic_sessions(patients=max(PATIENTS, num_windows))}
    some = list(sessions.values())[:num_windows]
    return [session.draw(num_tokens, rng=rng) for session in unconditioned(some, tokenizer)]


def _private(model, config, windows) -> Callable[[], None]:
    import torch

    from generator.optimizer import PatientOptimizer
    from generator.step import per_patient_module, private_step

    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = PatientOptimizer(
        torch.optim.AdamW(trained, lr=config.training.learning_rate, weight_decay=0.0),
        noise_multiplier=1.0,
        clipping_norm=config.privacy.clipping_norm,
        expected_batch=len(windows),
        planned_steps=10**6,
    )
    hooked, contributions = per_patient_module(model), [[window] for window in windows]
    size = config.runtime.physical_batch
    return lambda: private_step(hooked, optimizer, contributions, physical_batch=size)


def _ordinary(model, config, windows) -> Callable[[], None]:
    import torch

    from generator.step import window_losses

    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=config.training.learning_rate, weight_decay=0.0)
    size = config.runtime.physical_batch

    def take_step() -> None:
        for start in range(0, len(windows), size):
            (window_losses(model, windows[start : start + size]).sum() / len(windows)).backward()
        optimizer.step()
        optimizer.zero_grad()

    return take_step


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def compare(*, steps: int, windows: int, repeats: int) -> dict:
    """Both arms in turn, `repeats` times; medians and the ratios of private over ordinary."""
    runs: dict[str, list[dict]] = {arm: [] for arm in ARMS}
    for _ in range(repeats):
        for arm in ARMS:
            runs[arm].append(_in_a_process(arm, steps=steps, windows=windows))
    figures = {
        name: {arm: statistics.median(run[name] for run in runs[arm]) for arm in ARMS}
        for name in runs["private"][0]
    }
    return {
        "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        "windows_a_step": windows,
        **{
            name: {arm: round(value, 2) for arm, value in by_arm.items()}
            | {"ratio": round(by_arm["private"] / by_arm["ordinary"], 3)}
            for name, by_arm in figures.items()
        },
        "aims": {"seconds": MOST_TIME, "peak_mib": MOST_MEMORY},
    }


def _in_a_process(arm: str, *, steps: int, windows: int) -> dict:
    command = [sys.executable, "-m", "benchmarks.training", "--arm", arm]
    command += ["--steps", str(steps), "--windows", str(windows)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--windows", type=int, default=16)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--arm", choices=ARMS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.arm:
        print(json.dumps(measure(args.arm, steps=args.steps, windows=args.windows)))
        return
    figures = compare(steps=args.steps, windows=args.windows, repeats=args.repeats)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
