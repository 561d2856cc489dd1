"""What a meeting is about, as this reader may know it."""

from dataclasses import dataclass
from uuid import UUID

from exchange.meetings.models import MeetingRequest
from exchange.practices.queries import PracticeBrief

Written = tuple[str, str]  # words and their language


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
    meeting = request.meeting
    bound = (meeting.title, meeting.title_language) if meeting else ("", "")
    title, language = title_of(bound, (request.topic, request.written_in), practice)
    return Subject(title, language, practice, request.practice_revision)


def title_of(bound: Written, asked: Written, practice: PracticeBrief | None) -> Written:
    """The first that was written, with its language: by the organizer, in the request, in the practice."""
    if bound[0]:
        return bound
    if asked[0]:
        return asked
    return (practice.title, practice.title_language) if practice else ("", "")
