"""Who asks what in `exchange bench load`: visitors, signed-in officials and writers of this installation."""

import secrets
from dataclasses import dataclass

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from exchange.accounts.models import Person
from exchange.bench.load import Ask, Stream
from exchange.bench.pages import visit_of
from exchange.practices.models import Practice, PracticeState, Visibility
from exchange.web.db import reading
from exchange.web.idle import PagesOnly

_PEOPLE = 12
_PRACTICES = 40
_WORDS = ("foster care", "ailə", "koruyucu aile", "приёмная семья", "sosial xidmət", "one-stop shop", "home visits", "")
_STANDING = ("/", "/themes", "/countries", "/help/")
_INSIDE = ("/", "/notifications", "/meetings/", "/relations/", "/questions/", "/insights")


@dataclass(frozen=True)
class Official:
    """A session of a person: its cookie and the token of its forms."""

    cookie: str
    token: str


@dataclass(frozen=True)
class Mix:
    """Requests a second: all reading, the share of it by people who are signed in, and writing."""

    rate: int
    inside: float
    writes: int


def streams(app: Flask, mix: Mix) -> list[Stream]:
    """The requests of visitors, officials and writers, in turns that differ from each other."""
    slugs, people = _slugs(app), _officials(app)
    visitors = [Ask("visitors read", path) for path in (*_STANDING, *_searches(), *_practices(slugs))]
    inside = [
        Ask("officials read", path, people[at % len(people)].cookie)
        for at, path in enumerate((*_INSIDE, *_searches(), *_practices(slugs)))
    ]
    made = [
        Stream(tuple(visitors), mix.rate * (1 - mix.inside)),
        Stream(tuple(inside), mix.rate * mix.inside),
        Stream(tuple(_writing(slugs, people)), mix.writes),
    ]
    return [stream for stream in made if stream.per_second]


def _searches() -> list[str]:
    return [f"/search?q={word.replace(' ', '+')}" for word in map(_quoted, _WORDS)]


def _quoted(word: str) -> str:
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in word
    )


def _practices(slugs: list[str]) -> list[str]:
    return [path for slug in slugs for path in (f"/practices/{slug}", f"/practices/{slug}/discussion")]


def _writing(slugs: list[str], people: list[Official]) -> list[Ask]:
    """Comments; each is another one because it brings no key of its own."""
    return [
        Ask(
            "comments written",
            f"/practices/{slug}/discussion",
            people[at % len(people)].cookie,
            (
                ("text", f"Sample text {at} for measuring."),
                ("language", "en"),
                ("csrf_token", people[at % len(people)].token),
            ),
        )
        for at, slug in enumerate(slugs)
    ]


def _slugs(app: Flask) -> list[str]:
    with app.app_context():
        is_open = Practice.state == PracticeState.PUBLISHED, Practice.visibility == Visibility.PUBLIC
        return list(reading().scalars(select(Practice.slug).where(*is_open).order_by(Practice.slug).limit(_PRACTICES)))


def _officials(app: Flask) -> list[Official]:
    with app.app_context():
        may_work = Person.disabled_at.is_(None), Person.ministry_id.is_not(None)
        people = reading().scalars(select(Person).where(*may_work).order_by(Person.email).limit(_PEOPLE)).all()
    return [_official(app, person) for person in people]


def _official(app: Flask, person: Person) -> Official:
    visit = visit_of(app, person)
    signer = PagesOnly().get_signing_serializer(app)
    if signer is None:
        raise RuntimeError("the application has no secret key")
    with app.test_request_context():
        token = generate_csrf()
        held = {"visit": visit, "_permanent": True, "csrf_token": session["csrf_token"], "n": secrets.token_hex(4)}
    return Official(f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(held)}", token)
