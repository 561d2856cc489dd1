"""Settings from the environment: each has a default for the one-box start, a wrong value stops it with a sentence.

docs/settings.md is made from this table.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from exchange.kernel.languages import Language

PREFIX = "EXCHANGE_"
SHORTEST_KEY = 32
LONGEST_COPY_SECONDS = 3600
LONGEST_LOCAL = 20  # of the mailbox, so that a mark has room behind it (RFC 5321: 64)
_LOCAL = re.compile(rf"[A-Za-z0-9.-]{{1,{LONGEST_LOCAL}}}")


class WrongSettingError(Exception):
    """A setting that cannot be used; the text names it and says what to write."""


def _setting(default: str, meaning: str) -> str:
    value: str = field(default=default, metadata={"meaning": meaning})
    return value


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations."""

    data: str = _setting("./instance", "Folder for the database, the search index, files and outgoing mail.")
    database_url: str = _setting(
        "", "Database: postgresql+psycopg://user:password@host/name, or empty for SQLite in the data folder."
    )
    search_url: str = _setting("", "Search engine; empty means Whoosh in the data folder.")
    files_url: str = _setting(
        "",
        "Attachments: s3://bucket/prefix?endpoint=https://host&region=name, or empty for a folder beside the database.",
    )
    scan_url: str = _setting(
        "", "Virus scanner for attachments: clamd://host:3310, or empty for none. Named and down, no file is taken."
    )
    translate_url: str = _setting(
        "", "Translating machine of your own: libretranslate+http://host:5000, or empty for none. Drafts stay marked."
    )
    mail_url: str = _setting(
        "", "Outgoing mail: smtp://user:password@host:587, or empty to keep mails in the data folder."
    )
    mail_from: str = _setting("exchange@localhost", "Address that mails come from.")
    mailbox_url: str = _setting(
        "",
        "Mailbox that answers to invitations and returned mails come to: imaps://user:password@host/INBOX. Empty means "
        "none is looked into; a mail server may hand mails to `exchange mail receive` instead.",
    )
    mailbox_address: str = _setting(
        "",
        "Address of that mailbox, such as meetings@host, if it takes meetings+anything@host too: then each invitation "
        "has an answer address of its own. Empty means answers go to EXCHANGE_MAIL_FROM.",
    )
    mailbox_server: str = _setting(
        "",
        "Name under which your mail server writes Authentication-Results: then a mail with a forged sender answers "
        "nothing. Empty means senders are not checked.",
    )
    secret_key: str = _setting(
        "", "Key that signs sessions; empty means one that is made once and kept in the data folder."
    )
    public_url: str = _setting(
        "http://127.0.0.1:8000", "Address under which people reach the service; stands in mails."
    )
    site_name: str = _setting("Exchange", "Name of the service on pages and in mails.")
    languages: str = _setting("az,tr,en,ru", "Interface languages, the first is the default.")
    room_hosts: str = _setting(
        "zoom.us,zoomgov.com,teams.microsoft.com,teams.live.com,webex.com,meet.google.com",
        "Hosts that a pasted meeting link may point to, with their subdomains.",
    )
    rooms_jitsi_host: str = _setting("", "Host of an own Jitsi server; empty means none is offered.")
    rooms_jitsi_app: str = _setting("", "Name of the application at that server (iss of its tokens).")
    rooms_jitsi_secret: str = _setting("", "Secret of that application, which signs a key per participant.")
    rooms_bbb_url: str = _setting("", "API address of an own BigBlueButton, ending in /bigbluebutton/api; empty: none.")
    rooms_bbb_secret: str = _setting("", "Shared secret of that BigBlueButton.")
    rooms_default: str = _setting(
        "pasted",
        "Room that is offered first when a meeting is scheduled: pasted, jitsi or bigbluebutton. Who runs the platform "
        "may choose another one for two ministries.",
    )
    copy_to: str = _setting(
        "", "Folder on another disk that keeps a second copy of the SQLite database and the files; empty means none."
    )
    copy_seconds: str = _setting("60", "How many seconds of work that second copy may lack at most, 1 to 3600.")
    oidc_file: str = _setting(
        "", "File that lists the ministries’ own sign-in services (OpenID Connect); empty means none."
    )
    demo: str = _setting("no", "yes: the demonstration; roles can be entered by one click. Never for real data.")
    demo_password: str = _setting("", "Password of the demonstration accounts; empty means one made at preparation.")
    log_level: str = _setting("info", "debug, info, warning or error.")

    @property
    def folder(self) -> Path:
        """The data folder, absolute."""
        return Path(self.data).expanduser().resolve()

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.folder / 'exchange.sqlite3'}"

    @property
    def language_codes(self) -> tuple[str, ...]:
        """The interface languages in the order of preference."""
        return tuple(code.strip() for code in self.languages.split(","))

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration."""
        return self.demo == "yes"

    @property
    def allowed_room_hosts(self) -> tuple[str, ...]:
        """Hosts for pasted meeting links."""
        return tuple(host.strip() for host in self.room_hosts.split(",") if host.strip())

    @property
    def is_secure(self) -> bool:
        """Whether people reach the service by https, so cookies may insist on it."""
        return self.public_url.startswith("https://")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Raises:
        WrongSettingError: a value that cannot be used, or an EXCHANGE_ variable that does not exist.
    """
    environment = os.environ if environment is None else environment
    known = {PREFIX + item.name.upper(): item.name for item in fields(Settings)}
    unknown = sorted(
        name for name in environment if name.startswith(PREFIX) and name not in known and name not in _FOR_TESTS
    )
    if unknown:
        raise WrongSettingError(f"{unknown[0]} is not a setting. docs/settings.md lists them all.")
    settings = Settings(
        **{name: environment[variable] for variable, name in known.items() if environment.get(variable)}
    )
    _check(settings)
    return settings


