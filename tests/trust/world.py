"""Three ministries, one of them with things that others may not know of, and people of every role."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.models import Invitation, Ministry, Person
from exchange.accounts.service.signing_in import hashed
from exchange.adoptions.models import Adoption
from exchange.discussion.models import Circulation, Comment
from exchange.files.models import StoredFile
from exchange.kernel.actor import Role
from exchange.meetings.models import MeetingRequest
from exchange.notifications.models import StoredNotice
from exchange.notifications.service import notify
from exchange.practices.models import Practice, PracticeState, RevisionFile, RevisionState, TextPicture, Visibility
from exchange.questions.models import Question
from exchange.relations.models import Basis, Circle
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.discussion import make_comment
from tests.factories.meetings import Talk, make_request
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
    notice: StoredNotice
    picture: TextPicture
    adoption: Adoption


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
    picture = make_picture(session, draft)
    meeting = _meeting(session, own, partner, people, public)
    _dossier(session, own, partner)
    adoption = make_adoption(session, public, partner)
    make_result(session, adoption)
    _ended_invitation(session, own)
    notify(session, person_id=author.id, notice=make_notice(), now=START)
    session.flush()
    notice = session.query(StoredNotice).filter_by(person_id=author.id).first()
    assert notice is not None
    session.commit()
    return World(
        own,
        partner,
        third,
        people,
        public,
        draft,
        internal,
        named,
        withdrawn,
        comment,
        question,
        meeting,
        notice,
        picture,
        adoption,
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


def _meeting(
    session: Session, own: Ministry, partner: Ministry, people: dict[str, Person], practice: Practice
) -> MeetingRequest:
    talk = Talk(
        az=partner,
        tr=own,
        practice=practice,
        asker=people["official of the partner"],
        az_organizer=people["organizer of the partner"],
        expert=people["official of the owner"],
        tr_organizer=people["organizer of the owner"],
    )
    return make_request(session, talk)


def _dossier(session: Session, own: Ministry, partner: Ministry) -> None:
    relation = make_relation(session, own, partner)
    make_event(session, relation, circle=Circle.TWO_INSTITUTIONS, basis=Basis.SAMPLE)


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
