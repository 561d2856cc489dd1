"""A sample meeting that took place, with minutes under review and commitments. All invented, and marked so."""

from datetime import date, datetime, timedelta
from uuid import UUID

from flask import current_app

from exchange.demo.people import actor_behind
from exchange.meetings import service
from exchange.meetings.models import CommitmentState, MeetingRequest, Minutes
from exchange.web.db import reading, transaction

AZ, TR = "official@az.example", "official@tr.example"
PARAGRAPHS = (
    (
        "Nümunə: Tərəflər himayədar ailələrin seçilməsi meyarlarını müqayisə etmək barədə razılığa gəldilər.",
        "Örnek: Taraflar, koruyucu aile seçim ölçütlerini karşılaştırma konusunda anlaştı.",
    ),
    (
        "Nümunə: Türkiyə tərəfi yoxlama siyahısını və təlim proqramını göndərəcək.",
        "Örnek: Türk tarafı kontrol listesini ve eğitim programını gönderecek.",
    ),
    (
        "Nümunə: Azərbaycan tərəfi ilk yerləşdirmələrin nəticələrini təqdim edəcək.",
        "Örnek: Azerbaycan tarafı ilk yerleştirmelerin sonuçlarını sunacak.",
    ),
)


def hold_a_meeting(now: datetime) -> None:
    """Azerbaijan and Türkiye met last week; Türkiye approved the minutes, Azerbaijan has a remark on them."""
    starts_at = _quiet_hour(now - timedelta(days=8))
    request_id = _ask(starts_at)
    _agree(request_id, starts_at - timedelta(days=6))
    _meet(request_id, starts_at)
    _write_down(request_id, starts_at + timedelta(hours=3))
    _promise(request_id, starts_at + timedelta(hours=2), now)


def _quiet_hour(day: datetime) -> datetime:
    while day.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
        day -= timedelta(days=1)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def _ask(starts_at: datetime) -> UUID:
    offer = service.Offer((starts_at,), "Asia/Baku", language="az")
    draft = service.RequestDraft(
        "tr-koruyucu-aile",
        "Nümunə: seçim meyarları və növbə haqqında ilk söhbət.",
        offer,
        ("az", "tr"),
        topic="Nümunə: himayədar ailələr, hazırlıq görüşü",
        outcome="Nümunə: ortaq yoxlama siyahısı",
    )
    actor = actor_behind(AZ)
    with transaction() as session:
        now = starts_at - timedelta(days=7)
        request_id = service.request_meeting(session, actor=actor, draft=draft, key="", now=now).request_id
        session.get_one(MeetingRequest, request_id).is_sample = True
        return request_id


def _agree(request_id: UUID, now: datetime) -> None:
    expert, organizer = actor_behind(TR), actor_behind("organizer@az.example")
    with transaction() as session:
        request = session.get_one(MeetingRequest, request_id)
        slot = request.current.slots[0].id
        common = {"request_id": request_id, "key": "", "now": now}
        service.accept(session, actor=expert, slot_id=slot, proposal_no=1, expected_version=1, **common)  # type: ignore[arg-type]
        title = "Nümunə: himayədar ailələr, hazırlıq görüşü"
        draft = service.RoomDraft(title, "https://meet.google.com/abc-defg-hij", language="az")
        hosts = current_app.config["EXCHANGE"].allowed_room_hosts
        service.schedule(session, actor=organizer, draft=draft, allowed_hosts=hosts, expected_version=2, **common)  # type: ignore[arg-type]


def _meet(request_id: UUID, starts_at: datetime) -> None:
    for email in (AZ, TR):
        actor = actor_behind(email)
        with transaction() as session:
            service.join(session, actor=actor, request_id=request_id, now=starts_at)
    with transaction() as session:
        service.take_course(session, request_id=request_id, now=starts_at + timedelta(hours=2))


def _write_down(request_id: UUID, now: datetime) -> None:
    expert, official = actor_behind(TR), actor_behind(AZ)
    texts = [service.Written(None, 0, az, tr, in_communique=number == 0) for number, (az, tr) in enumerate(PARAGRAPHS)]
    with transaction() as session:
        service.write_minutes(session, actor=official, request_id=request_id, paragraphs=texts, key="", now=now)
        service.submit_minutes(session, actor=official, request_id=request_id, key="", now=now)
        service.approve_minutes(session, actor=expert, request_id=request_id, number=1, publishes=True, key="", now=now)
        last = session.get_one(Minutes, request_id).paragraphs[-1].id
        words = "Nümunə: “aprelin 30-dək” əlavə olunsun."
        service.remark(
            session,
            actor=official,
            request_id=request_id,
            paragraph_id=last,
            text=words,
            language="az",
            key="",
            now=now,
        )


def _promise(request_id: UUID, made_at: datetime, now: datetime) -> None:
    request = reading().get_one(MeetingRequest, request_id)
    az, tr = request.from_ministry_id, request.to_ministry_id
    checklist = _commit(
        request_id, tr, "Örnek: kontrol listesini ve eğitim programını göndermek", "tr", now, 3, made_at
    )
    _commit(request_id, az, "Nümunə: təlim materiallarını tərcümə etmək", "az", made_at, 2, made_at)
    _commit(request_id, az, "Nümunə: ilk yerləşdirmələrin nəticələrini təqdim etmək", "az", now, 40, made_at)
    _step(TR, checklist, CommitmentState.ACCEPTED, made_at, "")
    _step(TR, checklist, CommitmentState.DONE, now, "Örnek: liste ve program gönderildi.")


def _commit(
    request_id: UUID, side: UUID, what: str, language: str, counted_from: datetime, days: int, made_at: datetime
) -> UUID:
    due_on: date = (counted_from + timedelta(days=days)).date()
    actor = actor_behind(AZ if language == "az" else TR)
    draft = service.CommitmentDraft(side, what, due_on, language)
    with transaction() as session:
        made = service.propose_commitment(session, actor=actor, request_id=request_id, draft=draft, key="", now=made_at)
        made_id = made.id
    if language == "az":
        _step(AZ, made_id, CommitmentState.ACCEPTED, made_at, "")
    return made_id


def _step(email: str, commitment_id: UUID, state: CommitmentState, now: datetime, effect: str) -> None:
    actor = actor_behind(email)
    version = 2 if state is CommitmentState.DONE else 1
    with transaction() as session:
        service.step_commitment(
            session,
            actor=actor,
            commitment_id=commitment_id,
            step=service.Step(state, effect, "tr"),
            version=version,
            now=now,
        )
