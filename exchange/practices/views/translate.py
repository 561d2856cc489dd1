"""Write another language of a practice, with the official text beside each field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from exchange.accounts.queries import post_views
from exchange.kernel.errors import ConflictError, InvalidError, KernelError, NotFoundError, UnavailableError
from exchange.kernel.languages import Language
from exchange.practices import service
from exchange.practices.forms import TranslationForm, sections_of, typed_sections
from exchange.practices.models import TextState
from exchange.practices.service import PracticeDraft, TextDraft
from exchange.practices.service.aging import Paragraph, caught_up, newer
from exchange.practices.views.blueprint import bp
from exchange.practices.views.editor import saved_words
from exchange.practices.views.opened import Opened, open_text
from exchange.practices.views.tongues import current_machine, drafted, official_terms
from exchange.practices.views.words import language_name
from exchange.vocabulary.queries import bank
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.errors import said
from exchange.web.forms import add_faults

_NAMES = (
    "title",
    "summary",
    "problem",
    "context",
    "objectives",
    "solution",
    "innovation",
    "difficulties",
    "user_feedback",
    "equity",
    "safeguards",
    "adapt_keep",
    "adapt_may_change",
    "adapt_avoid",
    "lessons",
    "asks",
    "next",
)
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class RowBeside:
    """One field, and the official text that it renders."""

    key: str
    field: Any
    paragraphs: tuple[tuple[str, bool], ...]  # with whether it is newer than this version
    preview: Markup
    terms: tuple[tuple[str, str], ...] = ()  # what the term bank calls things: official word, word of this language


@bp.get("/<slug>/edit/<lang>")
@signed_in
def translate(slug: str, lang: str) -> Answer:
    """The language version beside the official text."""
    opened = open_text(slug)
    return _page(_form(opened, _language(lang, opened)), opened, lang)


@bp.post("/<slug>/edit/<lang>")
@signed_in
def save_translation(slug: str, lang: str) -> Answer:
    """Save the language version; the official text does not change."""
    opened = open_text(slug)
    form = _form(opened, _language(lang, opened))
    if request.form.get("preview"):
        return _page(form, opened, lang)
    if not form.validate():
        return _page(form, opened, lang), 422
    try:
        _save(form, opened, lang)
    except (ConflictError, InvalidError, UnavailableError) as error:
        return _refused(form, opened, lang, error)
    return redirect(url_for(".translate", slug=slug, lang=lang), code=303)


def _language(lang: str, opened: Opened) -> str:
    if lang not in set(Language) or lang == opened.saved.language:
        raise NotFoundError
    return lang


def _text_of(draft: PracticeDraft, lang: str) -> TextDraft:
    return next((text for text in draft.texts if text.language == lang), TextDraft(lang))


def _form(opened: Opened, lang: str) -> TranslationForm:
    text = _text_of(opened.saved, lang)
    shown = {"title": text.title, "summary": text.summary, "version": str(opened.version)}
    return TranslationForm(data=shown | sections_of(text))


def _typed(form: TranslationForm, opened: Opened, lang: str) -> PracticeDraft:
    """The saved practice with this one language as typed, dismissed, or drafted by the machine."""
    saved, act = _text_of(opened.saved, lang), request.form.get("do", "save")
    text = _as_typed(form, saved)
    if act == "dismiss":
        text = caught_up(saved, opened.saved.official)
    elif act == "machine":
        text = drafted(saved, opened.saved.official, current_machine())
    elif not form.is_unfinished.data:
        text = caught_up(_signed(form, text), opened.saved.official)
    others = (one for one in opened.saved.texts if one.language != lang)
    return replace(opened.saved, texts=tuple(sorted((*others, text), key=lambda one: one.language)))


def _as_typed(form: TranslationForm, saved: TextDraft) -> TextDraft:
    return replace(
        saved,
        title=form.title.data or "",
        summary=form.summary.data or "",
        sections=typed_sections(form),
        html={},
    )


def _signed(form: TranslationForm, text: TextDraft) -> TextDraft:
    """Named by the post of whoever saves; a machine's draft becomes a person's once the whole is read."""
    actor = current_actor()
    posts = post_views(reading(), {actor.person_id}) if actor.person_id else {}
    post = next((one.post for one in posts.values()), text.translator)
    is_machine = text.state is TextState.MACHINE and not form.is_read.data
    return replace(text, translator=post, state=TextState.MACHINE if is_machine else TextState.CURRENT)


def _save(form: TranslationForm, opened: Opened, lang: str) -> None:
    draft = service.laid_out(_typed(form, opened, lang))
    version = form.version.data or ""
    with transaction() as session:
        service.save_draft(
            session,
            actor=current_actor(),
            slug=opened.slug,
            draft=draft,
            expected_version=int(version) if version.isdecimal() else -1,
            now=current_app.config["CLOCK"](),
        )


def _refused(form: TranslationForm, opened: Opened, lang: str, error: KernelError) -> Answer:
    """The page again with everything typed; after a conflict it stands over the newest version."""
    if isinstance(error, InvalidError):
        add_faults(form, error)
        return _page(form, opened, lang), 422
    if isinstance(error, UnavailableError):
        form.form_errors.append(said(error.message))
        return _page(form, open_text(opened.slug), lang), 503
    newest = open_text(opened.slug)
    form.version.data = str(newest.version)
    form.form_errors.append(said(error.message))
    return _page(form, newest, lang), 409


def _page(form: TranslationForm, opened: Opened, lang: str) -> str:
    official, text = opened.saved.official, _text_of(opened.saved, lang)
    behind = newer(text, official) if text.title and text.source_marks else ()
    return render_template(
        "practices/translate.html",
        form=form,
        opened=opened,
        rows=_rows(form, opened, lang, behind),
        official=official,
        official_name=language_name(official.language),
        lang=lang,
        own_name=Language(lang).own_name,
        saved_words=saved_words(opened),
        behind=len(behind) or text.behind_by,
        is_machine=text.state is TextState.MACHINE,
        machine_is_on=current_machine().is_on,
        translator=text.translator,
    )


def _rows(form: TranslationForm, opened: Opened, lang: str, behind: Sequence[Paragraph]) -> list[RowBeside]:
    official = opened.saved.official
    beside = {"title": official.title, "summary": official.summary} | sections_of(official)
    previews = _previews(form, opened, lang) if request.form.get("preview") else {}
    terms = bank(reading())
    rows = [
        RowBeside(
            name,
            form[name],
            _paragraphs(name, beside[name], behind),
            previews.get(name, Markup()),
            official_terms(terms, beside[name], Language(official.language), Language(lang)),
        )
        for name in _NAMES
    ]
    return [row for row in rows if row.paragraphs or row.field.data or row.key in {"title", "summary"}]


def _paragraphs(name: str, text: str, behind: Sequence[Paragraph]) -> tuple[tuple[str, bool], ...]:
    part = "adapt" if name.startswith("adapt_") else name
    late = [one.text for one in behind if one.part == part]
    pieces = (piece.strip() for piece in text.split("\n\n") if piece.strip())
    return tuple((piece, any(piece in one for one in late)) for piece in pieces)


def _previews(form: TranslationForm, opened: Opened, lang: str) -> dict[str, Markup]:
    try:
        text = _text_of(service.laid_out(_typed(form, opened, lang)), lang)
    except InvalidError as error:
        add_faults(form, error)
        return {}
    return {key.value: Markup(html) for key, html in text.html.items()}  # noqa: S704 - rendered and cleaned
