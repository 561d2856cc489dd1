"""The words of a practice's life, as the template and the taxonomy name them (domain.md sections 1 and 1.1)."""

from enum import StrEnum

from exchange.kernel.messages import N_


class PracticeState(StrEnum):
    """Where a practice stands for its readers."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as a word, untranslated."""
        return {
            PracticeState.DRAFT: N_("Draft"),
            PracticeState.PUBLISHED: N_("Published"),
            PracticeState.WITHDRAWN: N_("Withdrawn"),
        }[self]


class RevisionState(StrEnum):
    """Where one text of a practice stands on its way out of the ministry."""

    DRAFT = "draft"
    IN_CLEARANCE = "in_clearance"
    SENT_BACK = "sent_back"
    CLEARED = "cleared"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The state as a word, untranslated."""
        return {
            RevisionState.DRAFT: N_("Draft"),
            RevisionState.IN_CLEARANCE: N_("In clearance"),
            RevisionState.SENT_BACK: N_("Sent back"),
            RevisionState.CLEARED: N_("Cleared"),
            RevisionState.REFUSED: N_("Refused"),
        }[self]


class Stage(StrEnum):
    """Who has a text: its state, with the editor's questions told apart from the ministry's clearance."""

    DRAFT = "draft"
    IN_CLEARANCE = "in_clearance"
    WITH_EDITOR = "with_editor"
    SENT_BACK = "sent_back"
    CLEARED = "cleared"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The stage as a word, untranslated."""
        return N_("Editor’s questions") if self is Stage.WITH_EDITOR else RevisionState(self.value).label


class Life(StrEnum):
    """Where a practice stands in its life, as its page says it."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DUE = "due"
    GREY = "grey"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word, untranslated."""
        return {
            Life.DRAFT: N_("Draft"),
            Life.CONFIRMED: N_("Confirmed"),
            Life.DUE: N_("Due for confirmation"),
            Life.GREY: N_("Not confirmed in time"),
            Life.ARCHIVED: N_("Archived"),
            Life.WITHDRAWN: N_("Withdrawn"),
        }[self]


class Visibility(StrEnum):
    """Who may read: field 10, from narrow to wide."""

    MINISTRY = "ministry"
    PARTNERS = "partners"
    MEMBERS = "members"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """Who reads, in words, untranslated."""
        return {
            Visibility.MINISTRY: N_("My ministry"),
            Visibility.PARTNERS: N_("Named partners"),
            Visibility.MEMBERS: N_("Signed-in partners"),
            Visibility.PUBLIC: N_("Everyone"),
        }[self]

    @property
    def width(self) -> int:
        """0 for the narrowest circle, 3 for the widest."""
        return list(Visibility).index(self)


class TextState(StrEnum):
    """How a language version stands against the official text: field 40."""

    OFFICIAL = "official"
    CURRENT = "current"
    BEHIND = "behind"
    MACHINE = "machine"

    @property
    def label(self) -> str:
        """The state in words, untranslated."""
        return {
            TextState.OFFICIAL: N_("official"),
            TextState.CURRENT: N_("up to date"),
            TextState.BEHIND: N_("behind the official text"),
            TextState.MACHINE: N_("machine draft"),
        }[self]


class NewTo(StrEnum):
    """How far it is new: field 15."""

    ORGANISATION = "organisation"
    COUNTRY = "country"
    REGION = "region"

    @property
    def label(self) -> str:
        """To whom it is new, untranslated."""
        return {
            NewTo.ORGANISATION: N_("New to the organisation"),
            NewTo.COUNTRY: N_("New to the country"),
            NewTo.REGION: N_("New to the region"),
        }[self]


class FileKind(StrEnum):
    """What a document or link is: field 35."""

    LAW = "law"
    MANUAL = "manual"
    EVALUATION = "evaluation"
    VIDEO = "video"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as a word, untranslated."""
        return {
            FileKind.LAW: N_("Law or regulation"),
            FileKind.MANUAL: N_("Manual"),
            FileKind.EVALUATION: N_("Evaluation"),
            FileKind.VIDEO: N_("Video"),
            FileKind.OTHER: N_("Other"),
        }[self]


COSTS = "costs"  # rows that may have a circle of their own, as sections may (domain.md 1, field 21)


class Section(StrEnum):
    """The running texts of a practice, in the order of the page. Fields 11-15, 20, 23, 25, 26, 28, 31, 33, 34."""

    PROBLEM = "problem"
    CONTEXT = "context"
    OBJECTIVES = "objectives"
    SOLUTION = "solution"
    INNOVATION = "innovation"
    DIFFICULTIES = "difficulties"
    USER_FEEDBACK = "user_feedback"
    EQUITY = "equity"
    SAFEGUARDS = "safeguards"
    ADAPT = "adapt"
    LESSONS = "lessons"
    ASKS = "asks"
    NEXT = "next"
