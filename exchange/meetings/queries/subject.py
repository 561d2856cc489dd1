"""What a meeting is about, as this reader may know it."""

from dataclasses import dataclass
from uuid import UUID

from exchange.meetings.models import MeetingRequest
from exchange.practices.queries import PracticeBrief


@dataclass(frozen=True)
class Subject:
    """Title with its language, and the practice if the reader still reads it."""

    title: str  # empty: no topic was written and the practice is no longer shown
    language: str
    practice: PracticeBrief | None
    revision: int


def subject_of(request: MeetingRequest, practices: dict[UUID, PracticeBrief]) -> Subject:
    """The organizer's title, else the topic that was asked, else the practice's title."""
    practice = practices.get(request.practice_id)
    title, language = _title(request, practice)
    return Subject(title, language, practice, request.practice_revision)


def _title(request: MeetingRequest, practice: PracticeBrief | None) -> tuple[str, str]:
    meeting = request.meeting
    if meeting is not None and meeting.title:
        return meeting.title, meeting.title_language
    if request.topic:
        return request.topic, request.written_in
    return (practice.title, practice.title_language) if practice else ("", "")
