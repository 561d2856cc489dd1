"""The quality rows of search.md 5, measured on a folder of public sets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from exchange.kernel.languages import Language, fold
from exchange.search.analysis.cyrillic import has_cyrillic
from exchange.search.analysis.forms import query_places
from exchange.search.analysis.parts import document_words
from exchange.search.analysis.turkic.stemmer import stem
from exchange.search.bench.engines import LIMIT, OURS, Ours, Terms, all_engines, ours
from exchange.search.bench.measures import grouping, ndcg, recall
from exchange.search.bench.misspelling import spelling_rows
from exchange.search.bench.peers import Engine, Postgres, postgres_server
from exchange.search.bench.rows import Row, row_of
from exchange.search.bench.sets import EvaluationSets, JudgedSet, ParallelSet, StemSet, Text, read_sets
from exchange.search.bench.variants import typings, words_of

HEADLINE_BODY = 7  # sentences of a text that are searched; the first sentence is the question
TERM_PLACES = 5

Question = tuple[str, Mapping[str, float]]
Measure = Callable[[Sequence[str], Mapping[str, float]], float]

TARGETS: Mapping[str, float] = {
    "xquad_tr": 0.965,
    "xquad_en": 0.975,
    "xquad_ru": 0.960,
    "cranfield_en": 0.41,
    "headline az": 0.93,
    "headline az→en": 0.80,
    "headline az→tr": 0.82,
    "headline tr→en": 0.85,
    "unimorph_aze_nouns": 0.95,
    "ud_turkish_imst_nouns_adj": 0.90,
}


def measure(folder: Path, terms: Terms | None = None, *, postgres: str | None = None) -> tuple[Row, ...]:
    """Every quality row for the sets in the folder; with a term bank also the rows that need one.

    Args:
        postgres: the address of a PostgreSQL server to compare with; empty: the one of the test tools, if installed.
    """
    sets = read_sets(folder)
    with postgres_server(postgres) as server:
        return tuple(_rows(sets, terms, server))


def _rows(sets: EvaluationSets, terms: Terms | None, server: Postgres | None) -> Iterator[Row]:
    yield from _typing_rows(sets, terms)
    for judged in sets.judged:
        yield _judged_row(judged, server)
    noise = next((held for held in sets.parallel if not held.has_documents), None)
    for parallel in sets.parallel:
        if parallel.has_documents:
            yield from _headline_rows(parallel, noise, terms, server)
        else:
            yield from _sentence_rows(parallel, terms)
            yield from spelling_rows(parallel)
    for stems in sets.stems:
        yield from _stem_rows(stems)
    if terms:
        yield from _term_rows(terms)


def _typing_rows(sets: EvaluationSets, terms: Terms | None) -> Iterator[Row]:
    """Every word of all data, typed otherwise: the same tokens or not."""
    for language, words in words_of(sets, terms).items():
        for way, typed in typings(language).items():
            same = sum(_is_found_alike(typed(word), word) for word in words) / max(len(words), 1)
            how = f"{len(words)} words of all sets and the bank; a Cyrillic word may be read as Russian as well"
            yield Row(f"{language} words typed {way}", "same tokens", round(same, 6), 1.0, {}, how)


def _is_found_alike(typed: str, word: str) -> bool:
    """The same tokens; a Cyrillic word without a letter of its own is read as Russian as well."""
    found, expected = query_places(typed), query_places(word)
    if not has_cyrillic(typed) or has_cyrillic(word):
        return found == expected
    pairs = zip(found, expected, strict=False)
    return len(found) == len(expected) and all(set(right.terms) <= set(left.terms) for left, right in pairs)


def _judged_row(judged: JudgedSet, server: Postgres | None) -> Row:
    questions = [(text.text, judged.grades[text.id]) for text in judged.questions if text.id in judged.grades]
    with all_engines(judged.documents, server) as engines:
        values = {name: _mean(engine, questions, ndcg) for name, engine in engines.items()}
    return row_of(judged.name, "nDCG@10", values, target=TARGETS.get(judged.name), how="OR of all words")


def _headline_rows(
    parallel: ParallelSet, noise: ParallelSet | None, terms: Terms | None, server: Postgres | None
) -> Iterator[Row]:
    how = f"headline against the next {HEADLINE_BODY} sentences of its text, among the sentences of the other set"
    for language in Language:
        with all_engines(_bodies(parallel, noise, language), server) as engines:
            questions = _headlines(parallel, language)
            values = {name: _mean(engine, questions, ndcg) for name, engine in engines.items()}
            name = f"headline {language}"
            yield row_of(name, "nDCG@10", values, target=TARGETS.get(name), how=how)
            yield from _variant_rows(engines[OURS], questions, language)
    for language in Language:
        bodies = _bodies(parallel, noise, language)
        with ours(bodies, terms, by_meaning=True) as engine:
            by_words = replace(engine, meaning=None)
            for asked in (one for one in Language if one is not language):
                name, questions = f"headline {asked}→{language}", _headlines(parallel, asked)
                values = {OURS: _mean(engine, questions, ndcg), "words alone": _mean(by_words, questions, ndcg)}
                yield row_of(name, "nDCG@10", values, target=TARGETS.get(name), how=f"{how}; {_how_across(engine)}")


def _how_across(engine: Ours) -> str:
    return (
        "words, concepts and meaning, fused by rank" if engine.meaning else "words and concepts, no encoder installed"
    )


def _variant_rows(engine: Engine, questions: Sequence[Question], language: Language) -> Iterator[Row]:
    expected = [engine.find(text, LIMIT) for text, _ in questions]
    for way, typed in typings(language).items():
        same = sum(
            engine.find(typed(text), LIMIT) == found for (text, _), found in zip(questions, expected, strict=True)
        )
        yield Row(f"{language} typed {way}", "same answer", round(same / len(questions), 4), 1.0, {}, "top 20 equal")


def _sentence_rows(parallel: ParallelSet, terms: Terms | None) -> Iterator[Row]:
    for language in Language:
        texts = [Text(held.id, language, held.texts[language]) for held in parallel.sentences]
        with ours(texts, terms, by_meaning=True) as engine:
            by_words = replace(engine, meaning=None)
            for asked in (one for one in Language if one is not language and Language.AZ in {one, language}):
                questions = [(held.texts[asked], {held.id: 1.0}) for held in parallel.sentences]
                values = {OURS: _mean(engine, questions, recall), "words alone": _mean(by_words, questions, recall)}
                how = f"a sentence finds its translation; {_how_across(engine)}"
                yield row_of(f"sentence {asked}→{language}", "Recall@20", values, target=0.99, how=how)


def _stem_rows(stems: StemSet) -> Iterator[Row]:
    language = Language.TR if "turkish" in stems.name else Language.AZ
    pairs = {(_stem(form, language), lemma, form) for lemma, form in stems.pairs if " " not in form}
    found = grouping([(stem_of, lemma) for stem_of, lemma, _ in pairs])
    how = "pairs of different forms with one stem against pairs with one lemma"
    yield Row(f"stems {stems.name}", "F1", round(found.f1, 4), TARGETS.get(stems.name), {}, how)
    yield Row(f"stems {stems.name}", "precision", round(found.precision, 4), 0.95, {}, how)


def _stem(form: str, language: Language) -> str:
    words = document_words(form, language)
    return stem(words[0][0]) if words and words[0] else fold(form)


def _term_rows(terms: Terms) -> Iterator[Row]:
    """Two-word terms as questions; the documents are the labels of every concept in every language."""
    labels = list(terms.preferred())
    texts = [Text(f"{concept}:{language}", language, "", label) for concept, language, label in labels]
    with ours(texts, terms) as engine:
        for asked in Language:
            questions = [(label, concept) for concept, language, label in labels if language is asked]
            two = [(label, concept) for label, concept in questions if len(label.split()) == len(("two", "words"))]
            value = sum(_found_everywhere(engine, label, concept) for label, concept in two) / max(len(two), 1)
            how = "share of languages in which the concept's label is among the first five of that language"
            yield Row(f"two-word terms asked in {asked}", "top 5", round(value, 4), 0.98, {}, how)


def _found_everywhere(engine: Ours, label: str, concept: str) -> float:
    found = engine.find(label, 10 * LIMIT)
    by_language = [[key for key in found if key.endswith(f":{language}")][:TERM_PLACES] for language in Language]
    hits = sum(f"{concept}:{language}" in keys for language, keys in zip(Language, by_language, strict=True))
    return hits / len(by_language)


def _headlines(parallel: ParallelSet, language: Language) -> list[Question]:
    first: dict[str, str] = {}
    for sentence in parallel.sentences:
        first.setdefault(sentence.document, sentence.texts[language])
    return [(text, {document: 1.0}) for document, text in first.items()]


def _bodies(parallel: ParallelSet, noise: ParallelSet | None, language: Language) -> list[Text]:
    texts: dict[str, list[str]] = {}
    for sentence in parallel.sentences:
        texts.setdefault(sentence.document, []).append(sentence.texts[language])
    bodies = [Text(key, language, " ".join(found[1 : HEADLINE_BODY + 1])) for key, found in texts.items()]
    others = noise.sentences if noise else ()
    return bodies + [Text(f"noise {held.id}", language, held.texts[language]) for held in others]


def _mean(engine: Engine, questions: Sequence[Question], measured: Measure) -> float:
    values = [measured(engine.find(text, LIMIT), grades) for text, grades in questions]
    return sum(values) / len(values) if values else 0.0
