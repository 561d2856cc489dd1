"""What every search engine must do, asked of each."""

import pytest

from exchange.kernel.languages import Language
from exchange.search.nearness import Entry
from exchange.search.port import Change, DocumentKind, Drop, Put, SearchIndex, Sort
from tests.search.samples import (
    ALL,
    DIGITAL_AZ,
    FOSTER_AZ,
    FOSTER_CARE,
    FOSTER_TR,
    MEMBER,
    PUBLIC,
    ask,
    document,
    fill,
    groups,
)


class TestFinding:
    @pytest.mark.parametrize(
        "typed",
        [
            "himayedar aile",
            "HİMAYƏDAR AİLƏ",
            "himayədar ailə",
            "HIMAYEDAR AILE",
            "ҺИМАЈӘДАР АИЛӘ",
            "himayədar ailələrin",
        ],
    )
    def test_a_practice_is_found_however_its_words_are_typed(self, index: SearchIndex, typed: str) -> None:
        fill(index)
        assert groups(ask(index, typed))[0] == "foster-az"

    def test_typing_without_diacritics_gives_the_same_answer(self, index: SearchIndex) -> None:
        fill(index)
        assert ask(index, "uşaq himayəsi").hits == ask(index, "usaq himayesi").hits
        assert groups(ask(index, "usaq himayesi"))[0] == "foster-az"

    def test_a_work_force_in_capitals_is_found(self, index: SearchIndex) -> None:
        fill(index)
        assert groups(ask(index, "İŞ QÜVVƏSİ"))[0] == "digital-az"

    def test_more_words_stand_higher(self, index: SearchIndex) -> None:
        one = document("one", Language.EN, "Care", "care care care")
        both = document("both", Language.EN, "Home", "foster homes give care")
        fill(index, [one, both])
        assert groups(ask(index, "foster care")) == ["both", "one"]

    def test_a_phrase_must_stand_as_typed(self, index: SearchIndex) -> None:
        side_by_side = document("yes", Language.EN, "Foster care", "")
        apart = document("no", Language.EN, "Care", "we foster it with care")
        fill(index, [side_by_side, apart])
        assert groups(ask(index, '"foster care"')) == ["yes"]

    def test_a_phrase_does_not_cross_from_title_to_body(self, index: SearchIndex) -> None:
        fill(index, [document("no", Language.EN, "We foster", "care")])
        assert ask(index, '"foster care"').total == 0

    def test_quoted_words_that_stand_nowhere_do_not_silence_the_words_beside_them(self, index: SearchIndex) -> None:
        fill(index, [document("p", Language.EN, "Foster families", "care at home")])
        answer = ask(index, '"foster care" families')
        assert (groups(answer), answer.is_relaxed) == (["p"], True)

    def test_an_excluded_word_keeps_a_practice_out(self, index: SearchIndex) -> None:
        fill(index)
        assert "foster-tr" not in groups(ask(index, "aile -koruyucu"))

    def test_a_title_word_is_sought_in_titles(self, index: SearchIndex) -> None:
        in_body = document("body", Language.EN, "Homes", "foster care")
        in_title = document("title", Language.EN, "Foster homes", "")
        fill(index, [in_body, in_title])
        assert groups(ask(index, "title:foster")) == ["title"]

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("aile country:az", ["foster-az"]),
            ("aile -country:az", ["foster-tr"]),
            ("aile after:2022", ["foster-az"]),
            ("aile before:2022", ["foster-tr"]),
        ],
    )
    def test_a_narrowing_narrows(self, index: SearchIndex, typed: str, found: list[str]) -> None:
        fill(index, [FOSTER_AZ, FOSTER_TR])
        assert groups(ask(index, typed)) == found

    def test_no_words_mean_everything_newest_first(self, index: SearchIndex) -> None:
        old = document("old", Language.EN, "Old", published=1.0)
        new = document("new", Language.EN, "New", published=2.0)
        fill(index, [old, new])
        assert groups(ask(index, "")) == ["new", "old"]

    def test_versions_of_one_practice_make_one_hit(self, index: SearchIndex) -> None:
        versions = [document("p", language, "DOST") for language in (Language.AZ, Language.TR)]
        fill(index, versions)
        answer = ask(index, "dost")
        assert (answer.total, groups(answer)) == (1, ["p"])

    def test_pages_follow_one_another(self, index: SearchIndex) -> None:
        fill(index, [document(f"p{n}", Language.EN, "care", published=n) for n in range(5)])
        first, second = ask(index, "care", limit=2), ask(index, "care", offset=2, limit=2)
        assert groups(first) + groups(second) == ["p4", "p3", "p2", "p1"]
        assert first.total == second.total == 5

    def test_hits_sort_by_what_is_asked(self, index: SearchIndex) -> None:
        fill(index, [document(f"p{n}", Language.EN, "care " * n, published=-n) for n in range(1, 4)])
        assert groups(ask(index, "care", sort=Sort.NEWEST)) == ["p1", "p2", "p3"]


