"""Saved searches, followed things, feeds: told by one's rights, once, at one's own pace."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.alerts import service
from exchange.alerts.models import FeedSecret
from exchange.kernel.actor import Role
from exchange.kernel.events import emit
from exchange.notifications.models import Choice, Mail, Pace, StoredNotice
from exchange.notifications.service import follow
from exchange.practices.events import CirculationChanged, PracticePublished
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, Section, Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.practices import make_practice
from tests.support.browser import Browser
from tests.support.clock import START

RunJobs = Callable[[], int]


@pytest.fixture
def owner(session: Session) -> Ministry:
    import_taxonomy(session)
    return make_ministry(session, "AZ")


@pytest.fixture
def reader(session: Session) -> Person:
    return make_person(session, make_ministry(session, "TR"))


@pytest.fixture
def stranger(session: Session) -> Person:
    return make_person(session, make_ministry(session, "KZ"))


def published(session: Session, owner: Ministry, **chosen: object) -> Practice:
    """A practice with the fact that it was published just now."""
    values: dict[str, object] = {
        "visibility": Visibility.MEMBERS,
        "texts": {"en": "Foster care for siblings"},
        "sections": {Section.SOLUTION: "Home visits before placement."},
        "themes": ("cp.foster",),
    }
    practice = make_practice(session, owner, **(values | chosen))  # type: ignore[arg-type]
    practice.published_at = START
    session.flush()
    tell(session, practice, owner)
    return practice


def tell(session: Session, practice: Practice, owner: Ministry, kind: type = PracticePublished) -> None:
    actor = actor_for(make_person(session, owner, roles=[Role.REVIEWER]))
    emit(session, kind(practice.id, practice.published_revision_id, owner.id, actor, START))


def kinds(session: Session, person: Person) -> list[str]:
    mine = select(StoredNotice.kind).where(StoredNotice.person_id == person.id)
    return list(session.scalars(mine.order_by(StoredNotice.made_at, StoredNotice.id)))


def save(
    session: Session,
    person: Person,
    words: str,
    pace: Pace = Pace.AT_ONCE,
    filters: dict[str, list[str]] | None = None,
) -> None:
    wanted = service.Wanted(words, filters or {})
    service.save_search(session, actor=actor_for(person), wanted=wanted, pace=pace, now=START)


@pytest.mark.parametrize(
    ("words", "filters", "found"),
    [
        ("home visits", {}, True),
        ("himayədar ailə", {}, True),
        ("crisis centre", {}, False),
        ("", {"theme": ["cp"]}, True),
        ("", {"theme": ["fs"]}, False),
        ("visits", {"country": ["KZ"]}, False),
    ],
)
def test_a_saved_search_tells_of_what_it_finds(
    session: Session, owner: Ministry, reader: Person, run_jobs: RunJobs, words: str, filters: dict[str, list[str]],
    found: bool,  # noqa: FBT001 - a column of the table
) -> None:  # fmt: skip
    save(session, reader, words, filters=filters)
    published(session, owner)
    run_jobs()
    assert kinds(session, reader) == (["alert.matched"] if found else [])


def test_it_asks_the_same_rights_and_tells_when_they_come(
    session: Session, owner: Ministry, reader: Person, run_jobs: RunJobs
) -> None:
    save(session, reader, "home visits")
    practice = published(session, owner, visibility=Visibility.MINISTRY)
    run_jobs()
    assert kinds(session, reader) == []
    session.get_one(Practice, practice.id).visibility = Visibility.MEMBERS
    tell(session, practice, owner, CirculationChanged)
    run_jobs()
    tell(session, practice, owner)
    run_jobs()
    assert kinds(session, reader) == ["alert.matched"]


def test_a_narrower_section_matches_only_for_its_readers(
    session: Session, owner: Ministry, reader: Person, run_jobs: RunJobs
) -> None:
    colleague = make_person(session, owner)
    for person in (reader, colleague):
        save(session, person, "home visits")
    practice = make_practice(
        session,
        owner,
        visibility=Visibility.MEMBERS,
        texts={"en": "Siblings"},
        sections={Section.SOLUTION: "Home visits before placement."},
    )
    practice.field_visibility = {"solution": Visibility.MINISTRY.value}
    session.flush()
    tell(session, practice, owner)
    run_jobs()
    assert (kinds(session, reader), kinds(session, colleague)) == ([], ["alert.matched"])


def test_its_pace_decides_about_the_mail(session: Session, owner: Ministry, reader: Person, run_jobs: RunJobs) -> None:
    save(session, reader, "home visits", Pace.DAILY)
    published(session, owner)
    run_jobs()
    assert session.scalars(select(Mail)).all() == []
    save(session, reader, "home visits", Pace.AT_ONCE)
    assert len(session.scalars(select(Choice)).all()) == 1
    published(session, owner, texts={"en": "Home visits again"})
    run_jobs()
    assert len(session.scalars(select(Mail)).all()) == 1


@pytest.mark.parametrize("topic", ["theme:cp", "theme:cp.foster", "country:AZ", "ministry:{owner}"])
def test_followers_hear_of_a_new_practice(session: Session, owner: Ministry, reader: Person, topic: str) -> None:
    wanted = topic.format(owner=owner.id)
    follow(session, actor=actor_for(reader), topic=wanted, pace=Pace.DAILY, now=START)
    published(session, owner)
    published(session, owner, visibility=Visibility.MINISTRY)
    assert kinds(session, reader) == ["follow.published"]


def test_followers_of_a_practice_hear_of_versions_and_words(
    session: Session, owner: Ministry, reader: Person, stranger: Person, browser: Browser
) -> None:
    practice = published(session, owner)
    practice.published_at = START.replace(day=1)
    page = browser.another().sign_in(reader)
    assert f"/practices/{practice.slug}/follow" in page.get(f"/practices/{practice.slug}").html
    page.get(f"/practices/{practice.slug}/follow")
    assert page.post(f"/practices/{practice.slug}/follow", {"pace": "weekly"}).status == 303
    tell(session, practice, owner)
    form = {"text": "How?", "language": "en", "key": "k"}
    assert browser.another().sign_in(stranger).post(f"/practices/{practice.slug}/discussion", form).status == 303
    assert kinds(session, reader) == ["follow.changed", "follow.commented"]
    assert kinds(session, stranger) == []
    assert page.post(f"/practices/{practice.slug}/follow", {"do": "stop"}).status == 303
    assert session.scalars(select(Choice)).all() == []


def test_what_changed_is_shown_of_what_is_followed(
    session: Session, owner: Ministry, reader: Person, browser: Browser
) -> None:
    follow(session, actor=actor_for(reader), topic="country:AZ", pace=Pace.DAILY, now=START)
    assert "New practice" not in browser.sign_in(reader).get("/changed").text
    published(session, owner)
    assert "New practice: Foster care for siblings" in browser.get("/changed").text


def test_a_search_is_saved_from_the_results_and_removed(
    app: Flask, session: Session, owner: Ministry, reader: Person, stranger: Person, browser: Browser
) -> None:
    published(session, owner)
    session.commit()
    with app.app_context():
        rebuild()
    assert "Save this search" not in browser.another().get("/search?q=visits").text
    page = browser.sign_in(reader)
    assert "Save this search" in page.get("/search?q=visits&country=AZ").text
    assert page.post("/searches", {"q": "visits", "country": "AZ"}).status == 303
    shown = page.get("/following")
    assert shown.soup.find("a", href="/search?q=visits&country=AZ")
    action = shown.soup.select_one('form[action$="/remove"]')["action"]  # type: ignore[index]
    assert browser.another().sign_in(stranger).post(str(action)).status == 404
    assert page.post(str(action)).status == 303
    assert page.post("/following", {"topic": "country:AZ", "pace": "never"}).status == 303
    assert page.post("/following", {"topic": "nonsense:1"}).status == 303
    assert session.scalars(select(Choice.topic)).all() == ["country:AZ"]


def test_feeds_ask_the_readers_rights_and_answer_304(
    app: Flask, session: Session, owner: Ministry, browser: Browser
) -> None:
    practice = published(session, owner, visibility=Visibility.PUBLIC)
    published(session, owner, texts={"en": "Members only"})
    make_comment(session, practice, make_person(session, owner), text="Said to members")
    session.commit()
    with app.app_context():
        rebuild()
    client = app.test_client()
    addresses = ("/themes/cp.atom", "/countries/AZ.atom")
    for address in (*addresses, f"/practices/{practice.slug}/discussion.atom"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml"), address
        assert b"Members only" not in answer.data
        assert b"Said to members" not in answer.data
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for address in addresses:
        assert b"<title>Foster care for siblings" in client.get(address).data
    assert client.get("/themes/nothing.atom").status_code == 404


def test_a_personal_feed_by_a_secret_that_ends(
    app: Flask, session: Session, owner: Ministry, reader: Person, browser: Browser
) -> None:
    follow(session, actor=actor_for(reader), topic="country:AZ", pace=Pace.NEVER, now=START)
    published(session, owner)
    page = browser.sign_in(reader).post("/following/feed", follow=True)
    address = str(page.soup.select_one("#feed-address")["value"]).removeprefix("http://127.0.0.1:8000")  # type: ignore[index]
    assert "feed-address" not in browser.get("/following").html
    assert address.split("/")[-1] not in str(session.scalars(select(FeedSecret.token_hash)).all())
    client = app.test_client()
    assert b"New practice: Foster care for siblings" in client.get(address).data
    assert browser.post("/following/feed", {"do": "stop"}).status == 303
    assert client.get(address).status_code == 404


def test_a_personal_feed_ends_with_the_account(app: Flask, session: Session, reader: Person) -> None:
    token = service.new_feed_secret(session, actor=actor_for(reader), now=START)
    reader.disable(START)
    session.commit()
    assert app.test_client().get(f"/feeds/{token}.atom").status_code == 404
