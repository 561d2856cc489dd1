"""The language chain: however a word is typed, it becomes the same terms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.kernel.languages import Language, upper
from exchange.search.analysis.forms import located, places, query_places

AZ = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
TR = "abcçdefgğhıijklmnoöprsştuüvyz"
RU = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ALPHABETS = {Language.AZ: AZ, Language.TR: TR, Language.EN: "abcdefghijklmnopqrstuvwxyz", Language.RU: RU}
ASCII = str.maketrans("çəğıöşüâîû", "cegiosuaiu")
TO_CYRILLIC = str.maketrans("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз")


def _word(language: Language) -> st.SearchStrategy[str]:
    return st.text(alphabet=ALPHABETS[language], min_size=1, max_size=18)


@st.composite
def words(draw: st.DrawFn) -> tuple[str, Language]:
    language = draw(st.sampled_from(list(Language)))
    return draw(_word(language)), language


@given(words())
def test_capitals_and_decomposed_letters_give_the_same_terms(drawn: tuple[str, Language]) -> None:
    word, language = drawn
    expected, asked = places(word, language), query_places(word)
    capitals = upper(word, language)
    for typed in (capitals, unicodedata.normalize("NFD", word), unicodedata.normalize("NFD", capitals)):
        assert places(typed, language) == expected
        assert query_places(typed) == asked


@given(st.text(alphabet=AZ + TR, min_size=1, max_size=18))
def test_typing_without_diacritics_gives_the_same_terms(word: str) -> None:
    assert query_places(word.translate(ASCII)) == query_places(word)
    assert places(word.translate(ASCII), Language.AZ) == places(word, Language.AZ)


@given(st.text(alphabet=AZ, min_size=1, max_size=18))
def test_azerbaijani_in_cyrillic_gives_the_same_terms(word: str) -> None:
    written = word.translate(TO_CYRILLIC)
    assert places(written, Language.AZ) == places(word, Language.AZ)
    latin = {term for place in query_places(word) for term in place.terms}
    assert latin <= {term for place in query_places(written) for term in place.terms}


@given(words())
def test_a_query_finds_the_word_it_consists_of(drawn: tuple[str, Language]) -> None:
    word, language = drawn
    for stored, asked in zip(places(word, language), query_places(word), strict=True):
        assert set(stored.terms) & set(asked.terms)
        assert set(stored.exact) & set(asked.exact)


@given(st.text(max_size=120), st.sampled_from(list(Language)))
def test_offsets_cut_words_out_of_the_original_text(text: str, language: Language) -> None:
    for word in located(text, language):
        written = text[word.start : word.end]
        assert list(word.places) == places(written, language)


@given(st.text(max_size=200))
def test_nothing_typed_can_fail(text: str) -> None:
    query_places(text)
    for language in Language:
        places(text, language)


@pytest.mark.parametrize(
    ("text", "language", "exact"),
    [
        ("Türkiye'nin", Language.TR, [("turkiye",)]),
        ("Türkiye’nin", Language.AZ, [("turkiye",)]),
        ("ministry's", Language.EN, [("ministry",)]),
        ("don't", Language.EN, [("dont",)]),
        ("BMT-nin", Language.AZ, [("bmt",)]),
        ("2022-ci", Language.AZ, [("2022",)]),
        ("ana-ata", Language.AZ, [("ana", "anaata"), ("ata",)]),
        ("COVID-19", Language.EN, [("covid", "covid19"), ("19",)]),
        ("мүдафиә", Language.AZ, [("mudafie",)]),
        ("ушаг", Language.AZ, [("usaq",)]),
        ("ушаг", Language.RU, [("ушаг",)]),
        ("ail\u00adə", Language.AZ, [("aile",)]),
        ("ailә", Language.AZ, [("aile",)]),
        ("snake_case", Language.EN, [("snake",), ("case",)]),
    ],
)
def test_apostrophes_hyphens_and_alphabets(text: str, language: Language, exact: list[tuple[str, ...]]) -> None:
    assert [place.exact for place in places(text, language)] == exact


@pytest.mark.parametrize(
    "forms",
    [
        "uşaq uşaqlar uşaqların uşağı uşaqlarımızdan",
        "ailə ailələr ailəyə ailəsində ailələrinin",
        "kitap kitabı kitapta kitabından",
        "çocuk çocuğu çocuklar çocukların çocuğa",
        "xidmət xidməti xidmətlər xidmətlərdən xidmətinin",
        "hizmet hizmeti hizmetler hizmetlerden",
        "evlərimizdən evlərində evləri evlər",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    stems = {places(form, Language.AZ)[0].terms[0] for form in forms.split()}
    assert len(stems) == 1


@pytest.mark.parametrize("pair", ["engel engelli", "himaye himayesiz", "sosial sosialist", "iş işsizlik"])
def test_different_words_stay_apart(pair: str) -> None:
    one, other = (places(word, Language.TR)[0].terms[0] for word in pair.split())
    assert one != other
