"""Hang discussions on the application: pages, places on the practice's page, notices and their guard."""

from flask import Flask

from exchange.discussion.events import CommentEdited, CommentHidden, CommentReported, CommentWithdrawn, CommentWritten
from exchange.discussion.queries import institutions_that_asked, knowable
from exchange.discussion.queries.links import contributions_to
from exchange.discussion.reacting import announce, announce_report, ask_for_indexing
from exchange.discussion.searchable import documents_by_key, documents_of, public_counts
from exchange.discussion.views import bp, slots
from exchange.discussion.views.found import passages
from exchange.kernel.messages import N_
from exchange.notifications.guards import register_guard
from exchange.notifications.kinds import Kind, register_kinds
from exchange.notifications.models import Pace
from exchange.practices.guards import count_links, count_returns
from exchange.search.port import DocumentKind, SortKey
from exchange.search.sources import add_counts, add_documents
from exchange.web.deps import Deps
from exchange.web.slots import Slot, fill


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    app.register_blueprint(bp)
    fill(app, Slot.PRACTICE_BELOW, slots.below)
    fill(app, Slot.PRACTICE_SECTION, slots.section)
    fill(app, Slot.PRACTICE_SECTION_COUNT, slots.section_count)
    fill(app, Slot.PRACTICE_CHAIN, slots.chain, order=10)
    register_kinds(
        app,
        N_("Discussion"),
        Kind("comment.written", N_("Comments under practices of your ministry")),
        Kind("comment.answered", N_("Answers to what you wrote")),
        Kind("comment.mentioned", N_("Mentions of your ministry")),
        Kind("comment.reported", N_("Reported comments")),
    )
    followed = Kind("follow.commented", N_("Comments on practices that you follow"), Pace.DAILY)
    register_kinds(app, N_("What you follow"), followed)
    register_guard(app, "comment", knowable)
    count_returns(app, "asked", institutions_that_asked)
    count_links(app, "discussion", contributions_to)
    deps.bus.subscribe(CommentWritten, announce)
    deps.bus.subscribe(CommentReported, announce_report)
    deps.bus.subscribe(CommentWritten, ask_for_indexing)
    deps.bus.subscribe(CommentEdited, ask_for_indexing)
    deps.bus.subscribe(CommentWithdrawn, ask_for_indexing)
    deps.bus.subscribe(CommentHidden, ask_for_indexing)
    add_documents(app, DocumentKind.DISCUSSION, documents_of, documents_by_key, passages)
    add_counts(app, SortKey.DISCUSSED, public_counts)
