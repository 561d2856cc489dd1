"""Hang the inbox, the mails and their jobs on the application."""

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from exchange.kernel.ids import new_id
from exchange.kernel.messages import N_
from exchange.kernel.settings import secret_key
from exchange.notifications import queries
from exchange.notifications.digests import Digests
from exchange.notifications.events import Made, NoticesMade
from exchange.notifications.guards import guards_of
from exchange.notifications.jobs import BATCH, MOST_ATTEMPTS, Postman
from exchange.notifications.kinds import Kind, kinds_of
from exchange.notifications.letter import compose
from exchange.notifications.message import Sender
from exchange.notifications.models import Pace
from exchange.notifications.notice import Notice
from exchange.notifications.service import SEND, Posting, Writing, set_paces, wishes_of, write_mails
from exchange.notifications.transport import MemoryTransport, Transport, transport_for
from exchange.notifications.views import choices, demo, inbox, stop
from exchange.web.deps import Deps
from exchange.web.shell import add_menu, set_unread_counter

_TRANSPORT = "exchange.transport"
_SENDER = "exchange.mail_sender"
_DIGESTS = "exchange.digests"
_RESETS = "exchange.reset_for_tests"


def register(app: Flask, deps: Deps) -> None:
    """Pages, the header's count, the mail of each notice, the job that sends it, the collected mails."""
    settings = deps.settings
    sender = Sender(settings.mail_from, settings.site_name, settings.public_url, secret_key(settings))
    transport = transport_for(settings)
    app.extensions[_TRANSPORT], app.extensions[_SENDER] = transport, sender
    if isinstance(transport, MemoryTransport):
        app.extensions.setdefault(_RESETS, []).append(transport.sent.clear)
    for blueprint in (inbox.bp, demo.bp, choices.bp, stop.bp):
        app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(stop.stop)  # RFC 8058: a mail program sends it, without a session
    add_menu(app, N_("What you hear of"), "notice_choices.show")
    set_unread_counter(app, lambda actor, *_of_when: queries.count_unread(actor, guards_of(app)))
    deps.bus.subscribe(NoticesMade, _mail_writer(app, sender))
    digests = Digests(app, sender, deps.clock)
    postman = Postman(transport, guards_of(app), sender, deps.clock, digests.rewrite, kinds_of(app))
    if isinstance(transport, MemoryTransport):
        app.extensions[_RESETS].append(postman.line.answered)
    deps.jobs.handle(SEND, postman.run, batch=BATCH, most_attempts=MOST_ATTEMPTS)
    deps.jobs.every(10, "mail.digests", digests.run)
    app.extensions[_DIGESTS] = digests


def sender_of(app: Flask) -> Sender:
    """Who the mails of this application come from."""
    sender: Sender = app.extensions[_SENDER]
    return sender


def digests_of(app: Flask) -> Digests:
    """Who writes the collected mails of this application."""
    digests: Digests = app.extensions[_DIGESTS]
    return digests


def transport_of(app: Flask) -> Transport:
    """Where this application's mails go; tests read their mailbox here."""
    transport: Transport = app.extensions[_TRANSPORT]
    return transport


def _mail_writer(app: Flask, sender: Sender) -> Callable[[Session, NoticesMade], None]:
    def write(session: Session, told: NoticesMade) -> None:
        kinds = {one.notice.kind: _kind_of(app, one.notice) for one in told.made}
        topics = {topic for one in told.made for topic in one.notice.topics}
        topics |= {f"kind:{kind.key}" for kind in kinds.values()}
        wishes = wishes_of(session, [one.to.id for one in told.made], topics)
        paces, postings = dict[UUID, Pace](), list[Posting]()
        for one in told.made:
            kind = kinds[one.notice.kind]
            timing = wishes.timing(one.to, one.notice, kind, told.at)
            paces[one.notice_id] = timing.pace
            if timing.pace is Pace.AT_ONCE:
                postings.append(Posting(one, _writing(app, sender, one, kind), timing.leaves_at))
        set_paces(session, paces)
        write_mails(session, postings, now=told.at)

    return write


def _kind_of(app: Flask, notice: Notice) -> Kind:
    return kinds_of(app).get(notice.kind, Kind(notice.kind, ""))


def _writing(app: Flask, sender: Sender, made: Made, kind: Kind) -> Writing:
    to, identifier = made.to, new_id()
    letter = compose(app.jinja_env, made.notice, to.language, sender, identifier, can_stop=kind.can_stop)
    return Writing(identifier, to.email, to.language, letter.subject, letter.text, letter.html, sender.domain)
