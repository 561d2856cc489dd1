"""An authenticator in software (WebAuthn level 3, ES256, no attestation): answers what the pages ask of a device."""

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One device with one key for one site."""

    host: str = "exchange.example"
    origin: str = "https://exchange.example"
    identifier: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    uses: int = 0
    verifies: bool = True  # asks for finger or PIN

    def create(self, options: str) -> str:
        """The answer to `navigator.credentials.create`."""
        asked = json.loads(options)
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        credential = bytes(16) + struct.pack(">H", len(self.identifier)) + self.identifier + cbor2.dumps(cose)
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._facts(_WITH_KEY) + credential}
        return self._answer(
            {
                "clientDataJSON": _text(self._client("webauthn.create", asked)),
                "attestationObject": _text(cbor2.dumps(attestation)),
            }
        )

    def get(self, options: str) -> str:
        """The answer to `navigator.credentials.get`."""
        self.uses += 1
        client, facts = self._client("webauthn.get", json.loads(options)), self._facts(0)
        signature = self.key.sign(facts + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": _text(client),
                "authenticatorData": _text(facts),
                "signature": _text(signature),
            }
        )

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _facts(self, more: int) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.uses)

    def _answer(self, response: dict[str, str]) -> str:
        name = _text(self.identifier)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
