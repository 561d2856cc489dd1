"""The true story of Azerbaijan and Türkiye, as the demonstration has it."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from exchange.accounts.models import Ministry, Person
from exchange.demo.content import DOSSIER
from exchange.practices.models import Practice, Visibility
from exchange.relations.service import import_dossier
from tests.factories.accounts import make_ministry, make_person
from tests.factories.practices import make_practice
from tests.support.clock import FixedClock

_PRACTICES = {
    "tr-koruyucu-aile": Visibility.PUBLIC,
    "az-foster-family-model": Visibility.PUBLIC,
    "az-dost-centres": Visibility.PUBLIC,
    "az-single-coordination-centres": Visibility.PARTNERS,
    "az-e-sosial": Visibility.MEMBERS,
    "az-pension-without-application": Visibility.MEMBERS,
}


@dataclass(frozen=True)
class Story:
    """Two ministries with their practices, a third that looks on, and a person in each."""

    azerbaijan: Ministry
    turkiye: Ministry
    practices: dict[str, Practice]
    azerbaijani: Person
    turkish: Person
    kazakh: Person

    @property
    def address(self) -> str:
        return f"/relations/{self.azerbaijan.slug}/{self.turkiye.slug}"


@pytest.fixture
def stage(session: Session) -> Story:
    """Everything that the dossier names, without the dossier."""
    azerbaijan = make_ministry(session, "AZ", slug="az-labour-social-protection")
    turkiye = make_ministry(session, "TR", slug="tr-family-social-services")
    kazakhstan = make_ministry(session, "KZ")
    owners = {"az": azerbaijan, "tr": turkiye}
    practices = {
        slug: make_practice(session, owners[slug[:2]], slug=slug, visibility=circle)
        for slug, circle in _PRACTICES.items()
    }
    people = [make_person(session, ministry) for ministry in (azerbaijan, turkiye, kazakhstan)]
    return Story(azerbaijan, turkiye, practices, *people)


@pytest.fixture
def story(session: Session, stage: Story, clock: FixedClock) -> Story:
    """With the dossier."""
    import_dossier(session, DOSSIER, clock())
    return stage
