"""A publisher and a clearing officer at their browsers, for the tests of the editor's pages."""

from typing import Any

from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.kernel.actor import Role
from exchange.practices.models import Practice, Revision
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.support.browser import Browser
from tests.support.page import Page

CARD: dict[str, Any] = {
    "lang": "az",
    "title": "Himayədar ailə modeli",
    "summary": "Uşaq müəssisədə deyil, ailədə böyüyür.",
    "level": "national",
    "org": "Sosial Xidmətlər Agentliyi",
    "contact_role": "Himayədar ailə şöbəsi",
    "themes": ["cp.alt", "cp.foster"],
    "main_theme": "cp.foster",
    "targets": "children-no-parental-care",
    "status": "running",
    "started": "2023-11",
    "results-0-indicator": "Himayədar ailədə uşaqlar",
    "results-0-value": "53",
    "results-0-unit": "uşaq",
    "results-0-period": "2025-09",
    "results-0-stated_by": "Agentlik",
    "results-0-source": "Hesabat, sentyabr 2025",
    "visibility": "members",
    "problem": "Ailə **azdır**.",
    "adapt_keep": "Hər ailəyə bir işçi",
    "circle_difficulties": "",
}


class Desk:
    """A ministry with a publisher and a clearing officer at their browsers."""

    def __init__(self, session: Session, browser: Browser) -> None:
        import_taxonomy(session)
        self.session = session
        self.ministry: Ministry = make_ministry(session)
        self.author: Person = make_person(session, self.ministry, roles=[Role.PUBLISHER])
        self.publisher = browser.sign_in(self.author)
        self.officer = browser.another().sign_in(make_person(session, self.ministry, roles=[Role.REVIEWER]))

    def begin(self, **typed: Any) -> str:
        answer = self.publisher.post("/practices/new", {**CARD, **typed, "do": "save"})
        assert answer.status == 303, answer.text
        return str(answer.location).removeprefix("/practices/").removesuffix("/edit")

    def sent_form(self, slug: str, **typed: Any) -> dict[str, Any]:
        """What a browser sends when the editor is opened, changed, and a key is pressed."""
        return fields_of(self.publisher.get(f"/practices/{slug}/edit")) | typed

    def practice(self, slug: str) -> Practice:
        return self.session.scalars(select(Practice).where(Practice.slug == slug)).one()

    def practice_revision(self, slug: str) -> Revision:
        """The newest text."""
        wanted = select(Revision).where(Revision.practice_id == self.practice(slug).id)
        return self.session.scalars(wanted.order_by(Revision.number.desc())).first()  # type: ignore[return-value]


def fields_of(page: Page) -> dict[str, Any]:
    """Every field of the editor as a browser would send it."""
    found: dict[str, Any] = {}
    for field in page.one("form#card").find_all(["input", "textarea", "select"]):
        assert isinstance(field, Tag)
        for value in _values(field):
            found.setdefault(str(field["name"]), []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _values(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return [str(chosen["value"])] if chosen else []
    if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
        return []
    return [str(field.get("value", ""))]
