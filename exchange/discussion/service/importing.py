"""Bring the sample discussion of the demonstration in: comments.yaml, all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from cattrs import structure
from cattrs.errors import BaseValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts.queries import ministries
from exchange.audit.service import Act, record
from exchange.discussion.models import Circulation, Comment, Kind
from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.kernel.translated import Translated
from exchange.practices.models import Practice
from exchange.text.rendering import render_markdown

Thing = TypeVar("Thing")
_UNREADABLE = N_("The file of the discussion cannot be read: it is no list of comments with their roles.")
_UNKNOWN = N_("The comment %(comment)s names “%(name)s”, which is not known.")


@dataclass(frozen=True)
class _Anchor:
    field: str
    paragraph: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class _Item:
    id: str
    practice: str
    kind: str
    role: str
    ministry: str
    lang: str
    at: str
    circulation: str
    body: str
    between: tuple[str, ...] = ()
    reply_to: str | None = None
    anchor: _Anchor | None = None


@dataclass(frozen=True)
class _File:
    roles: dict[str, dict[str, str]]
    comments: tuple[_Item, ...]


@dataclass(frozen=True)
class Imported:
    """What an import did. Left out: comments on practices that are not here, or that came in before."""

    added: int
    left_out: int


def import_comments(session: Session, path: Path, *, now: datetime) -> Imported:
    """Add the sample comments of a file, each marked as a sample; a second time adds nothing. Nobody is notified.

    Raises:
        InvalidError: the file cannot be read, or names a ministry, a post or a comment that is not known.
    """
    file = _read(path)
    known = _Known(session, file)
    fresh = [item for item in file.comments if known.is_fresh(item)]
    texts = render_markdown([item.body for item in fresh])
    for item, html in zip(fresh, texts, strict=True):
        known.add(session, item, html)
    facts: dict[str, str | int | bool | None] = {"added": len(fresh)}
    record(session, actor=Actor.nobody(), act=Act("comments.imported", "discussion", path.name, facts), now=now)
    return Imported(len(fresh), len(file.comments) - len(fresh))


def _read(path: Path) -> _File:
    import yaml  # noqa: PLC0415 - loaded when a file is read in, not at every start

    try:
        return structure(yaml.safe_load(path.read_text(encoding="utf-8")), _File)
    except (OSError, yaml.YAMLError, BaseValidationError, TypeError) as error:
        raise InvalidError({"path": _UNREADABLE}) from error


class _Known:
    """What the file may refer to, by its own names."""

    def __init__(self, session: Session, file: _File) -> None:
        self._roles = {name: Translated(texts) for name, texts in file.roles.items()}
        self._ministries = {one.slug: one.id for one in ministries(session)}
        slugs = {item.practice for item in file.comments}
        found = session.execute(select(Practice.slug, Practice.id).where(Practice.slug.in_(slugs)))
        self._practices: dict[str, UUID] = {row.slug: row.id for row in found}
        samples = session.scalars(select(Comment).where(Comment.is_sample, Comment.author_id.is_(None)))
        self._comments = {sample.key: sample for sample in samples}

    def is_fresh(self, item: _Item) -> bool:
        return item.practice in self._practices and _key(item.id) not in self._comments

    def add(self, session: Session, item: _Item, html: str) -> None:
        comment = self._comment(item, html)
        session.add(comment)
        session.flush()
        self._comments[comment.key] = comment

    def _comment(self, item: _Item, html: str) -> Comment:
        parent = _named(item, self._comments, _key(item.reply_to)) if item.reply_to else None
        between: list[UUID | None] = [_named(item, self._ministries, slug) for slug in item.between] or [None, None]
        return Comment(
            practice_id=self._practices[item.practice],
            parent_id=parent.thread_id if parent else None,
            ministry_id=_named(item, self._ministries, item.ministry),
            post=_named(item, self._roles, item.role),
            kind=Kind(item.kind),
            language=item.lang,
            markdown=item.body,
            html=html,
            circulation=Circulation(item.circulation),
            between_first=between[0],
            between_second=between[1],
            anchor_field=item.anchor.field if item.anchor else None,
            anchor_number=(item.anchor.paragraph or item.anchor.row) if item.anchor else None,
            key=_key(item.id),
            is_sample=True,
            made_at=datetime.fromisoformat(item.at).astimezone(UTC),
        )


def _named(item: _Item, names: Mapping[str, Thing], name: str) -> Thing:
    if name not in names:
        raise InvalidError({"path": Message(_UNKNOWN, {"comment": item.id, "name": name})})
    return names[name]


def _key(name: str) -> str:
    return f"sample:{name}"
