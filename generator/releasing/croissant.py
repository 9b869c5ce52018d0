"""`croissant.json`: the release described for dataset search engines and loaders.

Every column of the Parquet files is a field of one record set; every file stands there with its
hash. Knows the schema and the hashes, not the rows.

Source: MLCommons Croissant 1.1, docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
RECORD_SET = "sessions"
FORMATS = {
    ".parquet": "application/x-parquet",
    ".json": "application/json",
    ".html": "text/html",
    ".md": "text/markdown",
}
_TYPES = {
    "string": "sc:Text",
    "bool": "sc:Boolean",
    "int64": "cr:Int64",
    "float64": "cr:Float64",
}
MEANING = {
    "session_id": "The session's own id.",
    "patient_id": "The invented patient; one may have several sessions.",
    "language": "BCP 47 code.",
    "turns": "The session: who speaks and what is said.",
    "messages": "The same as chat messages: therapist is assistant, patient is user.",
    "profile": "The symptom profile that was asked for, as JSON.",
    "labels": "Labels of the session.",
    "evidence": "Passages of the public knowledge base that were given to the model.",
    "seed": "The session's own seed.",
    "synthetic": "Always true: no row is a record of a person.",
    "spec_sha256": "Hash of the cohort request.",
    "model_sha256": "Hash of the model's weights, or of its name where they are not known.",
    "epsilon": "Of the whole release, for one patient; infinite where nothing is guaranteed.",
    "delta": "Of the whole release, for one patient.",
}
_PREFIXED = (
    "arrayShape",
    "citeAs",
    "column",
    "containedIn",
    "equivalentProperty",
    "extract",
    "field",
    "fileProperty",
    "fileObject",
    "fileSet",
    "format",
    "includes",
    "isArray",
    "isLiveDataset",
    "jsonPath",
    "key",
    "md5",
    "parentField",
    "path",
    "recordSet",
    "references",
    "regex",
    "repeated",
    "replace",
    "samplingRate",
    "separator",
    "source",
    "subField",
    "transform",
)
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{name: f"cr:{name}" for name in _PREFIXED},
}


def croissant_json(
    files: Mapping[str, tuple[int, str]],
    *,
    columns: Mapping[str, Any],
    description: str,
    licence: str | None = None,
) -> str:
    """The description of a release.

    Args:
        files: path in the folder -> size in bytes and SHA-256; one of them is the Parquet file.
        columns: name -> type, as `parquet_features` has them.
        description: what the release is and guarantees, in words.
        licence: SPDX id, if one was chosen.
    """
    table = next(name for name in files if name.endswith(".parquet"))
    described = {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": "synthetic-therapy-sessions",
        "description": description,
        **({"license": f"https://spdx.org/licenses/{licence}.html"} if licence else {}),
        "inLanguage": "en",
        "keywords": ["synthetic", "mental health", "dialogue", "differential privacy"],
        "datePublished": datetime.now(UTC).date().isoformat(),
        "version": "1.0.0",
        "isLiveDataset": False,
        "rai:personalSensitiveInformation": "None of a person: every session is synthetic.",
        "distribution": [_file_object(name, *found) for name, found in files.items()],
        "recordSet": [_record_set(columns, table)],
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _file_object(name: str, num_bytes: int, sha256: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{num_bytes} B",
        "encodingFormat": FORMATS[name[name.rindex(".") :]],
        "sha256": sha256,
    }


def _record_set(columns: Mapping[str, Any], table: str) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": RECORD_SET,
        "name": RECORD_SET,
        "description": "One row a session.",
        "key": {"@id": f"{RECORD_SET}/session_id"},
        "field": [_column(name, kind, table) for name, kind in columns.items()],
    }


def _column(name: str, kind: Any, table: str) -> dict[str, Any]:
    """A column; one of records (a list of turns) has a field for each of their parts."""
    whole = {**_field(f"{RECORD_SET}/{name}", name), "description": MEANING[name]}
    inner = getattr(kind, "feature", kind)
    if inner is not kind:
        whole |= {"isArray": True, "arrayShape": "-1"}
    if isinstance(inner, Mapping):
        parts = inner.items()
        return whole | {"subField": [_part(name, part, of, table) for part, of in parts]}
    return whole | {"dataType": _TYPES[inner.dtype], "source": _source(table, name)}


def _part(column: str, part: str, kind: Any, table: str) -> dict[str, Any]:
    source = {**_source(table, column), "transform": {"jsonPath": part}}
    field = _field(f"{RECORD_SET}/{column}/{part}", part)
    return {**field, "dataType": _TYPES[kind.dtype], "source": source}


def _field(identity: str, name: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": identity, "name": name}


def _source(table: str, column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": table}, "extract": {"column": column}}
