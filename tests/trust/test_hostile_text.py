"""Hostile strings through every text field: no fault, nothing active in the answer, nothing typed lost (I21, I26)."""

# ruff: noqa: E501 - payloads are easier to compare in rows

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from exchange.discussion.models import Comment
from exchange.kernel.actor import Role
from exchange.practices.models import Visibility
from tests.factories.accounts import make_ministry, make_person
from tests.factories.meetings import WEDNESDAY, Talk, make_agreed, make_request
from tests.factories.practices import make_practice
from tests.trust.probe import Answer, Prober
from tests.trust.world import make_world

_TAGS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert`1`>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<body onload=alert(1)>", "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)>", "<math href=javascript:alert(1)>x</math>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>", "<form action=//evil.example><input name=p></form>",
    "<style>*{display:none}</style>", "<link rel=stylesheet href=//evil.example>", "<template><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<a href=javascript:alert(1)>x</a>",
)  # fmt: skip
_BREAKS = ("{}", "\"'>{}", "</textarea>{}", "</title>{}", "--><!--{}", "<![CDATA[{}]]>")
_MARKDOWN = (
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHN2Zz4=)", "![x](//evil.example/x)",
    "[x]: javascript:alert(1)\n[x]", "x {: onclick=alert(1)}", "<javascript:alert(1)>", "```\n<script>alert(1)</script>",
    "[" * 300, "*" * 300, "> " * 200, "`" * 301, "| a " * 200, "[^1]" * 100, "&" * 500,
)  # fmt: skip
_ODD = (
    "\u202eevil\u202c", "\u2066x\u2069\u200f", "\u0000null", "a\u0000b", "\u0001\u0002\u001b[31m", "\ufeff\ufffe\uffff",
    "Z\u0351\u036b\u0343\u036a" * 80, "\U0001f469\u200d\U0001f469\u200d\U0001f467", "İıĞğŞş ẞ ﬁ", "ƏƏƏ" * 50, "\u2028\u2029",
    "%s%s%n%x", "%(name)s", "{0.__class__}", "{{ 7*7 }}", "{% for x in ().__class__ %}", "${7*7}", "#{7*7}", "__proto__",
    "' OR 1=1 --", "'; DROP TABLE practice; --", '" OR ""="', "1; ATTACH DATABASE '/x' AS y", "\\'; --", "NULL", "None",
    "x\r\nSet-Cookie: a=b", "x\nBcc: all@evil.example", "x\rLocation: //evil.example", "%0d%0aSet-Cookie:a=b", "x\r\n\r\n<b>",
    "=cmd|'/c calc'!A1", "@SUM(1)", "+1", "-1", "\t=1", "../../etc/passwd", "..\\..\\win.ini", "file:///etc/passwd", "//evil.example",
    "a" * 100_000, "ə" * 30_000, "a " * 20_000, "9" * 5000, "1e9999", "-0", "NaN", "true", "[]", '{"a":1}', " ", "\t\n",
    "*", "s*", "a* b* c*", "word~3", "[a TO z]", "NOT NOT NOT", "((((((((", '"' * 99, "OR " * 500, "title:x", "x^9999", "-" * 300,
)  # fmt: skip
HOSTILE = [shape.format(tag) for tag in _TAGS for shape in _BREAKS] + list(_MARKDOWN) + list(_ODD)
RAW = ["%ED%A0%80", "%C0%AF", "%FF%FE", "%80abc", "%F4%90%80%80"]  # bytes that are no UTF-8

_ACTIVE = ["iframe", "object", "embed", "base", "math", "video", "audio", "applet", "frame"]
SLOWEST_SECONDS = 2.0
Door = Callable[[str], Answer]


