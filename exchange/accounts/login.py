"""The session cookie and Flask-Login behind it: the one place that knows how a request becomes a person."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import flask_login
from flask import Flask, Request, g, request, session

from exchange.accounts import queries
from exchange.accounts.models import Person
from exchange.accounts.queries import SignedIn
from exchange.accounts.service.signing_in import hashed
from exchange.kernel.actor import Actor
from exchange.kernel.countries import country_name
from exchange.kernel.errors import NotFoundError
from exchange.kernel.translated import Translated
from exchange.kernel.when import Place, city_of
from exchange.web.actor import forget_actor, set_actor_loader
from exchange.web.db import reading
from exchange.web.reader import page_language
from exchange.web.shell import Account, current_account, set_account_loader

_PERSON, _NUMBER, _VISIT = "person_id", "session_number", "visit"
_BAKU = ("Asia/Baku", Translated({"en": "Baku", "az": "Bakı", "tr": "Bakü", "ru": "Баку"}))
_ANKARA = ("Europe/Istanbul", Translated({"en": "Ankara", "az": "Ankara", "tr": "Ankara", "ru": "Анкара"}))


@dataclass(frozen=True)
class Session(flask_login.UserMixin):  # type: ignore[misc]  # the library has no types
    """What Flask-Login keeps for the request."""

    signed_in: SignedIn

    def get_id(self) -> str:
        """The person's id."""
        return str(self.signed_in.person.id)


def init_login(app: Flask) -> None:
    """Let requests know their person: rights, header, language and clock come from one SQL query."""
    manager = flask_login.LoginManager()
    manager.session_protection = None  # it ends sessions when a ministry's proxy changes its address
    manager.request_loader(_load)
    manager.init_app(app, add_context_processor=False)
    set_actor_loader(app, _actor)
    set_account_loader(app, _account)

    @app.before_request
    def know_the_reader() -> None:
        """Read the account before the language of the page is asked for."""
        if request.endpoint != "static":
            current_account()


def begin(person: Person) -> None:
    """Start a session in an empty cookie: nothing from before the sign-in stays (ASVS 5.0, 7.2.4)."""
    session.clear()
    session[_PERSON], session[_NUMBER] = str(person.id), person.session_number
    session[_VISIT] = secrets.token_urlsafe(16)
    session.permanent = True
    _forget_person()


def end() -> None:
    """Empty the cookie."""
    session.clear()
    _forget_person()


def visit() -> str:
    """The number that only this session's cookie holds."""
    return str(session.get(_VISIT, ""))


def forget_choice_of_language() -> None:
    """Let the person's setting count again instead of a language chosen for this session."""
    session.pop("lang", None)


def _load(_request: Request) -> Session | None:
    """Flask-Login asks once per request; a second question, from an error page, is answered with nobody."""
    if "signed_in" not in g:
        g.signed_in = None  # while the database is asked, and if it does not answer
        g.signed_in = _read()
    return Session(g.signed_in) if g.signed_in else None


def _read() -> SignedIn | None:
    if _PERSON not in session:
        return None
    try:
        person_id, number = UUID(str(session[_PERSON])), int(session[_NUMBER])
    except (KeyError, ValueError):
        session.clear()
        return None
    mark = hashed(visit()) if visit() else ""
    found = queries.signed_in(reading(), person_id=person_id, session_number=number, visit=mark)
    if found is None:
        session.clear()  # ended elsewhere: this cookie is worth nothing any more
    return found


def _current() -> SignedIn | None:
    user = flask_login.current_user
    return user.signed_in if user.is_authenticated else None


def current_person() -> SignedIn:
    """The person of a request that is signed in; views marked so may rely on it."""
    found = _current()
    if found is None:
        raise NotFoundError
    return found


def _actor() -> Actor:
    found = _current()
    return found.actor if found else Actor.nobody()


def _account() -> Account | None:
    found = _current()
    if found is None:
        return None
    _forget_reader()
    g.account = _shown(found, found.person.language)  # the language of the page depends on the person's
    return _shown(found, page_language().value)


def _shown(found: SignedIn, language: str) -> Account:
    return Account(
        post=found.person.post.text_for(language),
        organisation=found.person.organisation.text_for(language),
        country=found.person.country,
        country_name=country_name(found.person.country, language) if found.person.country else "",
        language=found.person.language,
        places=_places(found, language),
        theme=found.theme,
    )


def _places(found: SignedIn, language: str) -> tuple[Place, ...]:
    """The own clock first, then the capital of the partner: the other one of Baku and Ankara, else Baku."""
    own = _own_place(found, language)
    zone, city = _ANKARA if found.person.country in ("AZ", "") else _BAKU
    other = Place(zone, city.text_for(language))
    return (own,) if own.zone == other.zone else (own, other)


def _own_place(found: SignedIn, language: str) -> Place:
    ministry = found.ministry
    if ministry is not None and found.own_zone in (None, ministry.zone):
        return ministry.place(language)
    zone = found.person.place.zone
    return Place(zone, _BAKU[1].text_for(language) if zone == _BAKU[0] else city_of(zone, language))


def _forget_reader() -> None:
    for name in ("account", "reader", "page_language"):
        g.pop(name, None)


def _forget_person() -> None:
    for name in ("signed_in", "_login_user"):
        g.pop(name, None)
    _forget_reader()
    forget_actor()
