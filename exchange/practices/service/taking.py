"""Take what people bring into a draft: the pieces of a file, and pictures for the running texts."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.kernel.actor import Actor
from exchange.kernel.errors import InvalidError
from exchange.kernel.events import emit
from exchange.kernel.ids import new_id
from exchange.kernel.messages import N_
from exchange.practices.events import PracticeSaved
from exchange.practices.models import Piece, Practice, Revision, TextPicture, pieces_from_json, pieces_to_json
from exchange.practices.queries.loading import load_for_desk
from exchange.practices.service.writing import editable
from exchange.text.reading import Picture

PICTURE = "picture:"  # before a picture's number in a piece that was just read
PICTURE_ADDRESS = "/practices/pictures/"
MOST_PICTURES = 200
MOST_PIECES = 5_000


def take_pieces(
    session: Session,
    *,
    actor: Actor,
    slug: str,
    pieces: Sequence[Piece],
    pictures: Sequence[Picture],
    now: datetime,
) -> Revision:
    """Put the pieces of a file behind those that wait in the draft; none is left out.

    Raises:
        NotFoundError, RefusedError: as for saving.
        InvalidError: more pieces than a draft can keep.
    """
    practice = load_for_desk(session, actor=actor, slug=slug)
    revision = editable(practice, actor)
    waiting = pieces_from_json(revision.not_placed)
    if len(waiting) + len(pieces) > MOST_PIECES:
        raise InvalidError({"file": N_("This file has too many parts. Bring it in two halves.")})
    kept = [add_picture(session, actor=actor, practice=practice, picture=one, now=now) for one in pictures]
    revision.not_placed = pieces_to_json((*waiting, *(_with_address(piece, kept) for piece in pieces)))
    revision.save(actor.person_id, now)
    session.flush()
    emit(session, PracticeSaved(practice.id, revision.id, practice.ministry_id, actor, now))
    return revision


def take_picture(session: Session, *, actor: Actor, slug: str, picture: Picture, now: datetime) -> UUID:
    """Keep a picture for the texts of a practice that the actor may write now."""
    practice = load_for_desk(session, actor=actor, slug=slug)
    editable(practice, actor)
    return add_picture(session, actor=actor, practice=practice, picture=picture, now=now)


def add_picture(session: Session, *, actor: Actor, practice: Practice, picture: Picture, now: datetime) -> UUID:
    """The id under which the picture is kept; the same picture again has the same id.

    Raises:
        InvalidError: the practice has as many pictures as it can have.
    """
    mark = hashlib.sha256(picture.content).hexdigest()
    rows = session.execute(
        select(TextPicture.content_hash, TextPicture.id).where(TextPicture.practice_id == practice.id)
    )
    known = {row.content_hash: row.id for row in rows}
    if mark in known:
        standing: UUID = known[mark]
        return standing
    if len(known) >= MOST_PICTURES:
        raise InvalidError({"file": N_("This practice has as many pictures as it can have.")})
    kept = TextPicture(
        id=new_id(),
        practice_id=practice.id,
        made_by=actor.person_id,
        made_at=now,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        content_hash=mark,
        content=picture.content,
    )
    session.add(kept)
    session.flush()
    return kept.id


def _with_address(piece: Piece, kept: Sequence[UUID]) -> Piece:
    """A picture's piece names the kept picture instead of its number in the file."""
    head, mark, number = piece.text.rpartition(f"({PICTURE}")
    number = number.removesuffix(")")
    if piece.kind != "picture" or not mark or not number.isdecimal() or int(number) >= len(kept):
        return piece
    return replace(piece, text=f"{head}({PICTURE_ADDRESS}{kept[int(number)]})")
