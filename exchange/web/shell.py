"""What surrounds every page: names, navigation, languages, the reader's account and clocks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, current_app, g, request
from sqlalchemy import BindParameter, Date, Select, bindparam, select

from exchange.kernel.actor import Actor
from exchange.kernel.base import Instant
from exchange.kernel.kept import kept
from exchange.kernel.languages import Language
from exchange.kernel.rows import Question, rows_of
from exchange.kernel.settings import Settings
from exchange.kernel.when import Place, clock_text, iso
from exchange.web.actor import current_actor
from exchange.web.addresses import url_for
from exchange.web.catalogue import catalogue
from exchange.web.cookies import THEME, cookie
from exchange.web.db import reading
from exchange.web.reader import current_reader

_NAV = "exchange.nav"
_ACCOUNT = "exchange.account_loader"
_UNREAD = "exchange.unread"
_MENU = "exchange.menu"
_FOOTER = "exchange.footer"


# Of an actor, the minute and its day: both stand for the values that each asking gives.
Count = Callable[[Actor, BindParameter[datetime], BindParameter[date]], Select[int]]
_MINUTE, _DAY = "this_minute", "this_day"


@dataclass(frozen=True)
class Account:
    """The signed-in post as the header shows it. `places`: own city first, then the partner's."""

    post: str
    organisation: str
    country: str
    country_name: str
    language: str
    places: tuple[Place, ...]
    theme: str | None = None


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation; `waits` asks how many things wait there.

    The counts of all entries are asked by one query, so that no entry makes every page slower.
    """

    key: str
    label: str
    endpoint: str
    signed_in: bool
    order: int
    waits: Count | None = None


@dataclass(frozen=True)
class NavLink:
    """An entry as drawn."""

    key: str
    label: str
    href: str
    count: int


@dataclass(frozen=True)
class Link:
    """A label and where it leads."""

    label: str
    href: str


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language."""

    code: str
    own_name: str
    href: str


@dataclass(frozen=True)
class ClockView:
    """The time now in a city."""

    city: str
    time: str
    iso: str


class Shell:
    """The frame of the page; each part is read only when the template asks for it."""

    def __init__(self, app: Flask) -> None:
        self._settings: Settings = app.config["EXCHANGE"]
        self.site_name = self._settings.site_name
        self.demonstration = self._settings.is_demo

    @property
    def language(self) -> str:
        """The page's language code."""
        return current_reader().language.value

    @property
    def theme(self) -> str | None:
        """light, dark, or None for the system's choice."""
        return current_reader().theme or cookie(THEME)

    @property
    def account(self) -> Account | None:
        """Who is signed in."""
        return current_account()

    @property
    def languages(self) -> tuple[LanguageLink, ...]:
        """Links to this page in every language."""
        before, others = _here()
        return tuple(
            LanguageLink(code, Language(code).own_name, f"{before}{urlencode([*others, ('lang', code)])}")
            for code in self._settings.language_codes
        )

    @property
    def clocks(self) -> tuple[ClockView, ...]:
        """The reader's city first, then the partner's."""
        account, now = current_account(), current_app.config["CLOCK"]()
        places = account.places if account else ()
        return tuple(ClockView(place.city, clock_text(now, place, self.language), iso(now)) for place in places)

    @property
    def nav(self) -> tuple[NavLink, ...]:
        """The main navigation for this reader, read once per request."""
        if "nav" not in g:
            g.nav = self._nav()
        drawn: tuple[NavLink, ...] = g.nav
        return drawn

    def _nav(self) -> tuple[NavLink, ...]:
        inside, counts = current_actor().is_signed_in, _counts()
        items = [item for item in current_app.extensions.get(_NAV, ()) if item.signed_in == inside]
        items.sort(key=lambda item: item.order)
        links = _links((item.label, item.endpoint) for item in items)
        return tuple(
            NavLink(item.key, link.label, link.href, counts.get(item.key, 0))
            for item, link in zip(items, links, strict=True)
        )

    @property
    def menu(self) -> tuple[Link, ...]:
        """What stands under the account's name."""
        actor, entries = current_actor(), current_app.extensions.get(_MENU, ())
        return _links((label, endpoint) for label, endpoint, shown in entries if shown(actor))

    @property
    def footer(self) -> tuple[Link, ...]:
        """Pages about the service."""
        return _links(current_app.extensions.get(_FOOTER, ()))

    @property
    def query(self) -> str:
        """What stands in the search box."""
        return "".join(letter for letter in request.args.get("q", "") if letter.isprintable())

    @property
    def unread(self) -> int:
        """How many notifications wait; nobody has none."""
        return _counts().get(_UNREAD, 0)


