"""Mentions of ministries and posts: @short-name, or @short-name:role. Never of people."""

import re
from dataclasses import dataclass
from uuid import UUID

from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.actor import Role
from exchange.kernel.catalogues import tongue
from exchange.kernel.languages import Language

_ROLES = "|".join(role.value for role in Role)
_MENTION = re.compile(rf"(?<![\w@/])@([a-z0-9][a-z0-9-]{{1,62}}[a-z0-9])(?::({_ROLES}))?(?![\w:@-])")
MOST = 10  # of one text


@dataclass(frozen=True)
class Mention:
    """A ministry, or one post of it."""

    ministry_id: UUID
    role: Role | None


def mentions_in(session: Session, text: str) -> tuple[Mention, ...]:
    """The ministries and posts that a text names, each once, at most ten; short names that nobody has are words."""
    found = list(dict.fromkeys(_MENTION.findall(text)))[:MOST]
    known = _known(session, {slug for slug, _ in found})
    return tuple(Mention(known[slug].id, Role(role) if role else None) for slug, role in found if slug in known)


def with_names(session: Session, html: str, language: Language) -> str:
    """Safe HTML in which each mention reads as the ministry is called."""
    known = _known(session, {slug for slug, _ in _MENTION.findall(html)})

    def name(match: re.Match[str]) -> str:
        ministry = known.get(match.group(1))
        if ministry is None:
            return match.group()
        called = ministry.short_names.text_for(language) or ministry.names.text_for(language)
        post = f" ({tongue(language).gettext(Role(match.group(2)).label)})" if match.group(2) else ""
        return f"<strong>@{escape(called)}{escape(post)}</strong>"

    return _MENTION.sub(name, html) if known else html


def _known(session: Session, slugs: set[str]) -> dict[str, Ministry]:
    rows = session.scalars(select(Ministry).where(Ministry.slug.in_(slugs))) if slugs else ()
    return {row.slug: row for row in rows}
