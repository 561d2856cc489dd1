"""Who is told what, in the transaction of the fact: the right posts of both sides, and every participant."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.meetings import events
from exchange.meetings.mail import composers, course_composers
from exchange.meetings.mail.audience import Told, active, both, desk, organizers
from exchange.meetings.mail.calendars import Office, calendar_part
from exchange.meetings.mail.facts import Facts, facts_for
from exchange.meetings.models import MeetingRequest, Participant, PartRole
from exchange.notifications.service import CalendarPart, Notice, Second, notify

Compose = Callable[[Facts], Notice]
ComposeWithCalendar = Callable[[Facts, CalendarPart | None], Notice]


class Teller:
    """Subscribes to the facts of meetings and writes the notices."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def requested(self, session: Session, event: events.MeetingRequested) -> None:
        """The asked side answers; the person who asked has it in writing."""
        request = _request(session, event)
        self._tell(session, event, desk(session, request, request.to_ministry_id), composers.requested)
        asker = (told for told in desk(session, request, request.from_ministry_id) if told.person.id == event.actor_id)
        self._tell(session, event, asker, composers.receipt, even_actor=True)

    def countered(self, session: Session, event: events.MeetingCountered) -> None:
        """The side that now answers."""
        request = _request(session, event)
        self._tell(session, event, desk(session, request, _across(request)), composers.countered)

    def agreed(self, session: Session, event: events.MeetingAgreed) -> None:
        """Both sides."""
        self._tell(session, event, both(session, _request(session, event)), composers.agreed)

    def declined(self, session: Session, event: events.MeetingDeclined) -> None:
        """The side that asked."""
        request = _request(session, event)
        self._tell(session, event, desk(session, request, request.from_ministry_id), composers.declined)

    def withdrawn(self, session: Session, event: events.MeetingWithdrawn) -> None:
        """The side that was asked, if it had the request."""
        request = _request(session, event)
        if request.sent_at is not None:
            self._tell(session, event, desk(session, request, request.to_ministry_id), composers.withdrawn)

    def scheduled(self, session: Session, event: events.MeetingScheduled) -> None:
        """Participants get the calendar REQUEST, the actor too if invited; the rest of both desks a plain notice."""
        self._tell_calendars(session, event, composers.scheduled)

    def cancelled(self, session: Session, event: events.MeetingCancelled) -> None:
        """Who had a REQUEST gets the CANCEL; everyone is told."""
        self._tell_calendars(session, event, composers.cancelled)

    def clearance_asked(self, session: Session, event: events.ClearanceAsked) -> None:
        """The desk of the asking ministry."""
        request = _request(session, event)
        self._tell(session, event, organizers(session, request.from_ministry_id), course_composers.clearance_asked)

    def sent_back(self, session: Session, event: events.RequestSentBack) -> None:
        """The person who wrote it."""
        request = _request(session, event)
        writer = [Told(person, request.from_ministry_id) for person in active(session, request.requester_id)]
        self._tell(session, event, writer, course_composers.sent_back)

    def acknowledged(self, session: Session, event: events.MeetingAcknowledged) -> None:
        """The side that asked."""
        request = _request(session, event)
        self._tell(session, event, desk(session, request, request.from_ministry_id), course_composers.acknowledged)

    def time_proposed(self, session: Session, event: events.TimeProposed) -> None:
        """The side that answers."""
        request = _request(session, event)
        self._tell(session, event, desk(session, request, _across(request)), course_composers.time_proposed)

    def time_kept(self, session: Session, event: events.TimeKept) -> None:
        """Both sides."""
        self._tell(session, event, both(session, _request(session, event)), course_composers.time_kept)

    def moved(self, session: Session, event: events.MeetingMoved) -> None:
        """Everyone gets the REQUEST of the next sequence."""
        self._tell_calendars(session, event, course_composers.moved)

    def clocks_changed(self, session: Session, event: events.ClockRulesChanged) -> None:
        """Everyone gets the REQUEST of the next sequence, with the reason."""
        self._tell_calendars(session, event, course_composers.clocks_changed)

    def clocks_clash(self, session: Session, event: events.ClockRulesClash) -> None:
        """The organizers of both sides: nothing was moved, and people decide."""
        request = _request(session, event)
        for side in request.ministry_ids:
            compose = partial(course_composers.clocks_clash, instant=event.instant)
            self._tell(session, event, organizers(session, side), compose)

    def updated(self, session: Session, event: events.MeetingUpdated) -> None:
        """Those concerned get the REQUEST of the same sequence; who was taken off gets a CANCEL."""
        request = _request(session, event)
        if request.meeting is None or request.meeting.scheduled_at is None:
            return
        for part in request.participants:
            concerned = event.concerned is None or part.person_id in event.concerned
            if part.removed_at is None and concerned:
                self._tell_one(session, event, part, course_composers.updated)
            elif part.person_id in event.removed:
                self._tell_one(session, event, part, course_composers.taken_off)

    def time_suggested(self, session: Session, event: events.MeetingTimeSuggested) -> None:
        """The desk of the side whose participant suggests it: only that ministry may offer it."""
        request, mark = _request(session, event), event.at.isoformat()
        self._tell(
            session,
            event,
            [told for told in desk(session, request, event.side) if told.side == event.side],
            lambda facts: course_composers.time_suggested(facts, mark),
            even_actor=True,
        )

    def answer_unconfirmed(self, session: Session, event: events.AnswerUnconfirmed) -> None:
        """The person in whose name it came."""
        request, mark = _request(session, event), event.at.isoformat()
        part = request.part_of(event.person_id)
        told = [Told(person, part.ministry_id) for person in active(session, event.person_id)] if part else []
        self._tell(session, event, told, lambda facts: course_composers.answer_unconfirmed(facts, mark))

    def course_asked(self, session: Session, event: events.CourseAsked) -> None:
        """The organizers of both sides."""
        request = _request(session, event)
        for side in request.ministry_ids:
            self._tell(session, event, organizers(session, side), course_composers.course_asked)

    def held(self, session: Session, event: events.MeetingHeld) -> None:
        """Note-takers; the whole of both desks where none was named."""
        request = _request(session, event)
        writers = [part for part in request.participants if part.role is PartRole.NOTE_TAKER and not part.removed_at]
        told = [Told(person, part.ministry_id) for part in writers for person in active(session, part.person_id)]
        self._tell(session, event, told or both(session, request), course_composers.held)

    def not_held(self, session: Session, event: events.MeetingNotHeld) -> None:
        """Both sides, in the same words."""
        self._tell(session, event, both(session, _request(session, event)), course_composers.not_held)

    def expired(self, session: Session, event: events.MeetingExpired) -> None:
        """Both sides."""
        self._tell(session, event, both(session, _request(session, event)), course_composers.expired)

    def _tell_one(
        self, session: Session, event: events.MeetingEvent, part: Participant, compose: ComposeWithCalendar
    ) -> None:
        request = _request(session, event)
        for person in active(session, part.person_id):
            facts = facts_for(session, request, person, part.ministry_id)
            notify(session, person_id=person.id, notice=self._with_entry(facts, part, compose), now=event.at)

    def _with_entry(self, facts: Facts, part: Participant, compose: ComposeWithCalendar) -> Notice:
        """The notice with its calendar entry, in the recipient's language and then in the other side's."""
        calendar, across = calendar_part(facts, part, self._office), facts.across()
        notice = replace(compose(facts, calendar), reply_to=self._office.answer_address(part.id))
        if across is None:
            return notice
        again = compose(across, calendar)
        return replace(notice, second=Second(across.person.language, (again.subject, *again.lines)))

    def _tell(
        self,
        session: Session,
        event: events.MeetingEvent,
        people: Iterable[Told],
        compose: Compose,
        *,
        even_actor: bool = False,
    ) -> None:
        request = _request(session, event)
        for told in people:
            if even_actor or told.person.id != event.actor_id:
                notice = compose(facts_for(session, request, told.person, told.side))
                notify(session, person_id=told.person.id, notice=notice, now=event.at)

    def _tell_calendars(self, session: Session, event: events.MeetingEvent, compose: ComposeWithCalendar) -> None:
        request = _request(session, event)
        was_scheduled = request.meeting is not None and request.meeting.scheduled_at is not None
        for told in both(session, request):
            part = request.part_of(told.person.id) if was_scheduled else None
            if part is None and told.person.id == event.actor_id:
                continue
            facts = facts_for(session, request, told.person, told.side)
            notice = self._with_entry(facts, part, compose) if part else compose(facts, None)
            notify(session, person_id=told.person.id, notice=notice, now=event.at)


def _request(session: Session, event: events.MeetingEvent) -> MeetingRequest:
    return session.get_one(MeetingRequest, event.request_id)


def _across(request: MeetingRequest) -> UUID:
    return request.other_side(request.current.ministry_id)
