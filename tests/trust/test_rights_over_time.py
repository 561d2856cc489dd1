"""Rights while they change: practices widened, narrowed, shared, withdrawn; comments hidden; people moved and let go.

After every step each of several readers asks page, export, file, feed and search, and gets exactly what ten lines of a
model allow (trust.md I1, I4, I5, I16). A longer walk: set RIGHTS_EXAMPLES=200.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exchange.accounts.models import Membership, Ministry, Person
from exchange.accounts.service.people import disable_person
from exchange.discussion.models import Comment
from exchange.discussion.service.moderating import hide
from exchange.files.access import files_of
from exchange.files.models import StoredFile, key_of
from exchange.jobs.outbox import enqueue
from exchange.kernel.actor import Role
from exchange.kernel.ids import new_id
from exchange.practices.models import Practice, PracticeState, RevisionFile, Visibility
from exchange.practices.service.circulating import change_circulation, withdraw
from exchange.practices.service.keeping import archive
from exchange.search.withholding import index_job
from exchange.vocabulary.service import import_taxonomy
from tests.factories.accounts import actor_for, make_ministry, make_person
from tests.factories.discussion import make_comment
from tests.factories.practices import make_practice
from tests.support.clock import START
from tests.trust.probe import Prober

EXAMPLES = int(os.environ.get("RIGHTS_EXAMPLES", "4"))
IS_SHORT = EXAMPLES < 10  # in CI: the same short walk each time, and no minutes spent on making it shorter still
STEPS = 8 if IS_SHORT else 25
NAMES = ("owner", "partner", "third")
READERS = ("visitor", *NAMES, "platform")


@dataclass
class Known:
    """What the model knows of one practice."""

    slug: str
    word: str
    file_id: UUID
    comment_id: UUID
    circle: Visibility
    partners: frozenset[str] = frozenset()
    is_out: bool = True
    is_archived: bool = False
    is_hidden: bool = False  # the comment


@dataclass
class Reader:
    """Somebody who asks, and the ministry that the model takes them for."""

    prober: Prober
    person: Person | None
    ministry: str = ""
    is_signed_in: bool = field(default=True)


def may_read(known: Known, reader: Reader) -> bool:
    """The whole rule, for those who have no part in writing the practice."""
    if not known.is_out:
        return False
    if known.circle is Visibility.PUBLIC:
        return True
    if not reader.is_signed_in:
        return False
    if known.circle is Visibility.MEMBERS or reader.ministry == "owner":
        return True
    return known.circle is Visibility.PARTNERS and reader.ministry in known.partners


class Rights(RuleBasedStateMachine):
    """One installation, three ministries, five readers."""

    app: Flask
    session: Session
    run_jobs: Callable[[], int]

    def __init__(self) -> None:
        super().__init__()
        self.ministries = dict(
            zip(NAMES, (make_ministry(self.session, code) for code in ("AZ", "TR", "KZ")), strict=True)
        )
        owner = self.ministries["owner"]
        self.author = make_person(self.session, owner, roles=[Role.PUBLISHER])
        self.reviewer = make_person(self.session, owner, roles=[Role.REVIEWER])
        self.admins = {name: make_person(self.session, one, roles=list(Role)) for name, one in self.ministries.items()}
        people = {name: make_person(self.session, one) for name, one in self.ministries.items()}
        platform = make_person(self.session, None, runs_platform=True)
        self.session.commit()
        self.readers = {name: Reader(Prober(self.app, one), one, name) for name, one in people.items()}
        self.readers |= {
            "platform": Reader(Prober(self.app, platform), platform),
            "visitor": Reader(Prober(self.app, None), None, is_signed_in=False),
        }
        self.known: list[Known] = []

    @initialize(circle=st.sampled_from(Visibility), with_partner=st.booleans())
    def begin(self, circle: Visibility, *, with_partner: bool) -> None:
        self.create(circle, with_partner=with_partner)

    @rule(circle=st.sampled_from(Visibility), with_partner=st.booleans())
    def create(self, circle: Visibility, *, with_partner: bool) -> None:
        partners = frozenset(["partner"] if with_partner or circle is Visibility.PARTNERS else [])
        word = f"walnut{new_id().hex[-12:].translate(str.maketrans('0123456789', 'ghijklmnop'))}"
        practice = make_practice(
            self.session,
            self.ministries["owner"],
            author=self.author,
            visibility=circle,
            partners=[self.ministries[name] for name in partners],
            texts={"en": f"Care {word}"},
        )
        comment = make_comment(self.session, practice, self.author, text=f"About {word}")
        known = Known(practice.slug, word, self._file(practice, word), comment.id, circle, partners)
        self.known.append(known)
        self._index(practice)

    @precondition(lambda self: self.known)
    @rule(circle=st.sampled_from(Visibility), named=st.sets(st.sampled_from(("partner", "third")), min_size=1))
    def circulate(self, circle: Visibility, named: set[str]) -> None:
        """Widened or narrowed by the clearing officer, who did not write it."""
        known = self.known[-1]
        if not known.is_out:
            return
        partners = [self.ministries[name].id for name in named]
        actor, slug = actor_for(self.reviewer), known.slug
        change_circulation(self.session, actor=actor, slug=slug, visibility=circle, partners=partners, now=START)
        known.circle = circle
        known.partners = frozenset(named) if circle is Visibility.PARTNERS else frozenset()

    @precondition(lambda self: any(one.is_out for one in self.known))
    @rule()
    def withdraw(self) -> None:
        known = next(one for one in reversed(self.known) if one.is_out)
        withdraw(self.session, actor=actor_for(self.author), slug=known.slug, reason="Superseded.", now=START)
        known.is_out = False

    @precondition(lambda self: any(not one.is_out for one in self.known))
    @rule()
    def publish_again(self) -> None:
        known = next(one for one in self.known if not one.is_out)
        practice = self._practice(known)
        practice.state = PracticeState.PUBLISHED
        practice.withdrawn_at = practice.withdrawn_reason = practice.archived_at = practice.archived_reason = None
        known.is_out, known.is_archived = True, False
        self._index(practice)

    @precondition(lambda self: any(one.is_out and not one.is_archived for one in self.known))
    @rule()
    def archive(self) -> None:
        """Marked as old; who may read it may read it still."""
        known = next(one for one in self.known if one.is_out and not one.is_archived)
        archive(self.session, actor=actor_for(self.author), slug=known.slug, reason="Old.", now=START)
        known.is_archived = True

    @precondition(lambda self: any(one.is_out and not one.is_hidden for one in self.known))
    @rule()
    def hide_comment(self) -> None:
        known = next(one for one in self.known if one.is_out and not one.is_hidden)
        actor = actor_for(self.admins["owner"])
        hide(self.session, actor=actor, comment_id=known.comment_id, reason="Off topic.", now=START)
        known.is_hidden = True

    @rule(who=st.sampled_from(NAMES), to=st.sampled_from(NAMES))
    def move(self, who: str, to: str) -> None:
        """The person speaks for another ministry from now on."""
        reader = self.readers[who]
        if reader.person is None or not reader.is_signed_in:
            return
        ministry: Ministry = self.ministries[to]
        wanted = select(Person).where(Person.id == reader.person.id).options(selectinload(Person.memberships))
        person = self.session.scalars(wanted).one()
        person.ministry_id, person.ministry = ministry.id, ministry
        person.memberships = [Membership(ministry_id=ministry.id, role=Role.OFFICIAL)]
        reader.ministry = to

    @rule(who=st.sampled_from(NAMES))
    def close_account(self, who: str) -> None:
        """From then on the old session is nobody's."""
        reader = self.readers[who]
        if reader.person is None or not reader.is_signed_in:
            return
        admin = actor_for(self.admins[reader.ministry])
        disable_person(self.session, actor=admin, person_id=reader.person.id, now=START)
        reader.is_signed_in = False

    @invariant()
    def everybody_gets_what_the_model_allows(self) -> None:
        self.session.commit()
        for known in self.known[-2:]:
            self._search_shows_nothing_more(known)
        self.run_jobs()
        for known in self.known[-2:]:
            for name in READERS:
                self._ask_everywhere(known, name, self.readers[name])

    def _search_shows_nothing_more(self, known: Known) -> None:
        """Before the index has heard of the step."""
        for name, reader in self.readers.items():
            if not may_read(known, reader):
                assert known.slug.encode() not in self._search(known, reader), name

    def _ask_everywhere(self, known: Known, name: str, reader: Reader) -> None:
        may = may_read(known, reader)
        for place in ("", ".json", f"/files/{known.file_id}"):
            answer = reader.prober.get(f"/practices/{known.slug}{place}")
            assert (answer.status == 200) is may, (name, place, answer.status, known)
            assert may or known.word.encode() not in answer.body, (name, place, known)
        feed = reader.prober.get(f"/practices/{known.slug}/discussion.atom").body
        reads_comment = may and reader.is_signed_in and not known.is_hidden
        assert (f"About {known.word}".encode() in feed) is reads_comment, (name, known)
        assert (known.slug.encode() in self._search(known, reader)) is may, (name, known)

    def _search(self, known: Known, reader: Reader) -> bytes:
        return reader.prober.get(f"/search.json?q={known.word}").body

    def _practice(self, known: Known) -> Practice:
        return self.session.query(Practice).filter_by(slug=known.slug).one()

    def _index(self, practice: Practice) -> None:
        enqueue(self.session, index_job(practice.id), now=START)

    def _file(self, practice: Practice, word: str) -> UUID:
        facts = {"media_type": "text/plain", "size_bytes": len(word), "sha256": "0" * 64}
        file = StoredFile(id=new_id(), name=f"{word}.txt", words="", stored_at=START, **facts)
        files_of(self.app).store.put(key_of(file.id), word.encode())
        self.session.add(file)
        self.session.flush()
        self.session.add(RevisionFile(revision_id=practice.revisions[0].id, file_id=file.id))
        return file.id


@pytest.mark.slow
def test_readers_get_what_the_model_allows_after_every_step(
    app: Flask, session: Session, run_jobs: Callable[[], int]
) -> None:
    import_taxonomy(session)
    session.commit()
    Rights.app, Rights.session, Rights.run_jobs = app, session, staticmethod(run_jobs)
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=IS_SHORT,
        phases=[Phase.generate] if IS_SHORT else [Phase.generate, Phase.shrink],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Rights, settings=chosen)
    assert session.query(Comment).count() > 0, "the walk has made something"
