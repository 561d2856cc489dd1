"""What is said about a question, in the recipient's language. Its words stay on the page (trust.md I7)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from exchange.accounts.queries import MinistryView, Recipient
from exchange.kernel.catalogues import tongue
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.kernel.when import date_text, when_text
from exchange.notifications.notice import Notice


@dataclass(frozen=True)
class Facts:
    """What a notice says about a question. The title is in the recipient's language, or the next best."""

    id: UUID
    cause_id: UUID  # of the contribution that the notice is about
    practice_id: UUID
    practice_title: str
    owner: MinistryView
    post: Translated
    writer: MinistryView
    language: str
    is_private: bool
    at: datetime
    due_on: date


def asked(facts: Facts, to: Recipient) -> Notice:
    """For the post that is asked."""
    due = Message(N_("Your ministry promises an answer by %(day)s."), {"day": date_text(facts.due_on, to.language)})
    lines = (_from(facts, to), _language(facts, to), _circle(facts, to), tongue(to.language).say(due))
    return _notice(facts, to, "question.asked", N_("Question for you: %(title)s"), lines, N_("Read and answer"))


def answered(facts: Facts, to: Recipient) -> Notice:
    """For whoever asked: the ministry has answered."""
    lines = (_from(facts, to), _language(facts, to), _circle(facts, to))
    return _notice(
        facts, to, "question.answered", N_("Answer to your question: %(title)s"), lines, N_("Read the answer")
    )


def followed(facts: Facts, to: Recipient) -> Notice:
    """For those in the thread: somebody wrote more."""
    lines = (_from(facts, to), _language(facts, to), _circle(facts, to))
    return _notice(facts, to, "question.followed", N_("More on a question: %(title)s"), lines, N_("Read it"))


def overdue(facts: Facts, to: Recipient) -> Notice:
    """For the post: the promised day has passed."""
    words = tongue(to.language)
    due = Message(N_("The promised day was %(day)s."), {"day": date_text(facts.due_on, to.language)})
    lines = (
        words.say(due),
        words.gettext(N_("An answer of two lines helps already; it can say when the rest will follow.")),
    )
    return _notice(facts, to, "question.overdue", N_("Still without an answer: %(title)s"), lines, N_("Answer"))


def published(facts: Facts, to: Recipient) -> Notice:
    """For whoever asked: others read it now, without names."""
    words = tongue(to.language)
    owner: dict[str, str | int] = {"organisation": facts.owner.short_name(to.language)}
    lines = (
        words.say(
            Message(N_("%(organisation)s published your question with its answer. Nothing says who asked."), owner)
        ),
    )
    return _notice(
        facts, to, "question.published", N_("Published without names: %(title)s"), lines, N_("See what others read")
    )


def _notice(facts: Facts, to: Recipient, kind: str, subject: str, lines: tuple[str, ...], action: str) -> Notice:
    words = tongue(to.language)
    return Notice(
        kind=kind,
        path=f"/questions/{facts.id}",
        subject=words.say(Message(subject, {"title": facts.practice_title})),
        lines=lines,
        action=words.gettext(action),
        guard=f"question:{facts.id}",
        key=f"{kind}:{facts.cause_id}",
        thread=f"question:{facts.id}",
    )


def _from(facts: Facts, to: Recipient) -> str:
    who: dict[str, str | int] = {
        "post": facts.post.text_for(to.language),
        "organisation": facts.writer.short_name(to.language),
        "when": when_text(facts.at, to.place, to.language),
    }
    return tongue(to.language).say(Message(N_("From: %(post)s, %(organisation)s. Written %(when)s."), who))


def _language(facts: Facts, to: Recipient) -> str:
    language: dict[str, str | int] = {"language": Language(facts.language).own_name}
    return tongue(to.language).say(Message(N_("Language of the text: %(language)s."), language))


def _circle(facts: Facts, to: Recipient) -> str:
    private, wider = N_("Private: only the two institutions read it."), N_("Others on the exchange read it too.")
    return tongue(to.language).gettext(private if facts.is_private else wider)
