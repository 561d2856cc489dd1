"""Keep the record of an adoption: open it, go a step on, state a figure, describe it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.queries import recipient
from exchange.adoptions import policies
from exchange.adoptions.events import AdoptionDescribed, AdoptionReadersChanged, AdoptionResultAdded, AdoptionStepTaken
from exchange.adoptions.models import Adoption, AdoptionResult, AdoptionStep, Differences, Readers
from exchange.adoptions.service.drafts import Description, ResultDraft, StepDraft, check_result, check_step
from exchange.kernel.actor import Actor
from exchange.kernel.documents import Source
from exchange.kernel.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from exchange.kernel.events import emit
from exchange.kernel.ids import new_id
from exchange.kernel.messages import N_
from exchange.kernel.translated import Translated
from exchange.practices.models import Practice
from exchange.practices.queries import find_readable

_NOT_YOURS = N_("Only the ministry whose record this is may write into it.")
_NEEDS_CLEARANCE = N_("A clearing officer or administrator of your ministry decides whether more than the two read it.")


def begin(
    session: Session, *, actor: Actor, slug: str, step: StepDraft, readers: Readers, key: str, now: datetime
) -> Adoption:
    """Open the record of the actor's ministry with its first step; the same form sent twice opens one.

    Raises:
        NotFoundError: no such practice, or the actor may not know of it.
        RefusedError: it is the actor's own ministry's practice, or the actor speaks for none.
        ConflictError: the ministry keeps a record of this practice already.
        InvalidError: a date or remark that cannot be; one sentence per field.
    """
    practice = find_readable(session, actor=actor, slug=slug)
    if not policies.can_begin(actor, practice) or actor.ministry_id is None:
        raise RefusedError(N_("A practice is adopted by another ministry than its own."))
    standing = _standing(session, practice.id, actor.ministry_id)
    if standing is not None:
        if any(one.key == key for one in standing.steps):
            return standing
        raise ConflictError(N_("Your ministry keeps a record of this practice already."))
    _require_choice(actor, readers)
    check_step(step, None, practice, now.date())
    adoption = _opened(actor.ministry_id, practice, step, readers, now)
    session.add(adoption)
    return _stepped(session, actor, adoption, step, key, now)


def _standing(session: Session, practice_id: UUID, ministry_id: UUID) -> Adoption | None:
    same = select(Adoption).where(Adoption.practice_id == practice_id, Adoption.ministry_id == ministry_id)
    return session.scalars(same.options(joinedload(Adoption.steps))).unique().one_or_none()


def _opened(ministry_id: UUID, practice: Practice, step: StepDraft, readers: Readers, now: datetime) -> Adoption:
    published = practice.published_revision
    return Adoption(
        id=new_id(),
        practice_id=practice.id,
        ministry_id=ministry_id,
        revision=published.number if published else 1,
        readers=readers,
        stage=step.stage,
        began_on=step.moment.on,
        differences=Differences(),
        created_at=now,
        updated_at=now,
        steps=[],
        results=[],
    )


def take_step(session: Session, *, actor: Actor, adoption_id: UUID, step: StepDraft, key: str, now: datetime) -> None:
    """Go one step on; the same form sent twice is one step.

    Raises:
        NotFoundError: no such record, or the actor may not know of it.
        RefusedError: it is another ministry's.
        InvalidError: a date or remark that cannot be; one sentence per field.
    """
    adoption = _kept(session, actor, adoption_id)
    if any(one.key == key for one in adoption.steps):
        return
    check_step(step, adoption, adoption.practice, now.date())
    _stepped(session, actor, adoption, step, key, now)


def _stepped(session: Session, actor: Actor, adoption: Adoption, step: StepDraft, key: str, now: datetime) -> Adoption:
    row = AdoptionStep(
        key=key,
        position=len(adoption.steps),
        stage=step.stage,
        happened_on=step.moment.on,
        precision=step.moment.precision,
        text=Translated({step.language: step.text.strip()}),
        act_title=step.act_title.strip(),
        act_number=step.act_number.strip(),
        sources=(Source("", step.source.strip()),) if step.source.strip() else (),
        post=_post(session, actor),
        person_id=actor.person_id,
        entered_at=now,
    )
    adoption.take(row, now)
    session.flush()
    emit(session, AdoptionStepTaken(*_facts(adoption, actor, now), stage=step.stage.value))
    return adoption


def add_result(
    session: Session, *, actor: Actor, adoption_id: UUID, result: ResultDraft, key: str, now: datetime
) -> None:
    """State a figure with its source; the same form sent twice is one figure.

    Raises:
        NotFoundError, RefusedError: as for a step.
        InvalidError: a figure without a source, a date that cannot be; one sentence per field.
    """
    adoption = _kept(session, actor, adoption_id)
    if any(one.key == key for one in adoption.results):
        return
    check_result(result, adoption.practice, now.date())
    adoption.report(_figure(session, actor, adoption, result, key, now), now)
    session.flush()
    emit(session, AdoptionResultAdded(*_facts(adoption, actor, now)))


def _figure(
    session: Session, actor: Actor, adoption: Adoption, result: ResultDraft, key: str, now: datetime
) -> AdoptionResult:
    return AdoptionResult(
        key=key,
        position=len(adoption.results),
        happened_on=result.moment.on,
        precision=result.moment.precision,
        figure=result.figure,
        unit=result.unit,
        title=Translated({result.language: result.what.strip()}),
        source=result.source.strip(),
        method=result.method.strip(),
        stated_by=result.stated_by.strip(),
        post=_post(session, actor),
        person_id=actor.person_id,
        entered_at=now,
    )


def describe(
    session: Session, *, actor: Actor, adoption_id: UUID, said: Description, expected_version: int, now: datetime
) -> None:
    """Say what was kept, changed and left, name the own practice, choose who may know.

    Raises:
        NotFoundError, RefusedError: as for a step; wider readers need a clearing officer or administrator.
        ConflictError: somebody else changed the record since `expected_version`.
        InvalidError: the own practice is not one that the ministry shows.
    """
    adoption = _kept(session, actor, adoption_id)
    if adoption.version != expected_version:
        raise ConflictError(
            N_("A colleague changed this record meanwhile. Your text is kept here; compare, then save.")
        )
    if said.readers is not adoption.readers:
        _require_choice(actor, said.readers)
    before, adoption.readers = adoption.readers, said.readers
    adoption.own_practice_id = _own_practice(session, actor, said.own_slug)
    adoption.differences = Differences(*(_points(lines, said) for lines in (said.kept, said.changed, said.left)))
    adoption.updated_at = now
    session.flush()
    emit(session, AdoptionDescribed(*_facts(adoption, actor, now)))
    if before is not said.readers:
        change = AdoptionReadersChanged(*_facts(adoption, actor, now), before=before.value, after=said.readers.value)
        emit(session, change)


def _points(lines: tuple[str, ...], said: Description) -> tuple[Translated, ...]:
    return tuple(Translated({said.language: line.strip()}) for line in lines if line.strip())


def _own_practice(session: Session, actor: Actor, slug: str) -> UUID | None:
    if not slug:
        return None
    try:
        practice = find_readable(session, actor=actor, slug=slug)
    except NotFoundError:
        practice = None
    if practice is None or practice.ministry_id != actor.ministry_id:
        raise InvalidError({"own_practice": N_("Choose a published practice of your own ministry.")})
    return practice.id


def _kept(session: Session, actor: Actor, adoption_id: UUID) -> Adoption:
    whole = select(Adoption).where(Adoption.id == adoption_id, policies.readable_by(actor))
    rows = (
        joinedload(Adoption.steps),
        joinedload(Adoption.results),
        joinedload(Adoption.practice).joinedload(Practice.published_revision),
    )
    adoption = session.scalars(whole.options(*rows)).unique().one_or_none()
    if adoption is None:
        raise NotFoundError
    if not policies.can_keep(actor, adoption):
        raise RefusedError(_NOT_YOURS)
    return adoption


def _require_choice(actor: Actor, readers: Readers) -> None:
    if not policies.may_choose(actor, readers):
        raise InvalidError({"readers": _NEEDS_CLEARANCE})


def _post(session: Session, actor: Actor) -> Translated:
    return recipient(session, actor.person_id).post if actor.person_id else Translated()


def _facts(adoption: Adoption, actor: Actor, now: datetime) -> tuple[UUID, UUID, UUID, Actor, datetime]:
    return adoption.id, adoption.practice_id, adoption.ministry_id, actor, now
