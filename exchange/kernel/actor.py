"""Who acts: the value every policy is asked with. Made by the web from the session, by jobs from the database."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from exchange.kernel.messages import N_


class Role(StrEnum):
    """What a person may do for one ministry; a person may hold several."""

    OFFICIAL = "official"
    PUBLISHER = "publisher"
    REVIEWER = "reviewer"
    ORGANIZER = "organizer"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as people call it, untranslated."""
        return _LABELS[self]


_LABELS = {
    Role.OFFICIAL: N_("Official"),
    Role.PUBLISHER: N_("Publisher"),
    Role.REVIEWER: N_("Clearing officer"),
    Role.ORGANIZER: N_("Meeting organizer"),
    Role.ADMINISTRATOR: N_("Ministry administrator"),
}


@dataclass(frozen=True)
class Actor:
    """A person with the roles held per ministry, or nobody (`Actor.nobody()`)."""

    person_id: UUID | None = None
    ministry_id: UUID | None = None  # the ministry the person speaks for
    roles: frozenset[tuple[UUID, Role]] = field(default_factory=frozenset)
    runs_platform: bool = False  # may run the platform; reads no more than others for it (trust.md section 3)
    post: str = field(default="", compare=False)  # as it is called today, in English or the next best; for the trail
    opened: frozenset[UUID] = frozenset()  # ministries into which they look just now by break-glass: reading only

    @classmethod
    def nobody(cls) -> "Actor":
        """A visitor who has not signed in."""
        return cls()

    @property
    def is_signed_in(self) -> bool:
        """Whether a person stands behind the request."""
        return self.person_id is not None

    def holds(self, role: Role, ministry_id: UUID | None) -> bool:
        """Whether the person holds the role for that ministry."""
        return ministry_id is not None and (ministry_id, role) in self.roles

    def belongs_to(self, ministry_id: UUID | None) -> bool:
        """Whether the person holds any role in that ministry."""
        return ministry_id is not None and ministry_id in self.ministry_ids

    @property
    def ministry_ids(self) -> frozenset[UUID]:
        """The ministries in which the person holds a role."""
        return frozenset(ministry_id for ministry_id, _ in self.roles)

    @property
    def reading_ids(self) -> frozenset[UUID]:
        """The ministries whose own things the person may read: as one of theirs, or by break-glass."""
        return self.ministry_ids | self.opened

    def ministries_with(self, *roles: Role) -> frozenset[UUID]:
        """The ministries in which the person holds one of the roles."""
        return frozenset(ministry_id for ministry_id, role in self.roles if role in roles)
