"""How soon people hear of their meetings: the choices, and the kinds of notices that share one."""

from exchange.kernel.messages import N_
from exchange.notifications.models import Pace
from exchange.notifications.paces import ALWAYS, Kind

OF_MEETINGS = (
    Kind(
        "meeting.requested",
        N_("Requests for meetings, offered times and answers"),
        also=(
            "meeting.countered",
            "meeting.agreed",
            "meeting.declined",
            "meeting.withdrawn",
            "meeting.acknowledged",
            "meeting.time_proposed",
            "meeting.time_kept",
            "meeting.time_suggested",
            "meeting.answer_unconfirmed",
            "meeting.expired",
        ),
    ),
    Kind("meeting.sent", N_("Copies of the requests that you sent")),
    Kind(
        "meeting.clearance_asked",
        N_("Requests that wait for clearance in your ministry, or came back from it"),
        also=("meeting.sent_back",),
    ),
    Kind("meeting.reminder", N_("Reminders before a meeting"), paces=(Pace.AT_ONCE, Pace.NEVER)),
    Kind("meeting.held", N_("What happened after a meeting"), also=("meeting.not_held", "meeting.course_asked")),
    Kind(
        "meeting.minutes_submitted",
        N_("Minutes: to approve, with remarks, final"),
        also=(
            "meeting.minutes_remarked",
            "meeting.minutes_approved",
            "meeting.minutes_frozen",
            "meeting.addendum_proposed",
            "meeting.addendum_accepted",
        ),
    ),
    Kind(
        "meeting.scheduled",
        N_("Calendar entries: a meeting, its new time, its cancellation"),
        also=("meeting.moved", "meeting.updated", "meeting.cancelled", "meeting.taken_off", "meeting.clocks_clash"),
        paces=ALWAYS,
    ),
)
OF_COMMITMENTS = (
    Kind("commitment.proposed", N_("Commitments: proposed, accepted, done"), also=("commitment.moved",)),
    Kind("commitment.due", N_("Commitments that are due or overdue"), also=("commitment.overdue",)),
)
