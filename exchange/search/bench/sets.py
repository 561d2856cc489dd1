"""Evaluation sets, known by their files: questions with judged documents, parallel sentences, lemma and form."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exchange.kernel.languages import Language


@dataclass(frozen=True)
class Text:
    """A document or a question."""

    id: str
    language: Language
    text: str
    title: str = ""


@dataclass(frozen=True)
class JudgedSet:
    """Questions with graded answers: question id → document id → gain."""

    name: str
    documents: tuple[Text, ...]
    questions: tuple[Text, ...]
    grades: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class ParallelSentence:
    """One sentence in several languages; `document` groups the sentences of one text."""

    id: str
    document: str
    texts: Mapping[Language, str]


@dataclass(frozen=True)
class ParallelSet:
    """Sentences in the same four languages."""

    name: str
    sentences: tuple[ParallelSentence, ...]

    @property
    def has_documents(self) -> bool:
        """Whether the sentences make up texts whose first sentence is the headline."""
        return any(sentence.document for sentence in self.sentences)


@dataclass(frozen=True)
class StemSet:
    """Forms with their lemmas."""

    name: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EvaluationSets:
    """Everything found in a folder."""

    judged: tuple[JudgedSet, ...]
    parallel: tuple[ParallelSet, ...]
    stems: tuple[StemSet, ...]


def read_sets(folder: Path) -> EvaluationSets:
    """Every set below the folder, by name."""
    return EvaluationSets(
        judged=tuple(_judged(path.parent) for path in sorted(folder.rglob("qrels.tsv"))),
        parallel=tuple(_parallel(path) for path in sorted(folder.rglob("sentences.jsonl"))),
        stems=tuple(_stems(path) for path in sorted(folder.rglob("*.tsv")) if path.name != "qrels.tsv"),
    )


def _judged(folder: Path) -> JudgedSet:
    grades: dict[str, dict[str, float]] = {}
    for row in _rows(folder / "qrels.tsv"):
        grades.setdefault(row["query_id"], {})[row["doc_id"]] = float(row["grade"])
    documents = tuple(_text(item) for item in _lines(folder / "docs.jsonl"))
    questions = tuple(_text(item) for item in _lines(folder / "queries.jsonl"))
    return JudgedSet(folder.name, documents, questions, grades)


def _text(item: Mapping[str, object]) -> Text:
    title = str(item.get("title") or "")
    return Text(str(item["id"]), Language(str(item["lang"])), str(item["text"]), title)


def _parallel(path: Path) -> ParallelSet:
    return ParallelSet(path.parent.name, tuple(_sentence(at, item) for at, item in enumerate(_lines(path))))


def _sentence(at: int, item: Mapping[str, object]) -> ParallelSentence:
    texts = {language: str(item[language.value]) for language in Language if item.get(language.value)}
    return ParallelSentence(str(item.get("id", at)), str(item.get("doc") or ""), texts)


def _stems(path: Path) -> StemSet:
    return StemSet(path.stem, tuple((row["lemma"], row["form"]) for row in _rows(path)))


def _lines(path: Path) -> Iterator[Mapping[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
