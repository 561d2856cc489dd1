"""Notices about practices, in the recipient's language."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from exchange.accounts.queries import PersonView
from exchange.kernel.catalogues import tongue
from exchange.kernel.when import date_text
from exchange.notifications.notice import Notice
from exchange.practices.guards import RETURNS
from exchange.practices.models import Practice, Revision


def sent_for_clearance(to: PersonView, practice: Practice, revision: Revision, title: str) -> Notice:
    """To a clearing officer: a text waits."""
    _ = tongue(to.language).gettext
    return Notice(
        kind="practice.sent_for_clearance",
        path=f"/practices/{practice.slug}/review",
        subject=_("To clear: %(title)s") % {"title": title},
        lines=(
            _("A publisher of your ministry sent this practice for clearance: “%(title)s”.") % {"title": title},
            _("Nobody outside the ministry sees it before you decide."),
        ),
        action=_("Review the text"),
        guard=_guard(practice.id),
        topics=(_guard(practice.id),),
        key=f"sent:{revision.id}:{revision.version}",
    )


def passed_on(to: PersonView, practice: Practice, revision: Revision, title: str) -> Notice:
    """To a second officer: the ministry has cleared a text and asks its editor."""
    _ = tongue(to.language).gettext
    return Notice(
        kind="practice.sent_for_clearance",
        path=f"/practices/{practice.slug}/review",
        subject=_("To read before it is published: %(title)s") % {"title": title},
        lines=(
            _("Your ministry has cleared “%(title)s”. A second officer reads it before it is published.")
            % {"title": title},
        ),
        action=_("Review the text"),
        guard=_guard(practice.id),
        key=f"editor:{revision.id}:{revision.version}",
    )


def sent_back(to: PersonView, practice: Practice, revision: Revision, title: str) -> Notice:
    """To the author: the text came back with a remark. The remark itself stands on the page only (trust.md I7)."""
    _ = tongue(to.language).gettext
    return Notice(
        kind="practice.sent_back",
        path=f"/practices/{practice.slug}/edit",
        subject=_("Sent back: %(title)s") % {"title": title},
        lines=(_("The clearing officer has a remark on “%(title)s”. Your text is unchanged.") % {"title": title},),
        action=_("Read the remark"),
        guard=_guard(practice.id),
        topics=(_guard(practice.id),),
        key=f"back:{revision.id}:{revision.version}",
    )


def refused(to: PersonView, practice: Practice, revision: Revision, title: str) -> Notice:
    """To the author: the text stays inside the ministry. The reason itself stands on the page only (trust.md I7)."""
    _ = tongue(to.language).gettext
    return Notice(
        kind="practice.refused",
        path=f"/practices/{practice.slug}/history",
        subject=_("Refused: %(title)s") % {"title": title},
        lines=(
            _("The clearing officer has refused “%(title)s”. What is published stays as it is.") % {"title": title},
        ),
        action=_("Read why"),
        guard=_guard(practice.id),
        topics=(_guard(practice.id),),
        key=f"refused:{revision.id}:{revision.version}",
    )


def published(to: PersonView, practice: Practice, revision: Revision, title: str) -> Notice:
    """To the author: the text is what readers see."""
    _ = tongue(to.language).gettext
    return Notice(
        kind="practice.published",
        path=f"/practices/{practice.slug}",
        subject=_("Published: %(title)s") % {"title": title},
        lines=(_("“%(title)s” is cleared. Its readers see it from now on.") % {"title": title},),
        action=_("See the page"),
        guard=_guard(practice.id),
        topics=(_guard(practice.id),),
        key=f"published:{revision.id}",
    )


def judged(to: PersonView, practice: Practice, revision: Revision, title: str) -> Notice:
    """To the author: a reviewer of another ministry judged the evidence."""
    _ = tongue(to.language).gettext
    return Notice(
        kind="practice.judged",
        path=f"/practices/{practice.slug}/evidence",
        subject=_("Evidence judged: %(title)s") % {"title": title},
        lines=(
            _("A reviewer of another ministry judged the evidence of “%(title)s”. The page says what it rests on.")
            % {"title": title},
        ),
        action=_("See the judgement"),
        guard=_guard(practice.id),
        key=f"judged:{revision.id}:{practice.version}",
    )


def handed_over(to: PersonView, practices: int, at: datetime) -> Notice:
    """To the new holder of a desk."""
    words = tongue(to.language)
    counted = words.ngettext("%(num)s practice is yours now.", "%(num)s practices are yours now.", practices)
    return Notice(
        kind="desk.handed_over",
        path="/",
        subject=words.gettext("A desk was handed over to you"),
        lines=(counted % {"num": practices}, words.gettext("Its drafts and reminders come to you from now on.")),
        action=words.gettext("Open my desk"),
        guard="",
        key=f"handed-over:{to.id}:{at.isoformat()}",
    )


def due(to: PersonView, practice: Practice, title: str, day: date) -> Notice:
    """To the owner: the text is to be confirmed."""
    _ = tongue(to.language).gettext
    return Notice(
        kind="practice.due",
        path=f"/practices/{practice.slug}/confirm",
        subject=_("Still true? %(title)s") % {"title": title},
        lines=(
            _("“%(title)s” is valid until %(day)s. After that readers see it in grey.")
            % {"title": title, "day": date_text(day, to.language)},
            _("One click confirms it for two more years. A changed text goes through clearance."),
        ),
        action=_("Confirm or change it"),
        guard=_guard(practice.id),
        key=f"due:{practice.id}:{day.isoformat()}",
    )


def returned(to: PersonView, practice: Practice, title: str, counts: Mapping[str, int], quarter: str) -> Notice:
    """To the owner, once a quarter: what came of it, in numbers of institutions."""
    words = tongue(to.language)
    many = {name: counts.get(name, 0) for name in RETURNS}
    said = {
        "read": words.ngettext("%(num)s institution read it.", "%(num)s institutions read it.", many["read"]),
        "asked": words.ngettext(
            "%(num)s institution asked or commented.", "%(num)s institutions asked or commented.", many["asked"]
        ),
        "met": words.ngettext("%(num)s institution met you on it.", "%(num)s institutions met you on it.", many["met"]),
        "adopted": words.ngettext(
            "%(num)s institution is adopting it.", "%(num)s institutions are adopting it.", many["adopted"]
        ),
    }
    return Notice(
        kind="practice.returned",
        path=f"/practices/{practice.slug}",
        subject=words.gettext("What came of it: %(title)s") % {"title": title},
        lines=tuple(said[name] % {"num": number} for name, number in many.items() if number),
        action=words.gettext("See the page"),
        guard=_guard(practice.id),
        key=f"returned:{practice.id}:{quarter}",
    )


def _guard(practice_id: UUID) -> str:
    return f"practice:{practice_id}"
