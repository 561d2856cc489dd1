"""The table of arrays: name, type, shape and meaning of each; docs/search-format.md is made of it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from exchange.search.inverted import SECTIONS, Field
from exchange.search.port import SortKey

FORMAT = 2  # a store of another number is not read, but made again from its segment
MAGIC = b"MINEXCOL"
ALIGNMENT = 64  # bytes; a cache line, so that no array begins in the middle of one

SORT_KEYS = tuple(SortKey)


@dataclass(frozen=True, slots=True)
class ArrayKind:
    """One row of the table. A name with `*` stands for several arrays: one per stream or per dimension."""

    name: str
    dtype: str
    shape: str
    meaning: str


ARRAYS = (
    ArrayKind("*.text", "uint8", "bytes", "the stream's terms in UTF-8, ascending by bytes, end to end"),
    ArrayKind("*.text.start", "uint32", "terms + 1", "where each term begins in `text`"),
    ArrayKind("*.hash", "uint64", "terms", "hashes of the terms, ascending: a term is found by one binary search"),
    ArrayKind("*.hash.term", "uint32", "terms", "the number of the term with that hash"),
    ArrayKind("*.start", "uint32", "terms + 1", "where each term's postings begin"),
    ArrayKind("*.documents", "uint32", "postings", "who holds the term, ascending within a term"),
    ArrayKind("*.weights", "float32", "postings", "occurrences, each weighted by its section (title, summary, body)"),
    ArrayKind("*.places.start", "uint32", "postings + 1", "where each posting's places begin; not in `spelled`"),
    ArrayKind("*.places", "uint32", "places", "positions in the document, ascending within a posting"),
    ArrayKind("spelled.word.start", "uint32", "words + 1", "the first term of each folded word of `spelled`"),
    ArrayKind("spelled.near.hash", "uint32", "deletions", "words with up to two letters left out, hashed, ascending"),
    ArrayKind("spelled.near.word", "uint32", "deletions", "the number of the word"),
    ArrayKind("lengths", "uint32", f"documents × {len(SECTIONS)}", "words of title, summary and body"),
    ArrayKind("sort", "float64", f"documents × {len(SORT_KEYS)}", "published (seconds), discussed, adopted, evidence"),
    ArrayKind("language", "uint8", "documents", "az, tr, en, ru as 0 to 3"),
    ArrayKind("fingerprints", "uint8", "documents × 16", "what `index check` compares with the database"),
    ArrayKind("keys.text", "uint8", "bytes", "document keys, end to end"),
    ArrayKind("keys.text.start", "uint32", "documents + 1", "where each key begins"),
    ArrayKind("keys.hash", "uint64", "documents", "hashes of the keys, ascending"),
    ArrayKind("keys.hash.term", "uint32", "documents", "the document with that key"),
    ArrayKind("titles.text", "uint8", "bytes", "titles as written, end to end"),
    ArrayKind("titles.text.start", "uint32", "documents + 1", "where each title begins"),
    ArrayKind("owner", "uint32", "documents", "number of the practice or discussion that the document is a version of"),
    ArrayKind("owners.text", "uint8", "bytes", "`kind:group` of each owner, ascending, end to end"),
    ArrayKind("owners.text.start", "uint32", "owners + 1", "where each owner begins"),
    ArrayKind("owners.hash", "uint64", "owners", "hash of each owner: the same practice in another segment"),
    ArrayKind("audience", "uint32", "documents", "number of the document's set of audience tokens"),
    ArrayKind("audiences.text", "uint8", "bytes", "the sets, ascending: tokens joined by a line feed"),
    ArrayKind("audiences.text.start", "uint32", "audiences + 1", "where each set begins"),
    ArrayKind("facet.*.start", "uint32", "documents + 1", "where the document's values of the dimension begin"),
    ArrayKind("facet.*.values", "uint32", "values", "numbers of the values, in the document's order"),
    ArrayKind("facet.*.text", "uint8", "bytes", "the dimension's values, ascending, end to end"),
    ArrayKind("facet.*.text.start", "uint32", "values + 1", "where each value begins"),
)

Arrays = dict[str, np.ndarray]


def as_markdown() -> str:
    """The table for people."""
    lines = ["| array | type | shape | meaning |", "|---|---|---|---|"]
    lines += [f"| `{kind.name}` | {kind.dtype} | {kind.shape} | {kind.meaning} |" for kind in ARRAYS]
    return "\n".join(lines)


@lru_cache(maxsize=1_000)  # dimensions may have any name; a store of 80 arrays is opened after each commit
def kind_of(name: str) -> ArrayKind:
    """The row of the table that an array belongs to.

    Raises:
        ValueError: no such array.
    """
    for kind in ARRAYS:
        head, star, tail = kind.name.partition("*")
        if name == kind.name or (star and name.startswith(head) and name.endswith(tail) and _fits(name, head, tail)):
            return kind
    raise ValueError(name)


def _fits(name: str, head: str, tail: str) -> bool:
    """A stream is one of ours; a dimension may have any name."""
    middle = name[len(head) : len(name) - len(tail)]
    return bool(head) or middle in set(Field)
