"""What is said about a contribution, in the recipient's language. Its words stay on the page (trust.md I7)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.accounts.queries import Recipient
from exchange.kernel.catalogues import tongue
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.kernel.when import when_text
from exchange.notifications.notice import Notice


@dataclass(frozen=True)
class Contribution:
    """What a notice says about a contribution. The title is in the recipient's language, or the next best."""

    id: UUID
    thread_id: UUID
    practice_id: UUID
    practice_title: str
    post: Translated
    organisation: Translated
    language: str
    made_at: datetime


def asked(facts: Contribution, to: Recipient) -> Notice:
    """For the owner's desk: somebody wrote under their practice."""
    return _notice(facts, to, "comment.written", N_("New comment: %(title)s"), N_("Read and answer"))


def answered(facts: Contribution, to: Recipient) -> Notice:
    """For whoever wrote before in the same thread."""
    return _notice(facts, to, "comment.answered", N_("Answer for you: %(title)s"), N_("Read the answer"))


def followed(facts: Contribution, to: Recipient) -> Notice:
    """For those who follow the practice."""
    return _notice(facts, to, "follow.commented", N_("Said about what you follow: %(title)s"), N_("Read it"))


def mentioned(facts: Contribution, to: Recipient) -> Notice:
    """For the desk or post that a contribution names."""
    return _notice(facts, to, "comment.mentioned", N_("Your ministry is mentioned: %(title)s"), N_("Read it"))


def reported(facts: Contribution, to: Recipient) -> Notice:
    """For the administrator of the practice's ministry: somebody asks to look at it."""
    return _notice(facts, to, "comment.reported", N_("Reported comment: %(title)s"), N_("Look at it"))


def _notice(facts: Contribution, to: Recipient, kind: str, subject: str, action: str) -> Notice:
    words, is_report = tongue(to.language), kind == "comment.reported"
    return Notice(
        kind=kind,
        path=f"/comments/{facts.id}",
        subject=words.say(Message(subject, {"title": facts.practice_title})),
        lines=_lines(facts, to),
        action=words.gettext(action),
        guard=f"comment:{facts.id}",
        topics=(f"practice:{facts.practice_id}",),
        key=f"{'report' if is_report else 'comment'}:{facts.id}",
        thread=f"comment:{facts.thread_id}",
        begins_thread=facts.id == facts.thread_id and not is_report,
    )


def _lines(facts: Contribution, to: Recipient) -> tuple[str, ...]:
    words = tongue(to.language)
    who: dict[str, str | int] = {
        "post": facts.post.text_for(to.language),
        "organisation": facts.organisation.text_for(to.language),
        "when": when_text(facts.made_at, to.place, to.language),
    }
    language: dict[str, str | int] = {"language": Language(facts.language).own_name}
    return (
        words.say(Message(N_("From: %(post)s, %(organisation)s. Written %(when)s."), who)),
        words.say(Message(N_("Language of the text: %(language)s."), language)),
    )
