"""Answers and other times that calendar programs send: whose they are, and how certain that is (meetings.md 3.3)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import PersonView, person_by_email, recipient
from exchange.kernel.errors import NotFoundError
from exchange.mailbox.incoming import Incoming
from exchange.meetings.mail.replies import Reply, Voice, calendar_parts, read_reply
from exchange.meetings.mail.tokens import participant_of
from exchange.meetings.models import Meeting, MeetingRequest, Participant, PartStat
from exchange.meetings.service import Word, hear

_LONGEST_UID = 64


@dataclass(frozen=True, repr=False)
class AnswerReader:
    """Knows the answer addresses of this service.

    Args:
        mailbox: the address behind which each invitation's own mark stands; empty when there are no marks.
        secret: signs the marks.
    """

    mailbox: str
    secret: str

    def read(self, session: Session, incoming: Incoming, now: datetime) -> str | None:
        """Take an answer to an invitation; what became of it. None for every other mail."""
        reply = _reply_in(incoming)
        if reply is None:
            return None
        marked = self._marked(session, incoming)
        request = _request_of(session, reply, marked)
        if request is None:
            return "answer.unknown"
        who = _Whose(session, request, reply, incoming, marked if marked and marked.request_id == request.id else None)
        state = hear(session, request=request, part=who.part, word=who.word(), now=now)
        return f"answer.{state.value}" if state else "answer.too_many"

    def _marked(self, session: Session, incoming: Incoming) -> Participant | None:
        """The participant for whom the address was made that the mail came to."""
        found = (participant_of(address, self.mailbox, self.secret) for address in incoming.recipients)
        participant_id = next((one for one in found if one is not None), None)
        return session.get(Participant, participant_id) if participant_id else None


def _reply_in(incoming: Incoming) -> Reply | None:
    """The first answer among the parts: Google and Apple put it in odd places, and some put it twice."""
    found = (read_reply(content, charset, method) for content, charset, method in calendar_parts(incoming.parts()))
    return next((reply for reply in found if reply is not None), None)


def _request_of(session: Session, reply: Reply, marked: Participant | None) -> MeetingRequest | None:
    """By the UID; by the mark where a program has lost the UID."""
    if reply.uid and len(reply.uid) <= _LONGEST_UID:
        of_uid = select(MeetingRequest).join(Meeting, Meeting.request_id == MeetingRequest.id)
        return session.scalars(of_uid.where(Meeting.uid == reply.uid)).unique().one_or_none()
    return session.get(MeetingRequest, marked.request_id) if marked and not reply.uid else None


class _Whose:
    """Whose word it is. Certain only from the participant's own address, about the participant, by nobody's hand."""

    def __init__(
        self, session: Session, request: MeetingRequest, reply: Reply, incoming: Incoming, marked: Participant | None
    ) -> None:
        self._request, self._reply, self._incoming = request, reply, incoming
        writer = person_by_email(session, incoming.sender) if incoming.sender else None
        self._voice = self._chosen_voice(writer)
        named = person_by_email(session, self._voice.address) if self._voice and self._voice.address else None
        parts = {part.person_id: part for part in request.participants}
        self.part = marked or _part(parts, named) or _part(parts, writer)
        self._person = _reachable(session, self.part)
        self._writer, self._named = writer, named

    def word(self) -> Word:
        """What is said, on the clock of the person whose word it is."""
        reply = self._reply
        return Word(
            answer=self._answer(),
            sequence=self._sequence(),
            stamp=reply.stamp,
            sender=self._incoming.sender,
            is_certain=self._is_certain(),
            starts_at=self._instant() if reply.method == "COUNTER" else None,
            minutes=reply.minutes,
            comment=reply.comment,
        )

    def _sequence(self) -> int:
        """Where it is left out 0 (RFC 5545 3.8.7.4), unless the answer names the time that is agreed now."""
        reply, meeting = self._reply, self._request.meeting
        if reply.sequence is not None:
            return reply.sequence
        is_of_now = reply.method == "REPLY" and meeting is not None and self._instant() == meeting.starts_at
        return meeting.sequence if is_of_now and meeting is not None else 0

    def _is_certain(self) -> bool:
        part, mail, voice = self.part, self._incoming, self._voice
        if part is None or self._writer is None or self._writer.id != part.person_id:
            return False
        is_about_writer = voice is None or not voice.address or self._named == self._writer
        by_another_hand = mail.sent_by or (voice is not None and voice.sent_by not in ("", mail.sender))
        return is_about_writer and not by_another_hand and mail.is_vouched is not False

    def _answer(self) -> PartStat | None:
        """Who suggests another time has not accepted this one."""
        said = self._voice.answer if self._voice else None
        if self._reply.method == "COUNTER" and said in (None, PartStat.NEEDS_ACTION, PartStat.ACCEPTED):
            return PartStat.TENTATIVE
        return said

    def _chosen_voice(self, writer: PersonView | None) -> Voice | None:
        """A REPLY has one attendee; a COUNTER may repeat the whole list, of which the writer's line counts."""
        voices = self._reply.voices
        own = next((voice for voice in voices if writer is not None and voice.address == writer.email), None)
        return own or (voices[0] if len(voices) == 1 else None)

    def _instant(self) -> datetime | None:
        found = self._reply.starts_at
        if found is None or found.tzinfo is not None:
            return found.astimezone(UTC) if found else None
        zone = self._person.place.zone if self._person else "UTC"
        return found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _part(parts: dict[UUID, Participant], person: PersonView | None) -> Participant | None:
    return parts.get(person.id) if person else None


def _reachable(session: Session, part: Participant | None) -> PersonView | None:
    if part is None:
        return None
    try:
        return recipient(session, part.person_id)
    except NotFoundError:
        return None
