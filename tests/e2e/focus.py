"""Where the focus is, and whether a person sees it."""

from dataclasses import dataclass

from playwright.sync_api import Page

# The ring may be drawn on what stands for the control: the box beside a checkbox, the label of a file key.
_HERE = """() => {
  const at = document.activeElement;
  const ringed = (one, part) => {
    const look = getComputedStyle(one, part);
    return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0;
  };
  const label = at.labels && at.labels[0];
  const seen = ringed(at) || (at.nextElementSibling && ringed(at.nextElementSibling, '::before'))
    || (label && ringed(label)) || (at.parentElement && ringed(at.parentElement));
  const words = (at.getAttribute('aria-label') || at.innerText || at.value || '').trim().slice(0, 60);
  return [at === document.body, !!seen, `${at.tagName.toLowerCase()}#${at.id}.${at.className} "${words}"`];
}"""


@dataclass(frozen=True)
class Stop:
    """One tab stop."""

    name: str
    is_seen: bool


def here(page: Page) -> Stop | None:
    """What has the focus; None when it left the page's own things."""
    is_body, is_seen, name = page.evaluate(_HERE)
    return None if is_body else Stop(name, is_seen)


def stops(page: Page, most: int = 400) -> list[Stop]:
    """Every tab stop from the top of the page to its end."""
    found: list[Stop] = []
    for _number in range(most):
        page.keyboard.press("Tab")
        stop = here(page)
        if stop is None:
            break
        found.append(stop)
    return found


def tab_to(page: Page, selector: str, most: int = 200) -> None:
    """Press Tab until the thing has the focus."""
    for _number in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector} on {page.url}")
