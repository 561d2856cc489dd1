"""A parsed query as terms to look up: which are wanted, required, excluded, and what narrows it."""

from dataclasses import dataclass, replace

from exchange.search.analysis.forms import Place, places, query_places
from exchange.search.analysis.stems import is_beginning
from exchange.search.analysis.stops import without_stops
from exchange.search.inverted import Field
from exchange.search.port import ConceptPhrases, Matched, Phrase
from exchange.search.query import Clause, ParsedQuery
from exchange.search.ranking import BEGINNING_WEIGHT, EXACT_WEIGHT, STEM_WEIGHT

Sequence = tuple[frozenset[str], ...]  # one set of alternatives per position


@dataclass(frozen=True, slots=True)
class Sought:
    """A term in a stream and what finding it is worth."""

    field: Field
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the query: any of its terms will do."""

    shown: str
    sought: tuple[Sought, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that must stand side by side in one stream."""

    field: Field
    sequence: Sequence


@dataclass(frozen=True, slots=True)
class ConceptRun:
    """A label of a concept as stems side by side."""

    concept: ConceptPhrases
    phrase: Phrase
    run: Run


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything an engine looks up for one query."""

    words: tuple[Word, ...] = ()
    required: tuple[Run, ...] = ()
    excluded: tuple[Run, ...] = ()
    narrowings: tuple[Clause, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing is wanted in particular: every document answers."""
        return not (self.words or self.required)

    @property
    def matched(self) -> Matched:
        """By what a hit's words are marked."""
        of_words = [
            frozenset(sought.term for sought in word.sought if sought.field is not Field.EXACT) for word in self.words
        ]
        of_runs = [place for run in self.required for place in run.sequence]
        return tuple(dict.fromkeys(terms for terms in (*of_words, *of_runs) if terms))


def relaxed(prepared: Prepared, parsed: ParsedQuery) -> Prepared:
    """The same with the words of its phrases as plain words: for a sentence whose quotations stand nowhere."""
    loose = [(clause, place) for clause in parsed.required for place in query_places(clause.text)]
    return replace(prepared, words=(*prepared.words, *(_word(*pair) for pair in loose)), required=())


def prepare(parsed: ParsedQuery) -> Prepared:
    """Look-ups for a parsed query; words that say little are left out when two others remain."""
    found = [(clause, place) for clause in parsed.words for place in query_places(clause.text)]
    kept = without_stops([place.exact for _, place in found])
    return Prepared(
        words=tuple(_word(*found[at]) for at in kept),
        required=_runs(parsed.required),
        excluded=_runs(parsed.excluded),
        narrowings=parsed.narrowings,
    )


def concept_runs(concepts: tuple[ConceptPhrases, ...]) -> list[ConceptRun]:
    """Every label of every concept, as stems side by side."""
    return [
        ConceptRun(concept, phrase, Run(Field.TERMS, sequence))
        for concept in concepts
        for phrase in concept.phrases
        if (sequence := tuple(_stems(place) for place in places(phrase.text, phrase.language)))
    ]


def _word(clause: Clause, place: Place) -> Word:
    stems = [Sought(Field.TERMS, term, _weight(term)) for term in place.terms]
    exact = [Sought(Field.EXACT, spelling, EXACT_WEIGHT) for spelling in place.exact]
    return Word(clause.text, (*stems, *exact))


def _weight(term: str) -> float:
    return BEGINNING_WEIGHT if is_beginning(term) else STEM_WEIGHT


def _stems(place: Place) -> frozenset[str]:
    return frozenset(term for term in place.terms if not is_beginning(term))


def _runs(clauses: tuple[Clause, ...]) -> tuple[Run, ...]:
    return tuple(run for clause in clauses if (run := _run(clause)).sequence)


def _run(clause: Clause) -> Run:
    """A quoted phrase means the words as written; a single excluded word or a title word means all its forms."""
    found = query_places(clause.text)
    if clause.in_title:
        return Run(Field.TITLE, tuple(_stems(place) for place in found))
    if clause.is_phrase:
        return Run(Field.EXACT, tuple(frozenset(place.exact) for place in found))
    return Run(Field.TERMS, tuple(_stems(place) for place in found))
