"""The `sottovoce` command: parse, call, print. Heavy imports live inside the commands.

Exit codes: 0 done; 1 the world failed; 2 the caller's mistake; 3 a gate refused.
Results go to standard output, progress to standard error.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from generator.console import quiet_libraries, say
from knowledge.errors import CallerMistake, SottovoceError

app = typer.Typer(
    name="sottovoce",
    help="Synthetic therapy sessions that keep the symptoms and forget the patient.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
knowledge_app = typer.Typer(help="Ask the knowledge base.", no_args_is_help=True)
cohort_app = typer.Typer(help="Check and plan cohort requests.", no_args_is_help=True)
corpus_app = typer.Typer(help="Import and check private corpora.", no_args_is_help=True)
ledger_app = typer.Typer(help="Read a corpus's privacy ledger.", no_args_is_help=True)
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(cohort_app, name="cohort")
app.add_typer(corpus_app, name="corpus")
app.add_typer(ledger_app, name="ledger")

Json = Annotated[bool, typer.Option("--json", help="Machine-readable results.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an existing output folder.")]


def main() -> None:
    """Entry point: every expected failure is one line on standard error and its exit code."""
    quiet_libraries()
    try:
        app(standalone_mode=True)
    except SottovoceError as error:
        print(f"sottovoce: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        print("sottovoce: interrupted; a run goes on with --resume", file=sys.stderr)
        sys.exit(1)


@knowledge_app.command("check")
def knowledge_check(profile: Path, as_json: Json = False) -> None:
    """The verdict of every disorder's rule for a profile (YAML)."""
    from knowledge.base import load_knowledge
    from knowledge.criteria import deciding, diagnoses, verdicts
    from knowledge.profile import read_profile

    knowledge, asked = load_knowledge(), read_profile(profile)
    knowledge.refuse_unknown(asked)
    found, named = verdicts(asked, knowledge), diagnoses(asked, knowledge)
    why = {n: deciding(knowledge.disorders[n].rule, asked, knowledge) for n in found}
    if as_json:
        plain = {name: verdict.value for name, verdict in found.items()}
        print(json.dumps({"verdicts": plain, "diagnoses": list(named), "decided_by": why}))
        return
    for name, verdict in found.items():
        print(f"{name:21s} {verdict.value:13s} {why[name]}")
    print(f"diagnoses after precedence: {', '.join(named) or 'none'}")


