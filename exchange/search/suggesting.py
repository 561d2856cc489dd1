"""Did you mean: the query in a spelling that the reader's own documents hold."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exchange.kernel.languages import Language
from exchange.search.analysis.forms import Place, query_places
from exchange.search.analysis.stems import is_beginning
from exchange.search.columns.view import View
from exchange.search.inverted import Field, spelled
from exchange.search.query import Clause, ParsedQuery
from exchange.search.ranking import OPEN_TOKENS
from exchange.search.spelling import Neighbour, near

MOST_WORDS = 3  # of a query: looking for neighbours takes its time
SHORTEST = 4  # shorter words have too many neighbours
RARER = 50  # a word that occurs is doubted when a neighbour is so many times more frequent
_LANGUAGES = tuple(Language)
_ERROR_WEIGHT = 5.0  # one error less counts like 150 times more documents


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word as people spell it, in how many open documents it stands, and how far it is from what was typed."""

    spelling: str
    documents: int
    cost: float

    @property
    def rank(self) -> float:
        """Smaller is better."""
        return _rank(self.cost, self.documents)


class Speller:
    """Suggestions for one reader. Every word is counted in documents that the reader's whole circle may read (I2)."""

    def __init__(self, view: View, audience: frozenset[str]) -> None:
        self._view = view
        self._open = view.visible(audience & OPEN_TOKENS)
        self._language: Language | None = None
        self._neighbours: dict[str, list[tuple[float, Neighbour]]] = {}

    def suggest(self, parsed: ParsedQuery) -> str | None:
        """The query with its unknown words replaced, or None where nothing better is known.

        The other words tell the language, and are offered as people spell them: himayedar ayle → himayədar ailə.
        """
        doubted = [clause for clause in parsed.clauses if self._is_doubted(clause)][:MOST_WORDS]
        first = [best for clause in doubted if (best := self._better(clause))]
        if not first:
            return None
        sure = [clause.text for clause in parsed.clauses if clause not in doubted]
        self._language = self._language_of([*sure, *first])
        better = {clause: self._better(clause) for clause in doubted}
        return " ".join(better.get(clause) or self._spelt(clause) for clause in parsed.clauses)

    def nearest(self, word: str, count: int = 5) -> list[Suggestion]:
        """The best spellings near a folded word, best first."""
        found: list[Suggestion] = []
        for promise, neighbour in self._near(word):
            if len(found) >= count and promise > found[count - 1].rank:
                break  # none of the rest can be better, however many of its documents are open
            best = self._commonest(neighbour.word, neighbour.spellings(), neighbour.cost)
            if best.documents:
                found = sorted([*found, best], key=lambda one: (one.rank, one.spelling))[:count]
        return found

    def _is_doubted(self, clause: Clause) -> bool:
        """A plain single word that no document holds, or so few that a neighbour may be far more frequent."""
        places = query_places(clause.text)
        if clause.typed != clause.text or len(places) != 1:
            return False
        word = places[0].exact[0]
        if len(word) < SHORTEST or not word.isalpha():
            return False
        known = self._known(places[0])
        return known * RARER < max(self._documents(), 1)

    def _near(self, word: str) -> list[tuple[float, Neighbour]]:
        """Neighbours with the best rank that each may have, most promising first; looked for once."""
        if word not in self._neighbours:
            held = [(_rank(one.cost, one.holders), one) for one in near(word, self._view.vocabularies())]
            self._neighbours[word] = sorted(held, key=lambda pair: pair[0])
        return self._neighbours[word]

    def _better(self, clause: Clause) -> str | None:
        place = query_places(clause.text)[0]
        known = self._known(place)
        best = next(iter(self.nearest(place.exact[0], 1)), None)
        return best.spelling if best and best.documents > known * RARER else None

    def _spelt(self, clause: Clause) -> str:
        """A known word as the documents spell it; anything else as typed."""
        places = query_places(clause.text)
        if clause.typed != clause.text or len(places) != 1:
            return clause.typed
        word = places[0].exact[0]
        spellings = {spelling for held in self._view.vocabularies() for spelling in held.spellings(word)}
        best = self._commonest(word, spellings, 0.0) if spellings else None
        return best.spelling if best and best.documents else clause.typed

    def _language_of(self, texts: Sequence[str]) -> Language | None:
        """The language that the words speak for, each with one voice shared by the languages that know it."""
        voices: dict[Language, float] = {}
        for place in (place for text in texts for place in query_places(text)):
            counts = self._languages(Field.EXACT, place.exact[0])
            for language, count in counts.items():
                voices[language] = voices.get(language, 0.0) + count / counts.total()
        return max(voices, key=lambda language: (voices[language], language)) if voices else None

    def _languages(self, stream: Field, term: str) -> Counter[Language]:
        """In how many open documents of each language the term stands."""
        documents = self._open.of(self._view.term(stream, term).documents)
        counts = np.bincount(self._view.languages[documents], minlength=len(_LANGUAGES))
        return Counter({language: int(count) for language, count in zip(_LANGUAGES, counts, strict=True) if count})

    def _known(self, place: Place) -> int:
        """In how many open documents a form of the word stands."""
        stems = [term for term in place.terms if not is_beginning(term)]
        return max((self._count(Field.TERMS, stem) for stem in stems), default=0)

    def _documents(self) -> int:
        return int(np.count_nonzero(self._open.flags))

    def _commonest(self, folded: str, spellings: set[str], cost: float) -> Suggestion:
        """The word in the spelling of the query's language, else in the commonest one; counted in that language."""
        found = {spelling: self._languages(Field.SPELLED, spelled(folded, spelling)) for spelling in spellings}
        in_language = {spelling: counts[self._language] for spelling, counts in found.items() if self._language}
        counts = in_language if any(in_language.values()) else {key: held.total() for key, held in found.items()}
        best = min(counts, key=lambda spelling: (-counts[spelling], spelling))
        return Suggestion(best, sum(counts.values()), cost)

    def _count(self, stream: Field, term: str) -> int:
        return self._open.count(self._view.term(stream, term).documents)


def _rank(cost: float, documents: int) -> float:
    return cost * _ERROR_WEIGHT - math.log(documents)
