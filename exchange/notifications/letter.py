"""A notice as the text and the HTML of a mail: the product's look without pictures, tables or anything to load."""

from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from exchange.kernel.catalogues import tongue
from exchange.kernel.messages import N_, Message
from exchange.notifications.message import Sender
from exchange.notifications.notice import Notice

# Mail programs read neither our style sheet nor custom properties, so the values of _tokens.scss are written out here.
_FONT = "font-family:'Source Sans 3','Segoe UI',Arial,sans-serif;"
_STYLES = {
    "ground": f"margin:0;padding:24px 12px;background:#f0f4f3;color:#0f2128;{_FONT}font-size:17px;line-height:1.5;",
    "site": "max-width:560px;margin:0 auto 12px;font-size:15px;font-weight:600;color:#0a2f35;",
    "sheet": "max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d5dedd;"
    "border-radius:14px;",
    "head": "margin:0 0 16px;font-family:'Source Serif 4',Georgia,serif;font-size:22px;line-height:1.25;"
    "font-weight:640;",
    "line": "margin:0 0 12px;",
    "key": "display:inline-block;margin:12px 0 0;padding:11px 18px;background:#0a5a61;color:#ffffff;"
    "border-radius:8px;font-weight:600;text-decoration:none;",
    "foot": "max-width:560px;margin:16px auto 0;font-size:14px;color:#54666d;",
    "link": "color:#0a5a61;",
}
_DARK = (
    "<style>"
    "@media (prefers-color-scheme: dark){"
    ".ground{background:#0b1417!important;color:#e9f0ef!important}.sheet{background:#121e22!important;"
    "border-color:#2a3a3f!important}.site{color:#e9f0ef!important}.foot{color:#94a5a9!important}"
    ".link{color:#72cbca!important}.key{background:#72cbca!important;color:#06262a!important}}</style>"
)
_WHY = N_(
    "%(site)s sent this because it concerns your work there. Every notice is also kept on your page of notifications."
)


@dataclass(frozen=True)
class Letter:
    """The same words twice: plain, and as HTML."""

    subject: str
    text: str
    html: str


def compose(environment: Environment, notice: Notice, language: str, sender: Sender) -> Letter:
    """Write the letter in the recipient's language; links lead to the configured address, never to a request's host."""
    words = tongue(language)
    values = {
        "language": language,
        "subject": one_line(notice.subject),
        "lines": notice.lines,
        "action": notice.action,
        "address": sender.public_url.rstrip("/") + notice.path,
        "site": sender.name,
        "why": words.say(Message(_WHY, {"site": sender.name})),
        "all_address": sender.public_url.rstrip("/") + "/notifications",
        "all_words": words.gettext(N_("All notifications")),
    }
    styles = {name: Markup('class="{}" style="{}"').format(name, style) for name, style in _STYLES.items()}
    html = environment.get_template("mail/notice.html").render(**values, styles=styles, dark=Markup(_DARK))  # noqa: S704 - a constant
    text = environment.get_template("mail/notice.txt").render(**values)
    return Letter(one_line(notice.subject), text.strip() + "\n", html)


def one_line(text: str) -> str:
    """The text without line breaks: a subject is a header, and a header is one line."""
    return " ".join(text.split())
