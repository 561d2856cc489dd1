"""Small documents to search, without names of persons."""

from collections.abc import Iterable

import pytest

from exchange.kernel.languages import Language
from exchange.search.meaning.encoder import is_installed
from exchange.search.port import (
    ConceptPhrases,
    DocumentKind,
    Phrase,
    Put,
    SearchAnswer,
    SearchDocument,
    SearchIndex,
    SearchQuery,
    Sort,
)

needs_encoder = pytest.mark.skipif(not is_installed(), reason="the extra `semantic` is not installed")

PUBLIC = frozenset({"public"})
MEMBER = frozenset({"public", "members"})


def document(
    group: str,
    language: Language,
    title: str,
    body: str = "",
    *,
    audience: frozenset[str] = PUBLIC,
    kind: DocumentKind = DocumentKind.PRACTICE,
    published: float = 0.0,
    **facets: tuple[str, ...],
) -> SearchDocument:
    return SearchDocument(
        key=f"{kind}:{group}:{language}",
        kind=kind,
        group=group,
        language=language,
        title=title,
        body=body,
        facets=facets,
        audience=audience,
        sort_values={"published": published},
    )


FOSTER_AZ = document(
    "foster-az",
    Language.AZ,
    "Himayədar ailə modeli",
    "Uşaqların himayədar ailələrə yerləşdirilməsi və uşaq himayəsi.",
    country=("AZ",),
    theme=("cp", "cp.foster"),
    year=("2023",),
)
FOSTER_TR = document(
    "foster-tr",
    Language.TR,
    "Koruyucu aile ve gönül elçileri",
    "Koruyucu aileler Türkiye'nin her ilinde eğitim alır.",
    country=("TR",),
    theme=("cp", "cp.foster"),
    year=("2021",),
)
FOSTER_RU = document(
    "foster-ru", Language.RU, "Профессиональная приёмная семья", "До четырёх детей в приёмной семье.", country=("KZ",)
)
FOSTER_EN = document(
    "foster-en", Language.EN, "Ending large institutions", "More children were placed in foster care.", country=("GE",)
)
DIGITAL_AZ = document(
    "digital-az", Language.AZ, "Elektron xidmətlər", "İş qüvvəsi və məşğulluq xidməti.", country=("AZ",), theme=("ds",)
)
ALL = (FOSTER_AZ, FOSTER_TR, FOSTER_RU, FOSTER_EN, DIGITAL_AZ)

FOSTER_CARE = ConceptPhrases(
    "foster_care",
    "foster care",
    (
        Phrase("himayədar ailə", Language.AZ),
        Phrase("koruyucu aile", Language.TR),
        Phrase("foster care", Language.EN),
        Phrase("приёмная семья", Language.RU),
    ),
)


def fill(index: SearchIndex, documents: Iterable[SearchDocument] = ALL, stamp: int = 1) -> None:
    index.apply([Put(document) for document in documents], stamp)


def ask(
    index: SearchIndex,
    text: str,
    audience: frozenset[str] = PUBLIC,
    *,
    sort: Sort = Sort.RELEVANCE,
    concepts: tuple[ConceptPhrases, ...] = (),
    offset: int = 0,
    limit: int = 20,
    **filters: str,
) -> SearchAnswer:
    chosen = {name: frozenset(value.split()) for name, value in filters.items()}
    query = SearchQuery(text, audience, chosen, sort=sort, concepts=concepts, offset=offset, limit=limit)
    return index.search(query)


def groups(answer: SearchAnswer) -> list[str]:
    return [hit.group for hit in answer.hits]