@knowledge_app.command("search")
def knowledge_search(
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    condition: Annotated[
        str | None, typer.Option(help="Only what bears on this disorder or control.")
    ] = None,
    culture: Annotated[
        str | None, typer.Option(help="Leave out idioms of other backgrounds.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind of passage; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """What retrieval returns for a query, with sources and scores."""
    from knowledge.base import load_knowledge
    from knowledge.passage import KINDS
    from knowledge.store import open_store

    knowledge = load_knowledge()
    _allow("condition", [condition], (*knowledge.disorders, *knowledge.controls))
    _allow("culture", [culture], knowledge.cultures)
    _allow("kind", kind or [], KINDS)
    hits = open_store().search(
        query, k, kinds=kind, condition=condition, culture=culture, one_a_topic=True
    )
    for hit in hits:
        passage = hit.passage
        if as_json:
            record = {
                "id": passage.id,
                "kind": passage.kind,
                "symptom": passage.symptom,
                "condition": passage.condition,
                "text": passage.text,
                "source": passage.source,
                "licence": passage.licence,
                "score": round(hit.score, 4),
            }
            print(json.dumps(record, ensure_ascii=False))
        else:
            about = passage.symptom or passage.condition or ""
            print(f"{hit.score:.3f}  {passage.kind:12s} {about:24s} {passage.text}")
            print(f"       {passage.id}, source: {passage.source}, licence: {passage.licence}")


def _allow(option: str, values: Sequence[str | None], allowed: Sequence[str]) -> None:
    for value in values:
        if value is not None and value not in allowed:
            raise CallerMistake(f"--{option} {value}: expected one of {', '.join(allowed)}")


@cohort_app.command("check")
def cohort_check(spec: Path, as_json: Json = False) -> None:
    """Is the request feasible? Counts per stratum, or reasons and the nearest feasible request."""
    from knowledge.base import load_knowledge
    from knowledge.cohort import read_spec
    from knowledge.planner import check, feasibility_json

    answer = check(read_spec(spec), load_knowledge())
    if as_json:
        print(json.dumps(feasibility_json(answer)))
    elif answer.feasible:
        for stratum in answer.strata:
            labels = ", ".join(f"{name} {value}" for name, value in stratum.labels.items())
            print(f"{stratum.count:6d}  {labels}")
    else:
        for reason in answer.reasons:
            print(f"not feasible: {reason}")
        print(f"nearest feasible: {json.dumps(dict(answer.nearest or {}))}")
    if not answer.feasible:
        raise typer.Exit(3)


@cohort_app.command("plan")
def cohort_plan(
    spec: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="JSONL of profiles.")],
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Plans one profile a session, quotas met exactly; prints requested beside planned."""
    from generator.run import plan_lines, write_whole
    from knowledge.base import load_knowledge
    from knowledge.cohort import read_spec
    from knowledge.planner import plan
    from knowledge.tally import tally

    if output.exists() and not overwrite:
        raise CallerMistake(f"output file {output} exists; use --overwrite to replace it")
    asked, knowledge = read_spec(spec), load_knowledge()
    planned, counted = plan(asked, knowledge), tally(asked, knowledge)
    write_whole(output, plan_lines(planned))
    if as_json:
        print(json.dumps({"profiles": len(planned), **counted.as_json()}))
        return
    print(f"{len(planned)} profiles of {counted.patients} patients in {output}")
    for row in counted.margins:
        print(
            f"  {row.dimension:11s} {row.value:24s} {row.share:6.1%}  "
            f"requested {row.requested:8.1f}  planned {row.planned:6d}"
        )
    if counted.worst_cell:
        cell = counted.worst_cell
        print(
            f"worst cell: {cell.condition}, {cell.dimension} {cell.value}: "
            f"expected {cell.expected:.1f}, planned {cell.planned}"
        )
    print(f"greatest error of a comorbidity share: {counted.comorbidity_error:.4f}")


@corpus_app.command("import")
def corpus_import(
    files: Annotated[list[Path], typer.Argument(help="CSV or JSONL transcripts.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Corpus folder.")],
    patient: Annotated[str, typer.Option(help="Column that names the patient.")] = "video_id",
    session: Annotated[str, typer.Option(help="Column: session.")] = "transcript_id",
    order: Annotated[str, typer.Option(help="Column: order of turns.")] = "utterance_id",
    speaker: Annotated[str, typer.Option(help="Column: speaker.")] = "interlocutor",
    text: Annotated[str, typer.Option(help="Column: words.")] = "utterance_text",
    patients: Annotated[
        int | None, typer.Option(help="Number of patients, declared public.", min=1)
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="Epsilon the corpus may ever spend (per patient).")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Declared public or fictional.")] = False,
    overwrite: Overwrite = False,
) -> None:
    """Reads any transcript table by column names into a corpus folder."""
    from generator.corpus import ColumnMap, import_table

    columns = ColumnMap(patient=patient, session=session, order=order, speaker=speaker, text=text)
    summary = import_table(
        files,
        output,
        columns=columns,
        budget=budget,
        declared_patients=patients,
        public=public,
        overwrite=overwrite,
    )
    print(f"{summary} in {output}")


@corpus_app.command("check")
def corpus_check(folder: Path) -> None:
    """Checks a corpus folder and prints its declared figures."""
    from generator.corpus import check_corpus

    print(check_corpus(folder))


@corpus_app.command("deidentify")
def corpus_deidentify(
    folder: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="New corpus folder.")],
    mode: Annotated[str, typer.Option(help="tags or surrogates.")] = "tags",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Writes the corpus without identifiers; it goes on spending from the same ledger."""
    from generator.corpus import check_derived_target, read_corpus, write_derived
    from generator.deidentify import deidentify_patient, parse_mode, total_counts

    wanted, corpus = parse_mode(mode), read_corpus(folder)
    check_derived_target(corpus, output, overwrite=overwrite)
    patients = [
        deidentify_patient([record.session for record in records], mode=wanted)
        for records in corpus.records.values()
    ]
    sessions = [session for patient in patients for session in patient.sessions]
    write_derived(corpus, output, sessions, deidentified=wanted, overwrite=overwrite)
    counts = total_counts(patients)
    say("exact counts of private text: internal, not for release")
    if as_json:
        print(json.dumps({"mode": wanted, "sessions": len(sessions), "counts": dict(counts)}))
        return
    for entity, count in counts.items():
        print(f"{count:8d}  {entity}")
    print(f"{len(sessions)} sessions with {wanted} in {output}; ids and labels are as they were")


@corpus_app.command("marginals")
def corpus_marginals(
    folder: Path,
    epsilon: Annotated[float, typer.Option(help="What this release may cost each patient.")],
    as_json: Json = False,
) -> None:
    """Noised shares of the conditions, to plan a cohort like the corpus; charged to its ledger."""
    from generator.marginals import release_marginals
    from knowledge.base import load_knowledge

    knowledge = load_knowledge()
    conditions = (*knowledge.disorders, *knowledge.controls)
    found = release_marginals(folder, target_epsilon=epsilon, conditions=conditions)
    if as_json:
        cost = {"epsilon": found.epsilon, "delta": found.delta, "ledger_head": found.ledger_head}
        print(json.dumps({"conditions": found.shares, **cost}))
        return
    cells = ", ".join(f"{name}: {share:g}" for name, share in found.shares.items())
    print(f"conditions: {{{cells}}}")
    print(
        f"# epsilon {found.epsilon:.3f} at delta {found.delta:g} (unit patient, add-remove), "
        "in the ledger; the shares may be published"
    )


@corpus_app.command("canaries")
def corpus_canaries(
    folder: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="New corpus folder.")],
    count: Annotated[int, typer.Option(help="Canaries; a fair coin puts each in or not.")] = 500,
) -> None:
    """Copies a public corpus with fabricated patients planted in it, for an audit."""
    from generator.canaries import plant

    print(f"corpus {output}; who was put in stands in {plant(folder, output, count=count)}")


@ledger_app.command("show")
def ledger_show(ledger: Path) -> None:
    """The events of a ledger as a table, with the total so far."""
    from generator.ledger import ledger_table

    print(ledger_table(ledger))


@app.command()
def train(
    config: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="Checkpoint folder.")],
    overwrite: Overwrite = False,
) -> None:
    """De-identifies, fine-tunes with DP-SGD (unit: patient), writes weights and guarantee."""
    from generator.config import read_train_config
    from generator.training import train as run_training

    run = read_train_config(config)
    say("removing identifiers and finding what each session speaks of, before the first step")
    guarantee = run_training(run, output, overwrite=overwrite, progress=say)
    print(
        f"checkpoint {output}: epsilon {guarantee.epsilon} at delta {guarantee.delta} "
        f"(unit patient, add-remove), {guarantee.steps} steps"
    )


@app.command()
def audit(
    checkpoint: Path,
    canaries: Annotated[Path, typer.Option(help="Key file of the planted canaries.")],
    run: Annotated[Path | None, typer.Option(help="What it generated; attacked as well.")] = None,
    references: Annotated[int, typer.Option(help="Unseen canaries to compare with.")] = 10_000,
    as_json: Json = False,
) -> None:
    """Attacks a checkpoint through planted canaries: lower bounds beside the claimed epsilon."""
    from generator.audit import audit as run_audit
    from generator.canaries import read_key
    from generator.guarantee import finite_or_inf
    from knowledge.session import read_sessions

    sessions = tuple(read_sessions(run / "sessions.jsonl")) if run else ()
    key = read_key(canaries)
    found = run_audit(checkpoint, key, references=references, sessions=sessions, progress=say)
    if as_json:
        figures = [figure.as_json() for figure in found.figures]
        claimed = {"epsilon": finite_or_inf(found.epsilon), "delta": found.delta}
        print(json.dumps({**claimed, "figures": figures}))
        return
    print(f"claimed: epsilon {found.epsilon:g} at delta {found.delta:g} (patient, add-remove)")
    for figure in found.figures:
        print(figure.line())


@app.command()
def generate(
    spec: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="Run folder.")],
    checkpoint: Annotated[Path | None, typer.Option(help="Fine-tuned checkpoint.")] = None,
    model: Annotated[str | None, typer.Option(help="Chat model: folder or hub id.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="OpenAI-compatible server.")] = None,
    served_model: Annotated[str | None, typer.Option(help="Model name at the endpoint.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped run.")] = False,
    attempts: Annotated[int, typer.Option(help="Attempts per session, at most.", min=1)] = 8,
    temperature: Annotated[float, typer.Option(min=0.0, max=2.0)] = 0.8,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Plans the cohort, generates and filters until it is filled or attempts are spent."""
    from generator.generation import Source, run_generation

    outcome = run_generation(
        spec,
        output,
        source=Source(
            checkpoint=checkpoint, model=model, endpoint=endpoint, served_model=served_model
        ),
        attempts=attempts,
        temperature=temperature,
        resume=resume,
        overwrite=overwrite,
        say=say,
    )
    if as_json:
        keys = ("requested", "attempted", "accepted", "shortfall")
        print(json.dumps({key: outcome[key] for key in keys}))
    else:
        print_outcome(outcome, output)
    if outcome["shortfall"]:
        raise typer.Exit(3)


def print_outcome(outcome: dict, folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Sessions by condition")
    for column in ("condition", "requested", "attempted", "accepted"):
        table.add_column(column, justify="left" if column == "condition" else "right")
    for row in outcome["conditions"]:
        table.add_row(row["condition"], *(str(row[k]) for k in list(row)[1:4]))
    table.add_row("all", *(str(outcome[k]) for k in ("requested", "attempted", "accepted")))
    Console(width=100).print(table)
    if outcome["shortfall"]:
        short = [r for r in outcome["strata"] if r["accepted"] < r["requested"]]
        print(f"short of {outcome['shortfall']} sessions after the attempt budget, in:")
        for row in short:
            print(f"  {row['stratum']}: {row['accepted']} of {row['requested']}")
    print(f"run folder: {folder}")


@app.command("filter", context_settings={"allow_extra_args": False})
def filter_command(
    target: Annotated[str, typer.Argument(help="SESSIONS.jsonl, or the word `symptoms`.")],
    sentences: Annotated[
        Path | None, typer.Argument(help="With `symptoms`: JSONL of texts.")
    ] = None,
    as_json: Json = False,
) -> None:
    """The verdicts alone for any sessions; `filter symptoms FILE` scores sentences."""
    from generator.judging import judge_file, score_sentences

    if target == "symptoms":
        if sentences is None:
            raise CallerMistake('filter symptoms: a JSONL file of {"text": ...} lines is required')
        for line in score_sentences(sentences):
            print(json.dumps(line, ensure_ascii=False))
        return
    if sentences is not None:
        raise CallerMistake(f"filter takes one file; unexpected argument {sentences}")
    for record in judge_file(Path(target)):
        if as_json:
            print(json.dumps(record, ensure_ascii=False))
        else:
            failed = [v for v in record["verdicts"] if v["passed"] is False]
            word = "accepted" if record["accepted"] else "rejected"
            why = "; ".join(f"{v['filter']}: {v['reason']}" for v in failed)
            print(f"{record['session_id']}  {word}  {why}")


@app.command()
def release(
    run: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="Release folder.")],
    overwrite: Overwrite = False,
) -> None:
    """Packs a finished run: Parquet, dataset card, guarantee, manifest."""
    from generator.release import guarantee_in_words, write_release
    from generator.run import RunFolder

    folder = write_release(RunFolder(run), output, overwrite=overwrite)
    print(f"release: {folder}")
    print(guarantee_in_words(RunFolder(run).outcome()["guarantee"]))


@app.command()
def verify(folder: Path) -> None:
    """Checks every file of a release against its manifest."""
    from generator.release import verify_release

    manifest = verify_release(folder)
    print(f"{folder}: {len(manifest['files'])} files and {manifest['sessions']} sessions verified")


if __name__ == "__main__":
    main()
