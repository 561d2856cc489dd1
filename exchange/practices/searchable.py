"""A published practice as the documents that are searched: one per language and circle of readers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from exchange.kernel.languages import Language
from exchange.practices.models import COSTS, Practice, PracticeState, PracticeText, Revision, Section
from exchange.practices.policies import audience_of
from exchange.search.port import Dimension, DocumentKind, SearchDocument, SortKey
from exchange.text.cleaning import plain_text
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import Taxonomy

_NOTHING: Mapping[SortKey, int] = {}
_PREFERRED = ("en", "tr", "ru", "az")  # the encoder of meaning knows the first three


def documents_of(
    practice: Practice, words: Taxonomy, counts: Mapping[SortKey, int] = _NOTHING
) -> tuple[SearchDocument, ...]:
    """The documents of the published revision; none when nobody may read it. Needs everything of it loaded.

    Sections with a narrower circle go into documents of their own, with that circle as audience: whoever may not read
    them gets no hit, no count and no passage from them.

    Args:
        counts: numbers to sort by, of what every reader of the practice may read.
    """
    revision = practice.published_revision
    if practice.state is not PracticeState.PUBLISHED or revision is None:
        return ()
    facets, sort_values = facets_of(practice, words), _sort_values(practice, counts)
    return tuple(
        document
        for text in revision.texts
        for document in _language_documents(practice, revision, text, facets, sort_values)
    )


def _language_documents(
    practice: Practice,
    revision: Revision,
    text: PracticeText,
    facets: dict[str, tuple[str, ...]],
    sort_values: dict[str, float],
) -> Iterator[SearchDocument]:
    by_circle: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    whole = audience_of(practice)
    by_circle[whole] = []
    order = list(Section)
    for section in sorted(text.sections, key=lambda section: order.index(section.key)):
        by_circle[audience_of(practice, section.key)].append(plain_text(section.html))
    if costs := _cost_words(revision, text.language):
        by_circle[audience_of(practice, COSTS)].extend(costs)
    for number, (audience, parts) in enumerate(by_circle.items()):
        is_whole = audience == whole
        rows = [*_row_words(revision, text.language), *_file_words(revision, text.language)] if is_whole else []
        yield SearchDocument(
            key=f"practice:{practice.id}:{text.language}" + ("" if is_whole else f":{number}"),
            kind=DocumentKind.PRACTICE,
            group=str(practice.id),
            language=Language(text.language),
            title=text.title,
            summary=text.summary if is_whole else "",
            body="\n".join([*parts, *rows]),
            facets=facets,
            audience=audience,
            sort_values=sort_values,
        )


def facets_of(practice: Practice, words: Taxonomy) -> dict[str, tuple[str, ...]]:
    """By what the practice, and what is said about it, can be narrowed."""
    revision = practice.published_revision
    if revision is None:
        return {}
    themes = dict.fromkeys(wider for theme in revision.themes for wider in words.with_wider(theme.code))
    confirmed = (str(practice.confirmed_on.year),) if practice.confirmed_on else ()
    level = (str(practice.review_level),) if practice.review_level is not None else ()
    return {
        Dimension.THEME: tuple(themes),
        Dimension.TARGET: _resolved(words, TermList.TARGET, revision),
        Dimension.CHANNEL: _resolved(words, TermList.CHANNEL, revision),
        Dimension.COUNTRY: (practice.country,),
        Dimension.MINISTRY: (practice.ministry.slug,),
        Dimension.EVIDENCE: level,
        Dimension.STATUS: (revision.status,),
        Dimension.YEAR: confirmed,
    }


def _resolved(words: Taxonomy, kind: TermList, revision: Revision) -> tuple[str, ...]:
    """Codes of one list, a retired one as its successor."""
    codes = (code.code for code in revision.codes if code.kind == kind.value)
    return tuple(dict.fromkeys(words.resolve(kind, code) for code in codes))


def _sort_values(practice: Practice, counts: Mapping[SortKey, int]) -> dict[str, float]:
    values = {key: float(count) for key, count in counts.items()}
    values |= {SortKey.PUBLISHED: practice.published_at.timestamp() if practice.published_at else 0.0}
    if practice.review_level is not None:
        values[SortKey.EVIDENCE] = float(practice.review_level + 1)
    return {key.value: value for key, value in values.items()}


def _row_words(revision: Revision, language: str) -> list[str]:
    """The words of the rows in one language: institutions, steps, indicators, acts, objectives, documents."""
    rows = revision.rows
    texts = [
        revision.org,
        revision.contact_role,
        rows.status_note,
        rows.legal_acts_note,
        *(objective.text for objective in rows.objectives),
        *(step.what for step in rows.steps),
        *(partner.org for partner in rows.partners),
        *(result.indicator for result in rows.results),
        *(act.title for act in rows.legal_acts),
        *(file.title for file in rows.files),
        *rows.awards,
        *rows.based_on,
    ]
    named = (
        [result.source for result in rows.results] if language == Language.EN else []
    )  # in one language, not said which
    return [text[language] for text in texts if language in text] + list(dict.fromkeys(filter(None, named)))


def _cost_words(revision: Revision, language: str) -> list[str]:
    """Who pays and what the amounts cover: for the readers of the costs."""
    rows = revision.rows
    texts = (rows.funding_source, rows.notes, *(cost.note for cost in rows.costs))
    return [text[language] for text in texts if language in text]


def one_for_each(keys: Iterable[str]) -> frozenset[str]:
    """Of the language versions of one text one: its meaning is the same in all of them. Keys of practices only."""
    best: dict[tuple[str, ...], tuple[int, str]] = {}
    for key in keys:
        kind, practice, language, *circle = key.split(":")
        thing, ranked = (kind, practice, *circle), (_PREFERRED.index(language), key)
        best[thing] = min(best.get(thing, ranked), ranked)
    return frozenset(key for _, key in best.values())


def _file_words(revision: Revision, language: str) -> list[str]:
    """What stands in the attached files, with the text of their language, else with the official one."""
    written = {text.language for text in revision.texts}
    spoken = {
        row.file: row.language if row.language in written else revision.language
        for row in revision.rows.files
        if row.file
    }
    return [link.file.words for link in revision.files if spoken.get(str(link.file_id)) == language]
