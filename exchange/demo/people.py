"""The accounts of the demonstration: one post per role and ministry. No persons, no names."""

from dataclasses import dataclass

from sqlalchemy import select

from exchange.accounts.models import Person
from exchange.accounts.queries import actor_of
from exchange.kernel.actor import Actor, Role
from exchange.kernel.translated import Translated
from exchange.web.db import reading

PLATFORM_EMAIL = "admin@exchange.example"


@dataclass(frozen=True)
class DemoMinistry:
    """A ministry whose roles can be entered by one click."""

    slug: str
    host: str
    language: str


@dataclass(frozen=True)
class DemoPost:
    """One role as an account."""

    name: str  # before the @
    post: Translated
    roles: tuple[Role, ...]


MINISTRIES = (
    DemoMinistry("az-labour-social-protection", "az.example", "az"),
    DemoMinistry("tr-family-social-services", "tr.example", "tr"),
    DemoMinistry("kz-labour-social-protection", "kz.example", "ru"),
    DemoMinistry("ge-health-labour-social-affairs", "ge.example", "en"),
    DemoMinistry("md-labour-social-protection", "md.example", "ru"),
)

POSTS = (
    DemoPost(
        "publisher",
        Translated(
            {"en": "Programme desk", "az": "Proqram şöbəsi", "tr": "Program birimi", "ru": "Отдел программ"},
        ),
        (Role.PUBLISHER,),
    ),
    DemoPost(
        "reviewer",
        Translated(
            {
                "en": "Clearing officer",
                "az": "Razılaşdırma üzrə məsul şəxs",
                "tr": "Onay yetkilisi",
                "ru": "Ответственный за согласование",
            },
        ),
        (Role.REVIEWER,),
    ),
    DemoPost(
        "official",
        Translated(
            {
                "en": "Child protection desk",
                "az": "Uşaqların müdafiəsi şöbəsi",
                "tr": "Çocuk koruma birimi",
                "ru": "Отдел защиты детей",
            },
        ),
        (Role.OFFICIAL,),
    ),
    DemoPost(
        "organizer",
        Translated(
            {
                "en": "International relations desk",
                "az": "Beynəlxalq əlaqələr şöbəsi",
                "tr": "Dış ilişkiler birimi",
                "ru": "Отдел международных связей",
            },
        ),
        (Role.ORGANIZER,),
    ),
    DemoPost(
        "admin",
        Translated(
            {
                "en": "Ministry administrator",
                "az": "Nazirliyin inzibatçısı",
                "tr": "Bakanlık yöneticisi",
                "ru": "Администратор министерства",
            },
        ),
        (Role.ADMINISTRATOR,),
    ),
)

PLATFORM_POST = Translated(
    {
        "en": "Platform administrator",
        "az": "Platformanın inzibatçısı",
        "tr": "Platform yöneticisi",
        "ru": "Администратор платформы",
    },
)


def actor_behind(email: str) -> Actor:
    """The actor behind an address of the demonstration."""
    session = reading()
    person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
    return actor_of(session, person_id)
