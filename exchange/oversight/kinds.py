"""What is kept about a person: where, what for, how long, what an export tells, and what an erasure does with it.

The page, the export, the erasure and the tidying are made from this one table; a test fails when a column refers to a
person and does not stand here.
"""

from dataclasses import dataclass
from enum import StrEnum

from exchange.kernel.messages import N_


class End(StrEnum):
    """What an erasure does."""

    DELETED = "deleted"
    EMPTIED = "emptied"  # the row proves that something was sent; its content goes
    STAYS = "stays"  # the institution's record: it names the post, and an account without address


@dataclass(frozen=True)
class Group:
    """What the page says about one kind of things. The words are untranslated."""

    what: str
    why: str
    how_long: str


ACCOUNT = Group(
    N_("Your account: work address, post, ministry, roles, language, clock, when you last signed in"),
    N_("To let you in and show others which post speaks."),
    N_("Until the account has been closed for 90 days, or earlier when you ask for it. The post stays."),
)
SIGN_IN = Group(
    N_("How you sign in: protected passwords, passkeys, codes, open sessions with browser and time"),
    N_("To keep strangers out and to let you see where you are signed in."),
    N_("Until you remove them; sessions for 30 days after their end; all of it when the account is closed."),
)
TOLD = Group(
    N_("What you were told: your inbox and the mails to you"),
    N_("To tell you what waits, once."),
    N_("Read notices for 400 days; the content of mails for 180 days; nothing after an erasure."),
)
CHOICES = Group(
    N_("What you chose: notices, quiet hours, what you follow, saved searches, feeds, your own briefings"),
    N_("To do what you asked for."),
    N_("Until you change it; nothing after an erasure."),
)
WORDS = Group(
    N_("What you wrote for your ministry: practices, comments, questions, answers, entries, files"),
    N_("It is the ministry’s record, under your post."),
    N_("As long as the ministry keeps it. After an erasure it names the post only."),
)
MEETINGS = Group(
    N_("Meetings that you asked for, arranged or took part in, guests whom you let in, minutes and commitments"),
    N_("It is the record of two ministries, under your post."),
    N_("As long as the ministries keep it. After an erasure it names the post only."),
)
ACTS = Group(
    N_("The record of acts: what was done, when, from which account and post"),
    N_("So that a ministry can show who cleared what. It holds no texts and cannot be changed."),
    N_("For good, sealed. After an erasure the account behind it has no address any more."),
)
GROUPS = (ACCOUNT, SIGN_IN, TOLD, CHOICES, WORDS, MEETINGS, ACTS)


@dataclass(frozen=True)
class Kept:
    """One column that refers to a person, and the columns of its row that the person may take along."""

    table: str
    column: str
    group: Group
    end: End
    told: tuple[str, ...]


_DELETED, _STAYS = End.DELETED, End.STAYS
_ACCOUNT = ("email", "post", "language", "zone", "theme", "created_at", "last_seen_at", "disabled_at")

