"""What tells who asked is found with its endings and in any case, and masked."""

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministry_view
from exchange.kernel.translated import Translated
from exchange.questions.naming import masked, named_in, names_of
from tests.factories.accounts import make_ministry


@pytest.fixture
def names(session: Session) -> tuple[str, ...]:
    asker = make_ministry(session, "TR", abbreviation="ASHB")
    return names_of(ministry_view(asker), Translated({"en": "Child protection desk", "tr": "Çocuk koruma birimi"}))


@pytest.mark.parametrize(
    "text",
    [
        "We in Türkiye ask",
        "TÜRKİYE'DE",
        "Türkiyənin qanunu",
        "в Турции",
        "The Ministry of Family and Social Services of Turkiye asks",
        "Aile ve Sosyal Hizmetler Bakanlığına yazın",
        "ASHB olarak",
        "In TR the law",
        "child protection desk",
        "write to desk@aile.gov.tr",
    ],
)
def test_a_name_is_found(text: str, names: tuple[str, ...]) -> None:
    assert named_in(text, names)
    assert not named_in(masked(text, names), names)


@pytest.mark.parametrize("text", ["How many children may one family take?", "Tren və trafik", "a child at a desk"])
def test_other_words_stay(text: str, names: tuple[str, ...]) -> None:
    assert masked(text, names) == text


def test_only_the_name_is_masked(names: tuple[str, ...]) -> None:
    assert masked("Türkiye’de kaç çocuk? ASHB sorar.", names) == "… kaç çocuk? … sorar."
