"""What hangs on practices and dossiers of two ministries: comments, questions, adoptions, entries, needs, papers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.adoptions.models import Readers, Stage
from exchange.alerts.models import SavedSearch
from exchange.discussion.models import Circulation
from exchange.files.models import StoredFile
from exchange.kernel.translated import Translated
from exchange.needs.models import Need, NeedCircle, NeedPartner
from exchange.practices.models import Practice, RevisionFile
from exchange.relations.models import Basis, Briefing, Circle, RelationEvent, RelationFile
from tests.factories.adoptions import make_adoption, make_result
from tests.factories.discussion import make_comment
from tests.factories.questions import make_answer, make_question
from tests.factories.relations import make_event, make_relation
from tests.support.clock import START
from tests.trust.probing.practices import HIDDEN_TEXT, MARK
from tests.trust.world import HIDDEN_FILE


@dataclass(frozen=True)
class Between:
    """Two ministries, one person of each, and practices of the first."""

    own: Ministry
    partner: Ministry
    author: Person
    asker: Person
    open: Practice
    named: Practice  # the partner reads it
    practices: list[Practice]

    @property
    def pair(self) -> dict[str, UUID]:
        """As private comments keep it."""
        first, second = sorted((self.own.id, self.partner.id))
        return {"between_first": first, "between_second": second}


def hidden_file(session: Session) -> None:
    """One file that only hidden things carry."""
    row = {"media_type": "application/pdf", "size_bytes": 1, "sha256": "0" * 64, "words": HIDDEN_TEXT}
    session.add(StoredFile(id=UUID(HIDDEN_FILE), name=f"{MARK}.pdf", stored_at=START, **row))
    session.flush()


def hidden_things(session: Session, two: Between) -> dict[str, list[str]]:
    """Their ids, by the parameter that names them."""
    for practice in (*two.practices, two.open):
        session.add(RevisionFile(revision_id=practice.revisions[-1].id, file_id=UUID(HIDDEN_FILE)))
    made = {
        "comment_id": _comments(session, two),
        "question_id": _questions(session, two),
        "adoption_id": _adoptions(session, two),
        "entry_id": _entries(session, two),
        "need_id": _needs(session, two),
        "search_id": [_search(session, two)],
    }
    session.flush()
    return {name: [str(one) for one in ids] for name, ids in made.items()}


def _comments(session: Session, two: Between) -> list[UUID]:
    private = {"circulation": Circulation.PRIVATE, "text": HIDDEN_TEXT} | two.pair
    made = [
        make_comment(session, two.open, two.author, **private),
        make_comment(session, two.open, two.asker, **private),
        make_comment(session, two.open, two.author, text=HIDDEN_TEXT, circulation=Circulation.PARTNERS),
    ]
    made += [make_comment(session, one, two.author, text=HIDDEN_TEXT) for one in two.practices[-8:]]
    return [one.id for one in made]


def _questions(session: Session, two: Between) -> list[UUID]:
    asked = [make_question(session, one, two.asker, text=HIDDEN_TEXT) for one in (two.open, two.open, two.named)]
    make_answer(session, asked[1], two.author, HIDDEN_TEXT)
    return [one.id for one in asked]


def _adoptions(session: Session, two: Between) -> list[UUID]:
    found = []
    for readers in (Readers.MINISTRY, Readers.TWO):
        adoption = make_adoption(session, two.open, two.partner, stages=list(Stage)[:3], readers=readers)
        adoption.steps[0].text = Translated({"en": HIDDEN_TEXT})
        make_result(session, adoption, title=Translated({"en": HIDDEN_TEXT}))
        found.append(adoption.id)
        two = Between(two.own, two.partner, two.author, two.asker, two.named, two.named, two.practices)
    return found


def _entries(session: Session, two: Between) -> list[UUID]:
    """Of the two only; about a practice that others do not read; and one that was taken out."""
    relation = make_relation(session, two.own, two.partner)
    said: dict[str, Any] = {"title": Translated({"en": HIDDEN_TEXT}), "text": Translated({"en": HIDDEN_TEXT})}
    kept: dict[str, Any] = {"circle": Circle.TWO_INSTITUTIONS, "basis": Basis.SAMPLE} | said
    made = [
        make_event(session, relation, **kept),
        make_event(session, relation, practices=[two.named.id], **said),
        make_event(session, relation, removed_at=START, **kept),
    ]
    for entry in made:
        session.add(_paper(two, entry))
    session.add(_briefing(two))
    return [one.id for one in made]


def _paper(two: Between, entry: RelationEvent) -> RelationFile:
    hangs = {"key": "k", "language": "en", "title": MARK, "added_for": two.own.id, "added_at": START}
    return RelationFile(event_id=entry.id, file_id=UUID(HIDDEN_FILE), **hangs)


def _briefing(two: Between) -> Briefing:
    return Briefing(
        person_id=two.author.id,
        own_ministry_id=two.own.id,
        partner_ministry_id=two.partner.id,
        language="en",
        made_at=START,
        word=MARK.encode(),
    )


def _needs(session: Session, two: Between) -> list[UUID]:
    made = [_need(two, "one"), _need(two, "closed")]
    made[1].closed_at = START
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def _need(two: Between, key: str) -> Need:
    return Need(
        ministry_id=two.partner.id,
        person_id=two.asker.id,
        post=two.asker.post,
        title=MARK,
        text=HIDDEN_TEXT,
        language="en",
        circle=NeedCircle.PARTNERS,
        key=key,
        made_at=START,
        partners=[NeedPartner(ministry_id=two.own.id)],
    )


def _search(session: Session, two: Between) -> UUID:
    search = SavedSearch(person_id=two.author.id, words=MARK, filters={}, made_at=START)
    session.add(search)
    session.flush()
    return search.id
