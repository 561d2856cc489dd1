"""The term bank as files: CSV as it is shipped, and SKOS as JSON-LD for other thesauri."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from exchange.kernel.errors import InvalidError
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.vocabulary.concepts import Concept, read_concepts

CSV_COLUMNS = (
    "concept_id",
    "domain",
    *(language.value for language in Language),
    "confidence",
    "broader",
    "false_friend_note",
    *(f"false_friend_note_{language.value}" for language in Language if language is not Language.EN),
    "reviewed",
    "reviewed_langs",
)
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_CONTEXT: Mapping[str, object] = {
    "skos": _SKOS,
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel", "@container": ["@language", "@set"]},
    "scopeNote": {"@id": "skos:scopeNote", "@container": "@language"},
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "notation": "skos:notation",
}
_SCHEME = "concept:"


def as_csv(concepts: Iterable[Concept]) -> str:
    """The bank in the columns of the shipped file; labels of a language separated by semicolons."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(concept) for concept in concepts)
    return text.getvalue()


def as_skos(concepts: Iterable[Concept]) -> str:
    """The bank as a SKOS concept scheme in JSON-LD: shown labels are preferred ones, the others alternative."""
    graph = [_node(concept) for concept in concepts]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)


def read_file(text: str) -> list[Concept]:
    """Concepts of a CSV file or a SKOS file in JSON-LD, whichever it is.

    Raises:
        InvalidError: it is neither, or a row lacks what every concept needs.
    """
    try:
        found = _from_skos(text) if text.lstrip().startswith("{") else read_concepts(text.splitlines())
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        said = N_("This is neither the CSV file of the term bank nor SKOS in JSON-LD.")
        raise InvalidError({"file": said}) from error
    if not found:
        raise InvalidError({"file": N_("The file holds no concept.")})
    return found


def _row(concept: Concept) -> dict[str, str]:
    notes = concept.notes
    row = {
        "concept_id": concept.concept_id,
        "domain": concept.domain,
        "confidence": "high" if concept.is_certain else "medium",
        "broader": concept.broader or "",
        "false_friend_note": notes.get("en", ""),
        "reviewed": "true" if set(Language) <= concept.reviewed else "false",
        "reviewed_langs": " ".join(sorted(concept.reviewed)),
    }
    row |= {language.value: ";".join(concept.labels.get(language, ())) for language in Language}
    others = (language for language in Language if language is not Language.EN)
    return row | {f"false_friend_note_{language.value}": notes.get(language.value, "") for language in others}


def _node(concept: Concept) -> dict[str, object]:
    labels = {language.value: held for language, held in concept.labels.items() if held}
    node: dict[str, object] = {
        "@id": f"{_SCHEME}{concept.concept_id}",
        "@type": "skos:Concept",
        "notation": concept.domain,
        "prefLabel": {language: held[0] for language, held in labels.items()},
        "altLabel": {language: list(held[1:]) for language, held in labels.items() if held[1:]},
    }
    if concept.notes:
        node["scopeNote"] = dict(concept.notes)
    if concept.broader:
        node["broader"] = f"{_SCHEME}{concept.broader}"
    return node


def _from_skos(text: str) -> list[Concept]:
    return [_concept(node) for node in json.loads(text)["@graph"] if node.get("@type") == "skos:Concept"]


def _concept(node: Mapping[str, Any]) -> Concept:
    preferred, other = node["prefLabel"], node.get("altLabel", {})
    labels = {
        language: (str(preferred[language]), *_listed(other.get(language, ())))
        for language in Language
        if preferred.get(language)
    }
    broader = str(node.get("broader") or "").removeprefix(_SCHEME)
    notes = {str(code): str(note) for code, note in node.get("scopeNote", {}).items()}
    return Concept(
        str(node["@id"]).removeprefix(_SCHEME), labels, str(node.get("notation") or ""), broader or None, notes
    )


def _listed(held: str | Sequence[str]) -> tuple[str, ...]:
    """JSON-LD writes a single value without its list."""
    return (held,) if isinstance(held, str) else tuple(map(str, held))
