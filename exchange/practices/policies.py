"""Who may do what with a practice. Rights to read are triples that say the same (docs/decisions/0004).

The matrix is trust.md section 3: nobody reads more for running the platform, moderation implies no reading.
"""

from collections.abc import Hashable, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from exchange.kernel.actor import Actor, Role
from exchange.kernel.remembered import is_one_of, remembered
from exchange.practices.models import (
    Practice,
    PracticePartner,
    PracticeState,
    Revision,
    RevisionState,
    Stage,
    Visibility,
)

PUBLIC, MEMBERS = "public", "members"
_WRITERS = (Role.PUBLISHER, Role.ADMINISTRATOR)
_CLEARERS = (Role.REVIEWER, Role.ADMINISTRATOR)


def ministry_token(ministry_id: UUID) -> str:
    """The audience of everyone who belongs to the ministry."""
    return f"ministry:{ministry_id}"


# Reading the published text: the rule for one, the rule in SQL, the rule in the index ------------------------------


def can_read(actor: Actor, practice: Practice) -> bool:
    """Whether the published text may be read. Needs `partners` loaded when the circulation names partners."""
    return practice.state is PracticeState.PUBLISHED and _in_circle(actor, practice, practice.visibility)


@remembered
def readable_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read` as a condition on Practice."""
    return and_(Practice.state == PracticeState.PUBLISHED, _circle_condition(actor))


def names_readable(actor: Actor, practice_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """`can_read` for a row of another table that names a practice by this column.

    Looked up row by row: the set of all readable practices would be made anew for each question, and grows with them.
    """
    named = select(Practice.id).where(Practice.id == practice_id, readable_by(actor))
    return named.correlate(practice_id.class_).exists()


def reads_like(actor: Actor) -> Hashable:
    """Actors of the same value read the same practices and parts: what a kept value for several of them is keyed by."""
    return actor.is_signed_in, actor.ministry_ids, actor.opened


def audience_of(practice: Practice, part: str | None = None) -> frozenset[str]:
    """`can_read` (or `can_read_section`) as the tokens that an index keeps; empty when nobody reads."""
    if practice.state is not PracticeState.PUBLISHED:
        return frozenset()
    circle = practice.circle_of(part) if part else practice.visibility
    own = ministry_token(practice.ministry_id)
    return {
        Visibility.PUBLIC: frozenset({PUBLIC, MEMBERS, own}),
        Visibility.MEMBERS: frozenset({MEMBERS, own}),
        Visibility.PARTNERS: frozenset({own, *(ministry_token(partner.ministry_id) for partner in practice.partners)}),
        Visibility.MINISTRY: frozenset({own}),
    }[circle]


def audience_tokens(actor: Actor) -> frozenset[str]:
    """What the actor holds: a document is theirs to read when one of its tokens is among them.

    Search does not look into a ministry that is opened by break-glass: its pages are reached from their list.
    """
    if not actor.is_signed_in:
        return frozenset({PUBLIC})
    return frozenset({PUBLIC, MEMBERS, *map(ministry_token, actor.ministry_ids)})


def can_read_section(actor: Actor, practice: Practice, part: str) -> bool:
    """Whether one section or COSTS may be read: its own circle where it is narrower (difficulties, costs, asks)."""
    return can_read(actor, practice) and _in_circle(actor, practice, practice.circle_of(part))


def _in_circle(actor: Actor, practice: Practice, circle: Visibility) -> bool:
    named = (partner.ministry_id for partner in practice.partners) if circle is Visibility.PARTNERS else ()
    return _reaches(actor, practice, circle, named)


def _reaches(actor: Actor, practice: Practice, circle: Visibility | None, named: Iterable[UUID]) -> bool:
    if circle is Visibility.PUBLIC or practice.ministry_id in actor.reading_ids:
        return True
    if circle is Visibility.MEMBERS:
        return actor.is_signed_in
    return circle is Visibility.PARTNERS and any(map(actor.belongs_to, named))


def _circle_condition(actor: Actor) -> ColumnElement[bool]:
    if not actor.is_signed_in:
        return Practice.visibility == Visibility.PUBLIC
    is_named = is_one_of(PracticePartner.ministry_id, actor.ministry_ids)
    named = exists().where(PracticePartner.practice_id == Practice.id, is_named)
    return or_(
        is_one_of(Practice.visibility, (Visibility.PUBLIC, Visibility.MEMBERS)),
        is_one_of(Practice.ministry_id, actor.reading_ids),
        and_(Practice.visibility == Visibility.PARTNERS, named),
    )


# A cleared text by its number: the published one, or one that a newer text has replaced (docs/decisions/0043) ---------


def can_read_version(actor: Actor, practice: Practice, revision: Revision, part: str | None = None) -> bool:
    """Whether a cleared text, or one part of it, may be read: in the circle of today *and* in its own last circle."""
    now = can_read_section(actor, practice, part) if part else can_read(actor, practice)
    if revision.id == practice.published_revision_id:
        return now
    last = _reaches(actor, practice, revision.last_circle_of(part), revision.last_partners)
    return now and last and revision.state is RevisionState.CLEARED


@remembered
def version_readable_by(actor: Actor) -> ColumnElement[bool]:
    """`can_read_version` of the whole text as a condition on Practice and Revision joined."""
    is_newest = Revision.id == Practice.published_revision_id
    replaced = and_(Revision.state == RevisionState.CLEARED, _last_circle_condition(actor))
    return and_(readable_by(actor), or_(is_newest, replaced))


def _last_circle_condition(actor: Actor) -> ColumnElement[bool]:
    circle: ColumnElement[str] = Revision.last_circle["visibility"].as_string()
    if not actor.is_signed_in:
        return circle == Visibility.PUBLIC.value
    names = cast(Revision.last_circle["partners"], String)
    named = or_(false(), *(names.contains(str(ministry_id)) for ministry_id in sorted(actor.ministry_ids)))
    return or_(
        circle.in_((Visibility.PUBLIC.value, Visibility.MEMBERS.value)),
        Practice.ministry_id.in_(actor.reading_ids),
        and_(circle == Visibility.PARTNERS.value, named),
    )


# Behind the published text: drafts, remarks, history -----------------------------------------------------------------


def can_see_desk(actor: Actor, practice: Practice) -> bool:
    """Whether drafts, remarks and history may be read: by author, clearing officers, administrators of the ministry.

    Who runs the platform reads them too while the ministry is opened by break-glass; no act becomes possible by it.
    """
    if practice.ministry_id in actor.opened:
        return True
    return (is_author(actor, practice) and actor.belongs_to(practice.ministry_id)) or _holds_any(
        actor, _CLEARERS, practice.ministry_id
    )


@remembered
def desk_seen_by(actor: Actor) -> ColumnElement[bool]:
    """`can_see_desk` as a condition on Practice."""
    if not actor.is_signed_in:
        return false()
    own = and_(Practice.created_by == actor.person_id, Practice.ministry_id.in_(actor.ministry_ids))
    return or_(own, Practice.ministry_id.in_(actor.ministries_with(*_CLEARERS) | actor.opened))


def is_author(actor: Actor, practice: Practice) -> bool:
    """Whether the actor made the practice."""
    return actor.is_signed_in and practice.created_by == actor.person_id


def can_create(actor: Actor, ministry_id: UUID | None) -> bool:
    """Publishers and administrators write for their own ministry."""
    return _holds_any(actor, _WRITERS, ministry_id)


def can_edit(actor: Actor, practice: Practice) -> bool:
    """The author while still a publisher, or an administrator of the ministry."""
    if actor.holds(Role.ADMINISTRATOR, practice.ministry_id):
        return True
    return is_author(actor, practice) and actor.holds(Role.PUBLISHER, practice.ministry_id)


def can_clear(actor: Actor, practice: Practice, revision: Revision) -> bool:
    """A clearing officer or administrator of the ministry; never of a text that they wrote or sent (four eyes)."""
    return revision.stage is Stage.IN_CLEARANCE and _is_other_officer(actor, practice, revision)


def can_let_out(actor: Actor, practice: Practice, revision: Revision) -> bool:
    """The editor: a second officer, who is not the one that gave the ministry's OK either."""
    is_second = actor.person_id != revision.cleared_by
    return revision.stage is Stage.WITH_EDITOR and is_second and _is_other_officer(actor, practice, revision)


def can_decide(actor: Actor, practice: Practice, revision: Revision) -> bool:
    """Whether the text waits for this actor."""
    return can_clear(actor, practice, revision) or can_let_out(actor, practice, revision)


def can_set_rule(actor: Actor, ministry_id: UUID | None) -> bool:
    """Administrators say how their ministry lets texts out."""
    return _holds_any(actor, (Role.ADMINISTRATOR,), ministry_id)


def _is_other_officer(actor: Actor, practice: Practice, revision: Revision) -> bool:
    is_officer = _holds_any(actor, _CLEARERS, practice.ministry_id)
    return is_officer and actor.person_id not in revision.hands | {practice.created_by}


def can_withdraw(actor: Actor, practice: Practice) -> bool:
    """Withdraw or narrow: the author, a clearing officer or an administrator of the ministry."""
    return can_edit(actor, practice) or _holds_any(actor, _CLEARERS, practice.ministry_id)


def can_widen(actor: Actor, practice: Practice) -> bool:
    """Widening the circle is clearing: never by one who wrote. Needs `published_revision` loaded."""
    published = practice.published_revision
    hands = {practice.created_by} | (published.hands if published else set())
    return _holds_any(actor, _CLEARERS, practice.ministry_id) and actor.person_id not in hands


def judging_ministry(actor: Actor, practice: Practice) -> UUID | None:
    """The ministry for which the actor judges the evidence: one that clears texts and is not the owner's (0017)."""
    others = actor.ministries_with(Role.REVIEWER) - {practice.ministry_id}
    if not others or actor.belongs_to(practice.ministry_id):
        return None
    return actor.ministry_id if actor.ministry_id in others else min(others)


def _holds_any(actor: Actor, roles: Iterable[Role], ministry_id: UUID | None) -> bool:
    return any(actor.holds(role, ministry_id) for role in roles)


def everything() -> ColumnElement[bool]:
    """For jobs that work for nobody in particular, such as the indexer: it writes audiences, it shows nothing."""
    return true()
