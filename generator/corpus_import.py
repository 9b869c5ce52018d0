"""Where transcript files become a corpus, new or imported again. Opens its ledger once."""

import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path

from generator.corpus_check import CorpusCheck, check_corpus
from generator.corpus_folder import (
    CORPUS_FILE,
    Description,
    check_target,
    create_corpus,
    read_description,
    replace_corpus,
)
from generator.table import ColumnMap
from generator.transcripts import read_transcripts
from knowledge.errors import CallerMistake, WorldFailed
from knowledge.session_file import session_json


def import_table(
    paths: Sequence[Path],
    out: Path,
    *,
    columns: ColumnMap | None = None,
    budget: float | None = None,
    declared_patients: int | None = None,
    overwrite: bool = False,
    name: str | None = None,
    public: bool = False,
) -> CorpusCheck:
    """Reads transcript tables (CSV) and session files (JSONL) into the corpus folder `out`.

    A corpus imported again (`overwrite`) keeps its ledger: what was spent stays spent.

    Args:
        columns: which column holds what; the defaults fit AnnoMI.
        budget: the largest epsilon all runs together may spend; None records without a limit.
        declared_patients: the public number of patients; delta and batches derive from it.

    Raises:
        CallerMistake: naming the file, row or column, and what is allowed.
    """
    _check_numbers(budget=budget, declared_patients=declared_patients)
    check_target(out, overwrite=overwrite)
    if not paths:
        raise CallerMistake("corpus import: no file given; name one or more .csv or .jsonl files")
    sessions = read_transcripts(paths, columns=columns or ColumnMap())
    content = "".join(json.dumps(session_json(item)) + "\n" for item in sessions).encode()
    before = read_description(out) if (out / CORPUS_FILE).is_file() else None
    description = Description(
        name=name or (before.name if before else out.resolve().name),
        public=public,
        declared_patients=declared_patients or (before.declared_patients if before else None),
        sessions_sha256=hashlib.sha256(content).hexdigest(),
    )
    try:
        if before:
            replace_corpus(out, content=content, description=description, budget=budget)
        else:
            create_corpus(out, content=content, description=description, budget=budget)
    except OSError as error:
        raise WorldFailed(f"cannot write corpus {out}: {error.strerror}") from error
    return check_corpus(out)


def _check_numbers(*, budget: float | None, declared_patients: int | None) -> None:
    if budget is not None and not (budget > 0 and math.isfinite(budget)):
        raise CallerMistake(f"budget {budget}: a finite epsilon above 0, or none for no limit")
    if declared_patients is not None and declared_patients < 1:
        raise CallerMistake(f"declared patients {declared_patients}: a whole number from 1")
