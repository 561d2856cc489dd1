"""The folder of one build as Whoosh sees it; every file that it makes goes through our `Disk`."""

from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from exchange.search.whoosh.disk import Disk


class BuildStorage(FileStorage):
    """Whoosh's file storage."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        super().__init__(str(folder))  # type: ignore[no-untyped-call]
        self.path = folder
        self._disk = disk

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: object) -> StructFile:  # noqa: ARG002, FBT001, FBT002 - Whoosh's own signature
        """A file to be written."""
        return StructFile(self._disk.create(self.path / name, mode), name=name, **options)  # type: ignore[arg-type]

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
