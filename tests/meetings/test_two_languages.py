"""A calendar message speaks the recipient's language first, then the other side's; each clock with its offset."""

import pytest
import vobject
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.notifications.models import Mail
from tests.factories.meetings import Talk, cancel, make_scheduled

BAKU_AZ = "11:00–12:00 Bakı (UTC+4)"
ANKARA_AZ = "10:00–11:00 Ankara (UTC+3)"
BAKU_TR = "11:00–12:00 Bakü (UTC+4)"


def mail_to(session: Session, person: Person, method: str = "REQUEST") -> Mail:
    wanted = Mail.person_id == person.id, Mail.calendar_method == method
    return session.scalars(select(Mail).where(*wanted)).one()


@pytest.fixture
def speaking(session: Session, talk: Talk) -> Talk:
    """The asker reads Azerbaijani, the expert Turkish."""
    talk.asker.language, talk.expert.language = "az", "tr"
    talk.az_organizer.language = "ru"
    session.flush()
    return talk


def test_both_languages_stand_in_text_html_and_calendar(session: Session, speaking: Talk) -> None:
    make_scheduled(session, speaking)
    mail = mail_to(session, speaking.asker)
    entry = vobject.readOne((mail.calendar or b"").decode()).vevent.description.value
    html = BeautifulSoup(mail.html, "html.parser")
    second = html.select_one('div[lang="tr"]')
    assert second is not None
    for text in (mail.text, entry):
        assert text.index(BAKU_AZ) < text.index(BAKU_TR)
        assert ANKARA_AZ in text
    assert BAKU_TR in second.get_text()
    assert BAKU_AZ not in second.get_text()
    assert html.select_one('html[lang="az"]') is not None


def test_the_order_is_the_recipients(session: Session, speaking: Talk) -> None:
    make_scheduled(session, speaking)
    text = mail_to(session, speaking.expert).text
    assert text.index(BAKU_TR) < text.index(BAKU_AZ)


def test_a_recipient_with_a_third_language_reads_it_first(session: Session, speaking: Talk) -> None:
    make_scheduled(session, speaking)
    text = mail_to(session, speaking.az_organizer).text
    assert text.index("Баку") < text.index("Bakü")
    assert "Bakı" not in text


def test_one_language_is_said_once(session: Session, speaking: Talk) -> None:
    speaking.asker.language = "tr"
    session.flush()
    make_scheduled(session, speaking)
    text = mail_to(session, speaking.asker).text
    assert text.count(BAKU_TR) == 1
    assert "* * *" not in text


def test_a_cancellation_speaks_both_languages_too(session: Session, speaking: Talk) -> None:
    cancel(session, make_scheduled(session, speaking), speaking.expert)
    mail = mail_to(session, speaking.asker, "CANCEL")
    assert mail.text.count("The commission sits that day.") == 2
    assert BAKU_AZ in mail.text
    assert BAKU_TR in mail.text
