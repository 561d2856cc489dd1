"""The words of a dossier: kinds of entries, the links of the chain, who may read."""

from enum import StrEnum

from exchange.kernel.messages import N_


class ChainLink(StrEnum):
    """The six links from practice to result, in their order."""

    PRACTICE = "practice"
    QUESTION = "question"
    MEETING = "meeting"
    COMMITMENT = "commitment"
    ADOPTION = "adoption"
    RESULT = "result"

    @property
    def label(self) -> str:
        """The link's name, untranslated."""
        return _LINK_LABELS[self]


_LINK_LABELS = {
    ChainLink.PRACTICE: N_("Practice"),
    ChainLink.QUESTION: N_("Question"),
    ChainLink.MEETING: N_("Meeting"),
    ChainLink.COMMITMENT: N_("Commitment"),
    ChainLink.ADOPTION: N_("Adoption"),
    ChainLink.RESULT: N_("Result"),
}


class EventKind(StrEnum):
    """What an entry of the dossier is."""

    PRACTICE_PUBLISHED = "practice_published"
    QUESTION = "question"
    ANSWER = "answer"
    MEETING_REQUEST = "meeting_request"
    MEETING_ACCEPTED = "meeting_accepted"
    MEETING_HELD = "meeting_held"
    MINUTES_CONFIRMED = "minutes_confirmed"
    COMMITMENT = "commitment"
    AGREEMENT = "agreement"
    VISIT = "visit"
    EXPERT_MISSION = "expert_mission"
    TRAINING = "training"
    DECLARATION = "declaration"
    ADOPTION_STEP = "adoption_step"
    RESULT = "result"
    PLAN = "plan"

    @property
    def link(self) -> ChainLink | None:
        """The link of the chain that the entry makes; None when it only leads to one."""
        return _LINKS.get(self)

    @property
    def concerns_two(self) -> bool:
        """Whether only the two ministries read it unless it is public knowledge (trust.md section 3: parties only)."""
        return self in _BETWEEN_TWO


_LINKS = {
    EventKind.PRACTICE_PUBLISHED: ChainLink.PRACTICE,
    EventKind.QUESTION: ChainLink.QUESTION,
    EventKind.MEETING_HELD: ChainLink.MEETING,
    EventKind.COMMITMENT: ChainLink.COMMITMENT,
    EventKind.AGREEMENT: ChainLink.COMMITMENT,
    EventKind.ADOPTION_STEP: ChainLink.ADOPTION,
    EventKind.RESULT: ChainLink.RESULT,
}
_BETWEEN_TWO = frozenset(
    {
        EventKind.QUESTION,
        EventKind.ANSWER,
        EventKind.MEETING_REQUEST,
        EventKind.MEETING_ACCEPTED,
        EventKind.MEETING_HELD,
        EventKind.MINUTES_CONFIRMED,
        EventKind.COMMITMENT,
    }
)


class Basis(StrEnum):
    """What an entry rests on."""

    PUBLIC_FACT = "public_fact"  # happened, and stands in the named source
    STATED = "stated"  # entered by one of the two, with the paper in which it stands
    SAMPLE = "sample"  # written for the demonstration, shown with a mark


class Circle(StrEnum):
    """Who may read an entry."""

    AS_PRACTICE = "as_practice"  # whoever reads the practices that it names
    TWO_INSTITUTIONS = "two_institutions"


class CommitmentState(StrEnum):
    """What became of a promise."""

    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The state, untranslated."""
        return _COMMITMENT_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something."""
        return self in {CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS}


_COMMITMENT_LABELS = {
    CommitmentState.ACCEPTED: N_("Accepted"),
    CommitmentState.IN_PROGRESS: N_("In progress"),
    CommitmentState.DONE: N_("Done"),
    CommitmentState.DROPPED: N_("Dropped"),
}


class Part(StrEnum):
    """How an entry names a practice."""

    SUBJECT = "subject"  # the practice that it is about
    ADOPTION = "adoption"  # the adopter's own practice that came of it
