"""Look into the mailbox, every minute where one is named; each mail in a transaction of its own."""

from collections.abc import Sequence

import structlog
from sqlalchemy.orm import Session

from exchange.kernel.clock import Clock
from exchange.kernel.settings import Settings
from exchange.mailbox.imap import opened
from exchange.mailbox.incoming import TooLargeError, read_incoming
from exchange.mailbox.readers import Reader
from exchange.mailbox.service import forget_old, receive
from exchange.web.db import transaction

TOO_LARGE = "too_large"
log = structlog.get_logger("exchange.mailbox")


class Collector:
    """Takes what waits in the box. A mail that cannot be taken stays there and holds up no other."""

    def __init__(self, settings: Settings, readers: Sequence[Reader], clock: Clock) -> None:
        self._settings = settings
        self._readers = readers
        self._clock = clock

    def run(self) -> dict[str, int]:
        """Take what waits; how many mails of which kind.

        Raises:
            UnavailableError: the mailbox does not answer; what was taken before stays taken.
        """
        taken: dict[str, int] = {}
        with opened(self._settings.mailbox_url) as box:
            for number in box.waiting():
                letter = box.read(number)
                done = self.take(letter.content) if letter.content is not None else TOO_LARGE
                box.done(number)
                taken[done] = taken.get(done, 0) + 1
        if taken:
            log.info("mailbox read", **taken)
        return taken

    def take(self, content: bytes) -> str:
        """Take one mail; what came of it, in a word."""
        try:
            incoming = read_incoming(content, server=self._settings.mailbox_server)
        except TooLargeError:
            return TOO_LARGE
        with transaction() as session:
            return receive(session, incoming=incoming, readers=self._readers, now=self._clock())

    def look(self) -> None:
        """`run`, as the clock calls it."""
        self.run()

    def forget(self) -> None:
        """Forget which mails were taken long ago."""
        with transaction() as session:
            self._forget(session)

    def _forget(self, session: Session) -> None:
        forget_old(session, now=self._clock())