def check_harmless(answer: Answer, text: str) -> None:
    """Nothing of what was typed became a tag, an attribute or a header."""
    assert answer.status < 500, (answer.status, text[:80])
    assert not [value for name, value in answer.headers if "\n" in value or "\r" in value or name == "Bcc"]
    if not answer.body.lstrip().startswith(b"<!"):
        return
    soup = BeautifulSoup(answer.body, "html.parser")
    assert soup.find_all(_ACTIVE) == [], text[:80]
    assert all(tag.get("src") or tag.has_attr("nonce") for tag in soup.find_all("script")), text[:80]
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], (tag.name, text[:80])
        for name in ("href", "src", "action", "formaction"):
            address = str(tag.get(name, "")).strip().lower()
            assert not address.startswith(("javascript:", "data:text", "vbscript:")), text[:80]
            assert "//evil.example" not in address.partition("?")[0], text[:80]


class Doors:
    """Every form that takes words, by a person who may send it."""

    def __init__(self, app: Flask, session: Session) -> None:
        world = make_world(session)
        administrator = make_person(session, world.own, roles=[Role.ADMINISTRATOR])
        session.commit()  # a prober's session is a row of its own: nothing may hold the database meanwhile
        self.app, self.session = app, session
        own, people = world.own, world.people
        self.public = world.public
        self.publisher, self.partner = Prober(app, people["author"]), Prober(app, people["official of the partner"])
        self.owner = Prober(app, people["official of the owner"])
        self.organizer = Prober(app, people["organizer of the owner"])
        self.admin = Prober(app, administrator)
        self.nobody = Prober(app, None)
        talk = Talk(world.partner, own, world.public, people["official of the partner"], people["organizer of the partner"],
                    people["official of the owner"], people["organizer of the owner"])  # fmt: skip
        self.open, self.agreed = (
            world.meeting.id,
            make_agreed(session, talk, starts=(WEDNESDAY + timedelta(days=1),)).id,
        )
        self.pending = make_request(session, talk).id
        session.commit()

    def all(self) -> dict[str, Door]:
        """By the name of the field."""
        slug = self.public.slug
        asked: dict[str, Any] = {"practice": slug, "languages": ["az"], "level": "experts", "minutes": "60", "key": "h"}
        return {
            "search": lambda text: self.nobody.get("/search?q=" + quote(text[:3000], errors="replace")),
            "sign-in": lambda text: self.nobody.post("/sign-in", {"email": text, "password": text[:200], "next": text}),
            "comment": lambda text: self.partner.post(
                f"/practices/{slug}/discussion", {"text": text, "language": "en", "key": text[:80]}
            ),
            "comment kept": lambda text: self.partner.post(
                f"/practices/{slug}/discussion", {"text": text, "language": "xx"}
            ),
            "practice": lambda text: self.publisher.post(
                "/practices/new",
                {"lang": "en", "title": text[:100], "summary": text, "org": text, "do": "check", "problem": text},
            ),
            "request": lambda text: self.partner.post(
                "/meetings/new", asked | {"purpose": text, "topic": text, "slots": text}
            ),
            "decline": lambda text: self.owner.post(f"/meetings/{self.open}/decline", {"reason": text, "version": "0"}),
            "counter": lambda text: self.owner.post(f"/meetings/{self.pending}/counter", {"note": text, "slots": text}),
            "schedule": lambda text: self.organizer.post(
                f"/meetings/{self.agreed}/schedule", {"title": text, "link": text, "passcode": text, "people": text}
            ),
            "profile": lambda text: self.partner.post(
                "/settings/profile", {"language": text, "zone": text, "theme": text}
            ),
            "invite": lambda text: self.admin.post("/admin/people", {"email": text, "roles": text}),
            "filters": lambda text: self.nobody.get("/search?theme=" + quote(text[:300], errors="replace") + "&page=x"),
        }


@pytest.fixture
def doors(app: Flask, session: Session) -> Doors:
    return Doors(app, session)


def _pairs(names: list[str], *, every: bool) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(HOSTILE):
        chosen = names if every else (names[number % len(names)],)
        yield from ((name, text) for name in chosen)


