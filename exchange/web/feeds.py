"""Atom feeds (RFC 4287): made by feedgen, with an ETag, so that an unchanged feed is answered with 304."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask import Response, current_app, request

PRIVATE = "private, no-cache"  # kept by the reader's own program only, and asked for again each time


@dataclass(frozen=True)
class FeedEntry:
    """One thing in a feed. `path` is its permanent address on this host."""

    path: str
    title: str
    at: datetime
    summary: str = ""
    author: str = ""
    language: str = ""


def atom(*, title: str, path: str, page: str, entries: Iterable[FeedEntry], language: str) -> Response:
    """The feed as an answer; `page` is the address of the page with the same things."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - only where a feed is asked for

    host = current_app.config["EXCHANGE"].public_url.rstrip("/")
    rows = list(entries)
    feed = FeedGenerator()
    feed.id(host + path)
    name_of_feed = FeedGenerator.title  # called so, lest it looks like str.title, which is wrong for Turkish
    name_of_feed(feed, title)
    feed.language(language)
    feed.link(href=host + page, rel="alternate")
    feed.link(href=host + path, rel="self")
    feed.updated(max((row.at for row in rows), default=datetime.fromtimestamp(0).astimezone()))
    for row in rows:
        _add(feed.add_entry(order="append"), host, row)
    content: bytes = feed.atom_str(pretty=True)
    response = Response(content, mimetype="application/atom+xml")
    response.headers["Cache-Control"] = PRIVATE
    response.set_etag(sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _add(entry, host: str, row: FeedEntry) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the library has no types
    entry.id(host + row.path)
    name_of_entry = type(entry).title
    name_of_entry(entry, row.title)
    entry.link(href=host + row.path)
    entry.updated(row.at)
    entry.published(row.at)
    entry.author(name=row.author or "–")
    if row.summary:
        entry.summary(row.summary)
