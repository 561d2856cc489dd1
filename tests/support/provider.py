"""A ministry's sign-in service on a real port: OpenID Connect with Authlib's server, RS256, PKCE, one-time codes."""

# ruff: noqa: ARG002 - the library says which arguments there are

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from flask import Flask, Response, jsonify
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "exchange", "a secret between the two servers"


@dataclass
class Code:
    """A code that was given out, with what the library asks of it."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Client(ClientMixin):  # type: ignore[misc]  # the library has no types
    """The exchange, as the service knows it."""

    client_id = CLIENT

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return urlsplit(redirect_uri).path == "/sign-in/oidc/az"

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Provider:
    """The running service. Whoever comes is signed in as `person`."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        self.signing_key: RSAKey | OctKey = self.key  # a test puts a forged one here
        self.issuer = ""
        self.issuer_in_token = ""
        self.issuer_in_metadata = ""
        self.algorithm = "RS256"
        self.codes: dict[str, Code] = {}
        self.app = self._built()

    def _built(self) -> Flask:
        app = Flask("provider")
        app.config["SECRET_KEY"] = "provider"
        server = AuthorizationServer(app, query_client=lambda _name: Client(), save_token=lambda _token, _request: None)
        server.register_grant(_grant(self), [_id_token(self), CodeChallenge(required=True)])
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._metadata, endpoint="metadata")
        app.add_url_rule("/keys", view_func=lambda: jsonify(keys=self._keys()), endpoint="keys")
        app.add_url_rule("/authorize", view_func=lambda: _authorized(server), endpoint="authorize")
        app.add_url_rule("/token", view_func=server.create_token_response, endpoint="token", methods=["POST"])
        return app

    def _keys(self) -> list[dict[str, Any]]:
        """The public key; a service that signs with the shared secret says that one, too."""
        shared = OctKey.import_key(SECRET, {"kid": "one", "alg": "HS256"})
        return [shared.as_dict() if self.algorithm == "HS256" else self.key.as_dict(private=False)]

    def _metadata(self) -> Response:
        return jsonify(
            issuer=self.issuer_in_metadata or self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            id_token_signing_alg_values_supported=[self.algorithm],
        )


def weakly_signed(algorithm: str, claims: dict[str, Any]) -> str:
    """A token that is not signed at all, or with the secret that client and service share."""
    parts = [json.dumps(part).encode() for part in ({"alg": algorithm, "kid": "one"}, claims)]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    seal = hmac.digest(SECRET.encode(), text, "sha256") if algorithm == "HS256" else b""
    return (text + b"." + base64.urlsafe_b64encode(seal).rstrip(b"=")).decode()


def _authorized(server: Any) -> Any:
    grant = server.get_consent_grant(end_user="person")
    return server.create_authorization_response(grant_user="person", grant=grant)


def _grant(provider: Provider) -> type:
    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # the library has no types
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            provider.codes[code] = Code(
                code,
                request.payload.redirect_uri,
                request.payload.scope,
                asked.get("nonce"),
                asked.get("code_challenge"),
                asked.get("code_challenge_method"),
            )

        def query_authorization_code(self, code: str, client: Any) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes.pop(authorization_code.code, None)

        def authenticate_user(self, authorization_code: Code) -> str:
            return "person"

    return CodeGrant


def _id_token(provider: Provider) -> Any:  # noqa: C901 - the library asks for one class of many small methods
    class Identity(OpenIDCode):  # type: ignore[misc]  # the library has no types
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def encode_id_token(self, token: Any, request: Any) -> str:
            if provider.algorithm == "RS256":
                return str(super().encode_id_token(token, request))
            claims = self.get_compatible_claims(request) | self.get_authorization_code_claims(
                request.authorization_code
            )
            return weakly_signed(provider.algorithm, claims | provider.person)

        def resolve_client_private_key(self, client: Any) -> Any:
            return provider.signing_key

        def get_encode_header(self, client: Any) -> dict[str, str]:
            return {"alg": provider.algorithm, "kid": "one"}

        def get_client_algorithm(self, client: Any) -> str:
            return provider.algorithm

        def get_client_claims(self, client: Any) -> dict[str, Any]:
            issuer = provider.issuer_in_token or provider.issuer
            return {"iss": issuer}

        def generate_user_info(self, user: Any, scope: str) -> UserInfo:
            return UserInfo(provider.person)

    return Identity()


@contextmanager
def running_provider() -> Iterator[Provider]:
    """The service in a thread, until the block ends."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


__all__ = ["CLIENT", "SECRET", "Provider", "running_provider"]
