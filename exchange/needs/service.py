"""Post a need, and close it when it was met."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.models import Ministry
from exchange.accounts.queries import MinistryView, actor_of, ministry, people_with, recipient
from exchange.audit.service import Act, record
from exchange.kernel.actor import Actor, Role
from exchange.kernel.catalogues import tongue
from exchange.kernel.errors import InvalidError, NotFoundError, RefusedError
from exchange.kernel.ids import new_id
from exchange.kernel.messages import N_, Message
from exchange.needs import policies
from exchange.needs.models import Need, NeedCircle, NeedPartner
from exchange.notifications.notice import Notice
from exchange.notifications.service import notify


@dataclass(frozen=True)
class NeedDraft:
    """A need as typed. `partners`: slugs of ministries."""

    title: str
    text: str
    language: str
    circle: NeedCircle
    partners: tuple[str, ...] = ()


def post_need(session: Session, *, actor: Actor, draft: NeedDraft, key: str, now: datetime) -> Need:
    """Show partners what the ministry wants to learn; the same form sent twice posts one.

    Raises:
        RefusedError: the actor speaks for no ministry.
        InvalidError: chosen partners without a choice; one sentence per field.
    """
    if not policies.can_post(actor) or actor.person_id is None or actor.ministry_id is None:
        raise RefusedError(N_("A need is posted by somebody who speaks for a ministry."))
    same = select(Need).where(Need.person_id == actor.person_id, Need.key == key)
    standing = session.scalars(same).one_or_none()
    if standing is not None:
        return standing
    partners = _partners(session, draft, actor.ministry_id)
    need = Need(
        id=new_id(),
        ministry_id=actor.ministry_id,
        person_id=actor.person_id,
        post=recipient(session, actor.person_id).post,
        title=draft.title.strip(),
        text=draft.text.strip(),
        language=draft.language,
        circle=draft.circle,
        key=key,
        made_at=now,
        partners=[NeedPartner(ministry_id=one) for one in partners],
    )
    session.add(need)
    session.flush()
    record(session, actor=actor, act=Act("need.posted", "need", need.id, {"circle": need.circle.value}), now=now)
    _tell(session, need, partners, now)
    return need


def _partners(session: Session, draft: NeedDraft, own_id: UUID) -> list[UUID]:
    if draft.circle is NeedCircle.MEMBERS:
        return []
    wanted = select(Ministry.id).where(Ministry.slug.in_(draft.partners), Ministry.id != own_id)
    found = list(session.scalars(wanted))
    if not found:
        raise InvalidError({"partners": N_("Choose at least one partner.")})
    return found


def _tell(session: Session, need: Need, partners: list[UUID], now: datetime) -> None:
    """The desks of chosen partners; a need for everyone waits on the board."""
    asking = ministry(session, need.ministry_id)
    for person in (one for partner in partners for one in people_with(session, partner, Role.PUBLISHER)):
        if policies.can_read(actor_of(session, person.id), need):
            notify(session, person_id=person.id, notice=posted(need, asking, person.language), now=now)


def posted(need: Need, asking: MinistryView, language: str) -> Notice:
    """To the desk of a chosen partner, in its language."""
    words = tongue(language)
    organisation = (asking.short_names or asking.names).text_for(language)
    values: dict[str, str | int] = {"organisation": organisation, "title": need.title}
    return Notice(
        kind="need.posted",
        path=f"/needs/{need.id}",
        subject=words.say(Message(N_("%(organisation)s would like to learn: %(title)s"), values)),
        lines=(words.gettext(N_("Your practices that fit stand on the page of the need.")),),
        action=words.gettext(N_("Read the need")),
        guard=f"need:{need.id}",
        key=f"need:{need.id}",
    )


def close_need(session: Session, *, actor: Actor, need_id: UUID, now: datetime) -> None:
    """Take a need from the board; doing it twice keeps the first date.

    Raises:
        NotFoundError: no such need, or the actor may not know of it.
        RefusedError: it is another ministry's.
    """
    wanted = select(Need).where(Need.id == need_id, policies.readable_by(actor)).options(joinedload(Need.partners))
    need = session.scalars(wanted).unique().one_or_none()
    if need is None:
        raise NotFoundError
    if not policies.can_close(actor, need):
        raise RefusedError(N_("Only the ministry that posted the need closes it."))
    need.closed_at = need.closed_at or now
    session.flush()
    record(session, actor=actor, act=Act("need.closed", "need", need.id), now=now)
