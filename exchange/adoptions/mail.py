"""What is said about adoptions, in the recipient's language: to the practice's owner, and to who keeps the record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.accounts.queries import Recipient
from exchange.kernel.catalogues import tongue
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.notifications.notice import Notice


@dataclass(frozen=True)
class Told:
    """What a notice says. The title is in the recipient's language, or the next best."""

    adoption_id: UUID
    practice_title: str
    organisation: Translated  # the adopter
    stage_label: str
    at: datetime


def stepped(facts: Told, to: Recipient) -> Notice:
    """For the owner: a ministry went a step on with the practice."""
    subject = N_("%(organisation)s: %(stage)s. %(title)s")
    line = N_("%(organisation)s has entered a step towards adopting your practice: %(stage)s.")
    return _notice(facts, to, "adoption.stepped", (subject, line, N_("See the record")), facts.at.isoformat())


def reported(facts: Told, to: Recipient) -> Notice:
    """For the owner: a ministry stated a result."""
    subject = N_("New result from %(organisation)s. %(title)s")
    line = N_("%(organisation)s has stated a result of adopting your practice.")
    return _notice(facts, to, "adoption.reported", (subject, line, N_("See the result")), facts.at.isoformat())


def asked(facts: Told, months: int, to: Recipient) -> Notice:
    """For who keeps the record: what came of it after so many months?"""
    subject = {
        6: N_("After six months: what came of it? %(title)s"),
        12: N_("After twelve months: what came of it? %(title)s"),
        24: N_("After two years: what came of it? %(title)s"),
    }[months]
    line = N_("Your ministry’s record stands at “%(stage)s”. One figure with its source, or the next step, is enough.")
    return _notice(facts, to, "adoption.asked", (subject, line, N_("Enter a result")), f"asked:{months}")


def _notice(facts: Told, to: Recipient, kind: str, sentences: tuple[str, str, str], key: str) -> Notice:
    words = tongue(to.language)
    values: dict[str, str | int] = {
        "title": facts.practice_title,
        "organisation": facts.organisation.text_for(to.language),
        "stage": words.gettext(facts.stage_label),
    }
    subject, line, action = sentences
    return Notice(
        kind=kind,
        path=f"/adoptions/{facts.adoption_id}",
        subject=words.say(Message(subject, values)),
        lines=(words.say(Message(line, values)),),
        action=words.gettext(action),
        guard=f"adoption:{facts.adoption_id}",
        key=f"{kind}:{facts.adoption_id}:{key}",
        thread=f"adoption:{facts.adoption_id}",
    )
