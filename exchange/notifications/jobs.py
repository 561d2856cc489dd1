"""Send the mails that wait, one row at a time: ask, hand over, mark (trust.md I13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import actor_of
from exchange.jobs.runner import MOST_ATTEMPTS, Task
from exchange.kernel.clock import Clock
from exchange.kernel.errors import UnavailableError
from exchange.notifications.message import Sender, message_of
from exchange.notifications.models import Mail, MailState
from exchange.notifications.policies import Guards
from exchange.notifications.transport import Transport
from exchange.web.db import transaction

_LOST_ACCESS = "The account was closed, or may no longer know of this."


@dataclass(frozen=True)
class Postman:
    """Sends mails over one transport."""

    transport: Transport
    guards: Guards
    sender: Sender
    clock: Clock

    def run(self, tasks: Sequence[Task]) -> None:
        """Send each; a mail that was sent or withheld before is left alone."""
        for task in tasks:
            self._send(task, UUID(str(task.payload["mail_id"])))

    def _send(self, task: Task, mail_id: UUID) -> None:
        with transaction() as session:
            message = self._ready(session, session.get_one(Mail, mail_id))
        if message is None:
            return
        try:
            self.transport.send(message)
        except UnavailableError as error:
            if task.attempts >= MOST_ATTEMPTS:
                self._give_up(mail_id, str(error))
            raise
        with transaction() as session:
            session.get_one(Mail, mail_id).mark_sent(self.clock())

    def _ready(self, session: Session, mail: Mail) -> EmailMessage | None:
        if mail.state in (MailState.SENT, MailState.WITHHELD):
            return None
        actor = actor_of(session, mail.person_id)
        if not self.guards.allows(session, actor, mail.guard):
            mail.withhold(_LOST_ACCESS)
            return None
        return message_of(mail, self.sender)

    def _give_up(self, mail_id: UUID, reason: str) -> None:
        with transaction() as session:
            session.get_one(Mail, mail_id).fail(reason)
