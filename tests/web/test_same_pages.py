"""Pages kept for visitors: made once while nothing changes, never a moment longer, never for a person."""

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from exchange.kernel.actor import Role
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, PracticeState, Visibility
from exchange.web.around import Around
from exchange.web.db import db
from exchange.web.same import KEEPS_PAGES, KEEPS_PARTS, Asked, KeptPages, Made
from tests.factories.accounts import make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.practices import make_practice
from tests.support.clock import FixedClock
from tests.support.signing import session_of

_NONCE = re.compile(r'nonce="([^"]+)"')


@pytest.fixture(autouse=True)
def _kept(app: Flask) -> None:
    app.config[KEEPS_PAGES] = app.config[KEEPS_PARTS] = True


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """What the pool's connections are asked."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not re.search("pg_current_snapshot|page_mark", statement):
            found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def practice(session: Session) -> Practice:
    made = make_practice(session, make_ministry(session, "AZ"), visibility=Visibility.PUBLIC, texts={"en": "Foster"})
    session.commit()
    return made


def _get(app: Flask, path: str, language: str = "en") -> tuple[int, str]:
    answer = app.test_client().get(path, headers={"Accept-Language": language})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/search?q=foster", "/themes", "/countries", "/help/"])
def test_the_second_visitor_asks_the_database_nothing(
    app: Flask, practice: Practice, asked: list[str], path: str
) -> None:
    first = _get(app, path)
    asked.clear()
    second = _get(app, path)
    assert asked == []
    assert second[0] == first[0] == 200
    assert _NONCE.sub("", second[1]) == _NONCE.sub("", first[1])


def test_each_answer_has_a_nonce_of_its_own_that_its_policy_names(app: Flask, practice: Practice) -> None:
    found = set()
    for _ in range(3):
        answer = app.test_client().get(f"/practices/{practice.slug}")
        nonces = set(_NONCE.findall(answer.get_data(as_text=True)))
        assert len(nonces) == 1
        assert f"'nonce-{nonces.copy().pop()}'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        found |= nonces
    assert len(found) == 3


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd"])
def test_a_kept_page_is_packed_once_and_opens_to_the_same(app: Flask, practice: Practice, accepted: str) -> None:
    address = f"/practices/{practice.slug}"
    plain = [_get(app, address)[1] for _ in range(2)][1]
    found = set()
    for _ in range(2):
        answer = app.test_client().get(address, headers={"Accept-Language": "en", "Accept-Encoding": accepted})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert {"Cookie", "Accept-Encoding"} <= set(answer.vary)
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain) / 2
        opened = gzip.decompress(answer.data).decode()
        assert _NONCE.sub("", opened) == _NONCE.sub("", plain)
        (nonce,) = set(_NONCE.findall(opened))
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        found.add(nonce)
    assert len(found) == 2


@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
@pytest.mark.parametrize("path", ["/", "/search?q=foster", "/help/", "/practices/{slug}"])
def test_a_kept_answer_has_the_headers_of_one_that_is_made(
    app: Flask, practice: Practice, path: str, accepted: str
) -> None:
    address = path.format(slug=practice.slug)
    kept = [_headers(app, address, accepted) for _ in range(2)][1]
    app.config[KEEPS_PAGES] = False
    made = _headers(app, address, accepted)
    assert kept == made
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Vary", "X-Request-Id"} <= kept.keys()


def test_a_kept_page_is_not_sent_with_the_time_at_which_it_was_made(app: Flask, practice: Practice) -> None:
    first, second = (app.test_client().get("/themes", headers={"Accept-Encoding": "gzip"}) for _ in range(2))
    assert "Date" in first.headers
    assert "Date" not in second.headers, "the server says when it answers"


def test_a_page_that_went_out_with_a_cookie_is_not_kept() -> None:
    """Whichever part of the application set it, and however late."""
    pages = KeptPages()
    made = Made("home.index", frozenset(), (), (b"A page.",))
    pages.hold(Asked("plain", made, "nonce"), [("Vary", "Cookie")])
    pages.hold(Asked("cookie", made, "nonce"), [("Vary", "Cookie"), ("Set-Cookie", "exchange=x")])
    assert pages.held("plain") is not None
    assert pages.held("cookie") is None


def _headers(app: Flask, address: str, accepted: str) -> dict[str, str]:
    """The headers of an answer, with the same in place of what every answer has of its own."""
    answer = app.test_client().get(address, headers={"Accept-Language": "en", "Accept-Encoding": accepted})
    headers = dict(answer.headers)
    assert len(headers) == len(answer.headers), "no header comes twice"
    assert int(headers["Content-Length"]) == len(answer.data)
    headers["Content-Security-Policy"] = re.sub("nonce-[^']+", "nonce", headers["Content-Security-Policy"])
    assert re.fullmatch("[A-Z2-9]{4}-[A-Z2-9]{4}", headers["X-Request-Id"])
    headers.pop("Date", None)  # as Flask says it where it packs a page, else the server
    return headers | {"X-Request-Id": "one of its own", "Content-Length": "as long as it is"}


@pytest.mark.parametrize("header", ["Authorization", "Cookie"])
def test_whoever_shows_anything_gets_no_kept_page(
    app: Flask, practice: Practice, asked: list[str], header: str
) -> None:
    address = f"/practices/{practice.slug}/discussion"
    _get(app, address)
    asked.clear()
    shown = {header: f"{app.config['SESSION_COOKIE_NAME']}=x"}
    app.test_client(use_cookies=False).get(address, headers={"Accept-Language": "en"} | shown)
    assert asked


def test_a_page_is_kept_for_the_host_that_it_was_asked_from(app: Flask, practice: Practice, asked: list[str]) -> None:
    client, address = app.test_client(), f"/practices/{practice.slug}/discussion"
    client.get(address, base_url="http://one.example")
    asked.clear()
    client.get(address, base_url="http://one.example")
    assert asked == []
    for other in ("https://one.example", "http://other.example"):
        client.get(address, base_url=other)
        assert asked
        asked.clear()


@given(st.lists(st.binary(max_size=300) | st.just(b"all of it again " * 40), min_size=1, max_size=4), st.binary())
def test_what_is_packed_around_a_word_opens_to_the_whole(parts: list[bytes], word: bytes) -> None:
    assert gzip.decompress(Around(parts).with_word(word)) == word.join(parts)


@pytest.mark.parametrize("change", ["narrowed", "withdrawn"])
def test_what_is_closed_is_gone_at_the_next_request(
    app: Flask, session: Session, practice: Practice, change: str
) -> None:
    address = f"/practices/{practice.slug}"
    assert _get(app, address)[0] == _get(app, address)[0] == 200
    if change == "narrowed":
        practice.visibility = Visibility.MEMBERS
    else:
        practice.state = PracticeState.WITHDRAWN
    session.commit()
    assert _get(app, address)[0] == 404


def test_a_commit_of_the_index_counts_too(app: Flask, practice: Practice) -> None:
    assert "Foster" not in _get(app, "/search?q=foster")[1].partition("<main")[2].replace("foster", "")
    with app.app_context():
        rebuild()
    assert practice.slug in _get(app, "/search?q=foster")[1]


def _index_anew(app: Flask) -> None:
    with app.app_context():
        rebuild()


def test_a_commit_that_no_visitor_sees_leaves_their_pages_of_search(
    app: Flask, session: Session, practice: Practice, asked: list[str]
) -> None:
    _index_anew(app)
    address = "/search?q=foster"
    assert practice.slug in _get(app, address)[1]
    make_comment(session, practice, make_person(session, practice.ministry), text="A closed foster comment")
    session.commit()
    _index_anew(app)
    asked.clear()
    assert practice.slug in _get(app, address)[1]
    assert asked == []


@pytest.mark.parametrize("change", ["narrowed", "withdrawn", "published"])
def test_a_commit_that_visitors_see_makes_their_pages_of_search_anew(
    app: Flask, session: Session, practice: Practice, change: str
) -> None:
    other = make_practice(session, practice.ministry, visibility=Visibility.MEMBERS, texts={"en": "Foster homes"})
    session.commit()
    _index_anew(app)
    before = _get(app, "/search?q=foster")[1]
    assert (practice.slug in before, other.slug in before) == (True, False)
    if change == "withdrawn":
        practice.state = PracticeState.WITHDRAWN
    elif change == "narrowed":
        practice.visibility = Visibility.MEMBERS
    else:
        other.visibility = Visibility.PUBLIC
    session.commit()
    _index_anew(app)
    after = _get(app, "/search?q=foster")[1]
    assert (practice.slug in after, other.slug in after) == ((True, True) if change == "published" else (False, False))


def test_languages_and_quarters_of_an_hour_have_pages_of_their_own(
    app: Flask, practice: Practice, asked: list[str], clock: FixedClock
) -> None:
    english, azerbaijani = _get(app, "/themes"), _get(app, "/themes", "az")
    assert 'lang="en"' in english[1]
    assert 'lang="az"' in azerbaijani[1]
    address = f"/practices/{practice.slug}/discussion"
    _get(app, address)
    asked.clear()
    clock.advance(minutes=5)
    _get(app, address)
    assert asked == []
    clock.advance(minutes=10)
    _get(app, address)
    assert asked


def test_a_person_gets_no_kept_page_and_leaves_none(app: Flask, session: Session, practice: Practice) -> None:
    person = make_person(session, practice.ministry, roles=[Role.PUBLISHER])
    session.commit()
    client = app.test_client()
    with client.session_transaction() as cookies:
        cookies.update(session_of(app, person))
    own = client.get("/themes").get_data(as_text=True)
    assert person.email.split("@")[0] not in _get(app, "/themes")[1]
    assert "/sign-out" in own
    assert "/sign-out" not in _get(app, "/themes")[1]
    assert "/sign-out" in client.get("/themes").get_data(as_text=True)


def test_a_choice_of_language_sets_its_cookie_every_time(app: Flask, practice: Practice) -> None:
    for _ in range(2):
        assert "lang=az" in " ".join(app.test_client().get("/themes?lang=az").headers.getlist("Set-Cookie"))
