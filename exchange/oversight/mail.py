"""Notices about one's own account, and about somebody who looks into the ministry; in the recipient's language."""

from datetime import datetime
from uuid import UUID

from exchange.accounts.events import MinistryOpened
from exchange.accounts.queries import Recipient
from exchange.kernel.catalogues import tongue
from exchange.kernel.messages import N_, Message
from exchange.kernel.when import when_text
from exchange.notifications.notice import Notice

_NOT_YOU = N_("If this was not you, sign out all devices, change your password and tell your administrator at once.")
_PROOFS = {
    "time-code.added": N_("An authenticator app was set up for your account on %(when)s."),
    "time-code.removed": N_("The authenticator app of your account was removed on %(when)s."),
    "passkey.added": N_("A passkey was added to your account on %(when)s."),
    "passkey.removed": N_("A passkey was removed from your account on %(when)s."),
    "recovery-codes.renewed": N_("New recovery codes were made for your account on %(when)s."),
    "recovery-code.used": N_("A recovery code of your account was used on %(when)s."),
}

OF_ACCOUNT = ("account.password", "account.roles", "account.password_link", *(f"account.{what}" for what in _PROOFS))


def signed_in_elsewhere(to: Recipient, *, browser: str, at: datetime) -> Notice:
    """To the person: somebody signed in with a browser that is new to the account."""
    words, when = tongue(to.language), when_text(at, to.place, to.language)
    said = Message(N_("Somebody signed in to your account on %(when)s."), {"when": when})
    lines = [words.say(said)]
    if browser:
        lines.append(words.say(Message(N_("Browser: %(browser)s."), {"browser": browser})))
    return _own(to, "account.new_browser", N_("New sign-in to your account"), lines, at)


def password_changed(to: Recipient, *, at: datetime) -> Notice:
    """To the person: the password is another one."""
    when = when_text(at, to.place, to.language)
    said = tongue(to.language).say(Message(N_("The password of your account was changed on %(when)s."), {"when": when}))
    return _own(to, "account.password", N_("Your password was changed"), [said], at)


def proof_changed(to: Recipient, *, what: str, at: datetime) -> Notice:
    """To the person: a way to sign in was added, removed or used up."""
    when = when_text(at, to.place, to.language)
    said = tongue(to.language).say(Message(_PROOFS[what], {"when": when}))
    return _own(to, f"account.{what}", N_("Your ways to sign in have changed"), [said], at)


def roles_changed(to: Recipient, *, at: datetime) -> Notice:
    """To the person: they may do other things than before."""
    words, when = tongue(to.language), when_text(at, to.place, to.language)
    said = words.say(
        Message(N_("Your roles were changed on %(when)s. Sign in again to work with them."), {"when": when})
    )
    return Notice(
        kind="account.roles",
        path="/settings/profile",
        subject=words.gettext(N_("Your roles have changed")),
        lines=(said,),
        action=words.gettext(N_("See your profile")),
        guard="",
        key=f"roles:{at.isoformat()}",
    )


def ministry_opened(to: Recipient, event: MinistryOpened) -> Notice:
    """To the administrators of a ministry: who runs the platform looks into it, why, and until when."""
    words = tongue(to.language)
    ends = when_text(event.ends_at, to.place, to.language)
    return Notice(
        kind="ministry.opened",
        path="/admin/trail",
        subject=words.gettext(N_("The platform’s administrator looks into your ministry")),
        lines=(
            words.say(Message(N_("Until %(when)s they may read what your ministry keeps to itself."), {"when": ends})),
            words.say(Message(N_("Their reason: “%(reason)s”"), {"reason": event.reason})),
        ),
        action=words.gettext(N_("See the record")),
        guard="",
        key=f"opened:{event.opened_id}",
    )


def password_link(to: Recipient, *, token: str, reset_id: UUID) -> Notice:
    """To somebody who has forgotten the password. It goes by letter only; the link stands nowhere else."""
    words = tongue(to.language)
    return Notice(
        kind="account.password_link",
        path=f"/password/reset/{token}",
        subject=words.gettext(N_("Choose a new password")),
        lines=(
            words.gettext(
                N_("Somebody asked for a new password for this address. The link works once, for thirty minutes.")
            ),
            words.gettext(N_("If it was not you, nothing has happened and nothing is to be done.")),
        ),
        action=words.gettext(N_("Choose a new password")),
        guard="",
        key=f"reset:{reset_id}",
    )


def _own(to: Recipient, kind: str, subject: str, lines: list[str], at: datetime) -> Notice:
    words = tongue(to.language)
    return Notice(
        kind=kind,
        path="/settings/security",
        subject=words.gettext(subject),
        lines=(*lines, words.gettext(_NOT_YOU)),
        action=words.gettext(N_("See your devices")),
        guard="",
        key=f"{kind}:{at.isoformat()}",
    )
