"""A session for a person without passing through the sign-in page, which has tests of its own."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from exchange.accounts.models import Person


def session_of(app: Flask, person: Person) -> dict[str, str | int]:
    """What the cookie of a session holds."""
    return {"person_id": str(person.id), "session_number": person.session_number}


def cookie_header(app: Flask, person: Person) -> str:
    """The `Cookie` header of that session, signed as the application signs it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps({**session_of(app, person), "_permanent": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"
