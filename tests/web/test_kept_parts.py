"""What is kept for officials: made once for those who may read the same, gone with the next change, never another's."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exchange.accounts.models import Person
from exchange.kernel import kept
from exchange.kernel.actor import Role
from exchange.kernel.kept import Marks, Reading, Values
from exchange.practices.jobs import rebuild
from exchange.practices.models import Practice, Visibility
from exchange.vocabulary.service import import_taxonomy
from exchange.web.same import KEEPS_PARTS
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.clock import START
from tests.support.signing import csrf_token, session_of
from tests.support.statements import asked_of

PAGES = ("/themes", "/countries", "/search?q=foster", "/practices/{slug}", "/ministries/{ministry}")


@pytest.fixture(autouse=True)
def _kept(app: Flask) -> Iterator[None]:
    app.config[KEEPS_PARTS] = True
    yield
    kept.begin(None)


@pytest.fixture
def own(session: Session) -> Practice:
    """A practice that only its ministry reads."""
    import_taxonomy(session)
    texts = {"en": "Foster secretly"}
    return make_practice(session, make_ministry(session, "AZ"), visibility=Visibility.MINISTRY, texts=texts)


def _client(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookies:
        cookies.update(session_of(app, person))
    return client


def _main(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True).partition("<main")[2]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("first", ["inside", "outside"])
def test_nobody_gets_what_was_made_for_those_who_may_read_more_or_less(
    app: Flask, session: Session, own: Practice, path: str, first: str
) -> None:
    inside = make_person(session, own.ministry, roles=[Role.PUBLISHER])
    outside = make_person(session, make_ministry(session, "TR"), roles=[Role.PUBLISHER])
    session.commit()
    with app.app_context():
        rebuild()
    address = path.format(slug=own.slug, ministry=own.ministry.slug)
    people = {"inside": _client(app, inside), "outside": _client(app, outside)}
    alone = {}
    for who, client in people.items():
        app.config[KEEPS_PARTS] = False
        alone[who] = _main(client, address)
    app.config[KEEPS_PARTS] = True
    order = sorted(people, key=lambda who: who != first)
    for who in (*order, *order):
        assert _words(_main(people[who], address)) == _words(alone[who])
    assert _words(alone["inside"]) != _words(alone["outside"])


def _words(page: str) -> list[str]:
    """Without what each form has of its own."""
    return [line for line in page.splitlines() if "csrf_token" not in line and 'name="key"' not in line]


@pytest.mark.parametrize("path", ["/search?q=foster", "/practices/{slug}", "/ministries/{ministry}"])
def test_what_is_narrowed_is_gone_at_an_officials_next_request(
    app: Flask, session: Session, own: Practice, path: str
) -> None:
    own.visibility = Visibility.MEMBERS
    outside = make_person(session, make_ministry(session, "TR"), roles=[Role.OFFICIAL])
    session.commit()
    with app.app_context():
        rebuild()
    client, address = _client(app, outside), path.format(slug=own.slug, ministry=own.ministry.slug)
    assert "Foster secretly" in _main(client, address)
    assert "Foster secretly" in _main(client, address)
    own.visibility = Visibility.MINISTRY
    session.commit()
    assert "Foster secretly" not in _main(client, address)


def test_the_second_official_of_the_same_rights_costs_fewer_questions(
    app: Flask, session: Session, own: Practice
) -> None:
    people = [make_person(session, own.ministry, roles=[Role.OFFICIAL]) for _ in range(2)]
    session.commit()
    found = []
    with asked_of(app) as asked:
        for person in people:
            asked.clear()
            _main(_client(app, person), "/themes")
            found.append([statement for statement in asked if "revision_theme" in statement])
    assert [len(one) for one in found] == [1, 0]


def _posted(app: Flask, own: Practice, client: FlaskClient) -> TestResponse:
    with client.session_transaction() as cookies:
        token = csrf_token(app, cookies)
    form = {"csrf_token": token, "text": "Sample text.", "language": "en"}
    return client.post(f"/practices/{own.slug}/discussion", data=form)


def test_who_writes_is_known_from_the_page_before(app: Flask, session: Session, own: Practice) -> None:
    person = make_person(session, own.ministry, roles=[Role.OFFICIAL])
    session.commit()
    client = _client(app, person)
    _main(client, "/themes")
    with asked_of(app) as asked:
        assert _posted(app, own, client).status_code == 303
    assert [one for one in asked if "open_session.visit =" in one] == []
    assert [one for one in asked if one.startswith("INSERT INTO comment")] != []


@pytest.mark.parametrize(("change", "refused"), [("disabled", (303, "/sign-in")), ("without a role", (404, ""))])
def test_who_lost_a_right_since_the_page_before_does_not_write(
    app: Flask, session: Session, own: Practice, change: str, refused: tuple[int, str]
) -> None:
    person = make_person(session, own.ministry, roles=[Role.OFFICIAL])
    session.commit()
    client = _client(app, person)
    _main(client, "/themes")
    if change == "disabled":
        person.disable(START)
    else:
        person.memberships.clear()
    session.commit()
    with asked_of(app) as asked:
        answer = _posted(app, own, client)
    assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == refused
    assert [one for one in asked if one.startswith("INSERT INTO comment")] == []


def _reading(values: Values, numbers: dict[str, int], state: str = "") -> Reading:
    return Reading(Marks("here", 1, numbers), values, lambda _name: state)


def _made(reading: Reading, *, source: str = "") -> bool:
    """Whether the value had to be made."""
    made = []

    def make() -> int:
        made.append(True)
        kept.note("SELECT 1 FROM practice")
        if source:
            kept.note_source(source)
        return 1

    kept.begin(reading)
    kept.kept("key", make)
    return bool(made)


@pytest.mark.parametrize(
    ("later", "state", "is_made"),
    [
        ({"practice": 1, "comment": 1}, "", False),
        ({"practice": 1, "comment": 2}, "", False),
        ({"practice": 2, "comment": 1}, "", True),
        ({"comment": 1}, "", True),
        ({"practice": 1, "comment": 1}, "another", True),
    ],
)
def test_a_value_stands_while_its_tables_and_sources_do(*, later: dict[str, int], state: str, is_made: bool) -> None:
    values = Values()
    assert _made(_reading(values, {"practice": 1, "comment": 1}), source="search")
    assert _made(_reading(values, later, state), source="search") is is_made


def test_what_was_read_from_a_table_that_nobody_counts_is_made_again() -> None:
    values = Values()
    assert _made(_reading(values, {"comment": 1}))
    assert _made(_reading(values, {"comment": 1}))


def test_a_kept_value_passes_on_what_it_rests_on() -> None:
    values = Values()
    _made(_reading(values, {"practice": 1}), source="search")
    reading = _reading(values, {"practice": 1})
    assert not _made(reading, source="search")
    assert (reading.tables, reading.sources) == ({"practice"}, {"search"})


def test_a_page_rests_on_what_did_not_answer() -> None:
    """It went on to say that the index was being built anew when it had long been."""

    def fail() -> int:
        kept.note("SELECT 1 FROM practice")
        kept.note_source("search")
        raise OSError

    reading = _reading(Values(), {"practice": 1})
    kept.begin(reading)
    with pytest.raises(OSError):  # noqa: PT011 - the test's own
        kept.kept("key", fail)
    assert (reading.tables, reading.sources) == ({"practice"}, {"search"})


def test_an_answer_of_another_state_than_was_noted_is_not_kept() -> None:
    """Two commits that undo each other: what was made between them must not pass for what stands again."""
    values = Values()

    def make() -> int:
        kept.note("SELECT 1 FROM practice")
        kept.note_source("search:public")
        kept.distrust("search:public")
        return 1

    for _ in range(2):
        kept.begin(_reading(values, {"practice": 1}, "as before"))
        kept.kept("key", make)
    assert _made(_reading(values, {"practice": 1}, "as before"), source="search:public")
