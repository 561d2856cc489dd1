"""Make a bundle of a ministry's own practices; take one in as drafts of the ministries that are here."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from exchange.accounts.models import Ministry
from exchange.accounts.queries import actor_of, ministry_by_slug, people_with
from exchange.audit.service import Act, record
from exchange.bundles.content import draft_of, practice_content
from exchange.bundles.dossiers import FOLDER, dossier_files, take_dossier
from exchange.bundles.keys import own_key, trusted
from exchange.bundles.models import BundleArrival
from exchange.bundles.package import Bundle, hash_of, pack, unpack
from exchange.files.access import Files
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import InvalidError
from exchange.kernel.messages import N_, Message
from exchange.practices.models import Practice, PracticeState, Visibility
from exchange.practices.queries.loading import WHOLE_REVISION
from exchange.practices.service import create_draft, laid_out

_WIDE = (Visibility.PUBLIC, Visibility.MEMBERS)


@dataclass(frozen=True)
class Taken:
    """What became of one file of a bundle."""

    path: str
    slug: str
    is_new: bool  # False: the same content is here already
    sha256: str


@dataclass(frozen=True)
class Maker:
    """The installation that makes a bundle."""

    folder: Path
    name: str
    files: Files


def make_bundle(session: Session, *, ministry: str, maker: Maker, slugs: tuple[str, ...] = ()) -> bytes:
    """What every partner reads of the ministry, signed with this installation's key: practices, dossiers, papers.

    With `slugs` only these practices and no dossier.

    Raises:
        InvalidError: a practice that is not there, not the ministry's, or for a narrower circle than all partners;
            nothing at all that could be carried.
    """
    owner = ministry_by_slug(session, ministry)
    wanted = select(Practice).where(
        Practice.ministry_id == owner.id, Practice.state == PracticeState.PUBLISHED, Practice.visibility.in_(_WIDE)
    )
    published = joinedload(Practice.published_revision).options(*WHOLE_REVISION)
    rows = session.scalars(wanted.options(published).order_by(Practice.slug)).unique()
    practices = [row for row in rows if not slugs or row.slug in slugs]
    missing = set(slugs) - {row.slug for row in practices}
    files: dict[str, Any] = {f"practices/{row.slug}.json": _content(row, owner.slug) for row in practices}
    if not slugs:
        carried = {row.id: row.slug for row in practices}
        files |= dossier_files(session, owner=owner, practices=carried, files=maker.files)
    if missing or not files:
        values: dict[str, str | int] = {"slug": ", ".join(sorted(missing)) or ministry}
        raise InvalidError({"bundle": Message(N_("Nothing that every partner may read: %(slug)s."), values)})
    return pack(files, key=own_key(maker.folder), made_by=maker.name)


def _content(practice: Practice, ministry: str) -> dict[str, Any]:
    """What is for fewer than all partners stays here, and leaves no trace in the bundle."""
    content = practice_content(practice, ministry)
    narrow = {part for part, circle in content["field_visibility"].items() if Visibility(circle) not in _WIDE}
    for text in content["texts"].values():
        text["sections"] = {key: words for key, words in text["sections"].items() if key not in narrow}
    if "costs" in narrow:
        kept = {"costs", "staff_fte", "funding_source", "cost_note"}
        content["rows"] = {key: value for key, value in content["rows"].items() if key not in kept}
    content["field_visibility"] = {
        part: circle for part, circle in content["field_visibility"].items() if part not in narrow
    }
    return content


def take_bundle(session: Session, *, content: bytes, folder: Path, files: Files, now: datetime) -> tuple[Taken, ...]:
    """Take a bundle in: practices as drafts of their ministry, entries of dossiers for the two only; all or nothing.

    Raises:
        InvalidError: the bundle is refused (with the reason), or names a ministry that is not here or has no publisher.
    """
    bundle = unpack(content, trusted=trusted(folder))
    paths = sorted(bundle.files)
    taken = [_take(session, bundle, path, now) for path in paths if path.startswith("practices/")]
    session.flush()
    for path in (path for path in paths if path.startswith(f"{FOLDER}/")):
        slug, new = take_dossier(session, bundle=bundle, path=path, files=files, now=now)
        taken.append(Taken(path, slug, is_new=new > 0, sha256=bundle.hashes[path]))
    facts: dict[str, str | int | bool | None] = {"files": len(taken), "signer": bundle.signer.key}
    record(session, actor=Actor.nobody(), act=Act("bundle.taken", "bundle", hash_of(content)[:32], facts), now=now)
    return tuple(taken)


def _take(session: Session, bundle: Bundle, path: str, now: datetime) -> Taken:
    content = json.loads(bundle.files[path])
    draft = laid_out(draft_of(content))
    slug, sha256 = str(content["slug"]), bundle.hashes[path]
    standing = session.scalars(select(Practice).where(Practice.slug == slug)).one_or_none()
    if standing is not None:
        arrival = session.get(BundleArrival, standing.id)
        if arrival is not None and arrival.sha256 == sha256:
            return Taken(path, slug, is_new=False, sha256=sha256)
        values: dict[str, str | int] = {"slug": slug}
        raise InvalidError({"bundle": Message(N_("A practice of the address %(slug)s is here already."), values)})
    author = _author(session, str(content["ministry"]))
    practice = create_draft(session, actor=author, draft=draft, country=draft.country, now=now, slug=slug)
    session.add(
        BundleArrival(
            practice_id=practice.id,
            sha256=sha256,
            signer_key=bundle.signer.key,
            made_by=(bundle.signer.name or bundle.made_by)[:200],
            arrived_at=now,
        )
    )
    return Taken(path, slug, is_new=True, sha256=sha256)


def _author(session: Session, slug: str) -> Actor:
    ministry = session.scalars(select(Ministry).where(Ministry.slug == slug)).one_or_none()
    people = people_with(session, ministry.id, Role.PUBLISHER, Role.ADMINISTRATOR) if ministry else []
    if not people:
        values: dict[str, str | int] = {"slug": slug[:80]}
        sentence = Message(N_("The ministry %(slug)s is not here, or nobody writes for it. Add it first."), values)
        raise InvalidError({"bundle": sentence})
    return actor_of(session, people[0].id)
