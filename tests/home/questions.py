"""What a page asks the database."""

from flask import Flask
from sqlalchemy import event

from exchange.web.db import db
from tests.support.browser import Browser


def selects_of(app: Flask, browser: Browser, path: str) -> list[str]:
    """The SELECTs of one page, in order."""
    asked: list[str] = []

    def listen(*given: object) -> None:
        asked.append(str(given[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    browser.get(path)
    event.remove(engine, "before_cursor_execute", listen)
    return [text for text in asked if text.startswith("SELECT")]
