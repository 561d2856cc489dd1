"""What only Azerbaijan and Türkiye may know of, written into one of the two copies."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.models import Ministry, Person
from exchange.practices.models import Practice, PracticeState, Visibility
from tests.trust.probing.practices import hidden_practices
from tests.trust.probing.things import Between, hidden_file, hidden_things
from tests.trust.probing.world import hidden_meetings

OWN, PARTNER = "az-labour-social-protection", "tr-family-social-services"


def add_private_things(session: Session) -> None:
    """Practices in every state, and beside an open one: comments, questions, meetings, adoptions, entries, needs."""
    own, partner = (session.scalars(select(Ministry).where(Ministry.slug == slug)).one() for slug in (OWN, PARTNER))
    author, asker = _person(session, "publisher@az.example"), _person(session, "official@tr.example")
    practices = hidden_practices(session, own, partner, author)
    named = next(one for one in practices if _is_shown_to_partners(one))
    hidden_file(session)
    hidden_things(session, Between(own, partner, author, asker, _open(session, own), named, practices))
    hidden_meetings(session, own, partner, named)


def _is_shown_to_partners(practice: Practice) -> bool:
    return practice.visibility is Visibility.PARTNERS and practice.state is PracticeState.PUBLISHED


def _person(session: Session, email: str) -> Person:
    return session.scalars(select(Person).where(Person.email == email)).one()


def _open(session: Session, own: Ministry) -> Practice:
    """The first that everyone reads."""
    shown = Practice.state == PracticeState.PUBLISHED, Practice.visibility == Visibility.PUBLIC
    wanted = select(Practice).where(Practice.ministry_id == own.id, *shown).order_by(Practice.slug).limit(1)
    return session.scalars(wanted.options(selectinload(Practice.revisions))).one()
