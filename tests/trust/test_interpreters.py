"""What a person types reaches no interpreter: SQL, shell, Python, templates; numbers and names that are too much."""

import ast
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from exchange.discussion.models import Comment
from tests.architecture.sources import Source, sources
from tests.trust.probe import Prober
from tests.trust.test_hostile_text import Doors

SQL_AS_TEXT = {  # modules that write SQL as text: names of tables and columns of our own, never a word of a person
    "exchange/adoptions",
    "exchange/bench",
    "exchange/doctor.py",
    "exchange/keeping",
    "exchange/kernel/rows.py",  # what SQLAlchemy has compiled, with its bound values beside it
    "exchange/search/bench",
    "exchange/web/db.py",
    "exchange/web/health.py",
    "exchange/web/marks.py",
    "exchange/web/migrations.py",
    "exchange/web/stamps.py",
}
PROGRAMS = {  # modules that start programs
    "exchange/keeping/backup.py",  # pg_dump
    "exchange/keeping/sealing.py",  # age, gpg
    "exchange/search/bench/speed/ours.py",
    "exchange/search/bench/speed/run.py",
    "exchange/text/reading/bounded.py",  # this Python, with limits
}
HUGE = ("9" * 30, "-" + "9" * 30, str(2**63), str(-(2**63) - 1), "1e400", "0x10", "٣", "1_000")


def _calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_sql_is_written_as_text_in_few_places_only() -> None:
    """ASVS 1.2.4: everywhere else SQLAlchemy builds it, with bound values."""
    found = {
        source.name
        for source in sources()
        for name, _ in _calls(source)
        if name.rpartition(".")[2] in {"exec_driver_sql", "literal_column", "executescript"}
        or (name == "text" and _imports_text(source))
    }
    assert {name for name in found if not any(name.startswith(known) for known in SQL_AS_TEXT)} == set()


def _imports_text(source: Source) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "sqlalchemy"
        and any(one.name == "text" for one in node.names)
        for node in ast.walk(source.tree)
    )


def test_programs_are_started_in_few_places_and_never_by_a_shell() -> None:
    """ASVS 1.2.5."""
    for source in sources():
        for name, call in _calls(source):
            assert not name.startswith(("os.system", "os.popen", "os.spawn", "pty.")), source.name
            assert not any(word.arg == "shell" for word in call.keywords), source.name
            assert not name.startswith("subprocess.") or source.name in PROGRAMS, source.name


def test_no_text_becomes_code_or_a_template() -> None:
    """ASVS 1.3.2 and 1.3.7."""
    never = {"eval", "exec", "compile", "__import__", "render_template_string", "from_string"}
    other = {("exchange/kernel/rows.py", "question.compile")}  # SQLAlchemy's own word for making a statement's SQL
    found = {
        (source.name, name)
        for source in sources()
        for name, _ in _calls(source)
        if name.rpartition(".")[2] in never and not name.startswith("re.")
    }
    assert found == other


def test_form_and_address_are_told_apart() -> None:
    """ASVS 15.3.7: nothing reads from either, whichever has it."""
    found = [
        source.name
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "request.values"
    ]
    assert found == []


@pytest.fixture
def doors(app: Flask, session: Session) -> Doors:
    return Doors(app, session)


def test_a_field_in_the_address_of_a_form_changes_nothing(doors: Doors, session: Session) -> None:
    """ASVS 15.3.7: the form's own field counts, and of two the first."""
    path = f"/practices/{doors.public.slug}/discussion"
    form = {"text": ["Of the form.", "Of a second field."], "language": "en", "key": "twice"}
    assert doors.partner.post(f"{path}?text=Of+the+address&language=tr", form).status == 303
    said = session.query(Comment).filter(Comment.practice_id == doors.public.id, Comment.key == "twice").one()
    assert (said.markdown, said.language) == ("Of the form.", "en")


@pytest.mark.parametrize(
    "text", ["%27", "%253Cb%253E", "&lt;b&gt;", "\\u003cb\\u003e", "{{ 7*7 }}", "%(q)s", "{0.__class__}"]
)
def test_what_is_encoded_is_decoded_once(doors: Doors, text: str) -> None:
    """ASVS 1.1.1 and 1.3.10: what stands behind one encoding is text, whatever it looks like."""
    page = BeautifulSoup(doors.nobody.get("/search?q=" + quote(text)).body, "html.parser")
    field = page.select_one("main input[name=q]")
    assert field is not None
    assert field["value"] == text


@pytest.mark.parametrize("number", HUGE)
def test_numbers_that_are_too_much_are_answered(doors: Doors, number: str) -> None:
    """ASVS 1.4.2: pages, versions, minutes and hours."""
    typed = quote(number)
    who: Prober
    for who, path in (
        (doors.partner, f"/notifications?page={typed}"),
        (doors.partner, f"/questions/?page={typed}"),
        (doors.partner, f"/practices/{doors.public.slug}/discussion?page={typed}"),
        (doors.nobody, f"/search?q=open&page={typed}"),
        (doors.admin, f"/admin/trail?page={typed}"),
    ):
        assert who.get(path).status < 500, path
    for who, path, form in (
        (doors.owner, f"/meetings/{doors.open}/decline", {"reason": "No", "version": number}),
        (doors.owner, f"/meetings/{doors.pending}/counter", {"note": "", "slots": "", "version": number}),
        (doors.partner, "/meetings/new", {"practice": doors.public.slug, "minutes": number, "key": "n"}),
        (doors.partner, "/settings/notifications", {"digest_hour": number}),
    ):
        assert who.post(path, form).status < 500, path
