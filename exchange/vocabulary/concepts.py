"""The term bank: what a concept is called in four languages, and which concepts a query names."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files

from exchange.kernel.languages import Language, fold
from exchange.kernel.translated import Translated
from exchange.search.meaning.rewriting import Pair
from exchange.search.port import ConceptPhrases, Phrase
from exchange.vocabulary.matching import Label, LabelMatcher, Match

MAX_CONCEPTS = 6  # of one query
MAX_LABELS = 6  # of one concept in one language
SYNONYM_WEIGHT = 0.7
SHORTEST_BEGUN = 2
_LIST_DOMAINS = frozenset({"status", "evidence", "channel"})  # values of fixed lists, made of everyday words


@dataclass(frozen=True)
class Concept:
    """A thing with its names. The first label of a language is the one to show; the others are only for finding."""

    concept_id: str
    labels: Mapping[Language, tuple[str, ...]]
    domain: str = ""
    broader: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)  # false friends, by language of the note
    is_certain: bool = True  # the author's own judgement of the labels
    reviewed: frozenset[Language] = frozenset()

    def note(self, language: Language) -> str:
        """The false friend in the reader's language, or in the next best one; empty where there is none."""
        return Translated(self.notes).text_for(language)

    def first(self, language: str) -> str:
        """The first label of a language; empty where it has none."""
        return next(iter(self.labels.get(Language(language), ())), "")

    def shown(self, language: Language) -> str:
        """The label to show a reader, in English where the language has none."""
        for wanted in (language, Language.EN, *Language):
            if self.labels.get(wanted):
                return self.labels[wanted][0]
        return self.concept_id


class ConceptBank:
    """Looks concepts up. Made once; the matcher is built at the first question."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = {concept.concept_id: concept for concept in concepts}

    def __len__(self) -> int:
        return len(self._concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def concept(self, concept_id: str) -> Concept | None:
        """The concept of that id, if there is one."""
        return self._concepts.get(concept_id)

    def expand(self, text: str, reader: Language = Language.EN) -> tuple[ConceptPhrases, ...]:
        """The concepts that a query names, each with what the other languages call it.

        The longest run of words wins; a label of several concepts gives all of them. At most six.

        Args:
            text: the wanted words of a query (`ParsedQuery.wanted_text`).
            reader: the language of the label that is shown.
        """
        named: dict[str, list[Match]] = {}
        for match in self._matcher.matches(text):
            named.setdefault(match.concept_id, []).append(match)
        expanded = (self._phrases(concept_id, matches, reader) for concept_id, matches in named.items())
        return tuple(phrases for phrases in expanded if phrases.phrases)[:MAX_CONCEPTS]

    def complete(self, text: str, language: Language, limit: int = 5) -> tuple[Concept, ...]:
        """Concepts one of whose labels goes on like the text, in any language; the shortest labels first."""
        begun = fold(text).strip()
        if len(begun) < SHORTEST_BEGUN:
            return ()
        ranked = sorted(
            (len(label), self._concepts[concept_id].shown(language), concept_id)
            for label, concept_id in self._folded_labels
            if label.startswith(begun)
        )
        ids = dict.fromkeys(concept_id for _, _, concept_id in ranked)
        return tuple(self._concepts[concept_id] for concept_id in ids)[: max(limit, 0)]

    def preferred(self) -> Iterator[tuple[str, Language, str]]:
        """Concept id, language and label to show, of every concept in every language it has a label in."""
        for concept in self:
            for language, labels in concept.labels.items():
                if labels:
                    yield concept.concept_id, language, labels[0]

    def turkish_names(self) -> Iterator[Pair]:
        """What each Azerbaijani label is called in Turkish: for the encoder, which knows Turkish."""
        for concept in self:
            for label in concept.labels.get(Language.AZ, ()):
                if concept.labels.get(Language.TR):
                    yield Pair(label, concept.labels[Language.TR][0])

    def matches(self, text: str) -> tuple[Match, ...]:
        """Which labels stand in the text, and where."""
        return self._matcher.matches(text)

    def _phrases(self, concept_id: str, matches: list[Match], reader: Language) -> ConceptPhrases:
        concept = self._concepts[concept_id]
        named_in = {match.language for match in matches}
        words = frozenset(at for match in matches for at in range(match.start, match.end))
        phrases = [
            Phrase(label, language, 1.0 if at == 0 else SYNONYM_WEIGHT)
            for language, labels in concept.labels.items()
            if language not in named_in
            for at, label in enumerate(labels[:MAX_LABELS])
        ]
        return ConceptPhrases(concept_id, concept.shown(reader), tuple(phrases), words)

    @cached_property
    def _folded_labels(self) -> tuple[tuple[str, str], ...]:
        every = ((label, concept) for concept in self for labels in concept.labels.values() for label in labels)
        return tuple((fold(label), concept.concept_id) for label, concept in every)

    @cached_property
    def _matcher(self) -> LabelMatcher:
        return LabelMatcher(
            Label(text, language, concept.concept_id, concept.domain in _LIST_DOMAINS or _is_abbreviation(text))
            for concept in self._concepts.values()
            for language, labels in concept.labels.items()
            for text in labels
        )


@lru_cache(maxsize=1)
def shipped_bank() -> ConceptBank:
    """The term bank that comes with the product; read once."""
    text = files("exchange.vocabulary").joinpath("data/termbank.csv").read_text("utf-8")
    return ConceptBank(read_concepts(text.splitlines()))


def read_concepts(lines: Sequence[str]) -> list[Concept]:
    """Concepts from the lines of a CSV file with a header; labels of a language are separated by semicolons."""
    return [_concept(row) for row in csv.DictReader(lines)]


def _is_abbreviation(label: str) -> bool:
    """It has no other forms: ISSA is no form of the Turkish is."""
    return label.isupper() and " " not in label


def _concept(row: Mapping[str, str]) -> Concept:
    reviewed = list(Language) if row["reviewed"] == "true" else row["reviewed_langs"].split()
    return Concept(
        concept_id=row["concept_id"],
        labels={language: _labels(row[language.value]) for language in Language},
        domain=row["domain"],
        broader=row["broader"] or None,
        notes=_notes(row),
        is_certain=row["confidence"] == "high",
        reviewed=frozenset(Language(language) for language in reviewed),
    )


def _notes(row: Mapping[str, str]) -> Mapping[str, str]:
    """English stands in the column without a language."""
    columns = {language.value: f"false_friend_note_{language.value}" for language in Language} | {
        "en": "false_friend_note"
    }
    return {code: row[column] for code, column in columns.items() if row.get(column)}


def _labels(text: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in text.split(";") if label.strip())
