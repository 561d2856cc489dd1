"""What a private thing leaves behind: nothing in a cache, in the record of acts, in a subject, in a line of the log."""

import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.audit.models import AuditRow
from exchange.kernel.actor import Role
from exchange.notifications.models import Mail
from exchange.practices.jobs import rebuild
from exchange.web.logs import configure_logs
from tests.factories.accounts import make_person
from tests.support.databases import every_row
from tests.trust.probe import Prober
from tests.trust.probing.addresses import PLAIN, probes_of
from tests.trust.probing.practices import MARK
from tests.trust.probing.world import make_probed
from tests.trust.test_hostile_text import Doors

EVERY_ROLE = [Role.OFFICIAL, Role.PUBLISHER, Role.REVIEWER, Role.ORGANIZER, Role.ADMINISTRATOR]
EVERY = 13
SECRETS = {
    "comment": "The minister Vurgunqiz doubts the second figure.",
    "draft": "Draft Cirtdanyol: the law is changed in May.",
    "link": "https://us02web.zoom.us/j/81234567890?pwd=Gizlinacar",
    "passcode": "904417",
    "password": "seven Sehrlidaniz lamps",
}


def test_nothing_that_its_own_ministry_reads_in_private_is_cacheable(app: Flask, session: Session) -> None:
    """I6: pages, parts, data and files under the names of hidden things, asked for by somebody who may read them."""
    hidden = make_probed(session, ("AZ",)).hidden[0]
    insider = make_person(session, hidden.own, email="insider@az.example", roles=EVERY_ROLE)
    session.commit()
    with app.app_context():
        rebuild()
    asking, private = Prober(app, insider), 0
    paths = {
        one.hidden
        for one in probes_of(app, hidden, runs_platform=False)
        if one.method == "GET" and one.headers is PLAIN
    }
    for path in sorted(paths)[::EVERY]:
        answer = asking.get(path)
        if answer.status != 200 or MARK.lower().encode() not in answer.body.lower():
            continue
        headers = dict(answer.headers)
        kept_by_reader_only = "private, no-cache"  # a feed: only its reader's program keeps it, and asks each time
        assert headers["Cache-Control"] == (kept_by_reader_only if path.endswith(".atom") else "no-store"), path
        assert "Cookie" in headers["Vary"], path
        private += 1
    assert private > 10, "the insider reads what is hidden from others"


@pytest.fixture
def written() -> Iterator[StringIO]:
    usual, stream = sys.stderr, StringIO()
    sys.stderr = stream
    configure_logs("debug")
    yield stream
    sys.stderr = usual
    configure_logs("error")


def test_texts_links_and_passwords_leave_no_trace(app: Flask, session: Session, written: StringIO) -> None:
    """I7: what was typed stands where it belongs, and not in the record of acts, in a subject or in the log."""
    doors = Doors(app, session)
    said = {"text": SECRETS["comment"], "language": "en", "key": "traces"}
    draft = {"lang": "en", "title": "Home visits", "summary": SECRETS["draft"], "do": "keep"}
    room = {"title": "Talk", "link": SECRETS["link"], "passcode": SECRETS["passcode"]}
    for who, path, form in (
        (doors.partner, f"/practices/{doors.public.slug}/discussion", said),
        (doors.publisher, "/practices/new", draft),
        (doors.organizer, f"/meetings/{doors.agreed}/schedule", room),
        (doors.nobody, "/sign-in", {"email": "desk@az.example", "password": SECRETS["password"]}),
        (doors.nobody, "/password/forgotten", {"email": SECRETS["password"] + "@az.example"}),
    ):
        assert who.post(path, form).status < 500, path
    session.expire_all()
    kept = "\n".join(every_row(session.connection()))
    assert SECRETS["comment"] in kept, "the comment was written"
    rows = session.scalars(select(AuditRow)).all()
    assert {"comment"} <= {row.action.partition(".")[0] for row in rows}
    traces = [
        *[repr([getattr(row, column.key) for column in AuditRow.__table__.columns]) for row in rows],
        *session.scalars(select(Mail.subject)).all(),
        written.getvalue(),
    ]
    assert written.getvalue().count('"request"') >= 5
    for name, secret in SECRETS.items():
        for part in {secret, secret.partition("pwd=")[2] or secret}:
            assert not [trace for trace in traces if part in trace], name
