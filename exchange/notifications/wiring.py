"""Hang the inbox, the mails and their jobs on the application."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.queries import recipient
from exchange.kernel.errors import NotFoundError
from exchange.notifications import queries
from exchange.notifications.events import NoticeMade
from exchange.notifications.guards import guards_of
from exchange.notifications.jobs import Postman
from exchange.notifications.letter import compose
from exchange.notifications.message import Sender
from exchange.notifications.service import SEND, Writing, write_mail
from exchange.notifications.transport import MemoryTransport, Transport, transport_for
from exchange.notifications.views import demo, inbox
from exchange.web.deps import Deps
from exchange.web.shell import set_unread_counter

_TRANSPORT = "exchange.transport"
_RESETS = "exchange.reset_for_tests"


def register(app: Flask, deps: Deps) -> None:
    """Pages, the header's count, the mail of each notice, and the job that sends it."""
    sender = Sender(deps.settings.mail_from, deps.settings.site_name, deps.settings.public_url)
    transport = transport_for(deps.settings)
    app.extensions[_TRANSPORT] = transport
    if isinstance(transport, MemoryTransport):
        app.extensions.setdefault(_RESETS, []).append(transport.sent.clear)
    app.register_blueprint(inbox.bp)
    app.register_blueprint(demo.bp)
    set_unread_counter(app, lambda actor, _now: queries.count_unread(actor, guards_of(app)))
    deps.bus.subscribe(NoticeMade, _mail_writer(app, sender))
    deps.jobs.handle(SEND, Postman(transport, guards_of(app), sender, deps.clock).run)


def transport_of(app: Flask) -> Transport:
    """Where this application's mails go; tests read their mailbox here."""
    transport: Transport = app.extensions[_TRANSPORT]
    return transport


def _mail_writer(app: Flask, sender: Sender) -> Callable[[Session, NoticeMade], None]:
    def write(session: Session, made: NoticeMade) -> None:
        try:
            to = recipient(session, made.person_id)
        except NotFoundError:  # a closed account keeps its inbox and gets no mail
            return
        letter = compose(app.jinja_env, made.notice, to.language, sender)
        writing = Writing(to.email, to.language, letter.subject, letter.text, letter.html, sender.domain)
        write_mail(session, made=made, writing=writing)

    return write
