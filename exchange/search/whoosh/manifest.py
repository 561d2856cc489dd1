"""What the live commit is made of, sealed with a secret: nothing is opened that is not named here (trust.md 9)."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from exchange.search.port import SearchUnavailableError

STORE, SEGMENT = ".columns", ".seg"  # the two files of a segment: ours and Whoosh's
_BLOCK = 1 << 20
_KEY_BYTES = 64
MARK_BYTES = 64  # the first line: the keyed checksum of the rest; another one means another commit
_COMMITS_PER_BUILD = 1_000_000_000


@dataclass(frozen=True)
class Member:
    """A segment of a commit and which of its documents were deleted since it was written."""

    name: str
    documents: int
    deleted: tuple[int, ...] = ()

    @property
    def living(self) -> int:
        """How many documents it shows."""
        return self.documents - len(self.deleted)


@dataclass(frozen=True)
class FileFacts:
    """A file that a commit consists of: never changed once it is named."""

    size: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """One commit.

    Attributes:
        build: the folder, a number; a rebuild begins another.
        commit: counts the commits of the build; `toc` is Whoosh's own table of contents of it.
        stamp: the last outbox row that is in it.
        analysis: the version of the language chain that made the terms.
        files: by name, in the build's folder.
    """

    build: str
    commit: int
    stamp: int
    analysis: str
    members: tuple[Member, ...] = ()
    files: dict[str, FileFacts] = field(default_factory=dict)

    @property
    def generation(self) -> int:
        """Grows from commit to commit and from build to build."""
        return int(self.build) * _COMMITS_PER_BUILD + self.commit

    @property
    def toc(self) -> str:
        """The name of Whoosh's table of contents."""
        return f"_MAIN_{self.commit}.toc"


class Sealer:
    """Writes and reads manifests with one secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(b"index manifest" + key, digest_size=_KEY_BYTES).digest()

    def facts(self, path: Path) -> FileFacts:
        """Size and keyed checksum of a file."""
        checksum, size = hashlib.blake2b(key=self._key, digest_size=32), 0
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                checksum.update(block)
                size += len(block)
        return FileFacts(size, checksum.hexdigest())

    def sealed(self, manifest: Manifest) -> bytes:
        """The manifest as it is written."""
        text = json.dumps(asdict(manifest), sort_keys=True, separators=(",", ":")).encode()
        return self._mark(text) + b"\n" + text

    def opened(self, content: bytes) -> Manifest:
        """The manifest, if this installation wrote it.

        Raises:
            SearchUnavailableError: it is damaged or foreign.
        """
        mark, _, text = content.partition(b"\n")
        if not hmac.compare_digest(mark, self._mark(text)):
            raise SearchUnavailableError("The index is damaged or was not written by this installation.")
        plain = json.loads(text)
        plain["members"] = tuple(
            Member(held["name"], held["documents"], tuple(held["deleted"])) for held in plain["members"]
        )
        plain["files"] = {name: FileFacts(**facts) for name, facts in plain["files"].items()}
        return Manifest(**plain)

    def _mark(self, text: bytes) -> bytes:
        return hashlib.blake2b(text, key=self._key, digest_size=MARK_BYTES // 2).hexdigest().encode()
