"""`sottovoce augment` in one place: labelled rows + target -> the rows with scarce labels filled.

    out/request.json      what was asked, so that a stopped one goes on as it began
    out/cohort*.yaml      the cohorts planned for the deficit
    out/run*/             their runs; out/control*/ the same by the public base alone
    out/data/, data.jsonl original rows, then synthetic ones
    out/gain.json, .md    what the added rows do for a classifier
    out/README.md         that this folder holds original rows
    out/augment.json      the outcome, written last

Of the data, the generator learns how many sessions each label lacks, and nothing else; these counts
carry no noise, which is one more reason why nothing here can be released.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import yaml

from evaluation.gain import Gain, measure_gain
from evaluation.held_out import Example
from evaluation.learner import Learner, VectorLearner
from evaluation.vectors import RememberingEmbedder
from generator.augmenting.added_rows import Added, words_of
from generator.augmenting.augment_plan import Ready, Wish, notes, prepare, request_text
from generator.augmenting.augment_report import outcome_json, read_me, write_gain
from generator.augmenting.internal import mark_internal
from generator.augmenting.label_mapping import Batch
from generator.augmenting.labelled import Labelled
from generator.augmenting.merged import write_merged
from generator.run import RunFolder, write_whole
from generator.source import Source
from knowledge.base import load_knowledge
from knowledge.embedding import MiniLmEmbedder
from knowledge.errors import CallerMistake
from knowledge.session import Session

REQUEST_FILE, OUTCOME_FILE = "request.json", "augment.json"
INTERNAL = "it holds original rows of labelled data, and counts taken from them without noise"
INTERNAL_RUN = "its cohort was planned from counts of labelled data without noise"
BUILDING = ".building"


class Generate(Protocol):
    """Fills a run folder from a cohort file and returns its outcome (run.json)."""

    def __call__(
        self, spec: Path, folder: Path, *, source: Source, resume: bool, overwrite: bool
    ) -> Mapping[str, Any]: ...


def augment(
    wish: Wish, output: Path, *, generate: Generate, resume: bool, say: Callable[[str], None]
) -> dict[str, Any]:
    """Fills the output folder and returns its outcome (augment.json). Cheap checks come first.

    Raises:
        CallerMistake: what is wrong with the data, the target, the mapping or the output folder.
        GateRefused: a cohort that the deficit asks for is not feasible.
    """
    wish.source.refuse_mistakes()
    _refuse_output(output, resume=resume)
    ready = prepare(wish, load_knowledge())
    for line in notes(wish, ready):
        say(line)
    is_new = _open_output(output, request_text(wish, ready), resume=resume)
    with _nothing_left_of_nothing(output, is_new=is_new):
        outcomes = _run_all(ready.batches, output, "run", wish.source, generate, say)
    control = None
    if wish.gain and wish.source.checkpoint is not None:
        say("the same requests by the public base alone, as a control")
        _run_all(ready.batches, output, "control", wish.source.base(), generate, say)
        control = _by_label(ready.batches, output, "control")
    return _finish(wish, output, ready, outcomes, control, say)


def _refuse_output(output: Path, *, resume: bool) -> None:
    if not resume and output.exists():
        raise CallerMistake(f"output folder {output} exists; use --resume to go on, or a new name")
    if output.exists() and not (output / REQUEST_FILE).is_file():
        raise CallerMistake(f"{output} holds nothing to resume")


def _open_output(output: Path, request: str, *, resume: bool) -> bool:
    """Whether the folder was made by this call."""
    if resume and output.exists():
        if (output / REQUEST_FILE).read_text(encoding="utf-8") != request:
            raise CallerMistake(
                f"{output} was started with other data or another request; see {REQUEST_FILE}"
            )
        return False
    output.mkdir(parents=True, mode=0o700)
    mark_internal(output, reason=INTERNAL)
    write_whole(output / REQUEST_FILE, request)
    return True


@contextmanager
def _nothing_left_of_nothing(output: Path, *, is_new: bool) -> Iterator[None]:
    """An engine that never opened leaves no folder, which would refuse the next try. A folder that
    was there before stays: it may hold data whose runs the owner has removed."""
    try:
        yield
    finally:
        if is_new and not any(output.glob("run*")):
            shutil.rmtree(output)


def _run_all(
    made: Sequence[Batch],
    output: Path,
    name: str,
    source: Source,
    generate: Generate,
    say: Callable[[str], None],
) -> list[Mapping[str, Any]]:
    outcomes = []
    for position, batch in enumerate(made):
        spec = output / f"cohort{_number(position)}.yaml"
        write_whole(spec, yaml.safe_dump(dict(batch.request), sort_keys=False, allow_unicode=True))
        folder = output / f"{name}{_number(position)}"
        if (folder / "run.json").is_file():
            outcome = RunFolder(folder).outcome()
            if not outcome["shortfall"]:
                outcomes.append(outcome)
                continue
        say(f"{folder.name}: {batch.spec.n} sessions")
        begun = (folder / "spec.yaml").is_file()
        overwrite = folder.exists() and not begun
        outcomes.append(generate(spec, folder, source=source, resume=begun, overwrite=overwrite))
        mark_internal(folder, reason=INTERNAL_RUN)
    return outcomes


def _number(position: int) -> str:
    return f"-{position + 1}" if position else ""


def _by_label(made: Sequence[Batch], output: Path, name: str) -> dict[str, list[Session]]:
    """Accepted sessions in the order of the plan, dealt out to the labels of their condition."""
    dealt: dict[str, list[Session]] = {}
    for position, batch in enumerate(made):
        accepted = RunFolder(output / f"{name}{_number(position)}").accepted()
        waiting = sorted(accepted, key=lambda session: session.session_id)
        for item in batch.plans:
            fitting = [one for one in waiting if one.labels["condition"] == item.condition]
            dealt[item.label] = fitting[: item.count]
            taken = {one.session_id for one in dealt[item.label]}
            waiting = [one for one in waiting if one.session_id not in taken]
    return dealt


def _added(
    ready: Ready, outcomes: Sequence[Mapping[str, Any]], dealt: Mapping[str, Sequence[Session]]
) -> list[Added]:
    return [
        Added(
            session=session,
            label=item.label,
            source=outcome["engine"],
            spec_sha256=outcome["spec_sha256"],
            model_sha256=outcome["model_sha256"],
            epsilon=float(outcome["guarantee"]["epsilon"]),
        )
        for batch, outcome in zip(ready.batches, outcomes, strict=True)
        for item in batch.plans
        for session in dealt[item.label]
    ]


def _finish(
    wish: Wish,
    output: Path,
    ready: Ready,
    outcomes: Sequence[Mapping[str, Any]],
    control: Mapping[str, Sequence[Session]] | None,
    say: Callable[[str], None],
) -> dict[str, Any]:
    dealt = _by_label(ready.batches, output, "run")
    added = _added(ready, outcomes, dealt)
    gain = by_vectors = None
    if wish.gain:
        say("measuring what the added sessions do for a classifier")
        gain = _gain(ready.labelled, dealt, control, seed=wish.seed)
        say("the same for a classifier of sentence vectors")
        vectors = VectorLearner(embedder=RememberingEmbedder(MiniLmEmbedder()))
        by_vectors = _gain(ready.labelled, dealt, control, seed=wish.seed, learner=vectors)
    outcome = outcome_json(wish, ready, outcomes, dealt, gain)
    as_text = _write_data(output, ready, added)
    if gain is not None and by_vectors is not None:
        write_gain(output, gain, outcome, by_vectors=by_vectors)
    write_whole(
        output / "README.md", read_me(outcome, as_text=as_text, others=[*ready.data.others])
    )
    write_whole(output / OUTCOME_FILE, json.dumps(outcome, indent=2, ensure_ascii=False) + "\n")
    return outcome


def _write_data(output: Path, ready: Ready, added: Sequence[Added]) -> tuple[str, ...]:
    """Beside its place first: the folder never holds half of the data."""
    building = output / BUILDING
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        as_text = write_merged(building, ready.labelled, added, ready.data.others)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    shutil.rmtree(output / "data", ignore_errors=True)
    for part in sorted(building.iterdir()):
        part.replace(output / part.name)
    building.rmdir()
    return as_text


def _gain(
    labelled: Labelled,
    dealt: Mapping[str, Sequence[Session]],
    control: Mapping[str, Sequence[Session]] | None,
    *,
    seed: int,
    learner: Learner | None = None,
) -> Gain:
    def texts(found: Mapping[str, Sequence[Session]]) -> dict[str, list[str]]:
        return {name: [words_of(one, labelled) for one in some] for name, some in found.items()}

    real = [
        Example(text=unit.text, label=unit.label, group=unit.group)
        for unit in labelled.units
        if unit.label is not None and unit.text.strip()
    ]
    others = texts(control) if control else None
    return measure_gain(real, texts(dealt), control=others, seed=seed, learner=learner)
