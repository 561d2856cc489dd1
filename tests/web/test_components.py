"""The gallery shows every component, and our fields are GOV.UK's markup with every fault within reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, render_template_string
from jinja2 import Environment, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from tests.support.browser import Browser

TEMPLATES = Path(__file__).parents[2] / "templates"
GALLERY = [TEMPLATES / "help" / "components.html", *sorted((TEMPLATES / "help" / "components").glob("*.html"))]
CHOICES = {"a": "Azerbaijan", "t": "Türkiye"}
LANGUAGES = ("az", "tr", "en", "ru")


class Row(Form):
    value = IntegerField("Value", [InputRequired("Write a value")])


class Sample(Form):
    title = StringField("Title", [InputRequired("Write a title")], description="The thing people use.")
    summary = TextAreaField("Summary", [InputRequired("Write a summary")])
    secret = PasswordField("Password", [InputRequired("Write the password")])
    country = SelectField("Country", choices=CHOICES)
    answer = RadioField("Answer", choices=CHOICES)
    groups = SelectMultipleField("Groups", [InputRequired("Choose one")], choices=CHOICES)
    agreed = BooleanField("Agreed", [InputRequired("Confirm it")])
    start = DateField("Start", [InputRequired("Write a date")], format="%d %m %Y")
    paper = FileField("Paper", [InputRequired("Choose a file")])
    rows = FieldList(FormField(Row), "Rows", min_entries=1)


SHOWN = """{{ ui.error_summary(form) }}{{ ui.text_field(form.title, count=100, lang="az") }}
{{ ui.textarea_field(form.summary, hint="Two lines.") }}{{ ui.password_field(form.secret) }}
{{ ui.select_field(form.country) }}{{ ui.radios_field(form.answer) }}{{ ui.checkboxes_field(form.groups) }}
{{ ui.checkbox_field(form.agreed) }}{{ ui.date_field(form.start) }}{{ ui.file_field(form.paper) }}
{{ ui.text_field(form.rows[0].form.value, inputmode="numeric") }}"""
TYPED = MultiDict({"summary": "Bir\n<b>iki</b>", "country": "t", "start": ["31", "2", "2026"], "rows-0-value": "çox"})


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        yield


def drawn(form: Form, template: str = SHOWN) -> BeautifulSoup:
    return BeautifulSoup(render_template_string(template, form=form), "html.parser")


def with_faults() -> BeautifulSoup:
    form = Sample(TYPED)
    assert not form.validate()
    return drawn(form)


def only(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, selector
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_is_a_whole_page_in_every_language(browser: Browser, language: str) -> None:
    assert browser.get(f"/help/components?lang={language}").status == 200


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem)
def test_every_component_is_drawn_in_the_gallery(path: Path) -> None:
    sources = [*GALLERY, *(other for other in (TEMPLATES / "components").glob("*.html") if other != path)]
    if path.stem in {"hidden", "csrf"}:
        return  # they draw nothing that could be looked at
    assert any(f"ui.{path.stem}(" in source.read_text(encoding="utf-8") for source in sources)


def test_every_fault_is_a_link_to_its_control(request_context: None) -> None:
    page = with_faults()
    links = [str(link["href"]) for link in page.select(".govuk-error-summary a")]
    assert links == ["#title", "#secret", "#answer", "#groups", "#agreed", "#start", "#paper", "#rows-0-value"]
    assert {only(page, link).name for link in links} == {"input"}


def test_each_control_is_described_by_what_stands_beside_it(request_context: None) -> None:
    page = with_faults()
    for control in page.select("[aria-describedby]"):
        for described in str(control["aria-describedby"]).split():
            assert only(page, f"#{described}").get_text(strip=True)
    assert only(page, "#title")["aria-describedby"] == "title-hint title-error title-info"


def test_each_control_has_a_label(request_context: None) -> None:
    page = with_faults()
    labelled = {label["for"] for label in page.select("label")}
    assert {control["id"] for control in page.select("input, select, textarea")} <= labelled


def test_what_was_typed_stays_even_where_it_was_wrong(request_context: None) -> None:
    page = with_faults()
    assert only(page, "#summary").get_text() in {"Bir\n<b>iki</b>", "\nBir\n<b>iki</b>"}
    assert only(page, "#rows-0-value")["value"] == "çox"
    assert [part["value"] for part in page.select("input[name=start]")] == ["31", "2", "2026"]
    assert only(page, "option[selected]")["value"] == "t"


def test_a_password_is_never_sent_back(request_context: None) -> None:
    page = drawn(Sample(MultiDict({"secret": "known only to me"})))
    assert not only(page, "#secret").has_attr("value")


def test_a_form_without_faults_has_no_summary(request_context: None) -> None:
    assert drawn(Sample()).select(".govuk-error-summary") == []


GOVUK = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
)
FAULT = {"text": "Write a title"}
PAIRS = {
    "text": (
        "{{ ui.text_field(form.title) }}",
        "input",
        "govukInput",
        {
            "id": "title",
            "name": "title",
            "value": "",
            "label": {"text": "Title"},
            "hint": {"text": "The thing people use."},
            "errorMessage": FAULT,
        },
    ),
    "textarea": (
        "{{ ui.textarea_field(form.summary) }}",
        "textarea",
        "govukTextarea",
        {
            "id": "summary",
            "name": "summary",
            "value": "",
            "label": {"text": "Summary"},
            "errorMessage": {"text": "Write a summary"},
        },
    ),
    "select": (
        "{{ ui.select_field(form.country) }}",
        "select",
        "govukSelect",
        {
            "id": "country",
            "name": "country",
            "label": {"text": "Country"},
            "items": [{"value": "a", "text": "Azerbaijan"}, {"value": "t", "text": "Türkiye"}],
            "errorMessage": {"text": "Not a valid choice."},
        },
    ),
    "checkboxes": (
        "{{ ui.checkboxes_field(form.groups) }}",
        "checkboxes",
        "govukCheckboxes",
        {
            "idPrefix": "groups",
            "name": "groups",
            "classes": "govuk-checkboxes--small",
            "fieldset": {"legend": {"text": "Groups"}},
            "items": [{"value": "a", "text": "Azerbaijan"}, {"value": "t", "text": "Türkiye"}],
            "errorMessage": {"text": "Choose one"},
        },
    ),
    "radios": (
        "{{ ui.radios_field(form.answer) }}",
        "radios",
        "govukRadios",
        {
            "idPrefix": "answer",
            "name": "answer",
            "classes": "govuk-radios--small",
            "fieldset": {"legend": {"text": "Answer"}},
            "items": [{"value": "a", "text": "Azerbaijan"}, {"value": "t", "text": "Türkiye"}],
            "errorMessage": {"text": "Not a valid choice."},
        },
    ),
    "file": (
        "{{ ui.file_field(form.paper) }}",
        "file-upload",
        "govukFileUpload",
        {"id": "paper", "name": "paper", "label": {"text": "Paper"}, "errorMessage": {"text": "Choose a file"}},
    ),
}
OURS_ONLY = {"aria-invalid", "spellcheck", "required"}


def skeleton(html: str) -> list[tuple[str, dict[str, str], str]]:
    """Elements in order with their attributes and own words, so that spaces and order of attributes do not matter."""
    rows = []
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        words = "".join(element.find_all(string=True, recursive=False)).split()
        attributes = {
            name: " ".join(sorted(value if isinstance(value, list) else str(value).split()))
            for name, value in element.attrs.items()
            if name not in OURS_ONLY
        }
        rows.append((element.name, attributes, " ".join(words)))
    return rows


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_a_field_is_the_markup_of_govuk_frontend(request_context: None, name: str) -> None:
    template, folder, macro, params = PAIRS[name]
    form = Sample(MultiDict())
    form.validate()
    module = GOVUK.get_template(f"govuk_frontend_jinja/components/{folder}/macro.html").module
    ours = render_template_string(template, form=form)
    assert skeleton(ours) == skeleton(getattr(module, macro)(params))
