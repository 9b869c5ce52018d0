"""`manifest.sig`: a DSSE envelope around the very bytes of `manifest.json`.

Knows bytes and keys, not what the manifest says. The statement stands in both files, so that any
DSSE tool can check `manifest.sig` alone.

Source: Dead Simple Signing Envelope 1.0.2, github.com/secure-systems-lab/dsse.
"""

import base64
import json
from dataclasses import dataclass

from pydantic import BaseModel

from generator.releasing.signing import PublicKey, SigningKey, public_key
from knowledge.errors import GateRefused

PAYLOAD_TYPE = "application/vnd.in-toto+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Bytes, and the key that they say they are by; only verifying tells whether they are."""

    key_id: str
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A payload and who signed it."""

    payload: bytes
    signatures: tuple[Signature, ...]

    def signer(self, key: PublicKey | None) -> PublicKey:
        """Who signed the payload; `key` if one is expected.

        Raises:
            GateRefused: nobody did, somebody else did, or the signature is not of this payload.
        """
        message = _authenticated(self.payload)
        for signature in self.signatures:
            by = key or public_key(signature.key_id)
            if by is not None and by.verifies(message, signature.value):
                return by
        named = [signature.key_id for signature in self.signatures]
        if key is not None and key.key_id not in named:
            raise GateRefused(f"signed by key {', '.join(named)}, not by {key.key_id}")
        raise GateRefused(f"not a signature of it by key {', '.join(named)}")


def seal(payload: bytes, key: SigningKey) -> bytes:
    """The envelope as written."""
    signature = {
        "keyid": key.public.key_id,
        "sig": base64.b64encode(key.sign(_authenticated(payload))).decode(),
    }
    envelope = {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [signature],
    }
    return (json.dumps(envelope, indent=2) + "\n").encode()


class _SignatureJson(BaseModel):
    keyid: str = ""
    sig: str


class _EnvelopeJson(BaseModel):
    # What DSSE does not name may stand there and is ignored, as it demands.
    payloadType: str
    payload: str
    signatures: list[_SignatureJson]


def open_envelope(content: bytes) -> Envelope:
    """Reads what `seal` wrote; nothing is verified yet. Raises GateRefused saying what is wrong."""
    try:
        parsed = _EnvelopeJson.model_validate_json(content)
        payload = base64.b64decode(parsed.payload, validate=True)
        signatures = tuple(
            Signature(key_id=item.keyid, value=base64.b64decode(item.sig, validate=True))
            for item in parsed.signatures
        )
    except ValueError:  # of pydantic, and of base64 that is none
        raise GateRefused("no signature that can be read") from None
    if parsed.payloadType != PAYLOAD_TYPE:
        raise GateRefused(f"signs a {parsed.payloadType!r}, not a {PAYLOAD_TYPE}")
    if not signatures:
        raise GateRefused("carries no signature")
    return Envelope(payload=payload, signatures=signatures)


def _authenticated(payload: bytes) -> bytes:
    """Pre-authentication encoding: type and length are signed with the payload."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
