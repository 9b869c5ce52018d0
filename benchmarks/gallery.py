"""`docs/gallery.md`: one accepted session for each of twelve conditions, exactly as written.

    python -m benchmarks.gallery RUN -o docs/gallery.md --hardware "two CPU cores"

Nothing is picked by hand: of every condition the first patient of the plan whose session was
accepted is shown. A run that lacks one of the twelve makes no page.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.gallery_page import Exhibit, Origin, page
from filters.verdict import PrivacyClass, Verdict
from generator.run import RunFolder, write_whole
from knowledge.errors import CallerMistake, SottovoceError
from knowledge.session import Session
from knowledge.yaml_text import parse_yaml

CONDITIONS = (
    "mdd", "bipolar1", "gad", "ptsd", "schizophrenia", "aud", "anorexia", "ocd", "insomnia", "pgd",
    "bpd", "adhd_adult",
)  # fmt: skip
"""Mood (two), anxiety, trauma, psychosis, substance use, eating, obsessions, sleep, grief,
personality, attention: fixed before any session was read."""
RULE = (
    "of each condition the first patient in the order of the plan whose session was accepted; the "
    "conditions are a fixed list. Nobody chose, shortened or corrected anything"
)
NOT_STATED = "not stated"


def choose(run: RunFolder) -> tuple[Exhibit, ...]:
    """One exhibit a condition, in the order of the list.

    Raises:
        CallerMistake: the run has no accepted session of a condition of the list.
    """
    first = _first_of_each(run)
    missing = [name for name in CONDITIONS if name not in first]
    if missing:
        raise CallerMistake(
            f"run {run.path}: no accepted session of {', '.join(missing)}; "
            f"a gallery needs each of {', '.join(CONDITIONS)}"
        )
    verdicts, counts = _verdicts(run), _counts(run)
    return tuple(
        Exhibit(
            session=first[name],
            verdicts=verdicts.get(first[name].session_id, ()),
            attempted=counts[name][0],
            accepted=counts[name][1],
        )
        for name in CONDITIONS
    )


def _first_of_each(run: RunFolder) -> dict[str, Session]:
    """By primary condition. The plan's order counts, since an engine ends drafts in any order."""
    by_profile = {
        item.provenance.profile_id if item.provenance else item.session_id: item
        for item in run.accepted()
    }
    first: dict[str, Session] = {}
    for record in _lines(run, "profiles.jsonl"):
        session = by_profile.get(record.get("profile_id", ""))
        if session is not None and session.profile is not None:
            first.setdefault(session.profile.condition or "", session)
    return first


def _lines(run: RunFolder, name: str) -> Iterator[Mapping]:
    path = run.path / name
    if not path.is_file():
        raise CallerMistake(f"{path} does not exist; RUN is a folder that `generate` wrote")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            raise CallerMistake(f"{path} line {number}: not JSON") from None


def _verdicts(run: RunFolder) -> dict[str, tuple[Verdict, ...]]:
    """What the gate said of every accepted session, as last judged."""
    return {
        record["session_id"]: tuple(map(_verdict, record["verdicts"]))
        for record in _lines(run, "verdicts.jsonl")
        if record["accepted"]
    }


def _verdict(said: Mapping) -> Verdict:
    return Verdict(
        filter=said["filter"],
        privacy_class=PrivacyClass(said["class"]),
        passed=said["passed"],
        score=said["score"],
        reason=said["reason"],
        evidence=tuple(said["evidence"]),
    )


def _counts(run: RunFolder) -> dict[str, tuple[int, int]]:
    """(attempted, accepted) by condition."""
    rows = run.outcome()["conditions"]
    return {row["condition"]: (row["attempted"], row["accepted"]) for row in rows}


def origin(run: RunFolder, *, hardware: str, command: str) -> Origin:
    """What the page says of how it came to be."""
    outcome = run.outcome()
    request = (run.path / "spec.yaml").read_text(encoding="utf-8")
    return Origin(
        engine=outcome["engine"],
        model_sha256=outcome["model_sha256"],
        hardware=hardware,
        guarantee=outcome["guarantee"],
        rule=RULE,
        command=command,
        request=request.strip(),
        writing=(parse_yaml(request) or {}).get("writing", "one-pass"),
        attempted=outcome["attempted"],
        accepted=outcome["accepted"],
    )


def write_gallery(folder: Path, output: Path, *, hardware: str) -> None:
    """Writes the page whole or not at all.

    Raises:
        CallerMistake: the folder is no ended run, or lacks a condition.
        WorldFailed: the disk refuses.
    """
    if not output.parent.is_dir():
        raise CallerMistake(f"-o {output}: folder {output.parent} does not exist")
    run = RunFolder(folder)
    run.outcome()
    command = shlex.join(_command(folder, output, hardware))
    try:
        text = page(choose(run), origin(run, hardware=hardware, command=command))
    except (KeyError, TypeError) as error:
        raise CallerMistake(f"run {folder}: damaged or of another edition ({error})") from None
    write_whole(output, text)


def _command(folder: Path, output: Path, hardware: str) -> list[str]:
    """As somebody else would type it: without the folders of this machine."""
    output = Path(output.name) if output.is_absolute() else output
    options = [] if hardware == NOT_STATED else ["--hardware", hardware]
    return [*("python", "-m", "benchmarks.gallery"), folder.name, "-o", str(output), *options]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", type=Path, help="a finished run of `generate`")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the Markdown file")
    parser.add_argument("--hardware", default=NOT_STATED, help="what the run was written on")
    args = parser.parse_args()
    try:
        write_gallery(args.run, args.output, hardware=args.hardware)
    except SottovoceError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_code) from None


if __name__ == "__main__":
    main()
