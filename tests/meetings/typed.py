"""What a browser sends: the hidden fields of a form, and a request as a person types it."""

from typing import Any

from tests.factories.meetings import Talk
from tests.support.page import Page


def hidden(page: Page, action: str, number: int = 0) -> dict[str, Any]:
    """The hidden fields of a form on the page, as a browser sends them."""
    form = [form for form in page.all("form") if str(form.get("action", "")).endswith(action)][number]
    fields = form.select("input[type=hidden]")
    return {str(field["name"]): str(field.get("value", "")) for field in fields if field["name"] != "csrf_token"}


def asked(talk: Talk, **more: Any) -> dict[str, Any]:
    return {
        "practice": talk.practice.slug,
        "purpose": "How are families assessed?",
        "languages": ["az", "tr"],
        "level": "experts",
        "minutes": "60",
        "slots": ["2026-03-18T11:00", "", "2026-03-19T14:00", "", ""],
        "key": "k1",
    } | more


def kept_times(page: Page) -> set[str]:
    """What is chosen on the picker of times: boxes, and what stands in the rows to type."""
    boxes = page.all("input[type=checkbox][name=slots][checked]")
    rows = page.all("input[type=datetime-local][name=slots]")
    return {str(field["value"]) for field in (*boxes, *rows) if field["value"]}
