"""Who may not know of what: every account of the demonstration is a stranger to one pair of ministries.

What Azerbaijan and Türkiye keep between them, no visitor may know of, nobody of Kazakhstan, Georgia and Moldova, and
not who runs the platform. What Kazakhstan and Georgia keep between them, nobody of Azerbaijan and Türkiye. So all 26
accounts and the visitor are asked. Each reads in its own language, which are all four between them; the visitor and one
official for each pair in the other languages too.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from exchange.demo.people import MINISTRIES, PLATFORM_EMAIL, POSTS
from exchange.kernel.languages import Language


@dataclass(frozen=True)
class Reader:
    """Somebody who asks; `language` is chosen at the first page when it is not the account's own."""

    email: str | None
    language: str = ""

    @property
    def name(self) -> str:
        """As it is printed."""
        return ":".join(part for part in (self.email or "visitor", self.language) if part)


@dataclass(frozen=True)
class Pair:
    """Two ministries that keep things between them, and who may not know of them."""

    own: str
    partner: str
    strangers: tuple[Reader, ...]
    insiders: tuple[str, ...]  # asked first, so that what is kept in memory was made for somebody who knows

    def without_others(self, names: Collection[str]) -> "Pair":
        """The same with those strangers only."""
        return replace(self, strangers=tuple(one for one in self.strangers if one.name in names))


_AZ, _TR, _KZ, _GE, _MD = (one.host for one in MINISTRIES)


def _accounts(*hosts: str) -> tuple[Reader, ...]:
    return tuple(Reader(f"{post.name}@{host}") for host in hosts for post in POSTS)


def _in_other_languages(email: str | None) -> tuple[Reader, ...]:
    own = {f"official@{one.host}": one.language for one in MINISTRIES}.get(email or "", "")
    return tuple(Reader(email, code.value) for code in Language if code.value != own)


PAIRS = (
    Pair(
        own="az-labour-social-protection",
        partner="tr-family-social-services",
        strangers=(
            *_in_other_languages(None),
            *_accounts(_KZ, _GE, _MD),
            *_in_other_languages(f"official@{_KZ}"),
            Reader(PLATFORM_EMAIL),
        ),
        insiders=(f"admin@{_AZ}", f"organizer@{_TR}"),
    ),
    Pair(
        own="kz-labour-social-protection",
        partner="ge-health-labour-social-affairs",
        strangers=(*_accounts(_AZ, _TR), *_in_other_languages(f"official@{_AZ}")),
        insiders=(f"admin@{_KZ}", f"organizer@{_GE}"),
    ),
)