KEPT = (
    Kept("person", "id", ACCOUNT, End.EMPTIED, _ACCOUNT),
    Kept("visit", "person_id", ACCOUNT, _DELETED, ("seen_at", "before")),
    Kept("membership", "person_id", ACCOUNT, _DELETED, ("ministry_id", "role")),
    Kept("open_session", "person_id", SIGN_IN, _DELETED, ("means", "browser", "begun_at", "ends_at", "ended_at")),
    Kept("passkey", "person_id", SIGN_IN, _DELETED, ("name", "made_at", "used_at")),
    Kept("time_code", "person_id", SIGN_IN, _DELETED, ("made_at",)),
    Kept("recovery_code", "person_id", SIGN_IN, _DELETED, ("used_at",)),
    Kept("password_reset", "person_id", SIGN_IN, _DELETED, ("made_at", "used_at")),
    Kept("provider_identity", "person_id", SIGN_IN, _DELETED, ("provider", "subject", "linked_at")),
    # Never their words: a notice or a mail may speak of what the person may not know any more.
    Kept("notice", "person_id", TOLD, _DELETED, ("kind", "made_at", "read_at")),
    Kept("mail", "person_id", TOLD, End.EMPTIED, ("kind", "address", "state", "made_at", "sent_at")),
    Kept("notice_choice", "person_id", CHOICES, _DELETED, ("topic", "pace", "made_at")),
    Kept("mail_hours", "person_id", CHOICES, _DELETED, ("quiet_from", "quiet_to", "digest_hour")),
    Kept("saved_search", "person_id", CHOICES, _DELETED, ("words", "filters", "made_at")),
    Kept("feed_secret", "person_id", CHOICES, _DELETED, ("made_at",)),
    Kept("calendar_feed", "person_id", CHOICES, _DELETED, ("busy_only", "made_at")),
    Kept("briefing", "person_id", CHOICES, _DELETED, ("language", "state", "made_at")),
    Kept("practice", "created_by", WORDS, _STAYS, ("slug", "created_at")),
    Kept("practice_revision", "written_by", WORDS, _STAYS, ("practice_id", "number", "saved_at")),
    Kept("practice_revision", "sent_by", WORDS, _STAYS, ("practice_id", "number", "sent_at")),
    Kept("practice_revision", "cleared_by", WORDS, _STAYS, ("practice_id", "number", "cleared_at")),
    Kept("practice_remark", "asked_by", WORDS, _STAYS, ("text", "asked_at")),
    Kept("practice_remark", "answered_by", WORDS, _STAYS, ("answer", "answered_at")),
    Kept("practice_check", "person_id", WORDS, _STAYS, ("part",)),
    Kept("practice_picture", "made_by", WORDS, _STAYS, ("practice_id", "made_at")),
    Kept("stored_file", "stored_by", WORDS, _STAYS, ("name", "stored_at")),
    Kept("evidence_review", "judged_by", WORDS, _STAYS, ("level", "reason", "judged_at")),
    Kept("comment", "author_id", WORDS, _STAYS, ("language", "markdown", "made_at")),
    Kept("comment", "hidden_by", WORDS, _STAYS, ("hidden_reason", "hidden_at")),
    Kept("comment_report", "person_id", WORDS, _STAYS, ("reason", "made_at")),
    Kept("need", "person_id", WORDS, _STAYS, ("title", "text", "made_at")),
    Kept("adoption_step", "person_id", WORDS, _STAYS, ("stage", "text", "entered_at")),
    Kept("adoption_result", "person_id", WORDS, _STAYS, ("figure", "title", "entered_at")),
    Kept("relation_event", "entered_by", WORDS, _STAYS, ("title", "entered_at")),
    Kept("meeting_request", "requester_id", MEETINGS, _STAYS, ("topic", "purpose", "made_at")),
    Kept("meeting_request", "substitute_id", MEETINGS, _STAYS, ("made_at",)),
    Kept("meeting_request", "closed_by", MEETINGS, _STAYS, ("closed_at",)),
    Kept("meeting", "organizer_id", MEETINGS, _STAYS, ("scheduled_at",)),
    Kept("meeting_guest", "made_by", MEETINGS, _STAYS, ("name", "organisation", "role", "made_at")),
    Kept("meeting_participant", "person_id", MEETINGS, _STAYS, ("role", "answer", "added_at", "joined_at")),
    Kept("meeting_proposal", "person_id", MEETINGS, _STAYS, ("note", "made_at")),
    Kept("meeting_acceptance", "person_id", MEETINGS, _STAYS, ("made_at",)),
    Kept("meeting_command_key", "person_id", MEETINGS, _DELETED, ("command", "done_at")),
    Kept("meeting_minutes_approval", "person_id", MEETINGS, _STAYS, ("made_at",)),
    Kept("meeting_minutes_addendum", "person_id", MEETINGS, _STAYS, ("made_at",)),
    Kept("meeting_minutes_remark", "person_id", MEETINGS, _STAYS, ("text", "made_at")),
    Kept("commitment", "made_by", MEETINGS, _STAYS, ("what", "made_at")),
    Kept("opened_ministry", "person_id", ACTS, _STAYS, ("reason", "begun_at", "ends_at")),
    Kept("invitation", "invited_by", ACTS, _STAYS, ("made_at", "used_at")),
    Kept("audit_row", "actor_id", ACTS, _STAYS, ("number", "at", "action", "subject_kind", "subject_id", "post")),
)
