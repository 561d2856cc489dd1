"""Facts → notices: subject, paragraphs, the words on the key. Nothing here reads or writes anything."""

from dataclasses import dataclass

from exchange.kernel.messages import N_
from exchange.meetings.mail.facts import Facts
from exchange.notifications.service import CalendarPart, Notice


@dataclass(frozen=True)
class Where:
    """Where a notice leads, who may know of it, and what sets it apart from others of its kind."""

    path: str = ""  # the meeting's page
    guard: str = "meeting"
    mark: str = ""  # the request's version


def requested(facts: Facts) -> Notice:
    """To the ministry that is asked."""
    lines = (
        facts.say(N_("%(ministry)s would like to talk with your ministry."), ministry=facts.other.organisation),
        facts.request.purpose,
        *offered_times(facts),
        _answer_by(facts),
    )
    subject = facts.say(N_("%(country)s asks for a meeting: %(title)s"), **_heading(facts))
    return notice(facts, "meeting.requested", subject, lines, facts.say(N_("Answer the request")))


def receipt(facts: Facts) -> Notice:
    """To the person who asked."""
    lines = (
        facts.say(N_("Your request was sent to: %(ministry)s."), ministry=facts.other.organisation),
        *offered_times(facts),
        facts.say(N_("An answer is expected by %(when)s."), when=facts.when(facts.request.due_at)),
    )
    subject = facts.say(N_("Your request for a meeting was sent: %(title)s"), title=facts.title)
    return notice(facts, "meeting.sent", subject, lines, facts.say(N_("See the request")))


def countered(facts: Facts) -> Notice:
    """To the side that now answers."""
    lines = (
        facts.say(
            N_("%(ministry)s offers other times. Earlier ones can no longer be accepted."),
            ministry=facts.other.organisation,
        ),
        facts.request.current.note,
        *offered_times(facts),
        _answer_by(facts),
    )
    subject = facts.say(N_("%(country)s offers other times: %(title)s"), **_heading(facts))
    return notice(facts, "meeting.countered", subject, lines, facts.say(N_("Choose a time")))


def agreed(facts: Facts) -> Notice:
    """To both sides; the organizers bind the room next."""
    lines = (
        agreed_time(facts),
        facts.say(N_("The calendar entry follows when a meeting organizer has bound the room.")),
    )
    subject = facts.say(N_("A time is agreed: %(title)s"), title=facts.title)
    return notice(facts, "meeting.agreed", subject, lines, facts.say(N_("See the meeting")))


def declined(facts: Facts) -> Notice:
    """To the side that asked."""
    lines = (
        facts.say(N_("%(ministry)s declined your request."), ministry=facts.other.organisation),
        *reason_line(facts),
    )
    subject = facts.say(N_("%(country)s declined: %(title)s"), **_heading(facts))
    return notice(facts, "meeting.declined", subject, lines, facts.say(N_("See the request")))


def withdrawn(facts: Facts) -> Notice:
    """To the side that was asked."""
    lines = (
        facts.say(N_("%(ministry)s took its request back."), ministry=facts.other.organisation),
        *reason_line(facts),
    )
    subject = facts.say(N_("%(country)s withdrew its request: %(title)s"), **_heading(facts))
    return notice(facts, "meeting.withdrawn", subject, lines, facts.say(N_("See the request")))


def scheduled(facts: Facts, calendar: CalendarPart | None = None) -> Notice:
    """To participants with the calendar message, to others who look after the meeting without it."""
    lines = (
        agreed_time(facts),
        facts.say(N_("With: %(ministry)s."), ministry=facts.other.organisation),
        *invited_lines(facts),
    )
    subject = facts.say(N_("Meeting with %(country)s: %(title)s"), **_heading(facts))
    action = facts.say(N_("Open the meeting"))
    return notice(facts, "meeting.scheduled", subject, lines, action, calendar)


def cancelled(facts: Facts, calendar: CalendarPart | None = None) -> Notice:
    """To everyone who was told of it."""
    lines = (facts.say(N_("This meeting will not take place.")), agreed_time(facts), *reason_line(facts))
    subject = facts.say(N_("Cancelled: %(title)s"), title=facts.title)
    return notice(facts, "meeting.cancelled", subject, lines, facts.say(N_("See the meeting")), calendar)


def invited_lines(facts: Facts) -> tuple[str, ...]:
    """How to join; the same words stand in the calendar entry."""
    return (
        facts.say(N_("Join from the meeting's page. The door opens 15 minutes before the beginning.")),
        facts.say(N_("The link stays the same if the time moves, and works for you only.")),
    )


def calendar_lines(facts: Facts) -> tuple[str, ...]:
    """The text of the calendar entry: both clocks, who is across the table, how to join."""
    return (
        agreed_time(facts),
        facts.say(N_("With: %(ministry)s."), ministry=facts.other.organisation),
        *invited_lines(facts),
    )


def _heading(facts: Facts) -> dict[str, str | int]:
    return {"country": facts.other.country, "title": facts.title}


def offered_times(facts: Facts) -> tuple[str, ...]:
    """The times of the current proposal, each on both clocks."""
    slots = facts.request.current.slots
    return (facts.say(N_("Times on offer:")), *(facts.span(slot.starts_at, slot.minutes) for slot in slots))


def _answer_by(facts: Facts) -> str:
    return facts.say(N_("Your answer is expected by %(when)s."), when=facts.when(facts.request.due_at))


def agreed_time(facts: Facts) -> str:
    """When they meet, on both clocks."""
    meeting = facts.request.meeting
    return facts.span(meeting.starts_at, meeting.minutes) if meeting else ""


def reason_line(facts: Facts) -> tuple[str, ...]:
    """Why it was ended, where a reason was given."""
    reason = facts.request.reason
    return (facts.say(N_("Reason given: %(reason)s"), reason=reason),) if reason else ()


def notice(
    facts: Facts,
    kind: str,
    subject: str,
    lines: tuple[str, ...],
    action: str,
    calendar: CalendarPart | None = None,
    where: Where = Where(),
) -> Notice:
    """The notice of one kind about this meeting; its key is that of the version, so that it is made once."""
    request = facts.request
    return Notice(
        kind=kind,
        path=where.path or f"/meetings/{request.id}",
        subject=subject,
        lines=tuple(line for line in lines if line),
        action=action,
        guard=f"{where.guard}:{request.id}",
        key=f"{kind}:{request.id}:{where.mark or request.version}",
        calendar=calendar,
        thread=f"meeting:{request.id}",
    )
