"""What the clock does to meetings, every five minutes."""

from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy.orm import Session

from exchange.jobs.outbox import Job, enqueue
from exchange.jobs.runner import Task
from exchange.kernel.clock import Clock
from exchange.kernel.errors import ConflictError
from exchange.meetings import service
from exchange.meetings.events import RoomLeft
from exchange.meetings.mail.remind import remind_of_meetings
from exchange.meetings.models import RoomKind
from exchange.meetings.rooms.port import Rooms
from exchange.web.db import reading, transaction

MINUTES = 5
log = structlog.get_logger("exchange.meetings")


class ClockWork:
    """Expires requests that nobody answered, and notes how meetings went, one transaction each."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def run(self) -> None:
        """Look at everything that is overdue; what was done stays done if a later one fails."""
        for request_id in service.overdue(reading(), now=self._clock()):
            with transaction() as session:
                service.take_course(session, request_id=request_id, now=self._clock())

    def keep_hours(self) -> None:
        """Keep the agreed hours where the rules of a clock changed; where somebody is taken then, people decide."""
        for request_id in service.displaced(reading(), now=self._clock()):
            try:
                with transaction() as session:
                    service.keep_the_hour(session, request_id=request_id, now=self._clock())
            except ConflictError:
                log.warning("the agreed hour is another instant now, and taken", meeting=str(request_id))
                with transaction() as session:
                    service.tell_of_clash(session, request_id=request_id, now=self._clock())

    def remind_of_meetings(self) -> None:
        """Write the reminders that are due before meetings."""
        with transaction() as session:
            remind_of_meetings(session, self._clock())

    def remind(self) -> None:
        """Tell of commitments whose day is near or has passed; each stage once."""
        now = self._clock()
        with transaction() as session:
            service.remind(session, today=now.date(), now=now)


CLOSE_ROOM = "meetings.close_room"


def close_room_later(session: Session, event: RoomLeft) -> None:
    """A room that was left is ended after the commit: who sits in it already is not left there."""
    job = Job(CLOSE_ROOM, f"room:{event.request_id}", {"kind": event.kind, "room": event.room})
    enqueue(session, job, now=event.at)


class RoomCloser:
    """Ends rooms that were left at their providers; a silent provider is asked again, and holds up nobody."""

    def __init__(self, rooms: Mapping[RoomKind, Rooms]) -> None:
        self._rooms = rooms

    def run(self, tasks: Sequence[Task]) -> None:
        """Ask outside any transaction: a silent server holds no lock."""
        for task in tasks:
            provider = self._rooms.get(RoomKind(str(task.payload["kind"])))
            if provider is not None:
                provider.close(str(task.payload["room"]))
