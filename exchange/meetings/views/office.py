"""Who sends calendar messages, from the settings of this installation."""

from flask import current_app

from exchange.kernel.settings import Settings, secret_key
from exchange.meetings.mail.calendars import Office


def office_of(settings: Settings) -> Office:
    """The sending office of these settings."""
    return Office(
        settings.site_name,
        settings.mail_from,
        settings.public_url,
        answers_to=settings.mailbox_address,
        secret=secret_key(settings),
    )


def current_office() -> Office:
    """The sending office of this installation."""
    return office_of(current_app.config["EXCHANGE"])
