"""A private question is the two ministries' own: no mail and no feed of a third carries a byte of it (I1, I2)."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.alerts.service import Wanted, new_feed_secret, save_search
from exchange.kernel.actor import Role
from exchange.notifications.models import Pace
from exchange.notifications.service import follow
from exchange.notifications.transport import MemoryTransport
from exchange.notifications.wiring import transport_of
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.practices import make_practice
from tests.factories.questions import make_answer, make_published, make_question
from tests.support.clock import START, FixedClock
from tests.trust.probe import Prober

MARK, ANSWER = "Qzibrakut", "Qzantwort"
THEME = "cp.foster"


def _curious(session: Session, practice: Practice) -> tuple[Person, str]:
    """An official of a third ministry who follows everything that can be followed, and the secret of their feed."""
    person = make_person(session, make_ministry(session, "KZ"), roles=list(Role))
    actor = actor_for(person)
    for topic in (f"practice:{practice.id}", f"theme:{THEME}", "country:AZ", "country:TR"):
        follow(session, actor=actor, topic=topic, pace=Pace.AT_ONCE, now=START)
    save_search(session, actor=actor, wanted=Wanted("families", {}), pace=Pace.AT_ONCE, now=START)
    return person, new_feed_secret(session, actor=actor, now=START)


def _feeds(app: Flask, person: Person, token: str, practice: Practice) -> dict[str, bytes]:
    addresses = (
        f"/feeds/{token}.atom",
        f"/practices/{practice.slug}/discussion.atom",
        f"/themes/{THEME}.atom",
        "/countries/AZ.atom",
        "/countries/TR.atom",
        "/search.atom?q=families",
    )
    readers = {"third": Prober(app, person), "visitor": Prober(app, None)}
    return {f"{who} {one}": reader.get(one).body for who, reader in readers.items() for one in addresses}


def _words_sent(app: Flask, person: Person) -> tuple[list[bytes], list[bytes]]:
    """The mails to the person, and those to everybody else."""
    transport = transport_of(app)
    assert isinstance(transport, MemoryTransport)
    mine = [mail for mail in transport.sent if mail["To"] and person.email in mail["To"]]
    return [_words(mail) for mail in mine], [_words(mail) for mail in transport.sent if mail not in mine]


def _words(mail: object) -> bytes:
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart()]  # type: ignore[attr-defined]
    return b"\n".join([str(mail["Subject"]).encode(), *parts])  # type: ignore[index]


def test_no_mail_and_no_feed_of_a_third_ministry_carries_a_byte_of_it(
    app: Flask, session: Session, run_jobs: Callable[[], int], clock: FixedClock
) -> None:
    import_taxonomy(session)
    own, partner = make_ministry(session, "AZ"), make_ministry(session, "TR")
    author, officer = (make_person(session, own, roles=[role]) for role in (Role.PUBLISHER, Role.REVIEWER))
    practice = make_practice(session, own, author=author, visibility=Visibility.PUBLIC, themes=(THEME,))
    asker = make_person(session, partner)
    curious, token = _curious(session, practice)
    session.commit()
    with app.app_context():
        rebuild()
    run_jobs()
    feeds, mails = _feeds(app, curious, token, practice), _words_sent(app, curious)[0]
    session.commit()  # what was read above was a look of its own
    question = make_question(session, practice, asker, text=f"{MARK}: how many families take siblings?")
    make_answer(session, question, author, f"{ANSWER}: three families.")
    for _ in range(3):
        run_jobs()
        clock.advance(days=1)
    clock.reset()  # pages show the hour
    assert any(b"Question for you" in mail for mail in _words_sent(app, curious)[1]), "the owner is told"
    after = _feeds(app, curious, token, practice)
    assert [name for name in feeds if feeds[name] != after[name]] == []
    assert _words_sent(app, curious)[0] == mails
    session.commit()
    make_published(session, question, officer)
    run_jobs()
    heard = b"\n".join([*_feeds(app, curious, token, practice).values(), *_words_sent(app, curious)[0]])
    assert MARK.encode() not in heard, "what was published is the text that was cleared, not what was asked"
    assert ANSWER.encode() not in heard
