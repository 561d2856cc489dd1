"""The letter with the link for a new password, composed when it is sent so its link stands in no table; tidying."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from jinja2 import Environment

from exchange.accounts.models import PasswordReset
from exchange.accounts.queries import recipient
from exchange.accounts.reset_links import reset_token
from exchange.jobs.runner import Task
from exchange.kernel.clock import Clock
from exchange.kernel.errors import NotFoundError
from exchange.notifications.letter import compose
from exchange.notifications.message import Sender, message_of
from exchange.notifications.models import Mail
from exchange.notifications.transport import Transport
from exchange.oversight.mail import password_link
from exchange.oversight.service.retaining import retain
from exchange.web.db import reading, transaction


def let_go(clock: Clock) -> None:
    """Once a day: what has had its time."""
    with transaction() as session:
        retain(session, now=clock())


@dataclass(frozen=True)
class PasswordLetters:
    """Sends them over one transport."""

    transport: Transport
    environment: Environment
    sender: Sender
    secret_key: str
    clock: Clock

    def run(self, tasks: Sequence[Task]) -> None:
        """Send each; an address without an account, a used link and an old one need none."""
        for task in tasks:
            message = self._message(UUID(str(task.payload["reset_id"])))
            reading().rollback()
            if message is not None:
                self.transport.send(message)

    def _message(self, reset_id: UUID) -> EmailMessage | None:
        row = reading().get(PasswordReset, reset_id)
        if row is None or row.person_id is None or not row.is_open(self.clock()):
            return None
        try:
            to = recipient(reading(), row.person_id)
        except NotFoundError:  # closed meanwhile
            return None
        notice = password_link(to, token=reset_token(reset_id, self.secret_key), reset_id=reset_id)
        letter = compose(self.environment, notice, to.language, self.sender)
        unsaved = Mail(
            address=to.email,
            message_id=f"<{reset_id}@{self.sender.domain}>",
            language=to.language,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            made_at=row.made_at,
        )
        return message_of(unsaved, self.sender)
