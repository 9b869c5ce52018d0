"""The lock for CUDA, which no test installs: every pin exists, and what it needs is pinned, too.

By hand: `pip install --dry-run --ignore-installed --no-deps -r requirements/cuda.txt`.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# Installed beforehand, or overridden away (requirements/lock.sh).
ELSEWHERE = {"torch", "torchvision", "torchaudio", "torchcodec"}


@pytest.mark.long
def test_every_requirement_of_a_pin_for_cuda_is_met_by_another_pin(tmp_path):
    report = tmp_path / "report.json"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    lock = ["--no-deps", "-r", str(ROOT / "requirements" / "cuda.txt"), "--report", str(report)]
    done = subprocess.run([*pip, *lock], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(report.read_text())
    pinned = {
        canonicalize_name(item["metadata"]["name"]): item["metadata"] for item in found["install"]
    }
    environment = {**found["environment"], "extra": ""}
    unmet = [
        f"{name} needs {requirement}"
        for name, metadata in pinned.items()
        for requirement in map(Requirement, metadata.get("requires_dist", []))
        if not requirement.marker or requirement.marker.evaluate(environment)
        if canonicalize_name(requirement.name) not in ELSEWHERE
        if not _met(requirement, pinned)
    ]
    assert unmet == []


def _met(requirement, pinned):
    other = pinned.get(canonicalize_name(requirement.name))
    return other is not None and requirement.specifier.contains(other["version"], prereleases=True)
