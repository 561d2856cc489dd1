"""Every kind of page of the demonstration, and by whom it is looked at."""

from dataclasses import dataclass

from playwright.sync_api import Page

PRACTICE = "/practices/tr-koruyucu-aile"
DOSSIER = "/relations/az-labour-social-protection/tr-family-social-services"
MISSING = "/there-is-nothing-here"
PUBLIC = (
    "/",
    "/search",
    "/search?q=foster+care",
    "/search?q=qwxyzzy",
    "/search?q=foster+care&kind=discussion",
    f"{PRACTICE}/similar",
    PRACTICE,
    f"{PRACTICE}/discussion",
    f"{PRACTICE}/evidence",
    f"{PRACTICE}/v/1/cite",
    "/practices/compare?p=tr-koruyucu-aile&p=az-foster-family-model",
    "/sign-in",
    "/sign-in/help",
    "/guest",
    "/password/forgotten",
    "/password/on-its-way",
    "/themes",
    "/countries",
    "/help/",
    "/help/components",
    "/accessibility",
    "/privacy",
    DOSSIER,
    f"{PRACTICE}/lineage",
    "/ministries/az-labour-social-protection",
    "/countries/TR",
    "/themes/cp",
    MISSING,
)


@dataclass(frozen=True)
class Linked:
    """A page whose address is known only from a link on another page; `tail` is put behind it."""

    start: str
    link: str
    tail: str = ""


Place = str | Linked

_MEETING = "main .ex-day a[href*='/meetings/0']"  # scheduled
_WAITS = "main a[href*='/meetings/0']:not([href*='schedule'])"
_DRAFT = "main a[href$='/edit']"
_CLEARANCE = "main a[href$='/review']"

SIGNED_IN: dict[str, tuple[Place, ...]] = {
    "publisher@az.example": (
        "/",
        "/practices/new",
        Linked("/", _DRAFT),
        Linked("/", _DRAFT, "/en"),
        Linked("/", _DRAFT, "/../place"),
        Linked("/", _DRAFT, "/../pictures"),
        "/practices/az-dost-centres/archive",
        "/practices/az-dost-centres",
        "/practices/az-dost-centres/edit",
        "/practices/az-dost-centres/history",
        Linked("/questions/", "main a[href*='/questions/0']"),
        "/practices/az-dost-centres/circulation",
        "/practices/az-dost-centres/confirm",
        "/our-conditions",
    ),
    "reviewer@az.example": (f"{PRACTICE}/evidence",),
    "reviewer@tr.example": ("/", Linked("/", _CLEARANCE), f"{PRACTICE}/withdraw"),
    "official@tr.example": (
        "/",
        f"{PRACTICE}/discussion",
        "/meetings/",
        "/meetings/new",
        "/meetings/new?practice=az-dost-centres",
        Linked("/meetings/", _WAITS),
        "/questions/",
        "/questions/new?practice=az-dost-centres",
        Linked("/questions/?list=ours", "main a[href*='/questions/0']"),
        f"{PRACTICE}/discussion?section=solution",
        f"{PRACTICE}/follow",
        "/following",
        "/settings/notifications",
        "/notifications",
        "/settings/profile",
        "/settings/password",
        "/settings/security",
        "/settings/security/app",
        "/relations/",
        "/insights",
        "/insights/tr-family-social-services",
        "/adoptions/",
        "/needs/",
        "/needs/new",
        Linked("/needs/", "main .ex-card__title a"),
        "/practices/az-dost-centres/adopt",
        f"{DOSSIER}/briefing",
        "/search?q=foster+care&country=AZ",
    ),
    "organizer@az.example": (
        "/",
        DOSSIER,
        f"{DOSSIER}/new",
        Linked(DOSSIER, "main a[href*='/relations/entries/']"),
        "/insights/az-labour-social-protection",
        "/meetings/",
        "/meetings/calendar",
        "/meetings/calendar?view=week",
        "/meetings/calendar?view=list",
        Linked("/meetings/", _MEETING),
        Linked("/meetings/", _MEETING, "/join"),
        Linked("/meetings/", _MEETING, "/check"),
        Linked("/meetings/", _MEETING, "/room"),
        Linked("/meetings/", _MEETING, "/people"),
        Linked("/meetings/", _MEETING, "/guests"),
        Linked("/meetings/", _MEETING, "/protocol"),
        Linked("/meetings/", _MEETING, "/cancel"),
    ),
    "admin@az.example": (
        "/",
        "/admin/trail",
        "/admin/people",
        Linked("/admin/people", "main a[href*='/admin/people/']"),
    ),
    "admin@exchange.example": (
        "/",
        "/admin/days",
        "/admin/days/TR",
        "/admin/rooms",
        "/admin/concepts",
        "/admin/concepts/foster_care",
        "/admin/concepts/new",
        "/admin/opening",
        "/demo/mail",
        Linked("/demo/mail", "main a[href*='/demo/mail/']"),
    ),
}

TRANSLATED = ("/", "/search?q=foster+care", PRACTICE, "/practices/new", "/meetings/", DOSSIER)


def visit(page: Page, place: Place) -> None:
    """Open it, following the link where the address is not known beforehand."""
    address = place if isinstance(place, str) else _found(page, place)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == (404 if address == MISSING else 200), f"{address} answers {answer.status}"


def _found(page: Page, place: Linked) -> str:
    page.goto(place.start)
    href = page.locator(place.link).first.get_attribute("href")
    assert href, f"no {place.link} on {place.start}"
    return href.split("#")[0].split("?")[0] + place.tail
