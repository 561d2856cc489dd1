"""Commands of the operator: ministries and people."""

from datetime import datetime, time
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from exchange.accounts import queries
from exchange.accounts.models import Person
from exchange.accounts.service import invitations, people
from exchange.accounts.service.handing_over import hand_over
from exchange.accounts.service.ministries import Hours, NewMinistry, import_ministries, save_ministry
from exchange.kernel.actor import Actor, Role
from exchange.kernel.errors import KernelError
from exchange.web.db import reading, transaction

OPERATOR = Actor(runs_platform=True)  # who can open the machine may do what a platform administrator may
_TIME = click.DateTime(formats=["%H:%M"])


@click.group("ministry")
def ministry() -> None:
    """Ministries that take part."""


@ministry.command("list")
def list_ministries() -> None:
    """Every ministry: short name, country, name."""
    for one in queries.ministries(reading()):
        click.echo(f"{one.slug}\t{one.country}\t{one.name('en')}")


@ministry.command("add")
@click.option(
    "--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A YAML file of several."
)
@click.option("--slug", default="", help="Short name, such as az-health.")
@click.option("--country", default="", help="ISO 3166 code, such as AZ.")
@click.option("--name", default="", help="Name in English.")
@click.option("--own-name", default="", help="Name in the country's own language.")
@click.option("--language", default="en", show_default=True, help="Code of that language.")
@click.option("--city", default="", help="Capital, in English.")
@click.option("--zone", default="", help="Time zone, such as Asia/Baku.")
@click.option("--opens", type=_TIME, default="09:00", show_default=True, help="Local.")
@click.option("--closes", type=_TIME, default="18:00", show_default=True, help="Local.")
def add_ministry(path: Path | None, opens: datetime, closes: datetime, **values: str) -> None:
    """Add a ministry, or several from a file; one that exists is brought up to date."""
    now = _now()
    with transaction() as session:
        if path is not None:
            saved = import_ministries(session, path, now=now)
        else:
            saved = (save_ministry(session, _new_ministry(values, opens.time(), closes.time()), now=now),)
    for one in saved:
        click.echo(f"{one.slug} is saved.")


@click.group("user")
def user() -> None:
    """People and their accounts."""


@user.command("invite")
@click.argument("email")
@click.option("--ministry", "slug", help="Short name of the ministry.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="May be repeated."
)
@click.option("--platform", is_flag=True, help="Invite somebody who runs the exchange.")
def invite(email: str, slug: str | None, roles: tuple[str, ...], *, platform: bool) -> None:
    """Print a link by which one person makes an account. It works once, for seven days."""
    if bool(slug) == platform:
        raise click.UsageError("Say either --ministry or --platform.")
    with transaction() as session:
        click.echo(invitation_link(session, email, slug, roles))


def invitation_link(session: Session, email: str, slug: str | None = None, roles: tuple[str, ...] = ()) -> str:
    """Invite, and return the link to give to the person; without a ministry, somebody who runs the exchange."""
    token = invitations.invite(
        session,
        actor=OPERATOR,
        email=email,
        ministry_id=_ministry_id(session, slug) if slug else None,
        roles=[Role(role) for role in roles],
        now=_now(),
        runs_platform=slug is None,
    )
    public_url: str = current_app.config["EXCHANGE"].public_url
    return f"{public_url.rstrip('/')}/invitation/{token}"


def invite_first_administrator(email: str) -> str:
    """Invite somebody who runs the exchange, on a new installation; the sentence with the link."""
    with transaction() as session:
        link = invitation_link(session, email)
    return f"The first administrator makes an account here, once, within seven days: {link}"


@user.command("list")
@click.option("--ministry", "slug", help="Only those of one ministry.")
def list_users(slug: str | None) -> None:
    """Accounts: address, ministry, roles, whether closed."""
    session = reading()
    for one in [queries.ministry_by_slug(session, slug)] if slug else queries.ministries(session):
        for person in queries.managed_people(session, OPERATOR, one.id):
            state = "closed" if person.is_disabled else ",".join(person.roles)
            click.echo(f"{person.email}\t{one.slug}\t{state}")


@user.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close an account. Its sessions end at once; what it wrote stays."""
    with transaction() as session:
        person = queries.person_by_email(session, email)
        if person is None:
            raise KernelError(f"Nobody has an account with the address {email}.")
        people.disable_person(session, actor=OPERATOR, person_id=person.id, now=_now())
    click.echo(f"The account {email} is closed.")


@user.command("hand-over")
@click.argument("leaver")
@click.argument("successor")
def hand_over_desk(leaver: str, successor: str) -> None:
    """Give the drafts, practices and open requests of LEAVER to SUCCESSOR, by their addresses."""
    with transaction() as session:
        people_ids = [_person_id(session, email) for email in (leaver, successor)]
        hand_over(session, actor=OPERATOR, person_id=people_ids[0], successor_id=people_ids[1], now=_now())
    click.echo(f"The desk of {leaver} is handed over to {successor}.")


def _person_id(session: Session, email: str) -> UUID:
    person = session.scalar(select(Person).where(Person.email == email.strip()))  # a leaver may be closed already
    if person is None:
        raise KernelError(f"Nobody has an account with the address {email}.")
    return person.id


commands: tuple[click.Command, ...] = (ministry, user)


def _new_ministry(values: dict[str, str], opens: time, closes: time) -> NewMinistry:
    return NewMinistry(
        slug=values["slug"],
        country=values["country"],
        names={"en": values["name"]},
        own=values["own_name"] or values["name"],
        own_lang=values["language"],
        city={"en": values["city"]},
        zone=values["zone"],
        week=(1, 2, 3, 4, 5),
        hours=Hours(opens, closes),
        languages=(values["language"],),
    )


def _ministry_id(session: Session, slug: str) -> UUID:
    found = {one.slug: one.id for one in queries.ministries(session)}
    if slug not in found:
        raise KernelError(f"There is no ministry {slug}. `exchange ministry list` shows them.")
    return found[slug]


def _now() -> datetime:
    instant: datetime = current_app.config["CLOCK"]()
    return instant