_FOR_TESTS = frozenset(
    {"EXCHANGE_REQUIRE_BROWSER", "EXCHANGE_REQUIRE_NODE", "EXCHANGE_TEST_DATABASE", "EXCHANGE_TEST_KEEPS"}
)


def _check(settings: Settings) -> None:
    _check_public_url(settings.public_url)
    if settings.demo not in {"yes", "no"}:
        raise WrongSettingError(f"EXCHANGE_DEMO is {settings.demo!r}; write yes or no.")
    if settings.log_level not in {"debug", "info", "warning", "error"}:
        raise WrongSettingError(f"EXCHANGE_LOG_LEVEL is {settings.log_level!r}; write debug, info, warning or error.")
    if settings.secret_key and len(settings.secret_key) < SHORTEST_KEY:
        raise WrongSettingError(f"EXCHANGE_SECRET_KEY is shorter than {SHORTEST_KEY} characters; write a longer one.")
    if not (settings.copy_seconds.isdecimal() and 1 <= int(settings.copy_seconds) <= LONGEST_COPY_SECONDS):
        raise WrongSettingError(f"EXCHANGE_COPY_SECONDS is {settings.copy_seconds!r}; write a number from 1 to 3600.")
    _check_rooms(settings)
    _check_mailbox(settings)
    for code in settings.language_codes:
        if code not in set(Language):
            raise WrongSettingError(f"EXCHANGE_LANGUAGES names {code!r}; the languages are az, tr, en and ru.")
    _check_schemes(settings)


def _check_schemes(settings: Settings) -> None:
    schemes = {
        "EXCHANGE_DATABASE_URL": (settings.database_url, ("sqlite", "postgresql", "postgresql+psycopg")),
        "EXCHANGE_SEARCH_URL": (settings.search_url, ("whoosh", "memory")),
        "EXCHANGE_MAIL_URL": (settings.mail_url, ("smtp", "smtps", "folder", "memory")),
        "EXCHANGE_MAILBOX_URL": (settings.mailbox_url, ("imap", "imaps")),
        "EXCHANGE_FILES_URL": (settings.files_url, ("s3", "memory")),
        "EXCHANGE_SCAN_URL": (settings.scan_url, ("clamd",)),
        "EXCHANGE_TRANSLATE_URL": (settings.translate_url, ("libretranslate+http", "libretranslate+https")),
    }
    for name, (value, allowed) in schemes.items():
        _check_port(name, value)
        if value and urlsplit(value).scheme not in allowed:
            raise WrongSettingError(
                f"{name} begins with {urlsplit(value).scheme!r}; it may begin with {', '.join(allowed)}."
            )


def _check_port(name: str, value: str) -> None:
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise WrongSettingError(f"{name} holds a port that is no number from 1 to 65535.") from None


def _check_public_url(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise WrongSettingError(f"EXCHANGE_PUBLIC_URL is {address!r}; write it as https://host, without a path.")


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: the setting, or one made once and kept readable to the owner only."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.folder / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _check_rooms(settings: Settings) -> None:
    if settings.rooms_jitsi_host and not (
        settings.rooms_jitsi_app and len(settings.rooms_jitsi_secret) >= SHORTEST_KEY
    ):
        raise WrongSettingError(
            "EXCHANGE_ROOMS_JITSI_HOST needs EXCHANGE_ROOMS_JITSI_APP, and EXCHANGE_ROOMS_JITSI_SECRET of at least "
            f"{SHORTEST_KEY} characters."
        )
    if settings.rooms_bbb_url and not settings.rooms_bbb_secret:
        raise WrongSettingError("EXCHANGE_ROOMS_BBB_URL needs EXCHANGE_ROOMS_BBB_SECRET.")
    known = {"pasted": True, "jitsi": settings.rooms_jitsi_host, "bigbluebutton": settings.rooms_bbb_url}
    if not known.get(settings.rooms_default):
        raise WrongSettingError(
            f"EXCHANGE_ROOMS_DEFAULT is {settings.rooms_default!r}; write pasted, or jitsi or bigbluebutton where its "
            "server is set."
        )


def _check_mailbox(settings: Settings) -> None:
    local, _, host = settings.mailbox_address.partition("@")
    if settings.mailbox_address and (not _LOCAL.fullmatch(local) or "." not in host or "@" in host):
        raise WrongSettingError(
            f"EXCHANGE_MAILBOX_ADDRESS is {settings.mailbox_address!r}; write it as meetings@host, at most "
            f"{LONGEST_LOCAL} letters, digits, dots or hyphens before the @."
        )
