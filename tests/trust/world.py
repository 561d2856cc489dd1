"""Three ministries, one of them with things that others may not know of, and people of every role."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from exchange.accounts.models import Invitation, Means, Ministry, OpenSession, Passkey, Person
from exchange.accounts.service.sessions import hashed
from exchange.adoptions.models import Adoption
from exchange.alerts.models import SavedSearch
from exchange.discussion.models import Circulation, Comment
from exchange.files.models import StoredFile
from exchange.kernel.actor import Role
from exchange.meetings.models import Commitment, MeetingRequest
from exchange.needs.models import Need, NeedCircle, NeedPartner
from exchange.notifications.models import Mail, StoredNotice
from exchange.notifications.service import notify
from exchange.practices.models import Practice, PracticeState, RevisionFile, RevisionState, TextPicture, Visibility
from exchange.questions.models import Question
from exchange.relations.models import Basis, Circle, RelationEvent, RelationFile
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.discussion import make_comment
from tests.factories.meetings import Talk, make_closed, make_draft, make_request, promise
from tests.factories.notifications import make_notice
from tests.factories.practices import make_picture, make_practice
from tests.factories.questions import make_answer, make_question
from tests.factories.relations import make_event, make_relation
from tests.support.clock import START

ENDED_TOKEN = "a-token-whose-time-is-over-and-nobody-may-use-00"

HIDDEN_FILE = "01900000-0000-7000-8000-000000000001"


@dataclass(frozen=True)
class World:
    """Azerbaijan keeps things to itself and to Türkiye; Kazakhstan, Georgia and the platform know nothing of them."""

    own: Ministry
    partner: Ministry
    third: Ministry
    people: dict[str, Person]
    public: Practice
    draft: Practice
    internal: Practice
    named: Practice
    withdrawn: Practice
    comment: Comment
    question: Question
    meeting: MeetingRequest
    unsent: MeetingRequest  # the partner's draft: the owner may not know of it
    commitment: Commitment
    notice: StoredNotice
    picture: TextPicture
    adoption: Adoption
    search: SavedSearch
    entry: RelationEvent
    need: Need
    session_id: UUID  # of the author
    passkey_id: UUID

    @property
    def mail_id(self) -> UUID:
        """The mail about the notice."""
        session = object_session(self.notice)
        assert session is not None
        return session.scalars(select(Mail.id).where(Mail.notice_id == self.notice.id)).one()


def make_world(session: Session) -> World:
    """Everything, written and not committed."""
    import_taxonomy(session)
    own, partner, third = (make_ministry(session, country) for country in ("AZ", "TR", "KZ"))
    people = _people(session, own, partner, third)
    author = people["author"]
    public = make_practice(
        session, own, visibility=Visibility.PUBLIC, author=author, texts={"en": "Open", "az": "Açıq"}
    )
    internal = make_practice(session, own, visibility=Visibility.MINISTRY, author=author, texts={"en": "Internal"})
    named = make_practice(session, own, visibility=Visibility.PARTNERS, partners=[partner], author=author)
    _file(session, internal, named)
    draft, withdrawn = _draft(session, own, author), make_practice(session, own, author=author)
    withdrawn.withdraw(START, "Superseded.")
    comment = make_comment(
        session, public, people["official of the owner"], circulation=Circulation.PRIVATE, **_between(own, partner)
    )
    question = make_question(session, public, people["official of the partner"])
    make_answer(session, question, people["publisher of the owner"])
    talk = _talk(own, partner, people, public)
    meeting, unsent = make_request(session, talk), make_draft(session, talk)
    closed = make_closed(session, talk)
    commitment = promise(session, closed, talk.expert, side=own.id)
    picture = make_picture(session, draft)
    entry = _dossier(session, own, partner)
    need = _need(session, partner, own, people["official of the partner"])
    adoption = make_adoption(session, public, partner)
    search = SavedSearch(person_id=author.id, words="secretword", filters={}, made_at=START)
    session.add(search)
    make_result(session, adoption)
    _ended_invitation(session, own)
    notify(session, person_id=author.id, notice=make_notice(), now=START)
    session.flush()
    notice = session.query(StoredNotice).filter_by(person_id=author.id).first()
    assert notice is not None
    session_id, passkey_id = _proofs(session, author)
    session.commit()
    return World(
        own=own,
        partner=partner,
        third=third,
        people=people,
        public=public,
        draft=draft,
        internal=internal,
        named=named,
        withdrawn=withdrawn,
        comment=comment,
        meeting=meeting,
        notice=notice,
        question=question,
        picture=picture,
        adoption=adoption,
        entry=entry,
        need=need,
        session_id=session_id,
        passkey_id=passkey_id,
        unsent=unsent,
        commitment=commitment,
        search=search,
    )


def _file(session: Session, *practices: Practice) -> None:
    """One file that only narrow practices carry."""
    session.add(
        StoredFile(
            id=UUID(HIDDEN_FILE),
            name="secret.pdf",
            media_type="application/pdf",
            size_bytes=1,
            sha256="0" * 64,
            words="Secret",
            stored_at=START,
        )
    )
    session.flush()
    for practice in practices:
        session.add(RevisionFile(revision_id=practice.revisions[0].id, file_id=UUID(HIDDEN_FILE)))


def _people(session: Session, own: Ministry, partner: Ministry, third: Ministry) -> dict[str, Person]:
    fourth = make_ministry(session, "GE")
    abroad = {f"{role.value} of a third ministry": make_person(session, third, roles=[role]) for role in Role}
    return abroad | {
        "author": make_person(session, own, roles=[Role.PUBLISHER]),
        "official of the owner": make_person(session, own),
        "organizer of the owner": make_person(session, own, roles=[Role.ORGANIZER]),
        "reviewer of the owner": make_person(session, own, roles=[Role.REVIEWER]),
        "publisher of the owner": make_person(session, own, roles=[Role.PUBLISHER]),
        "official of the partner": make_person(session, partner),
        "organizer of the partner": make_person(session, partner, roles=[Role.ORGANIZER]),
        "everything of a fourth ministry": make_person(session, fourth, roles=list(Role)),
        "who runs the platform": make_person(session, None, runs_platform=True),
    }


def _draft(session: Session, own: Ministry, author: Person) -> Practice:
    practice = make_practice(session, own, author=author, texts={"en": "Draft"}, state=PracticeState.DRAFT)
    practice.published_revision, practice.published_at = None, None
    practice.revisions[0].state, practice.revisions[0].cleared_at = RevisionState.DRAFT, None
    session.flush()
    return practice


def _between(own: Ministry, partner: Ministry) -> dict[str, Any]:
    first, second = sorted((own.id, partner.id))
    return {"between_first": first, "between_second": second}


def _talk(own: Ministry, partner: Ministry, people: dict[str, Person], practice: Practice) -> Talk:
    return Talk(
        az=partner,
        tr=own,
        practice=practice,
        asker=people["official of the partner"],
        az_organizer=people["organizer of the partner"],
        expert=people["official of the owner"],
        tr_organizer=people["organizer of the owner"],
    )


def _proofs(session: Session, author: Person) -> tuple[UUID, UUID]:
    opened = OpenSession(
        visit=hashed("the author's own"),
        person_id=author.id,
        number=author.session_number,
        means=Means.PASSWORD,
        begun_at=START,
        proven_at=START,
        ends_at=START + timedelta(hours=12),
    )
    key = Passkey(person_id=author.id, credential_id="a-key", public_key=b"key", name="Office laptop", made_at=START)
    session.add_all([opened, key])
    session.flush()
    return opened.id, key.id


def _need(session: Session, asking: Ministry, chosen: Ministry, person: Person) -> Need:
    need = Need(
        ministry_id=asking.id,
        person_id=person.id,
        post=person.post,
        title="Secretly needed",
        text="",
        language="en",
        circle=NeedCircle.PARTNERS,
        key="need",
        made_at=START,
        partners=[NeedPartner(ministry_id=chosen.id)],
    )
    session.add(need)
    session.flush()
    return need


def _dossier(session: Session, own: Ministry, partner: Ministry) -> RelationEvent:
    """An entry of the two, with a paper."""
    relation = make_relation(session, own, partner)
    entry = make_event(session, relation, circle=Circle.TWO_INSTITUTIONS, basis=Basis.SAMPLE)
    hangs = {"key": "k", "language": "en", "title": "Secret", "added_for": own.id, "added_at": START}
    session.add(RelationFile(event_id=entry.id, file_id=UUID(HIDDEN_FILE), **hangs))
    return entry


def _ended_invitation(session: Session, own: Ministry) -> None:
    session.add(
        Invitation(
            token_hash=hashed(ENDED_TOKEN),
            email="late@ministry.example",
            ministry_id=own.id,
            roles=[Role.OFFICIAL.value],
            made_at=START - timedelta(days=90),
            expires_at=START - timedelta(days=60),
        )
    )
