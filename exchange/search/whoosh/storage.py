"""A folder for one build of the index: every commit is flushed to disk and sealed before it counts."""

import os
import re
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from exchange.search.analysis.version import ANALYSIS_VERSION
from exchange.search.whoosh.seal import Seal, Sealer

_TOC = re.compile(r"^_MAIN_(\d+)\.toc$")
_SEAL = re.compile(r"^_MAIN_(\d+)\.seal$")
_SEGMENT = re.compile(r"^MAIN_[0-9a-z]+\.")


class SealedStorage(FileStorage):
    """Whoosh's file storage. Its last act in a commit is to rename the table of contents; we seal just before."""

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call]
        self.path = folder
        self.stamp = 0  # what the next commit carries
        self._sealer = sealer
        self._known: dict[str, str] = {}  # checksums of immutable segment files

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001, FBT002 - Whoosh's own signature
        """Seal and flush when the file becomes the table of contents."""
        commit = _TOC.match(newname)
        if commit:
            self._seal(oldname, int(commit.group(1)))
        super().rename_file(oldname, newname, safe)  # type: ignore[no-untyped-call]
        if commit:
            flush_folder(self.path)
            self._forget(int(commit.group(1)))

    def names(self) -> list[str]:
        """The files of the build."""
        return [entry.name for entry in self.path.iterdir()]

    def latest(self) -> int:
        """The number of the newest commit, or -1."""
        return max((int(found.group(1)) for name in self.names() if (found := _TOC.match(name))), default=-1)

    def seal(self, generation: int) -> Seal:
        """The seal of a commit, its table of contents checked against it."""
        seal = self._sealer.read(self.path / f"_MAIN_{generation}.seal")
        self.check(seal, f"_MAIN_{generation}.toc")
        return seal

    def check(self, seal: Seal, name: str) -> None:
        """Refuse a file that is not the one that was sealed."""
        if seal.files.get(name) != self._sealer.digest(self.path / name):
            raise ValueError(name)

    def check_segment(self, seal: Seal, segment_id: str) -> None:
        """Check every file of a segment before it is read."""
        names = [name for name in seal.files if name.startswith(f"{segment_id}.")]
        if not names:
            raise ValueError(segment_id)
        for name in names:
            self.check(seal, name)
            self._known[name] = seal.files[name]

    def trust(self, seal: Seal) -> None:
        """Take over the checksums of segments that were checked when they were opened; they never change."""
        self._known |= {name: digest for name, digest in seal.files.items() if _SEGMENT.match(name)}

    def _seal(self, toc: str, generation: int) -> None:
        names = [name for name in self.names() if _SEGMENT.match(name)]
        for name in names:
            if name not in self._known:
                flush_file(self.path / name)
                self._known[name] = self._sealer.digest(self.path / name)
        flush_file(self.path / toc)
        files = {name: self._known[name] for name in names} | {
            f"_MAIN_{generation}.toc": self._sealer.digest(self.path / toc)
        }
        seal = Seal(self.stamp, ANALYSIS_VERSION, files)
        self._sealer.write(self.path / f"_MAIN_{generation}.seal", seal)

    def _forget(self, generation: int) -> None:
        """Drop the seals of commits that Whoosh clears away now."""
        for name in self.names():
            found = _SEAL.match(name)
            if found and int(found.group(1)) < generation:
                (self.path / name).unlink(missing_ok=True)


def flush_file(path: Path) -> None:
    """Force a file's bytes to the disk: Whoosh itself never does (trust.md 1.4)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


flush_folder = flush_file  # a folder's entries are flushed the same way
