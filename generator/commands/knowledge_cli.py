"""The commands of public knowledge, `knowledge` and `cohort`: parse, call, print."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.options_cli import Json, Overwrite
from knowledge.errors import CallerMistake

knowledge_app = typer.Typer(help="Ask the knowledge base.", no_args_is_help=True)
cohort_app = typer.Typer(help="Check and plan cohort requests.", no_args_is_help=True)


@knowledge_app.command("check")
def knowledge_check(profile: Path, as_json: Json = False) -> None:
    """The verdict of every disorder's rule for a profile (YAML)."""
    from knowledge.base import load_knowledge
    from knowledge.criteria import deciding, diagnoses, verdicts
    from knowledge.profile_file import read_profile

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
    from knowledge.saved_store import open_store

    if not query.strip():
        raise CallerMistake("query: empty; give the words to look for")
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
    from generator.console import say
    from generator.gate_config import GateConfig, turns_outside
    from knowledge.base import load_knowledge
    from knowledge.cohort import read_spec
    from knowledge.planning.feasibility import check, feasibility_json

    asked = read_spec(spec)
    answer = check(asked, load_knowledge())
    if outside := turns_outside(asked.turns, GateConfig()):
        say(f"note: {outside}")
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
    from knowledge.planning.kin import kin_of_planned
    from knowledge.planning.room import room_note
    from knowledge.planning.tally import tally

    if output.exists() and not overwrite:
        raise CallerMistake(f"output file {output} exists; use --overwrite to replace it")
    asked, knowledge = read_spec(spec), load_knowledge()
    planned, counted = plan(asked, knowledge), tally(asked, knowledge)
    kin = tuple(kin_of_planned(asked, planned, knowledge))
    write_whole(output, plan_lines(planned))
    if as_json:
        alike = [asdict(item) for item in kin]
        print(json.dumps({"profiles": len(planned), **counted.as_json(), "alike": alike}))
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
    if note := room_note(planned):
        print(f"note: {note}")
    for item in kin:
        print(
            f"note: of the {item.without} patients without {item.symptom}, {item.num_like} have "
            f"{' or '.join(item.like)}, which a reader may take for it; name these, too, under "
            "symptoms to set how many have them"
        )
