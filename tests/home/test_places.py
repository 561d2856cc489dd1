"""Pages of one ministry, one country, one theme."""

from sqlalchemy.orm import Session

from exchange.adoptions.models import Readers
from exchange.practices.models import Visibility
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption
from tests.factories.practices import make_practice
from tests.support.browser import Browser


def test_a_place_shows_what_the_reader_may_read_and_nothing_else(browser: Browser, session: Session) -> None:
    import_taxonomy(session)
    turkiye, azerbaijan = make_ministry(session, "TR"), make_ministry(session, "AZ")
    make_practice(session, turkiye, texts={"en": "Open one"}, visibility=Visibility.PUBLIC)
    make_practice(session, turkiye, texts={"en": "For members"}, visibility=Visibility.MEMBERS)
    for path in (f"/ministries/{turkiye.slug}", "/countries/TR", "/themes/cp.foster", "/themes/cp"):
        page = browser.get(path)
        assert page.status == 200, path
        assert [link.get_text() for link in page.all(".ex-card__title a")] == ["Open one"], path
    browser.sign_in(make_person(session, azerbaijan))
    page = browser.get(f"/ministries/{turkiye.slug}")
    assert len(page.all(".ex-card__title a")) == 2
    assert page.all(f"a[href='/relations/{azerbaijan.slug}/{turkiye.slug}']")


def test_a_ministry_shows_what_it_takes_over_as_far_as_one_may_know(browser: Browser, session: Session) -> None:
    turkiye, azerbaijan = make_ministry(session, "TR"), make_ministry(session, "AZ")
    open_one = make_practice(session, turkiye, texts={"en": "Open one"}, visibility=Visibility.PUBLIC)
    other = make_practice(session, turkiye, texts={"en": "Other"}, visibility=Visibility.PUBLIC)
    make_adoption(session, open_one, azerbaijan, readers=Readers.PUBLIC)
    make_adoption(session, other, azerbaijan, readers=Readers.TWO)
    page = browser.get(f"/ministries/{azerbaijan.slug}")
    assert [link.get_text() for link in page.all("aside .ex-similar a")] == ["Open one"]


def test_what_is_no_place_is_not_found(browser: Browser) -> None:
    for path in ("/ministries/nobody", "/countries/XX", "/themes/no.such"):
        assert browser.get(path).status == 404


def test_a_place_leads_to_its_feed_and_to_all_of_it(browser: Browser, session: Session) -> None:
    import_taxonomy(session)
    make_practice(session, make_ministry(session, "TR"), texts={"en": "Open one"}, visibility=Visibility.PUBLIC)
    for path, everything in (("/themes/cp.foster", "/search?theme=cp.foster"), ("/countries/TR", "/search?country=TR")):
        page = browser.get(path)
        named = str(page.one("link[rel='alternate'][type='application/atom+xml']")["href"])
        assert [str(link["href"]) for link in page.all("main a[href*='.atom']")] == [named], path
        assert browser.raw(named).mimetype == "application/atom+xml"
        assert page.all(f"main a[href='{everything}']"), path


def test_a_place_without_practices_promises_no_feed(browser: Browser, session: Session) -> None:
    import_taxonomy(session)
    make_ministry(session, "TR")
    for path in ("/themes/cp.foster", "/countries/TR"):
        assert ".atom" not in browser.get(path).html, path


def test_a_narrower_theme_says_under_which_it_stands(browser: Browser, session: Session) -> None:
    import_taxonomy(session)
    links = browser.get("/themes/cp.foster").all(".govuk-breadcrumbs a")
    assert [str(link["href"]) for link in links] == ["/themes", "/themes/cp"]
