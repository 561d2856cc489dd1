"""Send the mails that wait: ask, hand over, mark (trust.md I13). Write the collected ones when their hour has come."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import addressees
from exchange.jobs.runner import Faults, PostponedError, Task
from exchange.kernel.actor import Actor
from exchange.kernel.clock import Clock
from exchange.kernel.errors import UnavailableError
from exchange.notifications.message import Sender, message_of
from exchange.notifications.models import Mail, MailState
from exchange.notifications.paces import Kind
from exchange.notifications.policies import Guards
from exchange.notifications.queries import collected_in
from exchange.notifications.service import bounced_among, mark_bounced
from exchange.notifications.transport import NoServerError, NoSuchAddressError, Transport
from exchange.web.db import transaction

BATCH = 20
MOST_ATTEMPTS = 40  # with at most an hour between them: a server may be away for a day and a half
LONGEST_REST = timedelta(minutes=5)
_SOON = timedelta(seconds=2)
_LOST_ACCESS = "The account was closed, or may no longer know of this."
_COMES_BACK = "Mails to this address come back."
Rewrite = Callable[[Session, Mail, Sequence[UUID]], None]


@dataclass
class Line:
    """Whether the server answers: after silence it is left alone, longer each time, so that other work goes on."""

    silent: int = 0
    rests_until: datetime | None = None

    def fell_silent(self, now: datetime) -> None:
        """Leave it alone for 5 s, 10 s, 20 s … at most five minutes."""
        self.silent += 1
        self.rests_until = now + min(timedelta(seconds=5 * 2 ** (self.silent - 1)), LONGEST_REST)

    def answered(self) -> None:
        """It is there again."""
        self.silent, self.rests_until = 0, None


@dataclass(frozen=True)
class _Asked:
    """By person their rights, and of the guards of single mails those that let them through; addresses that refuse."""

    actors: Mapping[UUID, Actor]
    known: Mapping[UUID, frozenset[str]]
    bounced: frozenset[str]


@dataclass(frozen=True)
class Postman:
    """Sends mails over one transport, many over one connection."""

    transport: Transport
    guards: Guards
    sender: Sender
    clock: Clock
    rewrite: Rewrite  # puts other words into a collected mail: only of these notices
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    line: Line = field(default_factory=Line)

    def run(self, tasks: Sequence[Task]) -> Faults:
        """Send each; a mail that was sent or withheld before is left alone. Returns what is not done, by its row.

        Sent mails are marked together: after a crash in between some are repeated, each with its own Message-ID.
        """
        if self.line.rests_until and self.clock() < self.line.rests_until:
            return {task.number: PostponedError(self.line.rests_until) for task in tasks}
        ready, faults, sent = self._ready_all(tasks), dict[int, Exception](), list[UUID]()
        with self.transport.opened() as line:
            for task in tasks:
                message = ready[task.number]
                if message is not None and self._try(line, task, message, tasks, faults):
                    sent.append(_mail_id(task))
        self._mark(sent)
        return faults

    def _ready_all(self, tasks: Sequence[Task]) -> dict[int, EmailMessage | None]:
        """The messages, built while nobody waits for the database; None for a mail that is not to be sent."""
        with transaction() as session:
            mails = _mails(session, [_mail_id(task) for task in tasks])
            asked = self._asked(session, mails.values())
            ready = {mail.id for mail in mails.values() if self._is_ready(session, mail, asked)}
        of_tasks = ((task.number, mails[_mail_id(task)]) for task in tasks)
        return {number: self._message(mail) if mail.id in ready else None for number, mail in of_tasks}

    def _asked(self, session: Session, mails: Collection[Mail]) -> _Asked:
        """Everything that is asked of the database about these mails together."""
        people = addressees(session, {mail.person_id for mail in mails})
        actors = {mail.person_id: Actor.nobody() for mail in mails} | {one: to.actor for one, to in people.items()}
        guards = defaultdict[UUID, set[str]](set)
        for mail in mails:
            guards[mail.person_id] |= {mail.guard} if mail.notice_id is not None else set()
        known = {one: self.guards.allowed(session, actors[one], asked) for one, asked in guards.items() if asked}
        return _Asked(actors, known, bounced_among(session, {mail.address for mail in mails}))

    def _message(self, mail: Mail) -> EmailMessage:
        kind = self.kinds.get(mail.kind)
        return message_of(mail, self.sender, can_stop=kind is None or kind.can_stop)

    def _try(
        self, line: Transport, task: Task, message: EmailMessage, tasks: Sequence[Task], faults: dict[int, Exception]
    ) -> bool:
        rests, now = self.line.rests_until, self.clock()
        failed_keys = {one.key for one in tasks if one.number in faults}
        if (rests and now < rests) or task.key in failed_keys:  # mails of one thread stay in order
            faults[task.number] = PostponedError(rests or now + _SOON)
            return False
        try:
            line.send(message)
        except NoSuchAddressError as error:
            self._note_bounce(_mail_id(task), str(error))
        except UnavailableError as error:
            faults[task.number] = error
            self._note_fault(task, error, now)
        else:
            self.line.answered()
            return True
        return False

    def _note_fault(self, task: Task, error: UnavailableError, now: datetime) -> None:
        if isinstance(error, NoServerError):
            self.line.fell_silent(now)
        else:
            self.line.answered()
        if task.attempts >= MOST_ATTEMPTS:
            self._give_up(_mail_id(task), str(error))

    def _mark(self, mail_ids: Sequence[UUID]) -> None:
        if not mail_ids:
            return
        with transaction() as session:
            for mail in _mails(session, mail_ids).values():
                mail.mark_sent(self.clock())

    def _is_ready(self, session: Session, mail: Mail, asked: _Asked) -> bool:
        if mail.state in (MailState.SENT, MailState.WITHHELD):
            return False
        if mail.address in asked.bounced:
            mail.fail(_COMES_BACK)
            return False
        if not self._may_know(session, mail, asked):
            mail.withhold(_LOST_ACCESS)
            return False
        return True

    def _may_know(self, session: Session, mail: Mail, asked: _Asked) -> bool:
        """Asked at the last moment; a collected mail is written anew without what may no longer be known."""
        if mail.notice_id is not None:
            return mail.guard in asked.known[mail.person_id]
        notices = collected_in(session, mail.id)
        allowed = self.guards.allowed(session, asked.actors[mail.person_id], [guard for _, guard in notices])
        left = [notice_id for notice_id, guard in notices if guard in allowed]
        if left and len(left) < len(notices):
            self.rewrite(session, mail, left)
        return bool(left)

    def _note_bounce(self, mail_id: UUID, reason: str) -> None:
        with transaction() as session:
            mail = session.get_one(Mail, mail_id)
            mark_bounced(session, address=mail.address, reason=reason, now=self.clock())
            mail.fail(reason)

    def _give_up(self, mail_id: UUID, reason: str) -> None:
        with transaction() as session:
            session.get_one(Mail, mail_id).fail(reason)


def _mails(session: Session, mail_ids: Sequence[UUID]) -> dict[UUID, Mail]:
    return {mail.id: mail for mail in session.scalars(select(Mail).where(Mail.id.in_(mail_ids)))}


def _mail_id(task: Task) -> UUID:
    return UUID(str(task.payload["mail_id"]))
