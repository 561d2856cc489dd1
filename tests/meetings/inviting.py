"""Naming guests, and entering by their code."""

from sqlalchemy.orm import Session

from exchange.meetings import service
from exchange.meetings.models import MeetingRequest
from tests.factories.accounts import actor_for
from tests.factories.meetings import NOW, Talk
from tests.support.browser import Browser
from tests.support.page import Page

GUEST = service.GuestDraft("Prof. Sample Guest", "Sample University")


def invited(session: Session, request: MeetingRequest, talk: Talk, draft: service.GuestDraft = GUEST) -> str:
    """The code of a guest of Azerbaijan."""
    _outcome, code = service.name_guest(
        session,
        actor=actor_for(talk.az_organizer),
        request_id=request.id,
        draft=draft,
        version=request.version,
        key="",
        now=NOW,
    )
    return code


def enter(browser: Browser, code: str) -> Page:
    return browser.post("/guest", {"code": code})
