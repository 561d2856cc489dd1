"""The agenda and the minutes of a meeting as a document, in the language of either side: PDF or Word."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from markupsafe import escape

from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.kernel.when import date_text, when_text
from exchange.meetings.queries.agenda import PointView, agenda
from exchange.meetings.queries.page import MeetingView, RequestPage, readable
from exchange.meetings.queries.record import MinutesView, minutes_view
from exchange.meetings.queries.register import RegisterRow, of_meeting
from exchange.meetings.states import OVER
from exchange.meetings.views import bp
from exchange.meetings.views.shown import page_of, title_of
from exchange.papers.paper import Chapter, Pairs, Paper, Piece, Prose, grid
from exchange.papers.pdf import as_pdf, why_no_pdf
from exchange.papers.word import as_word
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader, in_language

_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@bp.get("/<uuid:request_id>/paper.<any(pdf, docx):file>")
@signed_in
def paper(request_id: UUID, file: str) -> Response:
    """What the page shows the reader of agenda, minutes and commitments; `?in=tr` in that language."""
    page = page_of(request_id)
    if page.meeting is None or (file == "pdf" and why_no_pdf()):
        raise NotFoundError
    now = current_app.config["CLOCK"]()
    with in_language(_language()):
        found = paper_of(page_of(request_id))
        content = as_pdf(found) if file == "pdf" else as_word(found, now=now)
    response = Response(content, content_type=_KINDS[file])
    name = "minutes" if page.state in OVER else "agenda"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{found.language}.{file}"'
    return response


def _language() -> Language:
    asked = request.args.get("in", "")
    return Language(asked) if asked in set(Language) else current_reader().language


def paper_of(page: RequestPage) -> Paper:
    """The document in the language that is spoken now. A meeting without a time has none."""
    meeting, language = page.meeting, current_reader().language.value
    if meeting is None:
        raise NotFoundError
    record, rows, points = _gathered(page, language)
    chapters = [
        _who(meeting),
        _agenda(points),
        *(_minutes(record, language) if record else ()),
        *([_promised(rows, language)] if rows else ()),
    ]
    return Paper(
        title=_legal(title_of(page)),
        lead=_("%(a)s and %(b)s", a=page.sides.a.organisation, b=page.sides.b.organisation),
        language=language,
        author=", ".join(f"{side.organisation}, {side.country}" for side in page.sides.both),
        address=current_app.config["EXCHANGE"].public_url.rstrip("/") + url_for("meetings.show", request_id=page.id),
        state=_state(page, record, language),
        facts=_facts(page, meeting, language),
        facts_title=_("Facts"),
        chapters=tuple(chapter for chapter in chapters if chapter.pieces),
    )


def _gathered(
    page: RequestPage, language: str
) -> tuple[MinutesView | None, tuple[RegisterRow, ...], tuple[PointView, ...]]:
    session, actor = reading(), current_actor()
    found = readable(session, actor=actor, request_id=page.id)
    record = None
    if page.state in OVER:
        record = minutes_view(session, actor=actor, request=found, sides=page.sides, commands=page.commands)
    common: dict[str, Any] = {"actor": actor, "request_id": page.id, "sides": page.sides, "language": language}
    rows = of_meeting(session, now=page.now, **common)
    return record, rows, agenda(session, known=page.subject.practice, **common)


def _state(page: RequestPage, record: MinutesView | None, language: str) -> str:
    """Whether both sides stand by the text, and whether it is a sample."""
    said = [str(_(page.state.label))]
    if record and record.frozen_at:
        said.append(_("Approved by both sides on %(day)s.", day=date_text(record.frozen_at.date(), language)))
        said.append(_("Seal: %(seal)s", seal=record.seal))
    elif record:
        said.append(_("Version %(number)s, not approved by both sides yet.", number=record.number))
    if page.is_sample:
        said.append(_("Sample"))
    return ". ".join(part.rstrip(".") for part in said) + "."


def _facts(page: RequestPage, meeting: MeetingView, language: str) -> tuple[tuple[str, str], ...]:
    times = "; ".join(when_text(meeting.starts_at, side.place, language) for side in page.sides.both)
    about = page.subject.practice
    rows = [(_("Begins"), times), (_("Minutes of time"), str(page.minutes)), (_("Level"), _(page.level.label))]
    if about:
        words = _(
            "From the practice %(practice)s, version %(number)s", practice=about.title, number=page.subject.revision
        )
        rows.append((_("What it is about"), words))
    return tuple((str(name), str(value)) for name, value in rows)


def _who(meeting: MeetingView) -> Chapter:
    language = current_reader().language.value
    rows = [
        (side.country, str(_(part.role.label)), part.post.post.text_for(language) if part.post else "")
        for side, parts in meeting.delegations
        for part in parts
    ]
    return Chapter("who", _("Delegations"), (grid(_("Delegations"), (_("Country"), _("Role"), _("Post")), rows),))


def _agenda(points: tuple[PointView, ...]) -> Chapter:
    rows = [
        (
            _legal(point.title),
            str(point.minutes),
            point.presenter.country if point.presenter else str(_("Both")),
            _("%(title)s, version %(number)s", title=point.practice.title, number=point.revision)
            if point.practice
            else "",
        )
        for point in points
    ]
    head = (_("Point"), _("Minutes of time"), _("Who presents"), _("Practice"))
    return Chapter("agenda", _("Agenda"), (grid(_("Agenda"), head, rows),) if rows else ())


def _minutes(record: MinutesView, language: str) -> Iterator[Chapter]:
    """Both texts, that of the document's language first: neither stands without the other."""
    sides = sorted((record.a, record.b), key=lambda side: side.language != language)
    for approval in sides:
        texts = [one.a if approval is record.a else one.b for one in record.paragraphs]
        words = "".join(_paragraph(number, text) for number, text in enumerate(texts, start=1))
        title = _("Minutes, %(language)s", language=Language(approval.language).own_name)
        said = _approved(approval.approved_at is not None)
        pieces: tuple[Piece, ...] = (Prose(f'<div lang="{approval.language}">{words}</div>'), Pairs((("", said),)))
        yield Chapter(f"minutes-{approval.side.letter}", title, pieces)


def _approved(is_approved: bool) -> str:  # noqa: FBT001 - read by one caller
    return str(_("Approved by this side.") if is_approved else _("Not approved by this side yet."))


def _legal(text: str) -> str:
    """Without signs that no XML may hold (a Word file is one)."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")


def _paragraph(number: int, text: str) -> str:
    lines = "<br>".join(str(escape(_legal(line))) for line in text.splitlines())
    return f"<p>{number}. {lines}</p>"


def _promised(rows: tuple[RegisterRow, ...], language: str) -> Chapter:
    lines = [
        (
            row.sides.of(row.fact.ministry_id).country,
            _legal(row.fact.what),
            date_text(row.fact.due_on, language),
            str(_(row.fact.state.label)),
        )
        for row in rows
    ]
    head = (_("Who does it"), _("What is done"), _("Due"), _("State"))
    return Chapter("commitments", _("Commitments"), (grid(_("Commitments"), head, lines),))
