"""Practices that a ministry keeps to itself or to a partner, in every state, and an open one with hidden parts."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.practices.models import (
    Practice,
    PracticeSection,
    PracticeState,
    PracticeText,
    Revision,
    RevisionState,
    RevisionTheme,
    Rows,
    Section,
    TextState,
    Visibility,
)
from tests.factories.practices import POST, SAID, make_practice
from tests.support.clock import START

MARK = "Qzibrakut"  # stands in everything that is hidden and in nothing else
WORD = "orchard"  # stands beside it, so that a search can ask for what is hidden without naming the mark
HIDDEN_TEXT = f"{MARK} {WORD}: foster care in villages."
UNCLEARED = (RevisionState.DRAFT, RevisionState.IN_CLEARANCE, RevisionState.SENT_BACK)


def hidden_practices(session: Session, own: Ministry, partner: Ministry, author: Person) -> list[Practice]:
    """One of each state and circle that a third ministry has no right to."""
    made = [*_uncleared(session, own, partner, author), *_narrow(session, own, partner, author)]
    session.flush()
    return made


def open_practice(session: Session, own: Ministry, author: Person) -> Practice:
    """Everyone reads it but one section, and its next text is a draft."""
    sections = {Section.PROBLEM: "Few families.", Section.LESSONS: HIDDEN_TEXT}
    narrowed = {Section.LESSONS.value: Visibility.MINISTRY.value}
    practice = make_practice(
        session,
        own,
        author=author,
        visibility=Visibility.PUBLIC,
        texts={"en": "Open to all", "az": "Hamıya açıq"},
        sections=sections,
        field_visibility=narrowed,
    )
    practice.revisions.append(_next_text(practice.revisions[0], author))
    session.flush()
    return practice


def _texts(name: str) -> dict[str, str]:
    return {"en": f"{MARK} {WORD} {name}", "az": f"{MARK} {name}"}


def _uncleared(session: Session, own: Ministry, partner: Ministry, author: Person) -> Iterator[Practice]:
    for circle, state in product(Visibility, UNCLEARED):
        practice = _made(session, own, partner, author, circle, f"{circle} {state}")
        practice.state, practice.published_revision, practice.published_at = PracticeState.DRAFT, None, None
        practice.revisions[0].state, practice.revisions[0].cleared_at = state, None
        yield practice


def _narrow(session: Session, own: Ministry, partner: Ministry, author: Person) -> Iterator[Practice]:
    for circle in Visibility:
        practice = _made(session, own, partner, author, circle, f"{circle} withdrawn")
        practice.withdraw(START, f"{MARK} superseded.")
        yield practice
    for circle in (Visibility.MINISTRY, Visibility.PARTNERS):
        yield _made(session, own, partner, author, circle, f"{circle}")
        old = _made(session, own, partner, author, circle, f"{circle} archived")
        old.archive(START - timedelta(days=9), f"{MARK} archived.")
        yield old


def _made(
    session: Session, own: Ministry, partner: Ministry, author: Person, circle: Visibility, name: str
) -> Practice:
    partners = [partner] if circle is Visibility.PARTNERS else []
    sections = {Section.PROBLEM: HIDDEN_TEXT, Section.LESSONS: HIDDEN_TEXT}
    return make_practice(
        session, own, author=author, visibility=circle, partners=partners, texts=_texts(name), sections=sections
    )


def _next_text(published: Revision, author: Person) -> Revision:
    following = Revision(
        number=2, state=RevisionState.DRAFT, language="en", org=SAID, contact_role=POST, saved_at=START
    )
    following.rows, following.codes, following.files = Rows(), [], []
    following.themes = [RevisionTheme(code=theme.code, position=theme.position) for theme in published.themes]
    following.visibility, following.written_by = Visibility.PUBLIC, author.id
    following.partner_ids, following.field_visibility = [], dict(published.field_visibility)
    section = PracticeSection(key=Section.PROBLEM, markdown=HIDDEN_TEXT, html=f"<p>{HIDDEN_TEXT}</p>")
    text = PracticeText(language="en", title=f"{MARK} next", summary=HIDDEN_TEXT, state=TextState.OFFICIAL)
    text.sections = [section]
    following.texts = [text]
    return following
