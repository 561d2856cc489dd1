"""The store and the scanner of the running application."""

from dataclasses import dataclass

from flask import Flask, current_app

from exchange.files.scanning import Scanner
from exchange.files.service import Received, Upload, receive
from exchange.files.store import FileStore

_FILES = "exchange.files"


@dataclass
class Files:
    """What takes files in and gives them out."""

    store: FileStore
    scanner: Scanner

    def receive(self, upload: Upload) -> Received:
        """See `service.receive`."""
        return receive(upload, store=self.store, scanner=self.scanner)


def set_files(app: Flask, files: Files) -> None:
    """Name them; the composition root decides which."""
    app.extensions[_FILES] = files


def current_files() -> Files:
    """Those of this application."""
    return files_of(current_app)


def files_of(app: Flask) -> Files:
    """Those of an application."""
    files: Files = app.extensions[_FILES]
    return files
