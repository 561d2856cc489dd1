"""Write one mail about many notices, in the transaction that marks them as mailed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.jobs.outbox import Job, enqueue
from exchange.notifications.models import Mail, StoredNotice
from exchange.notifications.notice import DIGEST
from exchange.notifications.service.posting import SEND, Writing


@dataclass(frozen=True)
class Collected:
    """Who gets it, what it says, which notices it says it of."""

    person_id: UUID
    writing: Writing
    notices: Sequence[StoredNotice]


def write_digest(session: Session, *, collected: Collected, now: datetime) -> Mail:
    """Store the mail and the job that sends it; no notice is collected twice."""
    writing = collected.writing
    mail = Mail(
        id=writing.id,
        person_id=collected.person_id,
        notice_id=None,
        kind=DIGEST,
        address=writing.address,
        message_id=f"<{writing.id}@{writing.domain}>",
        language=writing.language,
        subject=writing.subject,
        text=writing.text,
        html=writing.html,
        guard="",  # each notice in it is asked for at sending
        made_at=now,
    )
    session.add(mail)
    session.flush()
    for notice in collected.notices:
        notice.digest_id = mail.id
    enqueue(session, Job(SEND, f"mail:{mail.id}", {"mail_id": str(mail.id)}), now=now)
    return mail
