"""Every change that the index makes to the disk, in one place: so that a test can let any one of them fail."""

import os
import shutil
from pathlib import Path
from typing import IO, Any

_PRIVATE_FOLDER = 0o700


class Disk:
    """The file system. Each method is one step that may raise OSError, and then has not happened or does no harm."""

    def make_folder(self, path: Path) -> None:
        """An empty folder for its owner alone."""
        path.mkdir(mode=_PRIVATE_FOLDER)

    def create(self, path: Path, mode: str = "wb") -> IO[Any]:
        """A new file to be written, and closed by the caller."""
        return path.open(mode)

    def write(self, path: Path, content: bytes) -> None:
        """A new file with this content; not yet flushed."""
        with self.create(path) as file:
            file.write(content)

    def flush(self, path: Path) -> None:
        """Force the bytes of a file, or the entries of a folder, to the disk: Whoosh never does (trust.md 1.4)."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        """Let a file take another's place at once."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Remove a file; a missing one is well too."""
        path.unlink(missing_ok=True)

    def remove_folder(self, path: Path) -> None:
        """Remove what can be removed of a folder."""
        shutil.rmtree(path, ignore_errors=True)
