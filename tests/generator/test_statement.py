"""The manifest is an in-toto statement that any DSSE tool can check."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from generator.releasing.envelope import open_envelope, seal
from generator.releasing.signing import open_user_key, user_key_folder
from knowledge.errors import GateRefused
from tests.generator.releasing import finished_run, released


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("statement")
    return released(finished_run(folder / "run"), folder / "release")


def test_the_manifest_is_a_statement_about_every_file(release):
    statement = json.loads((release / "manifest.json").read_text())
    assert set(statement) == {"_type", "subject", "predicateType", "predicate"}
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    names = [item["name"] for item in statement["subject"]]
    found = {p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file()}
    assert set(names) == found - {"manifest.json", "manifest.sig"}
    assert all(len(item["digest"]["sha256"]) == 64 for item in statement["subject"])


def test_its_predicate_holds_guarantee_request_model_and_ledger(release):
    predicate = json.loads((release / "manifest.json").read_text())["predicate"]
    guarantee = {"kind", "epsilon", "delta", "unit", "adjacency", "ledger_head"}
    assert guarantee <= set(predicate["guarantee"])
    assert predicate["guarantee"]["kind"] == "public-only"
    assert len(predicate["spec_sha256"]) == len(predicate["model_sha256"]) == 64
    assert predicate["sessions"] == predicate["accepted"] == 6
    assert predicate["clinician_review"] == "not reviewed"


def test_the_signature_follows_the_dsse_protocol_by_hand(release):
    """Nothing of ours is used to check it but the public key's file."""
    envelope = json.loads((release / "manifest.sig").read_text())
    payload = base64.b64decode(envelope["payload"])
    assert payload == (release / "manifest.json").read_bytes()
    kind = envelope["payloadType"]
    assert kind == "application/vnd.in-toto+json"
    signed = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    public = load_pem_public_key((user_key_folder() / "release.pub").read_bytes())
    public.verify(base64.b64decode(envelope["signatures"][0]["sig"]), signed)


def test_one_good_signature_among_several_is_enough_and_unknown_keys_are_ignored():
    key = open_user_key()
    envelope = json.loads(seal(b"{}", key))
    other = {"keyid": "nobody", "sig": base64.b64encode(b"0" * 64).decode()}
    envelope["signatures"].insert(0, other)
    read = open_envelope(json.dumps({**envelope, "later": 1}).encode())
    assert read.signer(None) == read.signer(key.public) == key.public


def test_a_signature_of_another_kind_of_payload_is_none_of_a_release():
    envelope = json.loads(seal(b"{}", open_user_key()))
    with pytest.raises(GateRefused, match="text/plain"):
        open_envelope(json.dumps({**envelope, "payloadType": "text/plain"}).encode())