def _everybody(_actor: Actor) -> bool:
    return True


def add_menu(app: Flask, label: str, endpoint: str, *, shown: Callable[[Actor], bool] = _everybody) -> None:
    """Put an entry into the account's menu, for those whom it is `shown`."""
    app.extensions.setdefault(_MENU, []).append((label, endpoint, shown))


def add_footer(app: Flask, label: str, endpoint: str) -> None:
    """Put an entry into the footer."""
    app.extensions.setdefault(_FOOTER, []).append((label, endpoint))


def _counts() -> dict[str, int]:
    """Everything that the header counts for a person, by one query, once per request."""
    if "counts" not in g:
        g.counts = _ask_counts() if current_actor().is_signed_in else {}
    found: dict[str, int] = g.counts
    return found


def count_nothing() -> None:
    """Leave the header of this request without numbers: the database cannot be asked."""
    g.counts = {}


def _ask_counts() -> dict[str, int]:
    asked = {item.key: item.waits for item in current_app.extensions.get(_NAV, ()) if item.waits}
    asked |= {_UNREAD: current_app.extensions[_UNREAD]} if _UNREAD in current_app.extensions else {}
    if not asked:
        return {}
    minute = current_app.config["CLOCK"]().replace(second=0, microsecond=0)
    actor = current_actor()
    question, now = _counting(tuple(asked.values()), actor), {_MINUTE: minute, _DAY: minute.date()}
    counts = kept(("counts of the header", actor, minute), lambda: rows_of(reading(), question, now).one())
    return {key: count or 0 for key, count in zip(asked, counts, strict=True)}


@lru_cache(maxsize=512)
def _counting(counts: tuple[Count, ...], actor: Actor) -> Question[*tuple[Any, ...]]:
    """Saying this question takes ten times as long as answering it, so it is said once for each person."""
    return Question(partial(_said, counts, actor))


def _said(counts: tuple[Count, ...], actor: Actor) -> Select[*tuple[Any, ...]]:
    minute, day = bindparam(_MINUTE, type_=Instant), bindparam(_DAY, type_=Date)
    return select(*(count(actor, minute, day).scalar_subquery() for count in counts))


def _links(entries: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
    words, root = catalogue(), request.script_root
    return tuple(_link(words, root, label, endpoint) for label, endpoint in entries)


@lru_cache(maxsize=512)
def _link(words: NullTranslations, _root: str, label: str, endpoint: str) -> Link:
    """Each page has a dozen of them, the same ones as the page before."""
    return Link(words.ugettext(label), url_for(endpoint))


def add_nav(app: Flask, item: NavItem) -> None:
    """Put an entry into the main navigation."""
    app.extensions.setdefault(_NAV, []).append(item)


def set_account_loader(app: Flask, loader: Callable[[], Account | None]) -> None:
    """Name the function that reads the account of the request."""
    app.extensions[_ACCOUNT] = loader


def set_unread_counter(app: Flask, count: Count) -> None:
    """Name the question for the number of unread notifications."""
    app.extensions[_UNREAD] = count


def current_account() -> Account | None:
    """The signed-in account as the header shows it, read once per request."""
    if "account" not in g:
        loader = current_app.extensions.get(_ACCOUNT)
        g.account = loader() if loader else None
    account: Account | None = g.account
    return account


def _here() -> tuple[str, list[tuple[str, str]]]:
    """The address of this page up to what is asked of it, and that, but for the language."""
    if request.endpoint is None or request.method != "GET":
        return "/?", []
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return url_for(request.endpoint, **(request.view_args or {})) + "?", others  # the path may name a language too
