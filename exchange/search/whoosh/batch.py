"""Changes boiled down to what one commit does: which documents it adds, and which of the present ones go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from exchange.search.columns.layout import Arrays
from exchange.search.columns.texts import Texts, encoded, hash_of
from exchange.search.port import Change, DocumentKind, Drop, Put, SearchDocument

_EVERY_KIND = tuple(DocumentKind)


@dataclass
class Batch:
    """The sum of changes in their order."""

    added: dict[str, SearchDocument] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)  # of what was dropped, `kind:group`
    keys: set[str] = field(default_factory=set)  # of what is replaced

    @classmethod
    def of(cls, changes: Sequence[Change]) -> "Batch":
        """The changes taken together."""
        made = cls()
        for change in changes:
            made._note(change)
        return made

    def removed_from(self, arrays: Arrays) -> Iterator[int]:
        """Numbers of the documents of a segment that go; some may come twice."""
        owners = Texts(arrays, "owners")
        for owner in self.owners:
            for number in owners.beginning_with(encoded(owner)):
                if owners[number] == encoded(owner):
                    yield from np.flatnonzero(arrays["owner"] == number).tolist()
        for key in self.keys:
            yield from _documents_with(arrays, encoded(key))

    def _note(self, change: Change) -> None:
        match change:
            case Put(document):
                self.added[document.key] = document
                self.keys.add(document.key)
            case Drop(group, kind):
                kinds = _EVERY_KIND if kind is None else (kind,)
                self.owners |= {f"{one.value}:{group}" for one in kinds}
                self.added = {
                    key: held for key, held in self.added.items() if held.group != group or held.kind not in kinds
                }


def _documents_with(arrays: Arrays, key: bytes) -> Iterator[int]:
    hashes, keys = arrays["keys.hash"], Texts(arrays, "keys")
    wanted = np.uint64(hash_of(key))
    for at in range(int(hashes.searchsorted(wanted)), int(hashes.searchsorted(wanted, "right"))):
        number = int(arrays["keys.hash.term"][at])
        if keys[number] == key:
            yield number
