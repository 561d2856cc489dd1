"""Notices as the text and the HTML of a mail: the product's look without pictures, or anything to load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from jinja2 import Environment

from exchange.kernel.catalogues import Tongue, tongue
from exchange.kernel.messages import N_, Message
from exchange.notifications.message import Sender
from exchange.notifications.notice import Notice

_WHY = N_(
    "%(site)s sent this because it concerns your work there. Every notice is also kept on your page of notifications."
)
_COLLECTED = N_("%(site)s collected this for you, as you chose. What you may no longer read is left out.")


@dataclass(frozen=True)
class Letter:
    """The same words twice: plain, and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Entry:
    """One notice within a collected mail."""

    subject: str
    line: str
    path: str


@dataclass(frozen=True)
class Group:
    """Notices of one kind under its name."""

    title: str
    entries: tuple[Entry, ...]


def compose(
    environment: Environment,
    notice: Notice,
    language: str,
    sender: Sender,
    mail_id: UUID | None = None,
    *,
    can_stop: bool = True,
) -> Letter:
    """Write the letter in the recipient's language; links lead to the configured address, never to a request's host.

    A letter without `mail_id` is kept nowhere: it has no page, and nothing that could be ended.
    """
    words = tongue(language)
    values = _frame(words, sender, mail_id, _WHY) | {
        "subject": one_line(notice.subject),
        "lines": notice.lines,
        "action": notice.action,
        "address": sender.page(notice.path),
        "can_stop": can_stop and notice.calendar is None,
        "second": notice.second,
    }
    return _letter(environment, "notice", values)


def collect(environment: Environment, groups: Sequence[Group], language: str, sender: Sender, mail_id: UUID) -> Letter:
    """Write one letter about many notices, grouped by kind."""
    words = tongue(language)
    number = sum(len(group.entries) for group in groups)
    subject = words.ngettext("%(num)s thing that you follow", "%(num)s things that you follow", number)
    values = _frame(words, sender, mail_id, _COLLECTED) | {
        "subject": subject % {"num": number},
        "groups": groups,
        "page": sender.page,
        "can_stop": True,
    }
    return _letter(environment, "digest", values)


def _frame(words: Tongue, sender: Sender, mail_id: UUID | None, why: str) -> dict[str, object]:
    """What stands around every letter."""
    return {
        "language": words.language,
        "site": sender.name,
        "why": words.say(Message(why, {"site": sender.name})),
        **_links(words, sender, mail_id),
    }


def _links(words: Tongue, sender: Sender, mail_id: UUID | None) -> dict[str, object]:
    if mail_id is None:
        return {"links": (), "stop": None}
    return {
        "links": (
            (words.gettext(N_("See this mail as a page")), sender.page(f"/notifications/mail/{mail_id}")),
            (words.gettext(N_("Choose what you hear of")), sender.page("/settings/notifications")),
        ),
        "stop": (
            words.gettext(N_("No more mail like this")),
            sender.page(f"/unsubscribe/{sender.stop_token(mail_id)}"),
        ),
    }


def _letter(environment: Environment, name: str, values: Mapping[str, object]) -> Letter:
    html = environment.get_template(f"mail/{name}.html").render(**values)
    text = environment.get_template(f"mail/{name}.txt").render(**values)
    return Letter(str(values["subject"]), text.strip() + "\n", _with_styles(html))


def _with_styles(html: str) -> str:
    """Styles beside each element: mail programs read no style sheet. Nothing is loaded for it."""
    return str(_inliner().inline(html))


@cache
def _inliner():  # type: ignore[no-untyped-def]  # noqa: ANN202 - the library has no types
    import css_inline  # noqa: PLC0415 - only where mails are written

    return css_inline.CSSInliner(load_remote_stylesheets=False)


def one_line(text: str) -> str:
    """The text without line breaks: a subject is a header, and a header is one line."""
    return " ".join(text.split())
