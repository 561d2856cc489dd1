"""The file format of a dossier is read strictly; a fault is named with its place."""

from datetime import date
from pathlib import Path

import pytest

from exchange.adoptions.models import Unit
from exchange.demo.content import DOSSIER
from exchange.kernel.documents import Source
from exchange.kernel.errors import InvalidError
from exchange.kernel.moments import Precision
from exchange.relations.models import Basis, EventKind
from exchange.relations.service.content import read_content


def test_the_true_dossier_is_read_whole() -> None:
    content = read_content(DOSSIER)
    assert len(content.events) == 21
    held = next(event for event in content.events if event.id == "e07")
    assert (held.kind, held.flag, held.side) == (EventKind.MEETING_HELD, Basis.PUBLIC_FACT, "both")
    assert held.source == Source("S1", "https://dost.gov.az/news/444")
    assert len(held.detail.agenda) == 10
    assert [source.id for source in held.detail.more_sources] == ["S2", "T0"]


def test_figures_dates_and_changes_keep_their_meaning() -> None:
    events = {event.id: event for event in read_content(DOSSIER).events}
    assert (events["e19"].value, events["e19"].unit) == (60, Unit.CHILDREN)
    assert (events["e15"].happened_on, events["e15"].precision) == (date(2023, 11, 1), Precision.MONTH)
    changes = events["e15"].changes
    assert [change["en"] for change in changes][-1] == "At most three children per family"
    assert changes[-1]["az"] == "Bir ailədə ən çoxu üç uşaq"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("just words", "cannot be read"),
        ("slug: [", "cannot be read"),
        ("slug: x\nbetween: [a, b]\ntitle: {en: T}\nsummary: {en: S}\nevents: []\nsecret: 1", "secret"),
        ("slug: x\nbetween: [a, b]\ntitle: {en: T}\nevents: []", "summary"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_the_place(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "dossier.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidError) as refused:
        read_content(path)
    assert fault in str(refused.value.fields["file"])
