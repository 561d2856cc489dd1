"""Sign in with the ministry's own service (OpenID Connect, authorization code with PKCE)."""

from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.accounts.forms import ProviderForm
from exchange.accounts.models import Means
from exchange.accounts.providers import Provider, read_providers
from exchange.accounts.service import single_sign_on
from exchange.accounts.service.single_sign_on import Arrival
from exchange.accounts.views.blueprint import bp, now
from exchange.accounts.views.entering import enter
from exchange.accounts.views.next_page import next_page
from exchange.accounts.views.noting import End, note_attempt
from exchange.kernel.errors import NotFoundError, RefusedError
from exchange.kernel.languages import Language
from exchange.web.access import public
from exchange.web.db import transaction
from exchange.web.reader import page_language
from exchange.web.security import POLICY, csp_nonce

_CLIENTS = "exchange.oidc"
_WANTED = "oidc_next"
_ANOTHER = "another issuer than the operator's file names"
_CALLS = {"timeout": 10, "allow_redirects": False}  # a service is where the operator's file says it is
_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")  # never a shared secret
_SECOND_FACTOR = frozenset({"mfa", "otp", "hwk", "pop", "fpt", "face", "sc"})  # RFC 8176
log = structlog.get_logger("exchange.sign-in")
Answer = str | Response | tuple[str, int]


def providers() -> tuple[Provider, ...]:
    """The services of this installation."""
    return read_providers(current_app.config["EXCHANGE"].oidc_file)


@bp.get("/sign-in/oidc")
@public
def choose_provider() -> Response:
    """Ask for the address; its domain says which service it is."""
    _some_provider()
    return _page(ProviderForm(next=next_page(request.args.get("next"))))


@bp.post("/sign-in/oidc")
@public
def go_to_provider() -> Answer:
    """Send the person to the service of the address's domain."""
    _some_provider()
    form = ProviderForm()
    found = [one for one in providers() if form.validate_on_submit() and one.covers(form.email.data or "")]
    if not found:
        if not form.errors:
            form.email.errors = [_("No ministry’s service is known for this address. Sign in with your password.")]
        return _page(form, status=422)
    session[_WANTED] = next_page(form.next.data)
    return _sent_to(found[0])


@bp.get("/sign-in/oidc/<slug>")
@public
def come_back(slug: str) -> Answer:
    """The service sends the browser back here with a code; the person enters, or reads why not."""
    provider = _named(slug)
    try:
        claims = _claims(provider)
        person = _received(provider, claims)
    except RefusedError:
        note_attempt("provider", End.WRONG)
        raise
    except Exception as error:  # noqa: BLE001 - whatever the other side does wrong is one answer here
        return _refused(provider, error)
    note_attempt("provider", End.RIGHT, person.id)
    return enter(person, _means(provider, claims), session.get(_WANTED))


def _received(provider: Provider, claims: dict[str, Any]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Person
    email = str(claims.get("email", ""))
    if not (claims.get("email_verified") is True and provider.covers(email)):
        raise RefusedError(
            _("Your ministry’s service did not confirm this address as its own. Sign in with your password.")
        )
    arrival = Arrival(
        provider=provider.name,
        subject=str(claims["sub"]),
        email=email,
        post=str(claims.get("title") or _("Official"))[:120],
        language=_language(claims),
        ministry_slug=provider.ministry,
        roles=provider.roles_for(claims),
    )
    with transaction() as writing:
        return single_sign_on.receive(writing, arrival=arrival, now=now())


def _language(claims: dict[str, Any]) -> str:
    code = str(claims.get("locale", ""))[:2]
    return code if code in set(Language) else page_language().value


def _means(provider: Provider, claims: dict[str, Any]) -> Means:
    said = set(claims.get("amr") or ())
    is_strong = provider.proves_second_factor or bool(said & _SECOND_FACTOR)
    return Means.PROVIDER_TWO_FACTORS if is_strong else Means.PROVIDER


def _sent_to(provider: Provider) -> Response:
    address = current_app.config["EXCHANGE"].public_url.rstrip("/") + url_for(".come_back", slug=provider.name)
    try:
        answer: Response = _checked_client(provider).authorize_redirect(address)
    except Exception as error:  # noqa: BLE001 - as above
        return _refused(provider, error)
    return answer


def _refused(provider: Provider, error: Exception) -> Response:
    log.warning("provider", name=provider.name, fault=type(error).__name__)
    return redirect(url_for(".sign_in", refused="provider"), code=303)


def _claims(provider: Provider) -> dict[str, Any]:
    """Checked by the library: state, nonce, PKCE, the signature by the service's keys, issuer, audience, time."""
    token = _checked_client(provider).authorize_access_token()
    claims: dict[str, Any] = dict(token["userinfo"])
    if claims.get("iss") != provider.issuer:
        raise ValueError(_ANOTHER)
    return claims


def _checked_client(provider: Provider):  # type: ignore[no-untyped-def]  # noqa: ANN202 - as below
    """The client, once the service has named itself as the operator's file does; our list of signatures counts."""
    client = _client(provider)
    said = client.load_server_metadata()
    if said.get("issuer") != provider.issuer:
        raise ValueError(_ANOTHER)
    said["id_token_signing_alg_values_supported"] = list(_SIGNATURES)
    return client


def _client(provider: Provider):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Authlib's client, loaded lazily
    clients = current_app.extensions.setdefault(_CLIENTS, _clients(current_app))
    return clients.create_client(provider.name)


def _clients(app: Flask):  # type: ignore[no-untyped-def]  # noqa: ANN202 - as above
    from authlib.integrations.flask_client import OAuth  # noqa: PLC0415 - half a second that others need not wait

    clients = OAuth(app)
    for provider in providers():
        clients.register(
            provider.name,
            client_id=provider.client_id,
            client_secret=provider.secret,
            server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={"scope": " ".join(provider.scopes), "code_challenge_method": "S256"} | _CALLS,
        )
    return clients


def _named(slug: str) -> Provider:
    found = [one for one in providers() if one.name == slug]
    if not found:
        raise NotFoundError
    return found[0]


def _some_provider() -> None:
    if not providers():
        raise NotFoundError


def _page(form: ProviderForm, *, status: int = 200) -> Response:
    """The form may lead to the services: browsers hold form-action against the redirect that follows it, too."""
    html = render_template("accounts/provider.html", form=form, labels=[one.label for one in providers()])
    response = Response(html, status=status, mimetype="text/html")
    hosts = " ".join(sorted({f"{urlsplit(one.issuer).scheme}://{urlsplit(one.issuer).netloc}" for one in providers()}))
    policy = POLICY.format(nonce=csp_nonce()).replace("form-action 'self'", f"form-action 'self' {hosts}")
    response.headers["Content-Security-Policy"] = policy
    return response
