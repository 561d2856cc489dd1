"""Hang questions on the application: pages, navigation, places on other pages, notices, the hourly look."""

from flask import Flask

from exchange.kernel.messages import N_
from exchange.notifications.guards import register_guard
from exchange.notifications.kinds import Kind, register_kinds
from exchange.questions import queries, reacting
from exchange.questions.jobs import remind
from exchange.questions.views import bp, panels
from exchange.web.deps import Deps
from exchange.web.shell import NavItem, add_nav
from exchange.web.slots import Slot, fill


def register(app: Flask, deps: Deps) -> None:
    """Put the capability into the application."""
    app.register_blueprint(bp)
    add_nav(
        app,
        NavItem(
            "questions", N_("Questions"), "questions.index", signed_in=True, order=30, waits=queries.count_to_answer
        ),
    )
    fill(app, Slot.PRACTICE_KEYS, panels.ask_key, order=20)
    fill(app, Slot.PRACTICE_AFTER, panels.answered, order=20)
    fill(app, Slot.DESK_TASKS, panels.desk_tasks, order=20)
    fill(app, Slot.MEETING_PURPOSE, panels.purpose)
    register_kinds(
        app,
        N_("Questions"),
        Kind("question.asked", N_("Questions for your ministry")),
        Kind("question.answered", N_("Answers to your questions")),
        Kind("question.followed", N_("More on a question")),
        Kind("question.overdue", N_("Questions past their promised day")),
        Kind("question.published", N_("Your questions, published without names")),
    )
    register_guard(app, "question", queries.knowable)
    register_guard(app, "published-question", queries.knowable_in_public)
    reacting.subscribe(deps.bus)
    deps.jobs.every(60, "questions.remind", remind)
