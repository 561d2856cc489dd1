"""The calendar message of a meeting for one of its participants."""

from dataclasses import dataclass
from email.utils import parseaddr
from uuid import UUID

from exchange.kernel.messages import N_
from exchange.meetings.invitation import Attendee, Invitation
from exchange.meetings.mail.composers import calendar_lines
from exchange.meetings.mail.facts import Facts
from exchange.meetings.mail.tokens import answer_address
from exchange.meetings.models import Meeting, MeetingState, Participant
from exchange.notifications.service import CalendarPart


@dataclass(frozen=True, repr=False)
class Office:
    """Who sends: the mailbox that answers go to, and the address under which people reach the service."""

    site_name: str
    mail_from: str
    public_url: str
    answers_to: str = ""  # a mailbox that takes marks behind a plus sign
    secret: str = ""  # signs the marks

    def answer_address(self, participant_id: UUID) -> str | None:
        """Where this participant's answers go; None: to the sender, as other mails do."""
        return answer_address(self.answers_to, participant_id, self.secret) if self.answers_to else None

    @property
    def mailbox(self) -> str:
        """The bare address."""
        return parseaddr(self.mail_from)[1]


def calendar_part(facts: Facts, part: Participant, office: Office) -> CalendarPart | None:
    """REQUEST while the meeting stands; CANCEL when it is cancelled or the person was taken off.

    None before a time is agreed.
    """
    meeting = facts.request.meeting
    if meeting is None:
        return None
    from exchange.meetings.itip import invitation_file  # noqa: PLC0415 - loads icalendar, which no other page needs

    invitation = _invitation(facts, meeting, part, office)
    return CalendarPart(invitation.method, invitation_file(invitation), meeting.sequence, meeting.stamped_at)


def _invitation(facts: Facts, meeting: Meeting, part: Participant, office: Office) -> Invitation:
    page = f"{office.public_url.rstrip('/')}/meetings/{facts.request.id}"
    return Invitation(
        uid=meeting.uid,
        sequence=meeting.sequence,
        stamped_at=meeting.stamped_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        state=meeting.state if part.removed_at is None else MeetingState.CANCELLED,
        title=facts.title,
        lines=_lines(facts),
        join_url=f"{page}/join",
        join_label=facts.say(N_("Join the meeting")),
        page_url=page,
        language=facts.title_language,
        organizer_name=office.site_name,
        organizer_address=office.mailbox,
        attendee=Attendee(facts.person.email, _name(facts), part.role, part.answer),
    )


def _name(facts: Facts) -> str:
    person = facts.person
    names = person.post.text_for(person.language), person.organisation.text_for(person.language)
    return ", ".join(name for name in names if name)


def _lines(facts: Facts) -> tuple[str, ...]:
    """In the recipient's language, then in the other side's: an entry is shown to colleagues and interpreters."""
    across = facts.across()
    return calendar_lines(facts) + (("", *calendar_lines(across)) if across else ())