class TestConcepts:
    @pytest.mark.parametrize("typed", ["koruyucu aile", "foster care", "приёмная семья", "himayedar aile"])
    def test_a_concept_finds_the_other_languages_and_says_why(self, index: SearchIndex, typed: str) -> None:
        fill(index)
        answer = ask(index, typed, concepts=(FOSTER_CARE,))
        found = groups(answer) + [hit.group for hit in answer.other_languages]
        assert set(found) >= {"foster-az", "foster-tr", "foster-ru", "foster-en"}
        assert all(hit.reason and hit.reason.concept_id == "foster_care" for hit in answer.other_languages)

    def test_a_hit_of_the_words_is_not_repeated_as_a_hit_of_the_concept(self, index: SearchIndex) -> None:
        fill(index)
        answer = ask(index, "koruyucu aile", concepts=(FOSTER_CARE,))
        assert not set(groups(answer)) & {hit.group for hit in answer.other_languages}
        assert answer.other_total == 3

    def test_a_concept_outweighs_a_part_of_the_words(self, index: SearchIndex) -> None:
        court = document("court", Language.TR, "Aile mahkemesi")
        fill(index, [FOSTER_AZ, FOSTER_TR, court])
        answer = ask(index, "himayədar ailə", concepts=(FOSTER_CARE,))
        assert groups(answer) == ["foster-az", "court"]
        assert [hit.group for hit in answer.other_languages] == ["foster-tr"]

    def test_the_reason_names_what_was_found(self, index: SearchIndex) -> None:
        fill(index)
        answer = ask(index, "foster care", concepts=(FOSTER_CARE,))
        found_as = {hit.group: hit.reason.found_as for hit in answer.other_languages if hit.reason}
        assert found_as["foster-tr"] == "koruyucu aile"


class TestFacets:
    def test_counts_are_of_practices(self, index: SearchIndex) -> None:
        versions = [document("p", language, "DOST", country=("AZ",)) for language in (Language.AZ, Language.EN)]
        fill(index, [*versions, document("q", Language.TR, "DOST", country=("TR",))])
        facets = ask(index, "dost").facets
        assert facets["country"] == {"AZ": 1, "TR": 1}
        assert facets["language"] == {"az": 1, "en": 1, "tr": 1}
        assert facets["kind"] == {"practice": 2}

    def test_a_dimension_is_counted_without_its_own_filter(self, index: SearchIndex) -> None:
        fill(index)
        answer = ask(index, "", country="AZ")
        assert answer.total == 2
        assert answer.facets["country"] == {"AZ": 2, "GE": 1, "KZ": 1, "TR": 1}
        assert answer.facets["theme"] == {"cp": 1, "cp.foster": 1, "ds": 1}

    def test_values_of_one_dimension_add_up_and_dimensions_narrow(self, index: SearchIndex) -> None:
        fill(index)
        assert ask(index, "", country="AZ TR").total == 3
        assert groups(ask(index, "", country="AZ TR", theme="ds")) == ["digital-az"]


