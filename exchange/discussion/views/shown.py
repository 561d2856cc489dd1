"""What the pages of a discussion share: the threads with the form under them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from babel.support import NullTranslations
from flask import current_app, g, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from exchange.accounts.queries import ministries
from exchange.discussion import queries
from exchange.discussion.forms import CommentForm
from exchange.discussion.models import SECTIONS
from exchange.discussion.queries import CommentView, Sections, Standing
from exchange.discussion.views.blank import blank_form
from exchange.kernel.errors import NotFoundError
from exchange.kernel.kept import kept
from exchange.kernel.languages import Language
from exchange.kernel.pages import Page
from exchange.kernel.when import Place
from exchange.practices.queries import brief
from exchange.practices.views.tongues import current_machine
from exchange.web.actor import current_actor
from exchange.web.catalogue import catalogue
from exchange.web.db import reading
from exchange.web.reader import current_reader
from exchange.web.values import page_number

_MOST_MINISTRIES = 60
_MOST_THREADS = 1_200  # some 4 kB each


def standing(slug: str) -> Standing:
    """The discussion of a practice, or the page that says that there is none. Asked once per request."""
    known: dict[str, Standing] = g.setdefault("discussions", {})
    if slug not in known:
        known[slug] = queries.standing(reading(), actor=current_actor(), slug=slug)
    return known[slug]


def translates() -> bool:
    """Whether an administrator named a translating machine."""
    return current_machine().is_on


def drawn(at: Standing, page: Page[CommentView]) -> tuple[Markup, ...]:
    """The threads of a page as HTML. A thread that stands as it stood for the same eyes is not drawn again."""
    reader, words, translated = current_reader(), catalogue(), translates()
    return tuple(
        _drawn(words, reader.language, reader.place, one, at.slug, is_public=at.is_public, translated=translated)
        for one in page.items
    )


@lru_cache(maxsize=_MOST_THREADS)
def _drawn(
    _words: NullTranslations,
    _language: Language,
    _place: Place,
    one: CommentView,
    slug: str,
    *,
    is_public: bool,
    translated: bool,
) -> Markup:
    """Everything that decides what is seen is in the value, which was read under the reader's right."""
    threads: Any = current_app.jinja_env.get_template("discussion/_thread.html").module
    html: Markup = threads.one(one, slug, is_public, translates=translated)
    return html


def new_form(parent: str, section: str) -> CommentForm:
    """A form for an answer or about a section; what the request sent for another form is left alone.

    A visitor gets no token and no session.
    """
    meta = {"csrf": current_actor().is_signed_in}
    return CommentForm(formdata=None, data={"parent": parent, "section": section}, meta=meta)


@dataclass(frozen=True)
class _Chosen:
    """Which part of the discussion is looked at."""

    section: str = ""
    thread_id: UUID | None = None


def discussion_page(at: Standing, form: CommentForm | None, *, preview: str = "") -> str:
    """All threads, those about a section, or one thread, page by page, with the form.

    Args:
        form: none: an empty one.
        preview: rendered text.
    """
    sections = sections_of(at.slug)
    chosen = _chosen(sections)
    root, page = _looked_at(at, chosen, sections)
    return render_template(
        "discussion/page.html",
        at=at,
        about=brief(reading(), actor=current_actor(), slug=at.slug, language=current_reader().language.value),
        page=page,
        threads=() if root else drawn(at, page),
        root=root,
        chosen=chosen.section,
        preview=preview,
        translates=translates(),
        **_written(at, form, sections),
    )


def _written(at: Standing, form: CommentForm | None, sections: Sections) -> dict[str, Any]:
    """What the page shows of the form: an empty one as it was drawn before, or what it says about this one."""
    mentions = _mentions() if at.can_write else Markup()
    if form is None:
        written = blank_form(at, mentions) if at.can_write else mentions
        return {"written": written, "form": None, "answered": None, "section_name": "", "mentions": mentions}
    _put_paragraphs(form, sections)
    name = SECTIONS.get(form.section.data or "", "")
    answered = _answered(at, form)
    return {"written": "", "form": form, "answered": answered, "section_name": name, "mentions": mentions}


def sections_of(slug: str) -> Sections:
    """The sections that this reader sees, read once per request."""
    known: dict[str, Sections] = g.setdefault("discussion_sections", {})
    if slug not in known:
        actor = current_actor()
        key = "sections discussed", actor, slug
        known[slug] = kept(key, lambda: queries.sections_of(reading(), actor=actor, slug=slug))
    return known[slug]


def _chosen(sections: Sections) -> _Chosen:
    section, thread = request.args.get("section", ""), request.args.get("thread", "")
    is_seen = section in SECTIONS and section in sections.keys
    return _Chosen(section if is_seen else "", uuid_of(thread) if thread else None)


def _looked_at(at: Standing, chosen: _Chosen, sections: Sections) -> tuple[CommentView | None, Page[CommentView]]:
    session, actor, number = reading(), current_actor(), page_number()
    if chosen.thread_id is not None:
        thread_id = chosen.thread_id
        return queries.answers_page(session, actor=actor, at=at, thread_id=thread_id, number=number, sections=sections)
    section = chosen.section
    return None, queries.threads(session, actor=actor, at=at, number=number, sections=sections, section=section)


def _put_paragraphs(form: CommentForm, sections: Sections) -> None:
    key = form.section.data or ""
    form.section.data = key if key in sections.wide else ""
    shown = sections.paragraphs_of(form.section.data, reading_language(sections, form.section.data))
    form.paragraph.choices = [(0, _("The whole section")), *((one.number, one.words) for one in shown)]


def reading_language(sections: Sections, key: str) -> str:
    """The language version that this reader is shown of a section."""
    wanted, versions = current_reader().language.value, [code for name, code in sections.texts if name == key]
    return wanted if wanted in versions or not versions else ("en" if "en" in versions else versions[0])


def _mentions() -> Markup:
    """Ministries with the words by which they are mentioned, as rows of a list."""
    language = current_reader().language.value
    return kept(("mentions", language), lambda: _mentions_in(language))


def _mentions_in(language: str) -> Markup:
    row = Markup("<li><b>@{}</b> {}</li>")
    found = ministries(reading())[:_MOST_MINISTRIES]
    return Markup("").join(row.format(one.slug, one.short_name(language)) for one in found)


def _answered(at: Standing, form: CommentForm) -> CommentView | None:
    if not form.parent.data:
        return None
    return queries.answerable(reading(), actor=current_actor(), at=at, comment_id=uuid_of(form.parent.data))


def uuid_of(text: str) -> UUID:
    """The id in a form or an address; what is none belongs to nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None
