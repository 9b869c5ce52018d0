"""A finished run -> one folder anybody can load, read and verify.

    release/README.md        dataset card (YAML front matter that `datasets` reads)
    release/data/*.parquet   the sessions
    release/guarantee.json   the privacy guarantee, machine-readable
    release/manifest.json    SHA-256 of every other file

Reads a run and a guarantee; never a corpus, never `report/internal/`.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from filters.verdict import PrivacyClass
from generator.internal import refuse_internal
from generator.run import RunFolder
from knowledge.errors import CallerMistake, GateRefused
from knowledge.session import Session, Speaker, session_json

MANIFEST = "manifest.json"


def write_release(run: RunFolder, out: Path, *, overwrite: bool) -> Path:
    """Builds the folder beside its place and moves it there whole.

    Raises:
        CallerMistake: the run has not ended, or `out` exists and `overwrite` was not asked for.
        GateRefused: the run accepted nothing, or a required filter did not judge a session, or the
            folder is internal.
    """
    refuse_internal(run.path)
    outcome, sessions = run.outcome(), run.accepted()
    _refuse_unfit(outcome, sessions)
    outcome = _claiming_what_holds(outcome, private_filters(run))
    if out.exists() and not overwrite:
        raise CallerMistake(f"output folder {out} exists; use --overwrite to replace it")
    if out.exists() and not (out / MANIFEST).exists() and any(out.iterdir()):
        raise CallerMistake(f"output folder {out} is not a release; it is left alone")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
        built = Path(scratch) / "release"
        _write_files(built, outcome, sessions)
        if out.exists():
            shutil.rmtree(out)
        built.rename(out)
    return out


def _refuse_unfit(outcome: dict[str, Any], sessions: Sequence[Session]) -> None:
    if not sessions:
        raise GateRefused("the run accepted no session; there is nothing to release")
    if len(sessions) != outcome["accepted"]:
        raise GateRefused(
            f"sessions.jsonl holds {len(sessions)} sessions, run.json says {outcome['accepted']}"
        )
    unjudged = [f["name"] for f in outcome["filters"] if f["required"] and f["not_applicable"]]
    if unjudged:
        raise GateRefused(f"required filters did not judge every session: {', '.join(unjudged)}")


def private_filters(run: RunFolder) -> tuple[str, ...]:
    """Names of the filters of this run that read private data which no event pays for."""
    paid = {event["mechanism"] for event in run.outcome()["guarantee"]["events"]}
    free = {PrivacyClass.PUBLIC, *([PrivacyClass.CHARGED] if "set-union" in paid else [])}
    lines = (run.path / "verdicts.jsonl").read_text(encoding="utf-8").splitlines()
    verdicts = (verdict for line in lines for verdict in json.loads(line)["verdicts"])
    return tuple(sorted({v["filter"] for v in verdicts if v["class"] not in free}))


def _claiming_what_holds(outcome: dict[str, Any], private: tuple[str, ...]) -> dict[str, Any]:
    """The outcome with the guarantee of the release, not only of the model.

    Guarantees:
        epsilon is infinity as soon as one filter read private data, whatever the model promises:
        its choice is no post-processing, and no event of the guarantee pays for it.
    """
    if not private:
        return {**outcome, "private_filters": private}
    nothing = {**outcome["guarantee"], "kind": "non-dp", "epsilon": "inf"}
    return {**outcome, "guarantee": nothing, "private_filters": private}


def _write_files(folder: Path, outcome: dict[str, Any], sessions: Sequence[Session]) -> None:
    (folder / "data").mkdir(parents=True)
    _write_parquet(folder / "data" / "train-00000-of-00001.parquet", outcome, sessions)
    guarantee = json.dumps(outcome["guarantee"], indent=2) + "\n"
    (folder / "guarantee.json").write_text(guarantee, encoding="utf-8")
    (folder / "README.md").write_text(dataset_card(outcome, sessions), encoding="utf-8")
    manifest = {
        "files": {name: digest for name, digest in _digests(folder)},
        "spec_sha256": outcome["spec_sha256"],
        "model_sha256": outcome["model_sha256"],
        "knowledge_version": outcome["knowledge_version"],
        "sessions": len(sessions),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _digests(folder: Path) -> list[tuple[str, str]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        (path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in paths
        if path.name != MANIFEST
    ]


def _write_parquet(path: Path, outcome: dict[str, Any], sessions: Sequence[Session]) -> None:
    from datasets import Dataset

    rows = [_row(session, outcome) for session in sessions]
    Dataset.from_list(rows, features=parquet_features()).to_parquet(path)


def parquet_features():
    """The explicit schema: no column's type depends on the rows that happen to be there."""
    from datasets import Features, List, Value

    text, turn = Value("string"), {"speaker": Value("string"), "text": Value("string")}
    return Features(
        {
            "session_id": text,
            "patient_id": text,
            "language": text,
            "turns": List(turn),
            "messages": List({"role": text, "content": text}),
            "profile": text,
            "labels": {"condition": text},
            "evidence": List({"id": text, "symptom": text, "text": text}),
            "seed": Value("int64"),
            "synthetic": Value("bool"),
            "spec_sha256": text,
            "model_sha256": text,
            "epsilon": Value("float64"),
            "delta": Value("float64"),
        }
    )


