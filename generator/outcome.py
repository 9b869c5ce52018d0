"""What run.json says of a run: counts by stratum and by filter, thresholds, guarantee.

Counted from what is on disk, so that a resumed run tells of its first part as well. A draft that a
crash made the run judge twice counts once.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filters.gate import REQUIRED
from generator.guarantee import Guarantee, after_filters
from generator.run import Progress, RunFolder, json_lines
from generator.thresholds import Thresholds, default_thresholds, loosened
from knowledge.base import KnowledgeBase
from knowledge.cohort import CohortSpec, spec_sha256
from knowledge.planner import PlannedProfile

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one filter said of one draft; `passed` None: it did not apply, for this `reason`."""

    filter: str
    privacy_class: str
    passed: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One attempt and what every filter said of it.

    `session_sha256` is of the draft that they read; None in a run of an earlier edition.
    """

    profile_id: str
    attempt: int
    accepted: bool
    said: tuple[Said, ...]
    session_sha256: str | None = None


def read_judged(run: RunFolder) -> tuple[Judged, ...]:
    """Every attempt once, as last judged, in the order of the file."""
    found = map(_judged, json_lines(run.path / "verdicts.jsonl"))
    return tuple({(item.profile_id, item.attempt): item for item in found}.values())


def _judged(record: Mapping[str, Any]) -> Judged:
    return Judged(
        profile_id=record["session_id"],
        attempt=record["attempt"],
        accepted=record["accepted"],
        session_sha256=record.get("session_sha256"),
        said=tuple(
            Said(
                filter=item["filter"],
                privacy_class=item["class"],
                passed=item["passed"],
                reason=item.get("reason", ""),
            )
            for item in record["verdicts"]
        ),
    )


def summarise(
    run: RunFolder,
    planned: Sequence[PlannedProfile],
    *,
    spec: CohortSpec,
    knowledge: KnowledgeBase,
    guarantee: Guarantee,
    engine: str,
    model: str | None = None,
    thresholds: Thresholds | None = None,
    judge: str | None = None,
    public_text: str | None = None,
) -> dict[str, Any]:
    """The outcome of a run. Without `thresholds` the filters had their defaults.

    `model` names the weights that wrote, where the guarantee does not; `judge` describes the model
    that judged beside the fidelity filter, `public_text` what the sessions were compared with.
    """
    guarantee = after_filters(guarantee, privacy_classes(run))
    used = default_thresholds() if thresholds is None else thresholds
    return {
        **count(run, planned),
        "thresholds": {name: dict(chosen) for name, chosen in used.items()},
        "loosened": loosened_rows(used),
        "guarantee": guarantee.as_json(),
        "spec_sha256": spec_sha256(spec),
        "model_sha256": digest_of(guarantee.weights_sha256 or model or engine),
        "knowledge_version": knowledge.version,
        "engine": engine,
        "judge": judge,
        "public_text": public_text,
    }


def count(run: RunFolder, planned: Sequence[PlannedProfile]) -> dict[str, Any]:
    """What the files of a run say by themselves: how many, by condition, stratum and filter."""
    done, judged = run.progress(), read_judged(run)
    accepted = len(done.accepted)

    def counted(key: Callable[[PlannedProfile], str]) -> Mapping[str, dict[str, Any]]:
        return _by_group(planned, done, judged, key)

    return {
        "requested": len(planned),
        "attempted": done.attempts.total(),
        "accepted": accepted,
        "shortfall": len(planned) - accepted,
        "conditions": [
            {"condition": name, **row}
            for name, row in counted(lambda item: item.profile.condition or "unstated").items()
        ],
        "strata": [
            {"stratum": name, **row} for name, row in counted(lambda item: item.stratum).items()
        ],
        "filters": _by_filter(judged),
    }


def loosened_rows(used: Thresholds) -> list[dict[str, Any]]:
    """The thresholds that are looser than the default, as run.json has them."""
    return [
        {"filter": i.filter, "threshold": i.threshold, "value": i.value, "default": i.default}
        for i in loosened(used)
    ]


def digest_of(name: str) -> str:
    """A digest as it is; anything else, such as a served model's name, is hashed to one."""
    return name if _SHA256.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()


def privacy_classes(run: RunFolder) -> dict[str, str]:
    """Class by filter over every verdict on disk, those of drafts that were judged again included:
    a resumed run may have been started with another gate."""
    judged = map(_judged, json_lines(run.path / "verdicts.jsonl"))
    found = (item for one in judged for item in one.said)
    return {item.filter: item.privacy_class for item in found}


def _by_group(
    planned: Sequence[PlannedProfile],
    done: Progress,
    judged: Iterable[Judged],
    key: Callable[[PlannedProfile], str],
) -> Mapping[str, dict[str, Any]]:
    """Rejection shifts a cohort: who was asked for, tried, accepted, and what rejected most."""
    rows: dict[str, dict[str, Any]] = {}
    group = {item.profile_id: key(item) for item in planned}
    for item in planned:
        row = rows.setdefault(key(item), {"requested": 0, "attempted": 0, "accepted": 0})
        row["requested"] += 1
        row["attempted"] += done.attempts[item.profile_id]
        row["accepted"] += item.profile_id in done.accepted
    rejected = {name: Counter[str]() for name in rows}
    for item in judged:
        if item.profile_id in group:
            failed = (said.filter for said in item.said if said.passed is False)
            rejected[group[item.profile_id]].update(failed)
    for name, row in rows.items():
        row["accept_rate"] = _share(row["accepted"], row["attempted"])
        row["rejected_by"] = dict(rejected[name].most_common())
    return rows


def _by_filter(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """Per filter: attempts it judged and failed; accepted ones to which it did not apply.

    `unused` says why, of a filter that applied to none.
    """
    said = [(item, verdict) for item in judged for verdict in item.said]
    rows = []
    for name, kind in {verdict.filter: verdict.privacy_class for _, verdict in said}.items():
        own = [(item.accepted, verdict) for item, verdict in said if verdict.filter == name]
        judged_by = sum(verdict.passed is not None for _, verdict in own)
        failed = sum(verdict.passed is False for _, verdict in own)
        rows.append(
            {
                "name": name,
                "class": kind,
                "required": REQUIRED.get(name, False),
                "judged": judged_by,
                "failed": failed,
                "accept_rate": _share(judged_by - failed, judged_by),
                "not_applicable": sum(kept and verdict.passed is None for kept, verdict in own),
                "unused": None if judged_by else own[0][1].reason,
            }
        )
    return rows


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
