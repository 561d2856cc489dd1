"""The session cookie and Flask-Login behind it: the one place that knows how a request becomes a person."""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import flask_login
from flask import Flask, Request, Response, current_app, g, request, session

from exchange.accounts import queries
from exchange.accounts.models import Means, Person
from exchange.accounts.queries import SignedIn
from exchange.accounts.service.sessions import hashed, is_fresh
from exchange.kernel.actor import Actor
from exchange.kernel.countries import country_name
from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import kept
from exchange.kernel.translated import Translated
from exchange.kernel.when import Place, city_of
from exchange.web.access import set_freshness
from exchange.web.actor import forget_actor, set_actor_loader
from exchange.web.db import reading
from exchange.web.idle import is_asked_by_page
from exchange.web.noticing import notice
from exchange.web.reader import page_language
from exchange.web.shell import Account, current_account, set_account_loader

_VISIT, _WAITING, _CHALLENGES = "visit", "waiting", "challenges"
_MOST_CHALLENGES = 4  # pages that stand open side by side
_WAITS = timedelta(minutes=10)  # between the password and the second factor
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
    set_freshness(app, _is_fresh, "accounts.again")

    @app.before_request
    def know_the_reader() -> None:
        """Read the account before the language of the page is asked for."""
        if request.endpoint != "static":
            current_account()

    @app.after_request
    def note_the_visit(response: Response) -> Response:
        """A page was opened by somebody who is signed in; what an open page asks by itself is none."""
        found = g.get("signed_in")
        if found is not None and response.mimetype == "text/html" and not is_asked_by_page():
            notice("person.here", (found.person.id, _now().replace(second=0, microsecond=0)))
        return response


@dataclass(frozen=True)
class Waiting:
    """Somebody has shown one factor; there is no session until the second one."""

    person_id: UUID
    means: Means
    wanted: str  # the page to go to afterwards


def begin(visit: str) -> None:
    """Start a session in an empty cookie: nothing from before the sign-in stays (ASVS 5.0, 7.2.4)."""
    session.clear()
    session[_VISIT] = visit
    session.permanent = True
    _forget_person()


def end() -> None:
    """Empty the cookie."""
    session.clear()
    _forget_person()


def wait_for_second_factor(person: Person, means: Means, wanted: str) -> None:
    """Remember who has shown one factor, for ten minutes; it opens nothing by itself."""
    end()
    until = int((_now() + _WAITS).timestamp())
    session[_WAITING] = [str(person.id), person.session_number, means.value, wanted, until]


def waiting() -> Waiting | None:
    """Who has shown one factor in this browser; None when nobody has, or it is too long ago."""
    kept = session.get(_WAITING)
    if not isinstance(kept, list) or int(kept[4]) < _now().timestamp():
        return None
    found = queries.session_number(reading(), UUID(kept[0]))
    return Waiting(UUID(kept[0]), Means(kept[2]), str(kept[3])) if found == kept[1] else None


def address_of_enrolling() -> str:
    """The address that an authenticator app shows beside its codes."""
    found, waits = _current(), waiting()
    if found is not None:
        return found.person.email
    return queries.recipient(reading(), waits.person_id).email if waits else ""


def new_challenge() -> bytes:
    """A challenge for a passkey of this browser; the last few count, because pages may stand open side by side."""
    challenge = secrets.token_bytes(32)
    given = [*session.get(_CHALLENGES, ()), _letters(challenge)]
    session[_CHALLENGES] = given[-_MOST_CHALLENGES:]
    return challenge


def take_challenge(answer: str) -> bytes:
    """The challenge that this answer is about, once; an empty one, which nothing answers, if it was not given out."""
    given: list[str] = session.get(_CHALLENGES, [])
    about = _challenge_in(answer)
    if about not in given:
        return b""
    session[_CHALLENGES] = [one for one in given if one != about]
    return base64.urlsafe_b64decode(about + "=")


def _challenge_in(answer: str) -> str:
    try:
        client = json.loads(answer)["response"]["clientDataJSON"]
        return str(json.loads(base64.urlsafe_b64decode(client + "=" * (-len(client) % 4)))["challenge"])
    except (ValueError, KeyError, TypeError):
        return ""


def _letters(challenge: bytes) -> str:
    return base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()


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
    if not visit():
        return None
    found = _kept(hashed(visit()))
    if found is None:
        session.clear()  # ended elsewhere: this cookie is worth nothing any more
    return found


def _kept(number: str) -> SignedIn | None:
    """What stands while nothing is written to people, sessions and ministries; its end is looked at each time."""

    def read() -> SignedIn | None:
        return queries.signed_in(reading(), visit=number, now=_now())

    found = kept(("signed in", number), read, if_good=_is_kept)
    return found if found is None or found.ends_at > _now() else read()


def _is_kept(found: SignedIn | None) -> bool:
    """What is opened by break-glass ends by the clock too, so it is asked for each time."""
    return found is not None and not found.actor.runs_platform


def _is_fresh() -> bool:
    found = _current()
    return found is not None and is_fresh(found.means, found.proven_at, _now())


def _now() -> datetime:
    instant: datetime = current_app.config["CLOCK"]()
    return instant


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
    own = g.account = _shown(found, found.person.language)  # the language of the page depends on the person's
    language = page_language().value
    return own if language == own.language else _shown(found, language)


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
