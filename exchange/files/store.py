"""Where the bytes of files lie: a port with one adapter, over obstore, for a folder, S3 or memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from exchange.kernel.errors import UnavailableError
from exchange.kernel.messages import N_, Message

SILENT = Message(N_("The files cannot be reached just now. Try again in a few minutes; nothing was lost."))
_CHUNK = 256 * 1024
_PROBE = "probe"


class FileStore(Protocol):
    """Bytes under keys. Every method raises UnavailableError while the store does not answer."""

    def put(self, key: str, content: bytes) -> None:
        """Keep the content; the same key again replaces it."""

    def read(self, key: str) -> Iterator[bytes]:
        """The content in pieces. A key that nothing lies under is a store that does not answer rightly."""

    def delete(self, key: str) -> None:
        """Forget the content; twice is harmless."""

    def keys(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """Every key of a folder, and when its content was kept."""

    def answers(self) -> bool:
        """Whether something can be kept and read back."""


def open_store(address: str, folder: Path) -> FileStore:
    """The store of an address: empty for the data folder, `s3://bucket/prefix?endpoint=…&region=…`, `memory://`.

    Keys of S3 come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), never from the address.
    """
    parts = urlsplit(address)
    if parts.scheme == "memory":
        return ObjectFiles(MemoryStore())
    if parts.scheme == "s3":
        return ObjectFiles(_bucket(parts))
    return ObjectFiles(LocalStore(folder, mkdir=True))


def _bucket(parts: SplitResult) -> S3Store:
    asked = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {
        "prefix": parts.path.strip("/") or None,
        "region": asked.get("region", "us-east-1"),
        "client_options": {"allow_http": asked.get("endpoint", "").startswith("http://")},
        "retry_config": {"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    }
    if "endpoint" in asked:
        options |= {"endpoint": asked["endpoint"], "virtual_hosted_style_request": False}
    return S3Store(parts.netloc, **options)


class ObjectFiles:
    """Any store that obstore knows."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def put(self, key: str, content: bytes) -> None:
        """See the port."""
        with _reaching():
            obstore.put(self._store, key, content)

    def read(self, key: str) -> Iterator[bytes]:
        """See the port. Asked for at once, so that an unreachable store is a page and not half a file."""
        with _reaching():
            found = obstore.get(self._store, key)
        return (bytes(piece) for piece in found.stream(min_chunk_size=_CHUNK))

    def delete(self, key: str) -> None:
        """See the port."""
        with _reaching():
            try:
                obstore.delete(self._store, key)
            except FileNotFoundError:
                return

    def keys(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """See the port."""
        with _reaching():
            for batch in obstore.list(self._store, prefix=folder):
                yield from ((str(one["path"]), one["last_modified"]) for one in batch)

    def answers(self) -> bool:
        """See the port."""
        try:
            self.put(_PROBE, b"1")
            return b"".join(self.read(_PROBE)) == b"1"
        except UnavailableError:
            return False


@contextmanager
def _reaching() -> Iterator[None]:
    """Turns the library's faults into the kernel's one."""
    try:
        yield
    except (BaseError, OSError) as fault:
        raise UnavailableError(SILENT) from fault
