"""Ministries and people for tests. Two ministries stand ready by name; everything can be said otherwise by keyword."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from itertools import count
from typing import Any

from sqlalchemy.orm import Session, object_session

from exchange.accounts import queries
from exchange.accounts.models import Membership, Ministry, Person
from exchange.accounts.service.passwords import hash_password
from exchange.kernel.actor import Actor, Role
from exchange.kernel.translated import Translated

MADE_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_numbers = count(1)

_AZ = {
    "country": "AZ",
    "names": Translated(
        {
            "en": "Ministry of Labour and Social Protection of Azerbaijan",
            "az": "Əmək və Əhalinin Sosial Müdafiəsi Nazirliyi",
        }
    ),
    "own_name": "Əmək və Əhalinin Sosial Müdafiəsi Nazirliyi",
    "own_language": "az",
    "city": Translated({"en": "Baku", "az": "Bakı", "tr": "Bakü", "ru": "Баку"}),
    "zone": "Asia/Baku",
    "languages": ["az", "tr", "ru", "en"],
}
_TR = {
    "country": "TR",
    "names": Translated(
        {"en": "Ministry of Family and Social Services of Türkiye", "tr": "Aile ve Sosyal Hizmetler Bakanlığı"}
    ),
    "own_name": "T.C. Aile ve Sosyal Hizmetler Bakanlığı",
    "own_language": "tr",
    "city": Translated({"en": "Ankara", "az": "Ankara", "tr": "Ankara", "ru": "Анкара"}),
    "zone": "Europe/Istanbul",
    "languages": ["tr", "az", "en"],
}
_KZ = {
    "country": "KZ",
    "names": Translated({"en": "Ministry of Labour and Social Protection of Kazakhstan"}),
    "own_name": "Еңбек және халықты әлеуметтік қорғау министрлігі",
    "own_language": "kk",
    "city": Translated({"en": "Astana", "ru": "Астана"}),
    "zone": "Asia/Almaty",
    "languages": ["kk", "ru", "en"],
}
_KNOWN = {"AZ": _AZ, "TR": _TR, "KZ": _KZ}


def make_ministry(session: Session, country: str = "AZ", **chosen: Any) -> Ministry:
    """A ministry of AZ, TR or KZ as it is; of any other country with invented neutral values. `slug` is unique."""
    known = _KNOWN.get(country, _KZ | {"country": country, "names": Translated({"en": f"Ministry of {country}"})})
    values = {
        "slug": f"{country}-ministry-{next(_numbers)}".lower(),
        "working_days": [1, 2, 3, 4, 5],
        "opens_at": time(9),
        "closes_at": time(18),
        "lunch_from": time(13),
        "lunch_to": time(14),
    }
    ministry = Ministry(**(values | known | chosen))
    session.add(ministry)
    session.flush()
    return ministry


def make_person(
    session: Session,
    ministry: Ministry | None = None,
    *,
    roles: Iterable[Role] = (Role.OFFICIAL,),
    password: str = "",
    **chosen: Any,
) -> Person:
    """Somebody who speaks for the ministry and holds the roles in it; signs in by the form only with `password`."""
    values = {
        "email": f"person{next(_numbers)}@ministry.example",
        "post": Translated({"en": "Family support desk", "az": "Ailəyə dəstək şöbəsi"}),
        "ministry_id": ministry.id if ministry else None,
        "language": "en",
        "created_at": MADE_AT,
        "password_hash": hash_password(password) if password else None,
        "session_number": 1,
        "runs_platform": False,
    }
    person = Person(**(values | chosen))
    if ministry:
        person.memberships = [Membership(ministry_id=ministry.id, role=role) for role in roles]
        person.ministry = ministry
    else:
        person.memberships = []
    session.add(person)
    session.flush()
    return person


def actor_for(person: Person) -> Actor:
    """The actor that policies and services are asked with, as the database has it now."""
    session = object_session(person)
    return queries.actor_of(session, person.id) if session else person.as_actor()
