"""What a ministry keeps to itself is gone from every address, feed and export at the next request (I8, I21)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from exchange.accounts.models import Person
from exchange.practices import service
from exchange.practices.models import Practice, Visibility
from tests.factories.accounts import actor_for
from tests.factories.practices import make_draft
from tests.practices.desk import NOW
from tests.practices.test_attachments import attached, cleared, people, upload
from tests.support.browser import Browser

__all__ = ["people"]  # the fixture
SEARCHES = [f"/search{ending}?q={{}}" for ending in ("", ".atom", ".csv", ".json")]
LISTS = ("/countries/AZ.atom", "/countries/AZ", "/practices/", *SEARCHES)


@pytest.fixture
def practice(session: Session, people: dict[str, Person]) -> Practice:
    draft = service.laid_out(replace(make_draft(), visibility=Visibility.PUBLIC))
    return service.create_draft(session, actor=actor_for(people["author"]), draft=draft, country="AZ", now=NOW)


@pytest.fixture
def shown(session: Session, people: dict[str, Person], practice: Practice, browser: Browser) -> tuple[Practice, str]:
    """A published practice with a file, for everyone."""
    author = browser.another().sign_in(people["author"])
    assert author.post(f"/practices/{practice.slug}/files", upload()).status == 303
    file_id = attached(session, people, practice)
    cleared(session, people, practice)
    return practice, file_id


def addresses(app: Flask, practice: Practice, file_id: str) -> Iterator[str]:
    """Every address below that of the practice which a reader may open, from the table of routes itself."""
    known = {"slug": practice.slug, "lang": "az", "number": 1, "ending": "bib", "file_id": file_id}
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if str(rule).startswith("/practices/<slug>") and "GET" in (rule.methods or ()) and rule.arguments <= set(known):
            yield urls.build(rule.endpoint, {name: known[name] for name in rule.arguments})


@pytest.mark.parametrize("who", ["a partner", "a visitor"])
def test_every_address_of_a_narrowed_practice_answers_like_one_that_never_was(
    app: Flask,
    people: dict[str, Person],
    shown: tuple[Practice, str],
    browser: Browser,
    run_jobs: Callable[[], int],
    who: str,
) -> None:
    practice, file_id = shown
    run_jobs()
    author, reader = browser.another().sign_in(people["author"]), browser
    if who == "a partner":
        reader.sign_in(people["stranger"])
    before = {path: reader.get(path, check=False, follow=False).status for path in addresses(app, practice, file_id)}
    opened = [path for path, status in before.items() if status == 200]
    assert len(opened) >= 12, before
    title = reader.get(f"/practices/{practice.slug}").one("h1").get_text(strip=True)
    lists = [path.format(title.split()[0]) for path in LISTS]
    assert [path for path in lists if title not in reader.get(path, check=False).html] == []
    narrow = {"visibility": "ministry", "visible_to": []}
    assert author.post(f"/practices/{practice.slug}/circulation", narrow).status == 303
    assert {path: reader.get(path, check=False, follow=False).status for path in opened} == dict.fromkeys(opened, 404)
    assert [path for path in lists if title in reader.get(path, check=False).html] == []
