"""What came by mail about a meeting: answers and other times, also those that changed nothing."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.kernel.base import Base, Id, enum_column
from exchange.meetings.models.kinds import PartStat


class WordState(StrEnum):
    """What became of a word that came by mail."""

    APPLIED = "applied"  # the participant's answer
    STALE = "stale"  # older than what is known, or about an earlier time
    TO_CONFIRM = "to_confirm"  # from another address: the participant says on the page whether it counts
    SETTLED = "settled"  # the participant has answered on the page since
    UNINVITED = "uninvited"  # from somebody who takes no part: noted, never added
    SUGGESTED = "suggested"  # another time: the own ministry may offer it
    TAKEN_UP = "taken_up"
    SET_ASIDE = "set_aside"


class MailedWord(Base):
    """One REPLY or COUNTER. It never changes a meeting: the most it does is to set the writer's own answer."""

    __tablename__ = "meeting_mailed_word"
    __table_args__ = (
        CheckConstraint("(state = 'uninvited') = (participant_id IS NULL)", name="uninvited_has_no_part"),
        Index("ix_meeting_mailed_word_request_id_state", "request_id", "state"),
    )

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_request.id"))
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting_participant.id"))
    state: Mapped[WordState] = mapped_column(enum_column(WordState))
    answer: Mapped[PartStat | None] = mapped_column(enum_column(PartStat))
    sequence: Mapped[int]
    stamp: Mapped[datetime]  # DTSTAMP, at most the moment of its coming
    came_at: Mapped[datetime]
    sender: Mapped[str | None] = mapped_column(String(254))  # where it is not the participant's own address
    starts_at: Mapped[datetime | None]  # of a suggested time
    minutes: Mapped[int | None]
    comment: Mapped[str] = mapped_column(String(600))  # of a suggestion, as it was written
