"""A passkey in software: what a phone does, as far as the server can tell."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


@dataclass
class Passkey:
    """One credential on one device. ``verifies`` is whether the device asked for finger, face or PIN."""

    origin: str = "http://localhost"
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    holder: str = ""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        public = options["publicKey"]
        self.holder = public["user"]["id"]
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._host(public["rp"]["id"]), self._flags(FLAG.AT), 0, credential)
        response = {
            "clientDataJSON": self._client_data("webauthn.create", public["challenge"]),
            "attestationObject": bytes(AttestationObject.create("none", data, {})),
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        public = options["publicKey"]
        data = AuthenticatorData.create(self._host(public["rpId"]), self._flags(FLAG(0)), 0)
        client_data = self._client_data("webauthn.get", public["challenge"])
        signed = bytes(data) + hashlib.sha256(client_data).digest()
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": bytes(data),
            "signature": self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
        }
        return self._answer(response, {}, userHandle=self.holder)

    def _flags(self, more: FLAG) -> FLAG:
        return FLAG.UP | more | (FLAG.UV if self.verifies else FLAG(0))

    def _host(self, rp_id: str) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, bytes], extensions: dict[str, Any], **plain: str) -> dict[str, Any]:
        own = websafe_encode(self.id)
        encoded = {name: websafe_encode(value) for name, value in response.items()}
        return {"id": own, "rawId": own, "type": "public-key", "response": {**encoded, **plain},
                "clientExtensionResults": extensions}  # fmt: skip
