"""What only two ministries may know of, written into one of the copies."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.models import Ministry, Person
from exchange.practices.models import Practice, PracticeState, Visibility
from tests.trust.probing.practices import hidden_practices
from tests.trust.probing.things import Between, hidden_file, hidden_things
from tests.trust.probing.world import hidden_meetings


def add_private_things(session: Session, own_slug: str, partner_slug: str) -> None:
    """Practices in every state, and beside an open one: comments, questions, meetings, adoptions, entries, needs."""
    own, partner = (
        session.scalars(select(Ministry).where(Ministry.slug == slug)).one() for slug in (own_slug, partner_slug)
    )
    author, asker = _account(session, own, "publisher"), _account(session, partner, "official")
    practices = hidden_practices(session, own, partner, author)
    named = next(one for one in practices if _is_shown_to_partners(one))
    hidden_file(session)
    hidden_things(session, Between(own, partner, author, asker, _open(session, own), named, practices))
    hidden_meetings(session, own, partner, named)


def _is_shown_to_partners(practice: Practice) -> bool:
    return practice.visibility is Visibility.PARTNERS and practice.state is PracticeState.PUBLISHED


def _account(session: Session, ministry: Ministry, post: str) -> Person:
    wanted = select(Person).where(Person.ministry_id == ministry.id, Person.email.startswith(f"{post}@"))
    return session.scalars(wanted).one()


def _open(session: Session, own: Ministry) -> Practice:
    """The first that everyone reads."""
    shown = Practice.state == PracticeState.PUBLISHED, Practice.visibility == Visibility.PUBLIC
    wanted = select(Practice).where(Practice.ministry_id == own.id, *shown).order_by(Practice.slug).limit(1)
    return session.scalars(wanted.options(selectinload(Practice.revisions))).one()
