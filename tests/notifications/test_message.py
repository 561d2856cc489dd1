"""The bytes of a mail: parts, headers, and nothing that a hostile text could add (meetings.md 3.2)."""

import email
from email.message import EmailMessage
from email.policy import SMTP

import html5lib
import pytest
from bs4 import BeautifulSoup
from flask import Flask

from exchange.kernel.ids import new_id
from exchange.kernel.languages import Language
from exchange.notifications.letter import compose
from exchange.notifications.message import Sender, message_of
from exchange.notifications.models import Mail
from tests.factories.notifications import INVITATION, make_notice
from tests.support.clock import START

MAIL_ID = new_id()
SENDER = Sender("exchange@exchange.example", "Mübadilə, «Exchange»", "https://exchange.example")


def a_mail(**chosen: object) -> Mail:
    values = {
        "id": new_id(),
        "address": "official@tr.example",
        "message_id": "<1@exchange.example>",
        "language": "az",
        "subject": "Görüş təklifi",
        "text": "Sualınız var.\n",
        "html": "<!DOCTYPE html><title>Görüş</title><p>Sualınız var.</p>",
        "made_at": START,
    }
    return Mail(**(values | chosen))


def on_the_wire(mail: Mail) -> EmailMessage:
    parsed = email.message_from_bytes(message_of(mail, SENDER).as_bytes(), policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def structure(part: EmailMessage) -> object:
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_type(), [structure(child) for child in part.iter_parts()])  # type: ignore[arg-type]


def test_a_mail_has_the_same_words_as_text_and_as_html() -> None:
    assert structure(on_the_wire(a_mail())) == ("multipart/alternative", ["text/plain", "text/html"])


@pytest.mark.parametrize("calendar", [{}, {"calendar": INVITATION, "calendar_method": "REQUEST"}])
def test_a_mail_is_the_same_in_every_byte_however_often_it_is_built(calendar: dict[str, object]) -> None:
    mail = a_mail(**calendar)
    assert message_of(mail, SENDER).as_bytes() == message_of(mail, SENDER).as_bytes()
    assert structure(on_the_wire(mail)) == structure(message_of(mail, SENDER))


def test_a_text_cannot_end_a_part() -> None:
    """Not even one that holds every line between the parts of the same mail as it was before."""
    mail = a_mail(text="Words.\n", calendar=INVITATION, calendar_method="REQUEST")
    was = structure(on_the_wire(mail))
    lines = [line for line in message_of(mail, SENDER).as_bytes().decode().split("\r\n") if line.startswith("--=_")]
    assert len(lines) > len(set(lines)) > 2
    mail.text += "".join(f"{line}\nContent-Type: text/html\n\n<b>x</b>\n" for line in lines)
    assert structure(on_the_wire(mail)) == was


def test_long_addresses_and_names_of_mails_stand_as_they_are() -> None:
    """RFC 8058: what stands in encoded words no mail program calls, and no thread is found by it."""
    first = f"<{new_id()}@{'department.' * 6}exchange.example>"
    mail = a_mail(kind="comment.written", answers=first)
    lines = message_of(mail, SENDER).as_bytes().decode().split("\r\n")
    ended_at = f"https://exchange.example/unsubscribe/{SENDER.stop_token(mail.id)}"
    expected = [f"List-Unsubscribe: <{ended_at}>", f"In-Reply-To: {first}", f"References: {first}"]
    assert [line for line in expected if line not in lines] == []


def test_an_invitation_is_an_alternative_and_a_file() -> None:
    mail = on_the_wire(a_mail(calendar=INVITATION, calendar_method="REQUEST"))
    assert structure(mail) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )


def test_the_calendar_part_names_its_method_and_is_no_attachment() -> None:
    mail = on_the_wire(a_mail(calendar=INVITATION, calendar_method="REQUEST"))
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert part.get_param("component") == "VEVENT"
    assert part.get_content_charset() == "utf-8"
    assert part["Content-Disposition"] is None


