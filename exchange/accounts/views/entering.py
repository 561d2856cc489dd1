"""From a proof to a session: at once, after the second factor, or after setting one up."""

from flask import current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from exchange.accounts import login
from exchange.accounts.models import Means, Person
from exchange.accounts.service import second_factors, sessions
from exchange.accounts.service.second_factors import Step
from exchange.accounts.service.sessions import Opening
from exchange.accounts.views.blueprint import now
from exchange.accounts.views.browsers import browser_name
from exchange.accounts.views.known_browser import known_browser, remember_browser
from exchange.accounts.views.next_page import next_page
from exchange.web.db import transaction

_PAGES = {Step.CODE: "accounts.second_factor", Step.ENROL: "accounts.enrol"}


def enter(person: Person, means: Means, wanted: str | None) -> Response:
    """Go on after a proof: to the wanted page, or to the second factor that stands between."""
    shown = _means_of(person, means)
    with transaction() as session:
        step = second_factors.next_step(session, person=person, means=shown)
        visit = open_for(session, person, shown) if step is Step.DONE else ""
    if step is not Step.DONE:
        login.wait_for_second_factor(person, means, next_page(wanted))
        return redirect(url_for(_PAGES[step]), code=303)
    return arrive(person, visit, wanted)


def open_for(session: Session, person: Person, means: Means) -> str:
    """Open the session in the caller's transaction; returns its number, for `arrive`."""
    opening = Opening(means, browser_name(request.user_agent.string), bool(known_browser(person.email)))
    row = session.get_one(Person, person.id)
    return sessions.open_session(session, person=row, opening=opening, now=now())


def arrive(person: Person, visit: str, wanted: str | None) -> Response:
    """Give the browser its cookies and show the page."""
    login.begin(visit)
    response = redirect(next_page(wanted), code=303)
    remember_browser(response, person.email)
    return response


def _means_of(person: Person, means: Means) -> Means:
    """The demonstration's own accounts need no second factor, there and only there."""
    is_sample = person.is_sample and current_app.config["EXCHANGE"].is_demo
    return Means.SAMPLE if is_sample and means is Means.PASSWORD else means
