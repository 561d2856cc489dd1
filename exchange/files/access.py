"""The store and the scanner of the running application."""

from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import ColumnElement

from exchange.files.scanning import Scanner
from exchange.files.service import Received, Upload, receive
from exchange.files.store import FileStore

_FILES = "exchange.files"
_CARRIERS = "exchange.files.carriers"


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


def add_carrier(app: Flask, carries: ColumnElement[bool]) -> None:
    """Name what files hang on, as a condition on StoredFile: what nothing carries is forgotten after a day."""
    app.extensions.setdefault(_CARRIERS, []).append(carries)


def carriers(app: Flask) -> tuple[ColumnElement[bool], ...]:
    """Everything that files hang on."""
    return tuple(app.extensions.get(_CARRIERS, ()))
