"""A session for a person without passing through the sign-in page, which has tests of its own."""

import secrets
from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from exchange.accounts.models import Means, OpenSession, Person
from exchange.accounts.service.sessions import LONGEST, hashed
from exchange.web.db import db
from exchange.web.idle import PagesOnly


def session_of(app: Flask, person: Person, means: Means = Means.TWO_FACTORS) -> dict[str, str]:
    """What the cookie of a new session holds; opened with two factors just now, unless said otherwise.

    The person must be committed.
    """
    visit, now = secrets.token_urlsafe(24), app.config["CLOCK"]()
    row = OpenSession(
        visit=hashed(visit),
        person_id=person.id,
        number=person.session_number,
        means=means,
        browser="Test",
        begun_at=now,
        proven_at=now,
        ends_at=now + LONGEST,
    )
    with app.app_context():
        engine = db.engine
    with Session(engine) as writing:
        writing.add(row)
        writing.commit()
    return {"visit": visit}


def csrf_token(app: Flask, cookies: MutableMapping[str, Any]) -> str:
    """The token that the forms of this session carry, signed as Flask-WTF signs it."""
    raw = cookies.setdefault("csrf_token", secrets.token_hex(20))
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(raw)
    return token if isinstance(token, str) else token.decode()


def cookie_header(app: Flask, person: Person) -> str:
    """The `Cookie` header of that session, signed as the application signs it."""
    signer = PagesOnly().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps({**session_of(app, person), "_permanent": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"
