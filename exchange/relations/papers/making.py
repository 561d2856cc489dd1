"""Make the pages of a briefing under its reader's rights, and say whether they may still be given out."""

import hashlib
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from exchange.accounts.queries import actor_of, ministries_by_id
from exchange.kernel.actor import Actor
from exchange.kernel.errors import NotFoundError
from exchange.kernel.languages import Language
from exchange.meetings.queries import MeetingFact, meetings_between
from exchange.papers.paper import Paper
from exchange.papers.pdf import as_pdf, why_no_pdf
from exchange.papers.word import as_word
from exchange.practices.queries import PracticePage, practice_page
from exchange.relations.models import Briefing, BriefingState
from exchange.relations.papers.briefing import Facts, Limits, briefing_paper, first_pages
from exchange.relations.queries import Dossier, find_dossier
from exchange.vocabulary.queries import bank
from exchange.web.reader import in_language

MOST_PAGES = 2
_ATTEMPTS = 5
_MOST_PRACTICES = 5


def make_pages(session: Session, briefing: Briefing) -> None:
    """Write both files into the row; the first pages are made smaller until two hold them."""
    language = Language(briefing.language)
    facts = facts_of(session, briefing)
    with in_language(language):
        limits, pages = _fitting(facts, language)
        paper = briefing_paper(facts, language, limits)
        briefing.pdf = None if why_no_pdf() else as_pdf(paper)
        briefing.word = as_word(paper, now=briefing.made_at)
        briefing.content_hash, briefing.pages = content_hash(facts, language), pages
    briefing.state = BriefingState.READY


def is_still_true(session: Session, briefing: Briefing) -> bool:
    """Whether the same pages would be made now: what was narrowed since is given out no longer (trust.md I4)."""
    language = Language(briefing.language)
    try:
        facts = facts_of(session, briefing)
    except NotFoundError:
        return False
    with in_language(language):
        return content_hash(facts, language) == briefing.content_hash


def content_hash(facts: Facts, language: Language) -> str:
    """Of everything that the pages can say."""
    paper: Paper = briefing_paper(facts, language, Limits())
    return hashlib.sha256(repr(paper).encode()).hexdigest()


def _fitting(facts: Facts, language: Language) -> tuple[Limits, int]:
    limits, pages = Limits(), 0
    if why_no_pdf():
        return limits.smaller(), pages
    for _attempt in range(_ATTEMPTS):
        pages = _count(as_pdf(first_pages(facts, language, limits)))
        if pages <= MOST_PAGES:
            break
        limits = limits.smaller()
    return limits, pages


def _count(pdf: bytes) -> int:
    """Pages of a PDF, the notes at its end aside: they stand behind the annexes of the whole document."""
    import pypdfium2  # noqa: PLC0415 - loaded when a PDF is looked at

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def facts_of(session: Session, briefing: Briefing) -> Facts:
    """Everything, read as the person who asked may read it now.

    Raises:
        NotFoundError: the person has left, or may know nothing of the pair any more.
    """
    actor = actor_of(session, briefing.person_id)
    if not actor.belongs_to(briefing.own_ministry_id):
        raise NotFoundError
    sides = ministries_by_id(session, (briefing.own_ministry_id, briefing.partner_ministry_id))
    pair = sides[briefing.own_ministry_id].slug, sides[briefing.partner_ministry_id].slug
    language = Language(briefing.language)
    dossier = find_dossier(session, actor=actor, pair=pair, language=language)
    meeting = _meeting(session, actor, briefing)
    base = current_app.config["EXCHANGE"].public_url.rstrip("/")
    return Facts(
        dossier=dossier,
        own_id=briefing.own_ministry_id,
        practices=_on_the_table(session, actor, dossier, briefing.partner_ministry_id, language),
        bank=bank(session),
        subject=meeting.title if meeting else "",
        meets_at=meeting.starts_at if meeting else None,
        made_at=briefing.made_at,
        address=f"{base}/relations/{dossier.address[0]}/{dossier.address[1]}",
    )


def _meeting(session: Session, actor: Actor, briefing: Briefing) -> MeetingFact | None:
    """The meeting that the pages are for, while the reader may know of it."""
    if briefing.meeting_id is None:
        return None
    found = meetings_between(
        session,
        actor=actor,
        first=briefing.own_ministry_id,
        second=briefing.partner_ministry_id,
        language=briefing.language,
    )
    return next((one for one in found if one.id == briefing.meeting_id), None)


def _on_the_table(
    session: Session, actor: Actor, dossier: Dossier, partner_id: UUID, language: Language
) -> tuple[PracticePage, ...]:
    """The partner's practices first, the better known first."""
    ordered = sorted(
        dossier.practices.values(), key=lambda card: (card.ministry_id != partner_id, -(card.evidence or 0), card.slug)
    )
    return tuple(
        practice_page(session, actor=actor, slug=card.slug, language=language.value)
        for card in ordered[:_MOST_PRACTICES]
    )
