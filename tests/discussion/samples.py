"""A published practice with just what a discussion needs of it."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry
from exchange.kernel.translated import Translated
from exchange.practices.models import (
    Practice,
    PracticePartner,
    PracticeState,
    PracticeText,
    Revision,
    RevisionState,
    TextState,
    Visibility,
)
from tests.support.clock import START

_numbers = count(1)


def a_practice(
    session: Session,
    owner: Ministry,
    visibility: Visibility = Visibility.MEMBERS,
    *,
    partners: Iterable[Ministry] = (),
    **chosen: Any,
) -> Practice:
    """Published in English under the title “Foster care”."""
    values = {
        "slug": f"foster-care-{next(_numbers)}",
        "ministry_id": owner.id,
        "country": owner.country,
        "state": PracticeState.PUBLISHED,
        "visibility": visibility,
        "created_at": START,
        "published_at": START,
    }
    practice = Practice(**(values | chosen))
    practice.partners = [PracticePartner(ministry_id=partner.id) for partner in partners]
    practice.revisions = [_revision()]
    session.add(practice)
    session.flush()
    practice.published_revision = practice.revisions[0]
    session.flush()
    return practice


def _revision() -> Revision:
    text = PracticeText(language="en", title="Foster care", summary="A family instead of an institution.")
    text.state = TextState.OFFICIAL
    revision = Revision(
        number=1,
        state=RevisionState.CLEARED,
        language="en",
        org=Translated({"en": "Directorate"}),
        contact_role=Translated({"en": "Foster care desk"}),
        saved_at=START,
    )
    revision.texts = [text]
    revision.themes, revision.codes = [], []
    return revision