def test_both_copies_of_the_calendar_are_the_bytes_that_were_made() -> None:
    mail = on_the_wire(a_mail(calendar=INVITATION, calendar_method="REQUEST"))
    parts = [part for part in mail.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    assert [part.get_payload(decode=True) for part in parts] == [INVITATION, INVITATION]
    assert parts[1].get_filename() == "invite.ics"


@pytest.mark.parametrize(("method", "expected"), [(None, "auto-generated"), ("CANCEL", None), ("REQUEST", None)])
def test_calendar_messages_are_not_marked_as_automatic(method: str | None, expected: str | None) -> None:
    mail = on_the_wire(a_mail(calendar=INVITATION if method else None, calendar_method=method))
    assert mail["Auto-Submitted"] == expected


def test_headers_say_who_to_whom_when_and_in_which_thread() -> None:
    mail = on_the_wire(a_mail(answers="<0@exchange.example>", reply_to="meetings@exchange.example"))
    assert mail["From"].addresses[0].addr_spec == "exchange@exchange.example"
    assert mail["From"].addresses[0].display_name == "Mübadilə, «Exchange»"
    assert mail["To"] == "official@tr.example"
    assert mail["Subject"] == "Görüş təklifi"
    assert mail["Date"].datetime == START
    assert mail["Message-ID"] == "<1@exchange.example>"
    assert mail["In-Reply-To"] == mail["References"] == "<0@exchange.example>"
    assert mail["Reply-To"] == "meetings@exchange.example"


def test_every_line_on_the_wire_ends_as_smtp_wants_it() -> None:
    content = message_of(a_mail(calendar=INVITATION, calendar_method="REQUEST"), SENDER).as_bytes()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


@pytest.mark.parametrize("breaks", ["\r\nBcc: thief@evil.example", "\nX: y", "\rX: y", "\u2028X: y", "\x0bX: y"])
def test_a_subject_cannot_add_a_header(app: Flask, breaks: str) -> None:
    letter = compose(app.jinja_env, make_notice(subject="Sual" + breaks), "az", SENDER, MAIL_ID)
    mail = on_the_wire(a_mail(subject=letter.subject))
    assert set(mail.keys()) & {"Bcc", "X"} == set()
    assert mail["Subject"].startswith("Sual ")


def test_the_letter_links_to_the_configured_address(app: Flask) -> None:
    letter = compose(app.jinja_env, make_notice(path="/practices/foster-care#c-1"), "en", SENDER, MAIL_ID)
    links = {str(link["href"]) for link in BeautifulSoup(letter.html, "html.parser").select("a")}
    assert "https://exchange.example/practices/foster-care#c-1" in links
    assert all(link.startswith("https://exchange.example/") for link in links)


def test_text_and_html_say_the_same(app: Flask) -> None:
    letter = compose(app.jinja_env, make_notice(), "en", SENDER, MAIL_ID)
    for words in ("A question under “Foster care”", "The desk of Türkiye asks about siblings.", "Answer the question"):
        assert words in letter.text
        assert words in letter.html


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_its_own_whole_letter(app: Flask, language: Language) -> None:
    letter = compose(app.jinja_env, make_notice(), language.value, SENDER, MAIL_ID)
    assert f'<html lang="{language.value}"' in letter.html
    assert SENDER.name in letter.text
    assert "%(" not in letter.text


def test_the_html_is_valid_loads_nothing_and_has_no_table(app: Flask) -> None:
    letter = compose(app.jinja_env, make_notice(), "en", SENDER, MAIL_ID)
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(letter.html)
    assert parser.errors == []
    soup = BeautifulSoup(letter.html, "html.parser")
    assert soup.find_all(["img", "link", "script", "table", "iframe"]) == []
    assert "url(" not in letter.html
    assert soup.html is not None
    assert soup.html["lang"] == "en"


def test_hostile_words_stay_words(app: Flask) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 700 * 700 }}"
    letter = compose(
        app.jinja_env, make_notice(subject=hostile, lines=(hostile,), action=hostile), "en", SENDER, MAIL_ID
    )
    soup = BeautifulSoup(letter.html, "html.parser")
    assert soup.find_all(["script", "img"]) == []
    assert hostile in letter.text
    assert "490000" not in letter.text
