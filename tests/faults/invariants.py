"""What must hold after every fault: acknowledged writes once, the trail, the database, the index, the outbox."""

import time
from collections import Counter

from sqlalchemy import func, select, text

from exchange.audit.models import AuditRow
from exchange.audit.service import first_broken
from exchange.discussion.models import Comment
from exchange.jobs.models import OutboxRow
from exchange.meetings.models import MeetingRequest
from exchange.notifications.models import Mail
from exchange.practices.models import PracticeText
from exchange.web.db import db, reading
from tests.faults.frame import Finding
from tests.faults.load import Load
from tests.faults.server import Installation


def after(own: Installation, load: Load, *, is_settled: bool = True) -> list[Finding]:
    """Look at everything; the server may run or not.

    Args:
        is_settled: the background work had time, so what hangs on it must be done too (I13, I15).
    """
    with own.app.app_context():
        db.engine.dispose()
        found = [_writes(load), _whole(), _trail()]
        if is_settled:
            found += [_mails(), index_finding(own)]
        db.engine.dispose()
    return found


def wait_until_settled(own: Installation, *, seconds: float = 30.0) -> bool:
    """Give the background work time; whether nothing waits any more."""
    end = time.monotonic() + seconds
    with own.app.app_context():
        while time.monotonic() < end:
            is_open = OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None)
            waiting = reading().scalar(select(func.count()).select_from(OutboxRow).where(*is_open))
            reading().rollback()
            if not waiting:
                return True
            time.sleep(0.1)
    return False


def _writes(load: Load) -> Finding:
    """I12: everything that was acknowledged stands there once, nothing twice."""
    kept = Counter(_marks("comment", reading().scalars(select(Comment.markdown))))
    kept += Counter(_marks("draft", reading().scalars(select(PracticeText.title))))
    kept += Counter(_marks("request", reading().scalars(select(MeetingRequest.topic))))
    lost = [write for write in load.acknowledged if kept[write.kind, write.mark] == 0]
    doubled = [write for write in load.writes if kept[write.kind, write.mark] > 1]
    kinds = Counter(write.kind for write in load.acknowledged)
    says = f"{sum(kinds.values())} acknowledged {dict(kinds)}, {len(lost)} lost, {len(doubled)} doubled"
    return Finding("I12", not lost and not doubled, says)


def _marks(kind: str, texts: object) -> list[tuple[str, str]]:
    return [(kind, str(one).rpartition(" ")[2]) for one in texts]  # type: ignore[attr-defined]


def _whole() -> Finding:
    """The database says itself that it is whole, with no row that points to nothing."""
    if db.engine.dialect.name == "sqlite":
        said = reading().execute(text("PRAGMA integrity_check")).scalar()
        dangling = reading().execute(text("PRAGMA foreign_key_check")).all()
        return Finding("I12", said == "ok" and not dangling, f"integrity {said}, {len(dangling)} dangling")
    return Finding("I12", reading().execute(text("SELECT 1")).scalar() == 1)


def _trail() -> Finding:
    rows = reading().scalars(select(AuditRow).order_by(AuditRow.number)).all()
    broken = first_broken(rows)
    return Finding("I14", broken is None, f"{len(rows)} rows, {'whole' if broken is None else f'broken at {broken}'}")


def _mails() -> Finding:
    """I13: each mail has its own Message-ID, and none is forgotten by the outbox."""
    number = reading().scalar(select(func.count()).select_from(Mail)) or 0
    distinct = reading().scalar(select(func.count(func.distinct(Mail.message_id)))) or 0
    jobs = reading().scalars(select(OutboxRow.payload).where(OutboxRow.name == "mail.send")).all()
    known = {str(payload.get("mail_id")) for payload in jobs}
    forgotten = [one for one in reading().scalars(select(Mail.id)) if str(one) not in known]
    return Finding("I13", number == distinct and not forgotten, f"{number} mails, {len(forgotten)} without a job")


def index_finding(own: Installation) -> Finding:
    """I15, through the command that an operator runs."""
    runner = own.app.test_cli_runner()
    from exchange.practices.cli import commands  # noqa: PLC0415 - needs the application above

    index = next(command for command in commands if command.name == "index")
    answer = runner.invoke(index, ["check"])
    return Finding("I15", answer.exit_code == 0, answer.output.strip().splitlines()[-1] if answer.output else "")
