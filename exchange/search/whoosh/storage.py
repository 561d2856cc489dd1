"""The folder of one build as Whoosh sees it; every file that it makes goes through our `Disk`."""

from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from exchange.search.whoosh.disk import Disk


class BuildStorage(FileStorage):
    """Whoosh's file storage."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call]
        self.path = folder
        self._disk = disk
        self._made: list[IO[Any]] = []

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: object) -> StructFile:  # noqa: ARG002, FBT001, FBT002 - Whoosh's own signature
        """A file to be written."""
        file = self._disk.create(self.path / name, mode)
        self._made.append(file)
        return StructFile(file, name=name, **options)  # type: ignore[arg-type]

    def let_go(self) -> None:
        """Close what a failure left open; what still waits to be written is lost with it."""
        for file in self._made:
            with suppress(OSError):
                file.close()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Whoosh's own signature
        """Whoosh renames only its table of contents: flushed before, and the folder after."""
        self._disk.flush(self.path / oldname)
        self._disk.rename(self.path / oldname, self.path / newname)
        self._disk.flush(self.path)

    def delete_file(self, name: str) -> None:
        """Remove a file."""
        self._disk.remove(self.path / name)

    def temp_storage(self, name: str | None = None) -> "BuildStorage":  # noqa: ARG002 - the same
        """The same folder: what a crash leaves is cleared with everything else that no commit names."""
        return self
