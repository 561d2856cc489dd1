"""The states themselves, and the sets of them that rules speak of."""

from enum import StrEnum

from exchange.kernel.messages import N_


class RequestState(StrEnum):
    """How far two ministries have come with one meeting."""

    DRAFT = "draft"
    AWAITING_CLEARANCE = "awaiting_clearance"
    REQUESTED = "requested"
    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    SCHEDULED = "scheduled"
    RESCHEDULING = "rescheduling"
    IN_PROGRESS = "in_progress"
    HELD = "held"
    NOT_HELD = "not_held"
    MINUTES_REVIEW = "minutes_review"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The state as a word, untranslated."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether a first time is still being looked for."""
        return self in OPEN

    @property
    def is_ended(self) -> bool:
        """Whether it was given up before a meeting took place."""
        return self in ENDED


_STATES = {
    RequestState.DRAFT: N_("Draft"),
    RequestState.AWAITING_CLEARANCE: N_("Awaiting clearance"),
    RequestState.REQUESTED: N_("Requested"),
    RequestState.NEGOTIATING: N_("Negotiating"),
    RequestState.AGREED: N_("Agreed"),
    RequestState.SCHEDULED: N_("Scheduled"),
    RequestState.RESCHEDULING: N_("Another time is proposed"),
    RequestState.IN_PROGRESS: N_("In progress"),
    RequestState.HELD: N_("Held"),
    RequestState.NOT_HELD: N_("Did not take place"),
    RequestState.MINUTES_REVIEW: N_("Minutes under review"),
    RequestState.CLOSED: N_("Closed"),
    RequestState.CANCELLED: N_("Cancelled"),
    RequestState.DECLINED: N_("Declined"),
    RequestState.WITHDRAWN: N_("Withdrawn"),
    RequestState.EXPIRED: N_("Expired"),
}
_S = RequestState
UNSENT = frozenset({_S.DRAFT, _S.AWAITING_CLEARANCE})
OPEN = frozenset({_S.REQUESTED, _S.NEGOTIATING})
BOUND = frozenset({_S.SCHEDULED, _S.RESCHEDULING, _S.IN_PROGRESS})  # has a room; people are invited
AHEAD = BOUND | {_S.AGREED}  # has a time that stands
OVER = frozenset({_S.HELD, _S.MINUTES_REVIEW, _S.CLOSED})  # took place
ENDED = frozenset({_S.CANCELLED, _S.DECLINED, _S.WITHDRAWN, _S.EXPIRED})