class TestReading:
    def test_a_reader_finds_only_what_the_audience_allows(self, index: SearchIndex) -> None:
        fill(index, [document("secret", Language.EN, "Draft care", audience=frozenset({"ministry:a"}))])
        assert ask(index, "care", MEMBER).total == 0
        assert ask(index, "care", MEMBER | {"ministry:a"}).total == 1

    @pytest.mark.parametrize("typed", ["care", "foster care", "", '"foster care"', "aile -koruyucu", "himayedar aile"])
    @pytest.mark.parametrize("audience", [PUBLIC, MEMBER])
    def test_what_a_reader_may_not_see_changes_nothing(
        self, index: SearchIndex, typed: str, audience: frozenset[str]
    ) -> None:
        fill(index)
        before = ask(index, typed, audience, concepts=(FOSTER_CARE,))
        hidden = [
            document(
                f"h{n}", Language.EN, "Foster care koruyucu aile", "himayədar ailə " * n, audience=frozenset({"x"})
            )
            for n in range(20)
        ]
        if "members" not in audience:
            hidden.append(document("m", Language.AZ, "himayədar ailə foster care", audience=frozenset({"members"})))
        index.apply([Put(one) for one in hidden], 2)
        assert ask(index, typed, audience, concepts=(FOSTER_CARE,)) == before


class TestChanging:
    def test_a_new_version_replaces_the_old(self, index: SearchIndex) -> None:
        fill(index, [document("p", Language.EN, "old words")])
        fill(index, [document("p", Language.EN, "new words")], stamp=2)
        assert ask(index, "old").total == 0
        assert ask(index, "new").total == 1

    def test_a_group_is_dropped_whole_or_by_kind(self, index: SearchIndex) -> None:
        talk = document("p", Language.EN, "care talk", kind=DocumentKind.DISCUSSION)
        fill(index, [document("p", Language.EN, "care"), document("p", Language.TR, "care"), talk])
        index.apply([Drop("p", DocumentKind.PRACTICE)], 2)
        assert [hit.kind for hit in ask(index, "care").hits] == [DocumentKind.DISCUSSION]
        index.apply([Drop("p")], 3)
        assert ask(index, "care").total == 0

    def test_changes_take_effect_in_their_order(self, index: SearchIndex) -> None:
        first, second = document("p", Language.EN, "first"), document("p", Language.TR, "second")
        index.apply([Put(first), Drop("p"), Put(second)], 1)
        assert {entry.key for entry in index.entries()} == {second.key}

    def test_applying_again_changes_nothing(self, index: SearchIndex) -> None:
        changes: list[Change] = [Drop("p"), Put(document("p", Language.EN, "care"))]
        index.apply(changes, 5)
        before = (ask(index, "care"), index.entries(), index.stamp())
        index.apply(changes, 5)
        assert (ask(index, "care"), index.entries(), index.stamp()) == before

    def test_the_stamp_never_goes_back(self, index: SearchIndex) -> None:
        index.apply([], 7)
        index.apply([], 3)
        assert index.stamp() == 7

    def test_the_generation_grows_with_every_change(self, index: SearchIndex) -> None:
        seen = [index.generation]
        fill(index)
        seen.append(index.generation)
        index.rebuild(ALL, 9)
        seen.append(index.generation)
        assert seen == sorted(set(seen))

    def test_a_rebuild_replaces_everything(self, index: SearchIndex) -> None:
        fill(index)
        index.rebuild([DIGITAL_AZ], 42)
        assert index.entries() == {Entry(DIGITAL_AZ.key, DIGITAL_AZ.fingerprint)}
        assert (index.stamp(), index.status().documents) == (42, 1)

    def test_many_small_changes_keep_every_document(self, index: SearchIndex) -> None:
        for n in range(25):
            index.apply([Put(document(f"p{n}", Language.EN, f"care {n}"))], n)
        assert ask(index, "care").total == 25
        assert ask(index, '"care 13"').total == 1
        assert index.status().segments <= 6
