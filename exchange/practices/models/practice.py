"""The practice itself: whose it is, where it stands, who may read it.

Fields of domain.md section 1 kept here: 4 (ministry), 10 (circulation), 24 (reviewer's level; the claim stands in the
revision), 38 (valid until, confirmed on). The rest belongs to a revision.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exchange.accounts.models import Ministry
from exchange.kernel.base import Base, Id, enum_column
from exchange.kernel.translated import Translated
from exchange.practices.models.revision import LastCircle, Revision
from exchange.practices.models.states import Life, PracticeState, Visibility

DUE_WITHIN = timedelta(days=60)


class Practice(Base):
    """What one ministry does and shows to others. Its texts stand in revisions; readers see the cleared one."""

    __tablename__ = "practice"
    __table_args__ = (CheckConstraint("review_level BETWEEN 0 AND 4", name="review_level_in_range"),)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    number: Mapped[int | None] = mapped_column(unique=True)  # the permanent number that a decree quotes
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), index=True)
    country: Mapped[str] = mapped_column(String(8), index=True)
    state: Mapped[PracticeState] = mapped_column(enum_column(PracticeState), default=PracticeState.DRAFT, index=True)
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility), default=Visibility.MINISTRY)
    field_visibility: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # part → narrower Visibility
    published_revision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("practice_revision.id", use_alter=True, name="fk_practice_published_revision")
    )
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
    archived_at: Mapped[datetime | None]
    archived_reason: Mapped[str | None] = mapped_column(Text)
    review_level: Mapped[int | None]
    review_date: Mapped[date | None]
    review_again_on: Mapped[date | None]
    review_reason: Mapped[Translated | None]
    is_transferred: Mapped[bool] = mapped_column(default=False)
    is_lasting: Mapped[bool] = mapped_column(default=False)
    valid_until: Mapped[date | None]
    confirmed_on: Mapped[date | None] = mapped_column(index=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    ministry: Mapped[Ministry] = relationship(lazy="raise")
    partners: Mapped[list["PracticePartner"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    revisions: Mapped[list[Revision]] = relationship(
        lazy="raise", foreign_keys=Revision.practice_id, order_by=Revision.number, cascade="all, delete-orphan"
    )
    published_revision: Mapped[Revision | None] = relationship(
        lazy="raise", foreign_keys=[published_revision_id], post_update=True
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own class attribute

    def circle_of(self, part: str) -> Visibility:
        """Who may read a section or COSTS: its own circle where it is narrower than the practice's."""
        own = self.field_visibility.get(part)
        return min(Visibility(own), self.visibility, key=lambda circle: circle.width) if own else self.visibility

    def publish(self, revision: Revision, now: datetime) -> None:
        """Show a cleared revision to the readers of this practice; the first date stays. Needs `partners` loaded."""
        before = self.published_revision
        if before is not None and before is not revision:
            before.step_aside(self._circle_to_the_last())
        self.state = PracticeState.PUBLISHED
        self.published_revision = revision
        self.published_at = self.published_at or now
        self.withdrawn_at = self.withdrawn_reason = None
        self.archived_at = self.archived_reason = None

    def _circle_to_the_last(self) -> LastCircle:
        """What was withdrawn is nobody's to read, also when a newer text is published."""
        is_out = self.state is PracticeState.PUBLISHED
        named = sorted(str(partner.ministry_id) for partner in self.partners)
        circle = self.visibility if is_out else Visibility.MINISTRY
        return LastCircle(circle, named, dict(self.field_visibility or {}))

    def confirm(self, today: date, valid_until: date) -> None:
        """Say that the text still holds; what was archived is current again."""
        self.confirmed_on, self.valid_until = today, valid_until
        self.archived_at = self.archived_reason = None

    def archive(self, now: datetime, reason: str) -> None:
        """Keep it readable and citable, marked as no longer kept up to date; twice keeps the first date."""
        self.archived_at = self.archived_at or now
        self.archived_reason = reason

    def life(self, today: date) -> Life:
        """Confirmed, due or grey by `valid_until` while it is published (domain.md 1.1)."""
        if self.state is not PracticeState.PUBLISHED:
            return Life(self.state.value)
        if self.archived_at:
            return Life.ARCHIVED
        if self.valid_until is None or self.valid_until < today:
            return Life.GREY
        return Life.DUE if self.valid_until - today <= DUE_WITHIN else Life.CONFIRMED

    def withdraw(self, now: datetime, reason: str) -> None:
        """Show it to nobody outside the ministry; withdrawing twice keeps the first date."""
        self.state = PracticeState.WITHDRAWN
        self.withdrawn_at = self.withdrawn_at or now
        self.withdrawn_reason = reason


class PracticePartner(Base):
    """A ministry named as a reader when the circulation is "named partners"."""

    __tablename__ = "practice_partner"

    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"), primary_key=True)
    ministry_id: Mapped[UUID] = mapped_column(ForeignKey("ministry.id"), primary_key=True, index=True)
