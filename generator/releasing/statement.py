"""`manifest.json`: an in-toto Statement that ties every file of a release to what it claims.

Its subjects are all files but itself and its signature; its predicate is what was asked for, what
made it, and the guarantee in short. Knows names and hashes, not contents.

Source: in-toto Attestation Framework, Statement v1.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import GateRefused
from knowledge.field_error import first_error

MANIFEST, SIGNATURE, GUARANTEE = "manifest.json", "manifest.sig", "guarantee.json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:sottovoce:release:v1"
SUMMARY = ("kind", "epsilon", "delta", "unit", "adjacency", "patients", "ledger_head")
"""The fields of `guarantee.json` that the predicate repeats."""
COPIED = (
    "spec_sha256",
    "model_sha256",
    "knowledge_version",
    "engine",
    "requested",
    "attempted",
    "accepted",
    "shortfall",
    "thresholds",
    "loosened",
)
"""What the predicate takes from run.json as it is."""


class Subject(BaseModel):
    """One file: its path in the folder and its SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    digest: Mapping[Literal["sha256"], str] = Field(min_length=1)


class Predicate(BaseModel):
    """What verification needs; older and newer editions may say more."""

    model_config = ConfigDict(extra="allow", frozen=True)

    sessions: int
    spec_sha256: str
    model_sha256: str
    guarantee: Mapping[str, Any]


class Statement(BaseModel):
    """The manifest of one release."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type_: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: tuple[Subject, ...] = Field(min_length=1)
    predicate_type: Literal["urn:sottovoce:release:v1"] = Field(alias="predicateType")
    predicate: Predicate

    def digests(self) -> dict[str, str]:
        """SHA-256 by file."""
        return {item.name: item.digest["sha256"] for item in self.subject}


def statement_bytes(digests: Mapping[str, str], outcome: Mapping[str, Any]) -> bytes:
    """The manifest of these files, which are what a run with this outcome released."""
    statement = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {"sha256": of}} for name, of in digests.items()],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "sessions": outcome["accepted"],
            **{name: outcome[name] for name in COPIED},
            # Runs of earlier editions do not say.
            "judge": outcome.get("judge"),
            "public_text": outcome.get("public_text"),
            "guarantee": summary(outcome["guarantee"]),
            "clinician_review": "not reviewed",
        },
    }
    return (json.dumps(statement, indent=2, ensure_ascii=False) + "\n").encode()


def summary(guarantee: Mapping[str, Any]) -> dict[str, Any]:
    """A `guarantee.json` in short."""
    return {name: guarantee[name] for name in SUMMARY}


def parse_statement(content: bytes) -> Statement:
    """Raises GateRefused if it is no manifest, or names a file twice."""
    try:
        statement = Statement.model_validate_json(content)
    except ValidationError as error:
        wrong = first_error(error)
        raise GateRefused(f"damaged ({wrong.where}: {wrong.message})") from None
    if len(statement.digests()) != len(statement.subject):
        raise GateRefused("damaged (a file stands in it twice)")
    return statement