def _cpu_seconds() -> float:
    """Of this process and of the children that ended: I26 counts work, not the waiting on a busy machine."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _push(doors: Doors, *, every: bool) -> None:
    found = doors.all()
    for name, text in _pairs(list(found), every=every):
        began = _cpu_seconds()
        answer = found[name](text)
        took = _cpu_seconds() - began
        assert took < SLOWEST_SECONDS, (name, text[:60], took)
        check_harmless(answer, f"{name}: {text}")


def test_there_are_enough_hostile_strings() -> None:
    assert len(HOSTILE) >= 150


@pytest.mark.slow
def test_each_hostile_string_through_one_field(doors: Doors) -> None:
    _push(doors, every=False)
    for who in (doors.partner, doors.nobody):
        check_harmless(who.get(f"/practices/{doors.public.slug}/discussion"), "what was stored")


@pytest.mark.slow
def test_every_hostile_string_through_the_quick_fields(doors: Doors) -> None:
    found = doors.all()
    for name in ("search", "profile", "filters"):
        for text in HOSTILE[::3]:
            check_harmless(found[name](text), f"{name}: {text}")


@pytest.mark.parametrize("raw", RAW)
def test_bytes_that_are_no_text_are_answered(doors: Doors, raw: str) -> None:
    for path in (f"/search?q={raw}", f"/practices/{raw}", f"/search.json?q={raw}&theme={raw}"):
        check_harmless(doors.nobody.get(path), path)


@pytest.mark.parametrize("text", [*_TAGS[:6], "İıĞğ ẞ ﬁ", "</textarea>after", "a & b &amp; c"])
def test_what_was_typed_stays_in_the_form_that_is_refused(doors: Doors, text: str) -> None:
    answer = doors.all()["comment kept"](text)
    assert answer.status == 422
    fields = BeautifulSoup(answer.body, "html.parser").select("textarea[name=text]")
    assert [field.get_text().lstrip("\n") for field in fields] == [text]


FOREIGN: dict[str, Any] = {
    "role": "administrator", "roles": "administrator", "ministry_id": "x", "status": "published", "state": "published",
    "created_by": "x", "author_id": "x", "visibility": "public", "version_id": "9", "runs_platform": "1", "id": "1",
    "person_id": "x", "circulation": "public", "is_sample": "1", "made_at": "2000-01-01",
}  # fmt: skip


def test_fields_that_a_form_does_not_have_change_nothing(doors: Doors, session: Session) -> None:
    """I8: what a comment is does not come from the browser."""
    sent = {"text": "Plain words.", "language": "en", "key": "extra"} | FOREIGN
    assert doors.partner.post(f"/practices/{doors.public.slug}/discussion", sent).status == 303
    session.expire_all()
    comment = session.query(Comment).filter(Comment.markdown == "Plain words.").one()
    assert comment.circulation.value == "members"
    assert not comment.is_sample
    assert comment.made_at.year == 2026
    profile = {"language": "en", "zone": "Asia/Baku", "theme": ""} | FOREIGN
    doors.partner.post("/settings/profile", profile)
    assert doors.partner.get("/admin/people").status == 404


def test_an_answer_belongs_to_the_practice_of_its_address(doors: Doors, session: Session) -> None:
    """I8: a comment of another practice is none under this one."""
    doors.partner.post(f"/practices/{doors.public.slug}/discussion", {"text": "Here.", "language": "en", "key": "n1"})
    comment = session.query(Comment).filter(Comment.markdown == "Here.").one()
    other = make_practice(session, make_ministry(session, "GE"), visibility=Visibility.PUBLIC)
    session.commit()
    form = {"text": "There.", "language": "en", "key": "n2", "parent": str(comment.id)}
    assert doors.partner.post(f"/practices/{other.slug}/discussion", form).status == 404


def test_a_slot_of_another_request_is_not_accepted(doors: Doors, session: Session) -> None:
    """I8: the slot must belong to the request of the address."""
    from exchange.meetings.models import MeetingRequest  # noqa: PLC0415 - read after the doors have been made

    one, other = (session.get_one(MeetingRequest, number) for number in (doors.open, doors.pending))
    slot, version, proposal = other.current.slots[0].id, one.version, one.proposal_no
    session.commit()
    form = {"slot": str(slot), "proposal": str(proposal), "version": str(version), "key": "z"}
    assert doors.owner.post(f"/meetings/{doors.open}/accept", form).status in {404, 409, 422}
    session.expire_all()
    assert session.get_one(MeetingRequest, doors.open).version == version
