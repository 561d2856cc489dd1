"""The calendar message of a meeting for one participant: iTIP REQUEST or CANCEL (RFC 5546), built by icalendar.

Times are UTC: a made-up VTIMEZONE is read wrongly by common calendars (docs/decisions/0010). Loaded only when a message
is written, because icalendar takes a tenth of a second.
"""

from datetime import UTC
from email.utils import parseaddr

from icalendar import Calendar, Event, Parameters, vCalAddress, vUri

from exchange.meetings.invitation import Attendee, Invitation
from exchange.meetings.models import MeetingState, PartRole, PartStat

PRODUCT = "-//Ministry Exchange//Meetings//EN"

_ROLES = {
    PartRole.HEAD: "REQ-PARTICIPANT",
    PartRole.DELEGATE: "REQ-PARTICIPANT",
    PartRole.OBSERVER: "OPT-PARTICIPANT",
    PartRole.INTERPRETER: "NON-PARTICIPANT",
    PartRole.NOTE_TAKER: "NON-PARTICIPANT",
    PartRole.ORGANIZER: "NON-PARTICIPANT",
}
_ANSWERS = {
    PartStat.NEEDS_ACTION: "NEEDS-ACTION",
    PartStat.ACCEPTED: "ACCEPTED",
    PartStat.TENTATIVE: "TENTATIVE",
    PartStat.DECLINED: "DECLINED",
}
_STATUS = {
    MeetingState.TENTATIVE: "TENTATIVE",
    MeetingState.CONFIRMED: "CONFIRMED",
    MeetingState.CANCELLED: "CANCELLED",
}


def invitation_file(invitation: Invitation) -> bytes:
    """One VCALENDAR with one METHOD and one VEVENT, folded and escaped by the library."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", invitation.method)
    calendar.add_component(_event(invitation))
    content: bytes = calendar.to_ical()
    return content


def _event(invitation: Invitation) -> Event:
    event = Event()
    event.add("UID", invitation.uid)
    event.add("SEQUENCE", invitation.sequence)
    event.add("DTSTAMP", invitation.stamped_at.astimezone(UTC))
    event.add("DTSTART", invitation.starts_at.astimezone(UTC))
    event.add("DTEND", invitation.ends_at.astimezone(UTC))
    event.add("STATUS", _STATUS[invitation.state])
    event.add("TRANSP", "OPAQUE")
    event.add("CLASS", "PRIVATE")
    event.add("SUMMARY", _one_line(invitation.title), parameters={"LANGUAGE": invitation.language})
    event.add("DESCRIPTION", "\n".join((invitation.join_url, "", *invitation.lines)))
    _add_places(event, invitation)
    event.add("ORGANIZER", _organizer(invitation))
    event.add("ATTENDEE", _attendee(invitation.attendee))
    return event


def _add_places(event: Event, invitation: Invitation) -> None:
    event.add("LOCATION", invitation.join_url)
    event.add("URL", vUri(invitation.page_url))
    conference = Parameters({"VALUE": "URI", "LABEL": _name(invitation.join_label)})
    conference["FEATURE"] = ["AUDIO", "VIDEO"]  # a list: icalendar would quote a string with a comma
    event.add("CONFERENCE", vUri(invitation.join_url), parameters=conference)


def _organizer(invitation: Invitation) -> vCalAddress:
    organizer = vCalAddress("mailto:" + parseaddr(invitation.organizer_address)[1])
    organizer.params["CN"] = _name(invitation.organizer_name)
    return organizer


def _attendee(attendee: Attendee) -> vCalAddress:
    address = vCalAddress("mailto:" + attendee.email)
    address.params["CN"] = _name(attendee.name)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = _ROLES[attendee.role]
    address.params["PARTSTAT"] = _ANSWERS[attendee.answer]
    address.params["RSVP"] = "TRUE"
    return address


def _name(text: str) -> str:
    """A name without double quotes: icalendar writes them as ^', which not every calendar decodes (RFC 6868)."""
    return _one_line(text).replace('"', "”")


def _one_line(text: str) -> str:
    return " ".join(text.split())
