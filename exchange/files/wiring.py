"""Open the store and the scanner that the settings name."""

from flask import Flask

from exchange.files.access import Files, set_files
from exchange.files.jobs import sweep_files
from exchange.files.scanning import open_scanner
from exchange.files.store import open_store
from exchange.web.deps import Deps

FOLDER = "files"
_A_DAY = 1440


def register(app: Flask, deps: Deps) -> None:
    """A folder beside the database unless an address says otherwise."""
    settings = deps.settings
    store = open_store(settings.files_url, settings.folder / FOLDER)
    set_files(app, Files(store, open_scanner(settings.scan_url)))
    deps.jobs.every(_A_DAY, "files.sweep", sweep_files)
