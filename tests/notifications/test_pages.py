"""The inbox and the mails of the demonstration, as a person sees them."""

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.kernel.ids import new_id
from exchange.notifications.guards import register_guard
from exchange.notifications.models import StoredNotice
from exchange.notifications.service import notify
from tests.factories.accounts import make_ministry, make_person
from tests.factories.guards import knows
from tests.factories.notifications import INVITATION, invitation, make_notice
from tests.support.browser import Browser
from tests.support.clock import START


def an_official(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"))


def told(session: Session, person: Person, **chosen: object) -> None:
    notify(session, person_id=person.id, notice=make_notice(**chosen), now=START)


def test_a_person_sees_what_is_new_and_how_much(browser: Browser, session: Session) -> None:
    official = an_official(session)
    told(session, official, subject="Azerbaijan answered you")
    page = browser.sign_in(official).get("/notifications")
    assert page.h1 == "Notifications"
    assert "Azerbaijan answered you" in page.text
    assert page.one(".ex-bell__count").text == "1"


def test_nothing_new_says_what_will_come_here(browser: Browser, session: Session) -> None:
    page = browser.sign_in(an_official(session)).get("/notifications")
    assert "Nothing new for you" in page.text


def test_opening_a_notice_leads_to_its_page_and_marks_it_read(browser: Browser, session: Session) -> None:
    official = an_official(session)
    told(session, official, path="/practices/foster-care#c-1")
    page = browser.sign_in(official).get("/notifications")
    answer = browser.post(str(page.one("li.ex-task form")["action"]))
    assert (answer.status, answer.location) == (303, "/practices/foster-care#c-1")
    after = browser.get("/notifications")
    assert after.all(".ex-bell__count") == []
    assert after.one("li.ex-task a.govuk-button")["href"] == "/practices/foster-care#c-1"


def test_looking_at_the_list_marks_nothing(browser: Browser, session: Session) -> None:
    official = an_official(session)
    told(session, official)
    browser.sign_in(official).get("/notifications")
    assert browser.get("/notifications").one(".ex-bell__count").text == "1"


def test_everything_can_be_marked_read_at_once(browser: Browser, session: Session) -> None:
    official = an_official(session)
    for _ in range(3):
        told(session, official)
    assert browser.sign_in(official).post("/notifications/read").status == 303
    assert browser.get("/notifications").all(".ex-bell__count") == []


def test_another_persons_notice_is_a_page_that_does_not_exist(browser: Browser, session: Session) -> None:
    told(session, an_official(session))
    notice = session.query(StoredNotice).one()
    browser.sign_in(an_official(session))
    assert browser.post(f"/notifications/{notice.id}/open").status == 404
    assert browser.post(f"/notifications/{new_id()}/open").status == 404
    assert notice.read_at is None


def test_what_one_may_no_longer_know_is_neither_shown_nor_counted(
    app: Flask, browser: Browser, session: Session
) -> None:
    official = an_official(session)
    register_guard(app, "withdrawn", knows([]))
    told(session, official, subject="Secret title", guard=f"withdrawn:{new_id()}")
    notice = session.query(StoredNotice).one()
    page = browser.sign_in(official).get("/notifications")
    assert "Secret title" not in page.html
    assert page.all(".ex-bell__count") == []
    assert browser.post(f"/notifications/{notice.id}/open").status == 404


def test_a_long_list_has_pages(browser: Browser, session: Session) -> None:
    official = an_official(session)
    for number in range(35):
        told(session, official, subject=f"Notice {number}")
    page = browser.sign_in(official).get("/notifications?page=2")
    assert len(page.all("li.ex-task")) == 5


def test_the_demonstration_shows_the_mail_that_would_be_sent(browser: Browser, session: Session) -> None:
    told(session, an_official(session), subject="A question for you", calendar=invitation())
    listing = browser.sign_in(an_official(session)).get("/demo/mail")
    assert "A question for you" in listing.text
    page = browser.get(str(listing.one("li a.govuk-button")["href"]))
    assert page.h1 == "A question for you"
    assert "BEGIN:VCALENDAR" in page.text
    frame = page.one("iframe")
    assert frame.has_attr("sandbox")
    assert not frame["sandbox"]
    letter = browser.raw(str(frame["src"]))
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert "script-src" not in letter.headers["Content-Security-Policy"]
    assert "A question for you" in letter.get_data(as_text=True)


def test_the_calendar_file_of_a_mail_can_be_taken(browser: Browser, session: Session) -> None:
    told(session, an_official(session), calendar=invitation())
    told(session, an_official(session), subject="Without a file")
    browser.sign_in(an_official(session))
    pages = [browser.get(str(link["href"])) for link in browser.get("/demo/mail").all("li a.govuk-button")]
    files = [link for page in pages for link in page.all("a[href$='invite.ics']")]
    answer = browser.raw(str(files[0]["href"]))
    assert len(files) == 1
    assert answer.data == INVITATION
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_mail_that_does_not_exist_is_not_found(browser: Browser, session: Session) -> None:
    assert browser.get("/demo/mail", follow=False).status == 303, "visitors see no mails"
    browser.sign_in(an_official(session))
    assert browser.get(f"/demo/mail/{new_id()}").status == 404
    assert browser.get("/demo/mail").status == 200


def test_more_than_a_page_can_say_is_said_so(browser: Browser, session: Session, app: Flask) -> None:
    """The newest two hundred are looked at, and of them only what the person may still know of counts."""
    known, gone = new_id(), new_id()
    register_guard(app, "waiting", knows([known]))
    official = an_official(session)
    for number in range(101):
        told(session, official, key=f"known {number}", guard=f"waiting:{known}")
    for number in range(120):
        told(session, official, key=f"gone {number}", guard=f"waiting:{gone}")
    page = browser.sign_in(official).get("/notifications")
    assert page.one(".ex-bell__count").text == "80"  # 200 less the 120 that may not be known
    for number in range(40):
        told(session, official, key=f"newer {number}", guard="")
    page = browser.get("/notifications")
    assert page.one(".ex-bell__count").text == "80"  # 40 newer and 40 older ones
    session.execute(update(StoredNotice).where(StoredNotice.guard == f"waiting:{gone}").values(read_at=START))
    session.commit()
    page = browser.get("/notifications")
    assert page.one(".ex-bell__count").text == "99+"
    assert "More than 99 are new to you." in page.text
