"""What the tests' browser says of a page, also of one that differs little from a page that was right."""

import pytest

from tests.support.page import Page, check_page

FIRST, SECOND = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"
RIGHT = f"""<!DOCTYPE html><html lang="en"><head><title>Practices – Exchange</title></head><body><h1>Practices</h1>
<p id="a-{FIRST}">Words</p><p id="b-{SECOND}" aria-describedby="a-{FIRST}">More words</p>
<table><tr> <td><a href="/practices/one" title="One">One</a></td></tr></table>
<form method="post"><input type="hidden" name="csrf_token" value="abc"></form></body></html>"""


@pytest.fixture(autouse=True)
def _checked() -> None:
    check_page(Page(200, RIGHT))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("More words", "Других слов, “больше”: 7"),
        ("/practices/one", "/practices/two?page=2"),
        (SECOND, "01900000-0000-7000-8000-000000000003"),
        ('value="abc"', 'value="def"'),
    ],
)
def test_other_words_addresses_and_numbers_are_right_too(was: str, becomes: str) -> None:
    check_page(Page(200, RIGHT.replace(was, becomes)))


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("<h1>Practices", "<h1>Themes", "does not begin with"),
        ("<title>Practices", "<title>Themes", "does not begin with"),
        (f"a-{FIRST}", "b-" + SECOND, "ids stand twice"),
        (f'"a-{FIRST}"', f'"c-{FIRST}"', "points to nothing"),
        (f'describedby="a-{FIRST}', f'describedby="a-{SECOND}', "points to nothing"),
        ("More words", "More & words &nothing;", "invalid HTML"),
        ("More words", "More \x01 words", "invalid HTML"),
        ("More words", "More </b> words", "invalid HTML"),
        ("</a></td>", "</td>", "invalid HTML"),
        (' value="abc"', "", "no token"),
        ('title="One"', 'title="One" title="Two"', "invalid HTML"),
        ('title="One"', 'style="color:red"', "inline style"),
        ('title="One"', 'onclick="go()"', "inline onclick"),
        ("hidden", "text", "no label"),
        (' lang="en"', "", "does not say its language"),
    ],
)
def test_each_fault_is_found_though_the_page_was_right_before(was: str, becomes: str, fault: str) -> None:
    assert was in RIGHT
    with pytest.raises(AssertionError, match=fault):
        check_page(Page(200, RIGHT.replace(was, becomes, 1)))
