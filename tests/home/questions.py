"""What a page asks the database."""

from flask import Flask

from tests.support.browser import Browser
from tests.support.statements import asked_of


def selects_of(app: Flask, browser: Browser, path: str) -> list[str]:
    """The SELECTs of one page, in order."""
    with asked_of(app, "SELECT") as asked:
        browser.get(path)
    return asked
