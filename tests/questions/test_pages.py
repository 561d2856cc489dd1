"""The pages of questions, as a person meets them."""

from sqlalchemy.orm import Session

from exchange.discussion.models import Circulation
from exchange.questions.models import Circle, Question
from tests.factories.questions import make_answer, make_published, make_question
from tests.questions.conftest import World
from tests.support.browser import Browser

FORM = {"text": "How many children may **one** family take?", "language": "en", "circle": "private", "key": "k1"}


def test_asking_answering_and_publishing(browser: Browser, session: Session, world: World) -> None:
    slug = world.practice.slug
    asker = browser.another().sign_in(world.asker)
    assert f"/questions/new?practice={slug}" in asker.get(f"/practices/{slug}").html
    sent = asker.post("/questions/new", FORM | {"practice": slug})
    assert sent.status == 303
    address = sent.location or ""
    owner = browser.another().sign_in(world.publisher)
    assert "How many children may one family take?" in owner.get("/").text
    assert owner.post(f"{address}/answer", {"text": "At most three.", "language": "en", "key": "k2"}).status == 303
    assert "At most three." in asker.get(address).text
    clearer = browser.another().sign_in(world.reviewer)
    page = clearer.get(f"{address}/publish")
    assert "At most three." in page.html
    form = {"question": "How many in Türkiye?", "answer": "Three.", "language": "en", "circle": "public"}
    form["version"] = "1"
    refused = clearer.post(f"{address}/publish", form)
    assert (refused.status, "Türkiye" in refused.text) == (422, True)
    sent = clearer.post(f"{address}/publish", form | {"question": "How many?", "is_linked": "y"})
    assert sent.status == 303
    stranger = browser.another().sign_in(world.stranger)
    seen = stranger.get(address)
    assert "Three." in seen.text
    assert "At most three" not in seen.text
    assert "Türkiye" not in seen.text
    assert "Asked and answered" in browser.another().get(f"/practices/{slug}").text


def test_before_that_a_third_ministry_finds_nothing(browser: Browser, session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    for person in (world.stranger, None):
        other = browser.another()
        reader = other.sign_in(person) if person else other
        assert reader.get(f"/questions/{question.id}").status == 404
        assert "foster family take" not in reader.get(f"/practices/{world.practice.slug}").html


def test_published_to_members_is_not_for_visitors(browser: Browser, session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    make_answer(session, question, world.publisher)
    make_published(session, question, world.reviewer, circle=Circle.MEMBERS)
    assert browser.get(f"/questions/{question.id}").status == 404
    assert browser.another().sign_in(world.stranger).get(f"/questions/{question.id}").status == 200


def test_something_alike_is_shown_before_sending_and_sent_the_second_time(
    browser: Browser, session: Session, world: World
) -> None:
    make_question(session, world.practice, world.colleague, text="How many siblings may one foster family take?")
    form = FORM | {"practice": world.practice.slug, "text": "How many siblings can a foster family take?"}
    page = browser.sign_in(world.asker).post("/questions/new", form)
    assert page.status == 422
    assert "Asked before" in page.text
    assert session.query(Question).count() == 1
    assert browser.post("/questions/new", form | {"seen": "yes"}).status == 303


def test_what_is_alike_keeps_private_words_from_others(browser: Browser, session: Session, world: World) -> None:
    make_question(session, world.practice, world.asker, text="How many siblings may one foster family take?")
    stranger = browser.sign_in(world.stranger)
    form = FORM | {"practice": world.practice.slug, "text": "How many siblings may one foster family take?"}
    assert stranger.post("/questions/new", form).status == 303


def test_it_is_found_across_languages_by_its_concept(browser: Browser, session: Session, world: World) -> None:
    make_question(session, world.practice, world.colleague, text="Koruyucu aile", circle=Circulation.MEMBERS)
    page = browser.sign_in(world.asker).post(
        f"/questions/similar?practice={world.practice.slug}", {"text": "himayədar ailə"}, check=False
    )
    assert "Koruyucu aile" in page.html


def test_the_lists_and_the_promise(browser: Browser, session: Session, world: World) -> None:
    make_question(session, world.practice, world.asker)
    owner = browser.another().sign_in(world.publisher)
    assert "foster family take" in owner.get("/questions/").text
    assert "foster family take" in owner.get("/questions/?list=asked-us").text
    assert "foster family take" in browser.another().sign_in(world.colleague).get("/questions/?list=ours").text
    assert "foster family take" not in browser.another().sign_in(world.stranger).get("/questions/").text
    administrator = browser.another().sign_in(world.administrator)
    assert administrator.post("/questions/promise", {"days": "3"}).status == 303
    assert administrator.post("/questions/promise", {"days": "300"}).status == 422
    assert "3 working days" in browser.another().sign_in(world.asker).get(f"/practices/{world.practice.slug}").text


def test_a_question_becomes_the_purpose_of_a_meeting(browser: Browser, session: Session, world: World) -> None:
    question = make_question(session, world.practice, world.asker)
    address = f"/meetings/new?practice={world.practice.slug}&question={question.id}"
    assert "foster family take" in browser.another().sign_in(world.asker).get(address).html
    assert "foster family take" not in browser.another().sign_in(world.stranger).get(address).html
