"""What the clock does to meetings, every five minutes."""

from exchange.kernel.clock import Clock
from exchange.meetings import service
from exchange.meetings.mail.remind import remind_of_meetings
from exchange.web.db import reading, transaction

MINUTES = 5


class ClockWork:
    """Expires requests that nobody answered, and notes how meetings went, one transaction each."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def run(self) -> None:
        """Look at everything that is overdue; what was done stays done if a later one fails."""
        for request_id in service.overdue(reading(), now=self._clock()):
            with transaction() as session:
                service.take_course(session, request_id=request_id, now=self._clock())

    def remind_of_meetings(self) -> None:
        """Write the reminders that are due before meetings."""
        with transaction() as session:
            remind_of_meetings(session, self._clock())

    def remind(self) -> None:
        """Tell of commitments whose day is near or has passed; each stage once."""
        now = self._clock()
        with transaction() as session:
            service.remind(session, today=now.date(), now=now)