def _row(session: Session, outcome: dict[str, Any]) -> dict[str, Any]:
    data, guarantee = session_json(session), outcome["guarantee"]
    provenance = data.get("provenance", {})
    return {
        "session_id": session.session_id,
        "patient_id": session.patient_id,
        "language": session.language,
        "turns": data["turns"],
        "messages": [
            {"role": _ROLES[turn.speaker], "content": turn.text} for turn in session.turns
        ],
        "profile": json.dumps(data.get("profile", {}), ensure_ascii=False),
        "labels": {"condition": session.labels.get("condition", "")},
        "evidence": provenance.get("evidence", []),
        "seed": provenance.get("seed", 0),
        "synthetic": True,
        "spec_sha256": outcome["spec_sha256"],
        "model_sha256": outcome["model_sha256"],
        "epsilon": float(guarantee["epsilon"]),
        "delta": float(guarantee["delta"] or 0.0),
    }


_ROLES = {Speaker.THERAPIST: "assistant", Speaker.PATIENT: "user"}


def dataset_card(outcome: dict[str, Any], sessions: Sequence[Session]) -> str:
    """README.md of a release: front matter for `datasets`, then words for people."""
    from jinja2 import Environment, StrictUndefined

    template = (files("generator") / "dataset_card.md.jinja").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(
        outcome=outcome,
        guarantee=outcome["guarantee"],
        guarantee_in_words=guarantee_in_words(
            outcome["guarantee"], private_filters=outcome.get("private_filters", ())
        ),
        num_turns=sum(len(session.turns) for session in sessions),
        size_category="n<1K" if len(sessions) < 1000 else "1K<n<10K",
        example=sessions[0],
    )


def guarantee_in_words(guarantee: dict[str, Any], *, private_filters: Sequence[str] = ()) -> str:
    """One paragraph a reader without training in privacy can quote."""
    kind, epsilon = guarantee["kind"], guarantee["epsilon"]
    if private_filters:
        return (
            "There is NO differential privacy guarantee (epsilon = infinity): private records had "
            f"a say in which sessions were kept ({', '.join(private_filters)}). Do not share this "
            "folder."
        )
    if guarantee.get("reason"):
        return (
            "There is NO differential privacy guarantee (epsilon = infinity): "
            f"{guarantee['reason']}. Do not share this folder."
        )
    if kind == "public-only":
        return (
            "No private record was read: the sessions come from a model trained on text this "
            "project wrote. Nothing about any patient can leak, and nothing was learned from one."
        )
    if kind == "dp" and epsilon != "inf":
        listed = "set-union" in {event["mechanism"] for event in guarantee.get("events", ())}
        untrained = listed and guarantee["noise_multiplier"] is None
        return (
            f"{'Sessions were chosen' if untrained else 'The model was fine-tuned'} with "
            f"differential privacy: epsilon = {epsilon:.3g}, "
            f"delta = {guarantee['delta']:.2g}, where the unit is one patient with all of their "
            "sessions and adjacency means adding or removing one patient. The total covers every "
            "access to the private corpus that stands in its ledger; the filters read none of it"
            f"{' beyond a list of word sequences that stands there too' if listed else ''}."
        )
    if kind == "unknown":
        return (
            "There is NO privacy guarantee: the model came from outside and what it was trained "
            "on is unknown here (epsilon = infinity)."
        )
    return (
        "There is NO differential privacy guarantee (epsilon = infinity): the model was "
        "fine-tuned on private records without noise. Do not share this folder."
    )


def verify_release(folder: Path) -> dict[str, Any]:
    """The manifest of a folder whose every file is as it was released.

    Raises:
        CallerMistake: the folder or its manifest is not there or cannot be read.
        GateRefused: naming the first file that differs, is missing or was added, or a guarantee
            that disagrees with the rows.
    """
    manifest_path = folder / MANIFEST
    if not manifest_path.is_file():
        raise CallerMistake(f"{folder} is not a release: {MANIFEST} is missing")
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
        listed = dict(manifest["files"])
    except (ValueError, KeyError, TypeError):
        raise GateRefused(f"{manifest_path} is damaged") from None
    found = dict(_digests(folder))
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            raise GateRefused(f"{folder / name} is listed in the manifest and missing")
        if name not in listed:
            raise GateRefused(f"{folder / name} is not listed in the manifest")
        if listed[name] != found[name]:
            raise GateRefused(f"{folder / name} differs from the manifest")
    _refuse_disagreeing_rows(folder)
    return manifest


def _refuse_disagreeing_rows(folder: Path) -> None:
    from pyarrow.parquet import read_table

    guarantee = json.loads((folder / "guarantee.json").read_text(encoding="utf-8"))
    for path in sorted((folder / "data").glob("*.parquet")):
        table = read_table(path, columns=["epsilon", "synthetic"])
        if set(table["epsilon"].to_pylist()) != {float(guarantee["epsilon"])}:
            raise GateRefused(f"{path}: epsilon of the rows disagrees with guarantee.json")
        if set(table["synthetic"].to_pylist()) != {True}:
            raise GateRefused(f"{path}: a row is not marked synthetic")
