"""The commands of a private corpus, `corpus` and `ledger`: parse, call, print."""

import json
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options_cli import Json, Overwrite
from generator.console import say
from knowledge.errors import CallerMistake

corpus_app = typer.Typer(
    help="Import private corpora, and what may be done with them.", no_args_is_help=True
)
ledger_app = typer.Typer(help="Read a corpus's privacy ledger.", no_args_is_help=True)


@corpus_app.command("import")
def corpus_import(
    files: Annotated[list[Path], typer.Argument(help="CSV or JSONL transcripts.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Corpus folder.")],
    patient: Annotated[str, typer.Option(help="Column that names the patient.")] = "video_id",
    session: Annotated[str, typer.Option(help="Column: session.")] = "transcript_id",
    order: Annotated[str, typer.Option(help="Column: order of turns.")] = "utterance_id",
    speaker: Annotated[str, typer.Option(help="Column: speaker.")] = "interlocutor",
    text: Annotated[str, typer.Option(help="Column: words.")] = "utterance_text",
    label: Annotated[
        list[str] | None, typer.Option(help="Column of a session's label; repeatable.")
    ] = None,
    turn_label: Annotated[
        list[str] | None, typer.Option(help="Column of an utterance's label; repeatable.")
    ] = None,
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
    from generator.corpus_import import import_table
    from generator.table import ColumnMap

    columns = ColumnMap(
        patient=patient,
        session=session,
        order=order,
        speaker=speaker,
        text=text,
        labels=tuple(label or ()),
        turn_labels=tuple(turn_label or ()),
    )
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
    _warn(summary.alarm)


@corpus_app.command("check")
def corpus_check(folder: Path) -> None:
    """Checks a corpus folder and prints exact counts, for its owner's eyes only."""
    from generator.corpus_check import check_corpus

    summary = check_corpus(folder)
    print(summary)
    _warn(summary.alarm)


def _warn(alarm: str | None) -> None:
    """On the owner's screen alone: it depends on private records."""
    if alarm:
        say(f"WARNING: {alarm}; `train` refuses this")


@corpus_app.command("deidentify")
def corpus_deidentify(
    folder: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="New corpus folder.")],
    mode: Annotated[str, typer.Option(help="tags or surrogates.")] = "tags",
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Writes the corpus without identifiers; it goes on spending from the same ledger."""
    from generator.corpus_derived import deidentify_corpus
    from generator.deidentify import parse_mode

    wanted = parse_mode(mode)
    done = deidentify_corpus(folder, output, mode=wanted, overwrite=overwrite)
    say("exact counts of private text: internal, not for release")
    if as_json:
        print(json.dumps({"mode": wanted, "sessions": done.sessions, "counts": dict(done.counts)}))
        return
    for entity, count in done.counts.items():
        print(f"{count:8d}  {entity}")
    print(f"{done.sessions} sessions with {wanted} in {output}; ids and labels are as they were")


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


@corpus_app.command("support")
def corpus_support(
    folder: Path,
    epsilon: Annotated[float, typer.Option(help="What this release may cost each patient.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Text file of the list.")],
    delta: Annotated[float | None, typer.Option(help="Of this release; the ledger's.")] = None,
    overwrite: Overwrite = False,
) -> None:
    """What many patients say, 3 words at a time, for a filter; charged to the corpus's ledger."""
    from generator.durable import check_writable
    from generator.support import GRAM_WORDS, public_grams, release_support, write_support

    if output.is_dir():
        raise CallerMistake(f"output {output} is a folder; name a file")
    if output.exists() and not overwrite:
        raise CallerMistake(f"output file {output} exists; use --overwrite to replace it")
    check_writable(output, what="support list")
    public = public_grams(GRAM_WORDS)
    found = release_support(folder, target_epsilon=epsilon, delta=delta, public=public)
    write_support(output, found)
    print(
        f"{output}: {len(found.grams)} sequences of {found.num_words} words, epsilon "
        f"{found.epsilon:.3f} at delta {found.delta:g} (unit patient, add-remove), in the ledger; "
        "the list may be published"
    )


@corpus_app.command("scan")
def corpus_scan(
    folder: Path,
    sessions: Annotated[Path, typer.Option(help="Run folder, or JSONL of sessions.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder named internal.")],
    embed: Annotated[bool, typer.Option(help="Compare meanings too; slower.")] = True,
) -> None:
    """What sessions share with the corpus, for its staff: un-noised, uncharged, selects nothing."""
    from generator.scan import check_internal, scan, shares, write_scan
    from knowledge.session_file import read_sessions

    check_internal(output)
    asked = read_sessions(sessions / "sessions.jsonl" if sessions.is_dir() else sessions)
    findings = scan(folder, asked, embed=embed)
    write_scan(output, findings)
    say("exact comparison with private text: internal, not for release")
    for figure in shares(findings):
        print(figure.line())
    print(f"each session's spans: {output / 'overlap.jsonl'}")


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
