"""The notices about comments in each language: complete, with the practice, the post and the reader's own time."""

import pytest

from exchange.accounts.queries import PersonView
from exchange.discussion.mail import Contribution, answered, asked
from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.kernel.translated import Translated
from exchange.kernel.when import Place
from tests.support.clock import START

FACTS = Contribution(
    id=new_id(),
    practice_id=new_id(),
    thread_id=new_id(),
    practice_title="Himayədar ailə",
    post=Translated({"en": "Foster care desk"}),
    organisation=Translated({"en": "Ministry of Family"}),
    language="tr",
    made_at=START,
)


def a_reader(language: str) -> PersonView:
    place, nothing = Place("Europe/Istanbul", "Ankara"), Translated()
    return PersonView(new_id(), "official@tr.example", language, place, nothing, nothing, "TR", None)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("compose", [asked, answered])
def test_every_language_says_what_where_who_and_when(language: Language, compose: object) -> None:
    notice = (asked if compose is asked else answered)(FACTS, a_reader(language.value))
    said = " ".join((notice.subject, *notice.lines))
    assert "Himayədar ailə" in notice.subject
    assert "Foster care desk" in said
    assert "10:20 Ankara" in said
    assert "Türkçe" in said
    assert "%(" not in said + notice.action


def test_a_notice_leads_to_the_comment_and_asks_for_it_again() -> None:
    notice = asked(FACTS, a_reader("en"))
    assert notice.path == f"/comments/{FACTS.id}"
    assert notice.guard == f"comment:{FACTS.id}"
    assert notice.thread == f"comment:{FACTS.thread_id}"
