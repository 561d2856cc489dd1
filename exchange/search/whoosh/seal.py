"""A keyed checksum beside each commit: Whoosh unpickles what it opens, so foreign files are never opened."""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from exchange.search.port import SearchUnavailableError

_BLOCK = 1 << 20
_KEY_BYTES = 64


@dataclass(frozen=True)
class Seal:
    """What a commit stands for: the stamp, the analysis that made it, and the checksum of each of its files."""

    stamp: int
    analysis_version: str
    files: Mapping[str, str]


class Sealer:
    """Writes and checks seals with one secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(b"index seal" + key, digest_size=_KEY_BYTES).digest()

    def digest(self, path: Path) -> str:
        """The keyed checksum of a file."""
        checksum = hashlib.blake2b(key=self._key, digest_size=32)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                checksum.update(block)
        return checksum.hexdigest()

    def write(self, path: Path, seal: Seal) -> None:
        """Put the seal on disk, durably."""
        text = json.dumps(asdict(seal), sort_keys=True)
        with path.open("w", encoding="utf-8") as file:
            file.write(json.dumps({"seal": text, "mac": self._mac(text)}))
            file.flush()
            os.fsync(file.fileno())

    def read(self, path: Path) -> Seal:
        """The seal, if this installation wrote it.

        Raises:
            SearchUnavailableError: it is damaged or foreign.
        """
        try:
            outer = json.loads(path.read_text("utf-8"))
            text, mac = str(outer["seal"]), str(outer["mac"])
        except (ValueError, KeyError, TypeError) as error:
            raise SearchUnavailableError("The seal of the index is damaged.") from error
        if not hmac.compare_digest(mac.encode(), self._mac(text).encode()):
            raise SearchUnavailableError("The index was not written by this installation.")
        return Seal(**json.loads(text))

    def _mac(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=32).hexdigest()
