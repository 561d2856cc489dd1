"""Facts → notices about the course of a meeting: clearance, other times, what happened. Pure, as `composers`."""

from datetime import datetime

from exchange.kernel.messages import N_
from exchange.kernel.when import city_of
from exchange.meetings.mail.composers import Where, agreed_time, invited_lines, notice, offered_times, reason_line
from exchange.meetings.mail.facts import Facts
from exchange.notifications.service import CalendarPart, Notice


def clearance_asked(facts: Facts) -> Notice:
    """To the desk of the own ministry."""
    lines = (
        facts.say(N_("A colleague would like to ask for a meeting with: %(ministry)s."), ministry=_other(facts)),
        facts.request.purpose,
        *offered_times(facts),
    )
    subject = facts.say(N_("A request waits for your clearance: %(title)s"), title=facts.title)
    return notice(facts, "meeting.clearance_asked", subject, lines, facts.say(N_("Look at the request")))


def sent_back(facts: Facts) -> Notice:
    """To the person who wrote the request."""
    lines = (
        facts.say(N_("The desk of your ministry sent your request back. The other ministry has not seen it.")),
        facts.request.returned_note or "",
    )
    subject = facts.say(N_("Your request was sent back: %(title)s"), title=facts.title)
    return notice(facts, "meeting.sent_back", subject, lines, facts.say(N_("Change the draft")))


def acknowledged(facts: Facts) -> Notice:
    """To the side that asked."""
    lines = (facts.say(N_("%(ministry)s has read your request and is looking into it."), ministry=_other(facts)),)
    subject = facts.say(N_("Your request is being looked into: %(title)s"), title=facts.title)
    return notice(facts, "meeting.acknowledged", subject, lines, facts.say(N_("See the request")))


def time_proposed(facts: Facts) -> Notice:
    """To the side that did not propose."""
    lines = (
        facts.say(N_("%(ministry)s would like to meet at another time."), ministry=_other(facts)),
        facts.request.current.note,
        *offered_times(facts),
        facts.say(N_("Until your side accepts, the agreed time stands: %(time)s"), time=agreed_time(facts)),
    )
    subject = facts.say(N_("Another time is proposed: %(title)s"), title=facts.title)
    return notice(facts, "meeting.time_proposed", subject, lines, facts.say(N_("Choose a time")))


def time_kept(facts: Facts) -> Notice:
    """To both sides."""
    lines = (facts.say(N_("The agreed time stands: %(time)s"), time=agreed_time(facts)),)
    subject = facts.say(N_("The time stays as it is: %(title)s"), title=facts.title)
    return notice(facts, "meeting.time_kept", subject, lines, facts.say(N_("See the meeting")))


def moved(facts: Facts, calendar: CalendarPart | None = None) -> Notice:
    """To everyone: the same calendar entry at its new time."""
    lines = (facts.say(N_("The meeting has a new time.")), agreed_time(facts), *invited_lines(facts))
    subject = facts.say(N_("New time: %(title)s"), title=facts.title)
    return notice(facts, "meeting.moved", subject, lines, facts.say(N_("Open the meeting")), calendar)


def clocks_changed(facts: Facts, calendar: CalendarPart | None = None) -> Notice:
    """To everyone: the agreed hour stays on the clock on which it was agreed, and is another instant."""
    zone = facts.request.meeting.wall_zone if facts.request.meeting else None
    city = city_of(zone or "UTC", facts.person.language)
    lines = (
        facts.say(N_("A country changed the rules of its clock. The meeting keeps its hour in %(city)s."), city=city),
        agreed_time(facts),
        *invited_lines(facts),
    )
    subject = facts.say(N_("New time: %(title)s"), title=facts.title)
    return notice(facts, "meeting.moved", subject, lines, facts.say(N_("Open the meeting")), calendar)


def clocks_clash(facts: Facts, *, instant: datetime) -> Notice:
    """To the organizers of both sides: by the new rules somebody would be in two meetings at once."""
    zone = facts.request.meeting.wall_zone if facts.request.meeting else None
    city = city_of(zone or "UTC", facts.person.language)
    lines = (
        facts.say(
            N_("A country changed the rules of its clock. The agreed hour in %(city)s would now begin at %(when)s."),
            city=city,
            when=facts.when(instant),
        ),
        facts.say(N_("Somebody of the two delegations is in another meeting then, so nothing was moved.")),
        facts.say(N_("In the calendars it stands as before: %(time)s"), time=agreed_time(facts)),
        facts.say(N_("Propose another time for one of the two meetings.")),
    )
    subject = facts.say(N_("The agreed hour is taken: %(title)s"), title=facts.title)
    action = facts.say(N_("Open the meeting"))
    return notice(facts, "meeting.clocks_clash", subject, lines, action, where=Where(mark=instant.isoformat()))


