"""Tell people what happened to their accounts, in the transaction that made it true."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.events import (
    MinistryOpened,
    PasswordChanged,
    PasswordLinkAsked,
    PersonDisabled,
    ProofChanged,
    RolesChanged,
    SignedInElsewhere,
)
from exchange.accounts.queries import Recipient, people_with, recipient
from exchange.jobs.outbox import Job, enqueue
from exchange.kernel.actor import Role
from exchange.kernel.errors import NotFoundError
from exchange.notifications.notice import Notice
from exchange.notifications.service import notify, withhold_waiting
from exchange.oversight import mail

LETTER = "accounts.password-letter"


def on_new_browser(session: Session, event: SignedInElsewhere) -> None:
    """Tell the person."""
    _tell(
        session, event.person_id, event.at, lambda to: mail.signed_in_elsewhere(to, browser=event.browser, at=event.at)
    )


def on_password(session: Session, event: PasswordChanged) -> None:
    """Tell the person."""
    _tell(session, event.person_id, event.at, lambda to: mail.password_changed(to, at=event.at))


def on_proof(session: Session, event: ProofChanged) -> None:
    """Tell the person."""
    _tell(session, event.person_id, event.at, lambda to: mail.proof_changed(to, what=event.what, at=event.at))


def on_roles(session: Session, event: RolesChanged) -> None:
    """Tell the person."""
    _tell(session, event.person_id, event.at, lambda to: mail.roles_changed(to, at=event.at))


def on_opening(session: Session, event: MinistryOpened) -> None:
    """Tell every administrator of the ministry."""
    for to in people_with(session, event.ministry_id, Role.ADMINISTRATOR):
        notify(session, person_id=to.id, notice=mail.ministry_opened(to, event), now=event.at)


def on_password_link(session: Session, event: PasswordLinkAsked) -> None:
    """Let the letter be written by its own job: known and unknown addresses cost the same here (trust.md I17)."""
    enqueue(session, Job(LETTER, f"reset:{event.reset_id}", {"reset_id": str(event.reset_id)}), now=event.at)


def on_leaving(session: Session, event: PersonDisabled) -> None:
    """No mail that waits goes to somebody who has left (trust.md I13, I16)."""
    withhold_waiting(session, person_id=event.person_id)


def _tell(session: Session, person_id: UUID, at: datetime, compose: Callable[[Recipient], Notice]) -> None:
    try:
        to = recipient(session, person_id)
    except NotFoundError:  # closed in this same transaction
        return
    notify(session, person_id=person_id, notice=compose(to), now=at)
