"""What the notices of the kept texts are about: two ministries, a practice, a talk."""

from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from exchange.accounts.queries import Recipient, ministry_view
from exchange.adoptions import mail as adoptions
from exchange.discussion import mail as comments
from exchange.kernel.actor import Role
from exchange.kernel.messages import N_
from exchange.meetings.mail.facts import Facts, facts_for
from exchange.meetings.models import Commitment, CommitmentState, MeetingRequest
from exchange.needs.models import Need
from exchange.practices.models import Practice, Revision
from exchange.questions import mail as questions
from tests.factories.accounts import make_ministry, make_person
from tests.factories.meetings import Talk, make_request, make_scheduled
from tests.factories.practices import make_practice
from tests.support.clock import START

THING = UUID(int=9)
TITLE = "Himayədar ailə"


class Sample:
    """What the notices are about."""

    def __init__(self, session: Session) -> None:
        owner = make_ministry(session, "AZ", slug="az-ministry")
        self.asking = make_ministry(session, "TR", slug="tr-ministry")
        self.owner = owner
        self.practice: Practice = make_practice(
            session, owner, slug="foster-care", texts={"az": TITLE, "en": "Foster care"}
        )
        self.session = session
        session.flush()

    @property
    def revision(self) -> Revision:
        revision = self.practice.published_revision
        assert revision is not None
        return revision

    def comment(self, _to: Recipient) -> comments.Contribution:
        return comments.Contribution(
            id=THING,
            thread_id=THING,
            practice_id=THING,
            practice_title=TITLE,
            post=make_person(self.session, self.asking).post,
            organisation=self.asking.names,
            language="tr",
            made_at=START,
        )

    def question(self, _to: Recipient) -> questions.Facts:
        return questions.Facts(
            id=THING,
            cause_id=THING,
            practice_id=THING,
            practice_title=TITLE,
            owner=ministry_view(self.owner),
            post=make_person(self.session, self.asking).post,
            writer=ministry_view(self.asking),
            language="tr",
            is_private=True,
            at=START,
            due_on=date(2026, 3, 17),
        )

    def adoption(self) -> adoptions.Told:
        return adoptions.Told(THING, TITLE, self.asking.names, N_("Studying"), START)

    @cached_property
    def request(self) -> MeetingRequest:
        """Türkiye asks Azerbaijan: with two times on offer, before anybody has answered."""
        return make_request(self.session, self._talk)

    @cached_property
    def meeting(self) -> MeetingRequest:
        """The same two, with a time and a room."""
        return make_scheduled(self.session, self._talk)

    @cached_property
    def _talk(self) -> Talk:
        asks, organizes = (
            make_person(self.session, self.asking, roles=[role]) for role in (Role.OFFICIAL, Role.ORGANIZER)
        )
        knows, answers = (
            make_person(self.session, self.owner, roles=[role]) for role in (Role.OFFICIAL, Role.ORGANIZER)
        )
        return Talk(self.asking, self.owner, self.practice, asks, organizes, knows, answers)

    def facts(self, request: MeetingRequest, to: Recipient) -> Facts:
        return facts_for(self.session, request, to, self.asking.id)

    def commitment(self, state: CommitmentState) -> Commitment:
        return Commitment(
            id=THING,
            what="Send the checklist of the assessment.",
            effect="",
            due_on=date(2026, 4, 30),
            state=state,
            version=1,
        )

    def need(self) -> Need:
        return Need(id=THING, title="How are foster families chosen?")
