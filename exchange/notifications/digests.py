"""Collected mails: whose hour has come, what they hold, how they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient, actor_of, recipient
from exchange.kernel.catalogues import Tongue, tongue
from exchange.kernel.clock import Clock
from exchange.kernel.errors import NotFoundError
from exchange.kernel.ids import new_id
from exchange.notifications.guards import guards_of
from exchange.notifications.kinds import Kind, kinds_of
from exchange.notifications.letter import Entry, Group, Letter, collect
from exchange.notifications.message import Sender
from exchange.notifications.models import Mail, StoredNotice
from exchange.notifications.queries import due_notices, people_waiting
from exchange.notifications.service import Collected, Writing, write_digest
from exchange.web.db import transaction

PEOPLE_AT_ONCE = 100


@dataclass(frozen=True)
class Digests:
    """Writes collected mails for everyone whose hour has come."""

    app: Flask
    sender: Sender
    clock: Clock

    def run(self) -> None:
        """Write what is due; what a crash interrupts is written at the next look."""
        self.write()

    def write(self) -> int:
        """Write what is due. Returns how many mails there are."""
        now, written = self.clock(), 0
        with transaction() as session:
            waiting = people_waiting(session, now)
        for start in range(0, len(waiting), PEOPLE_AT_ONCE):
            with transaction() as session:
                written += sum(self._for(session, one) for one in waiting[start : start + PEOPLE_AT_ONCE])
        return written

    def rewrite(self, session: Session, mail: Mail, left: Sequence[UUID]) -> None:
        """Put only these notices into a mail that waits."""
        notices = session.scalars(select(StoredNotice).where(StoredNotice.id.in_(left)).order_by(StoredNotice.made_at))
        letter = self._letter(mail.language, list(notices), mail.id)
        mail.subject, mail.text, mail.html = letter.subject, letter.text, letter.html

    def _for(self, session: Session, person_id: UUID) -> bool:
        try:
            to = recipient(session, person_id)
        except NotFoundError:  # the account was closed since
            return False
        notices = self._known(session, to, due_notices(session, to, self.clock()))
        if not notices:
            return False
        identifier = new_id()
        letter = self._letter(to.language, notices, identifier)
        writing = Writing(
            identifier, to.email, to.language, letter.subject, letter.text, letter.html, self.sender.domain
        )
        write_digest(session, collected=Collected(to.id, writing, notices), now=self.clock())
        return True

    def _known(self, session: Session, to: Recipient, notices: Sequence[StoredNotice]) -> list[StoredNotice]:
        if not notices:
            return []
        guards = {notice.guard for notice in notices}
        allowed = guards_of(self.app).allowed(session, actor_of(session, to.id), guards)
        return [notice for notice in notices if notice.guard in allowed]

    def _letter(self, language: str, notices: Sequence[StoredNotice], mail_id: UUID) -> Letter:
        return collect(self.app.jinja_env, self._groups(tongue(language), notices), language, self.sender, mail_id)

    def _groups(self, words: Tongue, notices: Sequence[StoredNotice]) -> tuple[Group, ...]:
        kinds = kinds_of(self.app)
        order = {kind.key: place for place, kind in enumerate(kinds.values())}

        def place(notice: StoredNotice) -> int:
            return order[kinds[notice.kind].key] if notice.kind in kinds else len(order)

        ordered = sorted(notices, key=lambda notice: (place(notice), notice.made_at))
        grouped = (list(some) for _, some in groupby(ordered, key=place))
        return tuple(Group(_title(words, kinds.get(some[0].kind)), tuple(map(_entry, some))) for some in grouped)


def _title(words: Tongue, kind: Kind | None) -> str:
    return words.gettext(kind.label) if kind else ""


def _entry(notice: StoredNotice) -> Entry:
    return Entry(notice.subject, notice.lines[0] if notice.lines else "", notice.path)
