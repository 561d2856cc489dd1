"""What is said about something new, in the recipient's language."""

from uuid import UUID

from exchange.accounts.queries import Recipient
from exchange.alerts.models import SavedSearch
from exchange.kernel.catalogues import tongue
from exchange.kernel.countries import country_name
from exchange.kernel.messages import N_, Message
from exchange.notifications.notice import Notice
from exchange.practices.queries import PracticeBrief


def published(card: PracticeBrief, to: Recipient, topics: tuple[str, ...]) -> Notice:
    """A practice that the person did not know yet, from what they follow."""
    return _notice(
        card,
        to,
        "follow.published",
        N_("New practice: %(title)s"),
        topics,
        key=f"follow:{card.id}",
        line=_from(card, to),
    )


def changed(card: PracticeBrief, to: Recipient, topics: tuple[str, ...], revision_id: UUID | None) -> Notice:
    """A new version of a practice that the person follows."""
    words = tongue(to.language)
    line = words.say(Message(N_("Version %(number)s is what readers see now."), {"number": card.revision}))
    return _notice(
        card, to, "follow.changed", N_("New version: %(title)s"), topics, key=f"changed:{revision_id}", line=line
    )


def matched(card: PracticeBrief, to: Recipient, search: SavedSearch) -> Notice:
    """A practice that a saved search finds."""
    words = tongue(to.language)
    named: dict[str, str | int] = {"words": search.words}
    line = words.say(Message(N_("Found by your saved search “%(words)s”."), named)) if search.words else _from(card, to)
    subject = N_("New for your saved search: %(title)s")
    return _notice(card, to, "alert.matched", subject, (search.topic,), key=f"alert:{search.id}:{card.id}", line=line)


def _notice(
    card: PracticeBrief, to: Recipient, kind: str, subject: str, topics: tuple[str, ...], *, key: str, line: str
) -> Notice:
    words = tongue(to.language)
    return Notice(
        kind=kind,
        path=f"/practices/{card.slug}",
        subject=words.say(Message(subject, {"title": card.title})),
        lines=(line,),
        action=words.gettext(N_("Read the practice")),
        guard=f"practice:{card.id}",
        topics=topics,
        key=key,
    )


def _from(card: PracticeBrief, to: Recipient) -> str:
    who: dict[str, str | int] = {
        "organisation": card.ministry_name.text_for(to.language),
        "country": country_name(card.country, to.language),
    }
    return tongue(to.language).say(Message(N_("From: %(organisation)s, %(country)s."), who))