def updated(facts: Facts, calendar: CalendarPart | None = None) -> Notice:
    """To those whom a small change concerns."""
    lines = (
        facts.say(N_("Details of this meeting changed. The time is the same, and your answer stands.")),
        agreed_time(facts),
        facts.say(N_("With: %(ministry)s."), ministry=_other(facts)),
        *invited_lines(facts),
    )
    subject = facts.say(N_("Meeting with %(country)s: %(title)s"), country=facts.other.country, title=facts.title)
    return notice(facts, "meeting.updated", subject, lines, facts.say(N_("Open the meeting")), calendar)


def taken_off(facts: Facts, calendar: CalendarPart | None = None) -> Notice:
    """To a person who is no longer needed in the meeting."""
    lines = (
        facts.say(N_("You are no longer in the delegation for this meeting. It takes place without you.")),
        agreed_time(facts),
    )
    subject = facts.say(N_("You need not come: %(title)s"), title=facts.title)
    action = facts.say(N_("All meetings"))
    return notice(facts, "meeting.taken_off", subject, lines, action, calendar, Where("/meetings/", "meeting_left"))


def course_asked(facts: Facts) -> Notice:
    """To the organizers of both sides."""
    lines = (
        agreed_time(facts),
        facts.say(N_("The time is over, and the door of the meeting does not show that both delegations came.")),
    )
    subject = facts.say(N_("Did the meeting take place: %(title)s"), title=facts.title)
    return notice(facts, "meeting.course_asked", subject, lines, facts.say(N_("Say what happened")))


def held(facts: Facts) -> Notice:
    """To those who write the minutes."""
    lines = (
        facts.say(N_("The meeting with %(ministry)s took place."), ministry=_other(facts)),
        facts.say(N_("Its minutes are written in both languages, and approved by both sides.")),
    )
    subject = facts.say(N_("Minutes are to be written: %(title)s"), title=facts.title)
    return notice(facts, "meeting.held", subject, lines, facts.say(N_("Write the minutes")))


def not_held(facts: Facts) -> Notice:
    """To both sides, without blame."""
    lines = (
        facts.say(N_("The meeting did not take place.")),
        agreed_time(facts),
        facts.say(N_("Another time can be proposed from its page, with everything else kept.")),
    )
    subject = facts.say(N_("Did not take place: %(title)s"), title=facts.title)
    return notice(facts, "meeting.not_held", subject, lines, facts.say(N_("See the meeting")))


def expired(facts: Facts) -> Notice:
    """To both sides."""
    lines = (
        facts.say(N_("Nobody answered this request in time, so it was closed.")),
        facts.say(N_("The person who asked can open it once more, with new times.")),
        *reason_line(facts),
    )
    subject = facts.say(N_("Expired: %(title)s"), title=facts.title)
    return notice(facts, "meeting.expired", subject, lines, facts.say(N_("See the request")))


def _other(facts: Facts) -> str:
    return facts.other.organisation


def time_suggested(facts: Facts, mark: str) -> Notice:
    """To the desk of the side whose participant suggests another time by mail; the other side hears nothing yet."""
    lines = (
        facts.say(N_("A participant of your ministry suggests another time, from a calendar program.")),
        facts.say(N_("The agreed time stands: %(time)s"), time=agreed_time(facts)),
        facts.say(N_("The other side hears of it only if your ministry offers the time.")),
    )
    subject = facts.say(N_("Another time is suggested: %(title)s"), title=facts.title)
    action = facts.say(N_("Look at the suggestion"))
    return notice(facts, "meeting.time_suggested", subject, lines, action, where=Where(mark=mark))


def answer_unconfirmed(facts: Facts, mark: str) -> Notice:
    """To the participant in whose name an answer came from another address."""
    lines = (
        facts.say(N_("An answer to this invitation came in your name, from an address that is not yours.")),
        facts.say(N_("It counts only if you answer on the meeting's page yourself.")),
        agreed_time(facts),
    )
    subject = facts.say(N_("Please confirm your answer: %(title)s"), title=facts.title)
    action = facts.say(N_("Answer the invitation"))
    return notice(facts, "meeting.answer_unconfirmed", subject, lines, action, where=Where(mark=mark))
