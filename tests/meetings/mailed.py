"""Mails that come in, and what is known of the answers in them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import Message

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.mailbox.incoming import read_incoming
from exchange.mailbox.readers import Reader, returned
from exchange.mailbox.service import receive
from exchange.meetings.mail.incoming import AnswerReader
from exchange.meetings.models import MailedWord, MeetingRequest, Participant, PartStat
from tests.factories.mails import apple_mail, mail_with, outlook_mail
from tests.factories.meetings import NOW

MAILBOX, SECRET = "meetings@exchange.example", "a secret of tests"
READERS: list[Reader] = [returned, AnswerReader(MAILBOX, SECRET).read]
LATER = NOW + timedelta(hours=1)
Take = Callable[..., str]


def taking(session: Session) -> Take:
    """Take a mail in as the mailbox does, and say what was done with it."""

    def taken(message: Message | bytes, *, server: str = "", now: datetime = LATER) -> str:
        content = message if isinstance(message, bytes) else message.as_bytes()
        done = receive(session, incoming=read_incoming(content, server=server), readers=READERS, now=now)
        session.expire_all()
        return done

    return taken


def part_of(session: Session, request: MeetingRequest, person: Person) -> Participant:
    wanted = Participant.request_id == request.id, Participant.person_id == person.id
    return session.scalars(select(Participant).where(*wanted)).one()


def answer_of(session: Session, request: MeetingRequest, person: Person) -> PartStat:
    return part_of(session, request, person).answer


def words(session: Session) -> list[MailedWord]:
    return list(session.scalars(select(MailedWord).order_by(MailedWord.id)))


def without_method(calendar: str, sender: str) -> Message:
    return mail_with(calendar.replace("METHOD:REPLY\r\n", ""), sender)


LAYOUTS: dict[str, Callable[[str, str], Message]] = {
    "Google, Thunderbird": mail_with,
    "Outlook": outlook_mail,
    "Apple": apple_mail,
    "only the MIME part says the method": without_method,
}
