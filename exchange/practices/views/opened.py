"""A text as it lies on the author's desk: what is saved, in which version, and the form over it."""

from dataclasses import dataclass
from uuid import UUID

from flask import session as cookies

from exchange.kernel.errors import NotFoundError
from exchange.practices.forms import PracticeForm
from exchange.practices.models import Practice, Revision
from exchange.practices.queries import load_for_desk
from exchange.practices.service import PracticeDraft
from exchange.practices.service.filling import draft_of
from exchange.practices.service.writing import editable
from exchange.practices.views.choices import practice_form
from exchange.web.actor import current_actor
from exchange.web.db import reading
from exchange.web.reader import current_reader

_BEGUN = "begun"
_REMEMBERED = 8


@dataclass(frozen=True)
class Opened:
    """What the editor works on; a practice that was not begun yet has no slug."""

    saved: PracticeDraft
    country: str
    ministry_id: UUID | None
    practice: Practice | None = None
    revision: Revision | None = None

    @property
    def slug(self) -> str:
        """The address, empty before the first save."""
        return self.practice.slug if self.practice else ""

    @property
    def version(self) -> int:
        """The version that is opened."""
        return self.revision.version if self.revision else 0

    def form(self) -> PracticeForm:
        """The form over the saved text."""
        return practice_form(reading(), self.saved, ministry_id=self.ministry_id, version=self.version)


def open_text(slug: str) -> Opened:
    """The text that the actor may write now.

    Raises:
        NotFoundError, RefusedError: as the service decides.
    """
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    revision = editable(practice, current_actor())
    return Opened(draft_of(revision, practice.country), practice.country, practice.ministry_id, practice, revision)


def decided(slug: str) -> Practice | None:
    """The practice where its newest text is cleared or refused, so that writing means to begin a new version."""
    practice = load_for_desk(reading(), actor=current_actor(), slug=slug)
    return practice if practice.revisions[-1].is_decided else None


def open_nothing(country: str) -> Opened:
    """A practice that is about to begin, in the reader's language."""
    actor = current_actor()
    if actor.ministry_id is None:
        raise NotFoundError
    return Opened(PracticeDraft(language=current_reader().language.value, country=country), country, actor.ministry_id)


def begun_before(key: str) -> str:
    """The practice that this form already began, when it is sent a second time; empty otherwise."""
    return str(dict(cookies.get(_BEGUN, [])).get(key, "")) if key else ""


def remember_begun(key: str, slug: str) -> None:
    """Note which practice a form began."""
    if key:
        cookies[_BEGUN] = [*cookies.get(_BEGUN, [])[1 - _REMEMBERED :], [key, slug]]
