"""Every cell of the matrix against the policies: kind x circle x role x relation (trust.md section 3, I1, I8)."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from exchange.accounts import policies as accounts
from exchange.accounts.models import Ministry, Person
from exchange.adoptions import policies as adoptions
from exchange.discussion import policies as discussion
from exchange.discussion.models import Comment
from exchange.files.models import StoredFile
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import NotFoundError
from exchange.kernel.ids import new_id
from exchange.meetings import policies as meetings
from exchange.meetings.models import Commitment, CommitmentState, MeetingRequest
from exchange.needs import policies as needs
from exchange.needs.models import Need, NeedCircle, NeedPartner
from exchange.practices import policies as practices
from exchange.practices.models import Practice, PracticeState, RevisionFile, RevisionState, Visibility
from exchange.practices.queries.attached import attached_file
from exchange.questions import policies as questions
from tests.factories.accounts import make_ministry, make_person
from tests.factories.adoptions import make_adoption
from tests.factories.meetings import Talk, make_request
from tests.factories.practices import make_practice
from tests.factories.questions import make_answer, make_question
from tests.support.clock import START
from tests.trust.matrix import COLUMNS, rows

Ask = Callable[[Actor], bool]


class Scene:
    """Ministry A with one thing of each kind, a named partner, a third ministry, and somebody in every column."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.own, self.partner, self.third, self.other = (
            make_ministry(session, code) for code in ("AZ", "TR", "KZ", "GE")
        )
        self.people = self._people()
        self.author = self.people["author"]
        self.by_circle = {circle: self._practice(circle) for circle in Visibility}
        self.draft = self._practice(Visibility.MINISTRY, PracticeState.DRAFT)
        self.waiting = self._practice(Visibility.MEMBERS, PracticeState.DRAFT)
        self.waiting.revisions[0].state = RevisionState.IN_CLEARANCE
        self.request = self._request()
        self.colleague = accounts.Account.of(make_person(session, self.own))
        members = self.by_circle[Visibility.MEMBERS]
        self.question = make_question(session, members, self.people["partner"])
        self.answer = make_answer(session, self.question, self.author)
        self.adoption = make_adoption(session, members, self.partner)
        self.commitment = Commitment(ministry_id=self.own.id, other_ministry_id=self.partner.id)
        chosen = [NeedPartner(ministry_id=self.own.id)]
        self.need = Need(ministry_id=self.partner.id, circle=NeedCircle.PARTNERS, partners=chosen)

    def _people(self) -> dict[str, Person]:
        own = {"official": Role.OFFICIAL, "publisher": Role.PUBLISHER, "author": Role.PUBLISHER}
        own |= {"reviewer": Role.REVIEWER, "organizer": Role.ORGANIZER, "admin": Role.ADMINISTRATOR}
        found = {name: make_person(self.session, self.own, roles=[role]) for name, role in own.items()}
        return found | {
            "partner": make_person(self.session, self.partner),
            "stranger": make_person(self.session, self.third),
            "chief": make_person(self.session, self.other, roles=list(Role)),
            "platform": make_person(self.session, None, runs_platform=True),
        }

    def _practice(self, circle: Visibility, state: PracticeState = PracticeState.PUBLISHED) -> Practice:
        named = [self.partner] if circle is Visibility.PARTNERS else []
        return make_practice(self.session, self.own, visibility=circle, state=state, partners=named, author=self.author)

    def _request(self) -> MeetingRequest:
        talk = Talk(
            az=self.partner,
            tr=self.own,
            practice=self.by_circle[Visibility.MEMBERS],
            asker=self.people["partner"],
            az_organizer=make_person(self.session, self.partner, roles=[Role.ORGANIZER]),
            expert=self.people["official"],
            tr_organizer=self.people["organizer"],
        )
        return make_request(self.session, talk)

    def actor(self, name: str) -> Actor:
        if name == "nobody":
            return Actor.nobody()
        if name == "opened":
            return replace(self.people["platform"].as_actor(), opened=frozenset({self.own.id}))
        return self.people[name].as_actor()

    def asks(self) -> dict[str, Ask]:
        members, circles = self.by_circle[Visibility.MEMBERS], self.by_circle
        return {
            "read what is public": lambda actor: practices.can_read(actor, circles[Visibility.PUBLIC]),
            "read what members read": lambda actor: practices.can_read(actor, members),
            "read what named partners read": lambda actor: practices.can_read(actor, circles[Visibility.PARTNERS]),
            "read what the ministry reads": lambda actor: practices.can_read(actor, circles[Visibility.MINISTRY]),
            "read a draft, remarks, earlier texts": lambda actor: practices.can_see_desk(actor, self.draft),
            "begin a practice of A": lambda actor: practices.can_create(actor, self.own.id),
            "edit a draft": lambda actor: practices.can_edit(actor, self.draft),
            "clear a text": lambda actor: practices.can_clear(actor, self.waiting, self.waiting.revisions[0]),
            "widen the circle": lambda actor: practices.can_widen(actor, members),
            "withdraw or narrow": lambda actor: practices.can_withdraw(actor, members),
            "comment on what members read": lambda actor: discussion.can_write(actor, members),
            "ask A for a meeting": lambda actor: meetings.can_request(actor, self.own.id),
            "see a request of the partner to A": lambda actor: meetings.can_read(actor, self.request),
            "invite into A": lambda actor: accounts.can_invite(actor, self.own.id),
            "close an account of A": lambda actor: accounts.can_disable(actor, self.colleague),
            "change roles in A": lambda actor: accounts.can_change_roles(actor, self.colleague, self.own.id),
            "read who did what in A": lambda actor: accounts.can_read_trail(actor, self.own.id),
            "look into A by break-glass": accounts.can_open,
        } | self._asks_of_what_hangs_on_practices()

    def _asks_of_what_hangs_on_practices(self) -> dict[str, Ask]:
        members, state = self.by_circle[Visibility.MEMBERS], CommitmentState.DONE
        words = self.session.get_one(Comment, self.question.id)
        return {
            "ask A a question about a practice": lambda actor: questions.can_ask(actor, members),
            "read a private question of the partner": lambda actor: questions.can_read_whole(actor, words, members),
            "answer it": lambda actor: questions.can_answer(actor, self.question),
            "publish it with another's answer": lambda actor: questions.can_publish(actor, self.question, self.answer),
            "read an adoption shown to the two": lambda actor: adoptions.can_read(actor, self.adoption, members),
            "write into the partner's adoption": lambda actor: adoptions.can_keep(actor, self.adoption),
            "read a commitment of A to the partner": lambda actor: meetings.can_read_commitment(actor, self.commitment),
            "say how far a commitment of A is": lambda actor: meetings.can_step(actor, self.commitment, state),
            "read a need shown to A": lambda actor: needs.can_read(actor, self.need),
            "close a need of the partner": lambda actor: needs.can_close(actor, self.need),
            "get a file of what named partners read": self._gets_file(self.by_circle[Visibility.PARTNERS]),
            "get a file of a draft": self._gets_file(self.draft),
        }

    def _gets_file(self, practice: Practice) -> Ask:
        file = self._file(practice)

        def gets(actor: Actor) -> bool:
            try:
                return attached_file(self.session, actor=actor, slug=practice.slug, file_id=file.id) is file
            except NotFoundError:
                return False

        return gets

    def _file(self, practice: Practice) -> StoredFile:
        kind = {"name": "a.pdf", "media_type": "application/pdf", "size_bytes": 1, "sha256": "0" * 64}
        file = StoredFile(id=new_id(), words="", stored_at=START, **kind)
        self.session.add(file)
        self.session.flush()
        self.session.add(RevisionFile(revision_id=practice.revisions[0].id, file_id=file.id))
        self.session.flush()
        return file


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_every_cell_of_the_matrix_is_what_the_policies_say(scene: Scene) -> None:
    expected, asks = rows(), scene.asks()
    assert asks.keys() == expected.keys()
    found = {action: {name: ask(scene.actor(name)) for name, _ in COLUMNS} for action, ask in asks.items()}
    different = {
        f"{action}, {name}": may
        for action, cells in found.items()
        for name, may in cells.items()
        if may != expected[action][name]
    }
    assert different == {}


@pytest.mark.parametrize("name", [name for name, _ in COLUMNS if name not in ("nobody", "platform", "opened")])
def test_nobody_raises_their_own_roles(scene: Scene, name: str) -> None:
    """Whatever somebody holds, wherever (trust.md section 3: "never own role up")."""
    own = accounts.Account.of(scene.people[name])
    ministries: list[Ministry] = [scene.own, scene.partner, scene.third, scene.other]
    ids: list[UUID] = [ministry.id for ministry in ministries]
    assert not any(accounts.can_change_roles(scene.actor(name), own, one) for one in ids)
    assert not accounts.can_disable(scene.actor(name), own)
