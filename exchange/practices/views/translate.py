"""Write another language of a practice, with the official text beside each field."""

from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError
from exchange.kernel.languages import Language
from exchange.practices import service
from exchange.practices.forms import TranslationForm, sections_of, typed_sections
from exchange.practices.models import TextState
from exchange.practices.service import PracticeDraft, TextDraft
from exchange.practices.views.blueprint import bp
from exchange.practices.views.editor import saved_words
from exchange.practices.views.opened import Opened, open_text
from exchange.web.access import signed_in
from exchange.web.actor import current_actor
from exchange.web.db import transaction
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
    paragraphs: tuple[str, ...]
    preview: Markup


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
    except (ConflictError, InvalidError) as error:
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
    """The saved practice with this one language as typed, up to date with the official text."""
    text = replace(
        _text_of(opened.saved, lang),
        title=form.title.data or "",
        summary=form.summary.data or "",
        sections=typed_sections(form),
        html={},
        state=TextState.CURRENT,
        behind_by=0,
        source_revision=opened.revision.number if opened.revision else None,
    )
    others = (one for one in opened.saved.texts if one.language != lang)
    return replace(opened.saved, texts=tuple(sorted((*others, text), key=lambda one: one.language)))


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


def _refused(form: TranslationForm, opened: Opened, lang: str, error: ConflictError | InvalidError) -> Answer:
    """The page again with everything typed; after a conflict it stands over the newest version."""
    if isinstance(error, InvalidError):
        add_faults(form, error)
        return _page(form, opened, lang), 422
    newest = open_text(opened.slug)
    form.version.data = str(newest.version)
    form.form_errors.append(said(error.message))
    return _page(form, newest, lang), 409


def _page(form: TranslationForm, opened: Opened, lang: str) -> str:
    beside = {"title": opened.saved.official.title, "summary": opened.saved.official.summary}
    beside |= sections_of(opened.saved.official)
    previews = _previews(form, opened, lang) if request.form.get("preview") else {}
    rows = [RowBeside(name, form[name], _paragraphs(beside[name]), previews.get(name, Markup())) for name in _NAMES]
    return render_template(
        "practices/translate.html",
        form=form,
        opened=opened,
        rows=[row for row in rows if row.paragraphs or row.field.data or row.key in {"title", "summary"}],
        official=opened.saved.official,
        lang=lang,
        own_name=Language(lang).own_name,
        saved_words=saved_words(opened),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _previews(form: TranslationForm, opened: Opened, lang: str) -> dict[str, Markup]:
    try:
        text = _text_of(service.laid_out(_typed(form, opened, lang)), lang)
    except InvalidError as error:
        add_faults(form, error)
        return {}
    return {key.value: Markup(html) for key, html in text.html.items()}  # noqa: S704 - rendered and cleaned
